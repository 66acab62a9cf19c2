//! The probe: finds out how an account's API behaves, with at most two customers of its own and at most 60 calls.
//!
//! What it is about to insert is recorded on disk before the insert, so that a later probe finds what a killed one has
//! left. It deletes a customer only if that carries the recorded mark and has no field that somebody else has filled.
//! docs/probe.md specifies it.

mod custom_names;
mod desk;
mod halt;
mod inserts;
mod kept;
mod learn_inserts;
mod learn_lag;
mod learn_lists;
mod learn_searches;
mod learn_stored;
mod learn_tokens;
mod learn_updates;
mod left;
mod lost_insert;
mod mark;
mod own_customers;
mod probe_job;
mod state;
mod values;

pub use desk::CALL_LIMIT;
pub use kept::Kept;
pub use left::LeftCustomer;
pub use probe_job::{ProbeEnd, ProbeJob};
