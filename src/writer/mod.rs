//! The one way to write: [`Writer::run`] performs every insert, update and delete of a run.
//!
//! The journal is part of the pipeline. An intent is on disk before the row waits for the rate limiter, and an outcome
//! before it is counted.

mod abort_reason;
mod adaptive_limit;
mod between_batches;
mod circuit_breaker;
mod claimed_ids;
mod concurrency_gate;
mod delete;
mod in_doubt;
mod insert;
mod insert_counts;
mod intent_slots;
mod late_protection;
mod limit_ramp;
mod limit_signal;
mod marker;
mod photo_body;
mod pipeline;
mod progress_ticker;
mod rows_taken;
mod run_writer;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
mod update;
mod write_batches;
mod write_issues;
mod write_retry;
mod write_run;
mod writer_settings;

pub use crate::stop::Stop;
pub use between_batches::{BetweenBatches, Interrupted, WriteBatch, WriteProgress};
pub use circuit_breaker::{CircuitBreaker, MaxFailures};
pub use claimed_ids::KnownIds;
pub(crate) use late_protection::{conflicts_in, late_protected, leave_phones};
pub use marker::Marker;
pub use run_writer::Writer;
pub(crate) use update::conflicts;
pub use write_run::WriteEnd;
pub use writer_settings::WriterSettings;
