//! An imitation of the Deskero customer API, so that every job can be rehearsed and tested without an account.
//!
//! It imports nothing of ours: what it knows comes from the vendor's pages alone, so that the client and the
//! sandbox can't agree on the same mistake. Wherever nobody knows how the real API behaves, [`Options`] has a
//! switch. It can refuse, stall, lie and hang up, by chance ([`FaultRates`]) or by plan ([`Sandbox::fail_next`]),
//! and it keeps a log of what came in. `control.rs` describes the endpoints under `/_sandbox/`.

mod random;

mod span;

mod credentials;

mod error;

mod kind;

mod fault;

mod generator;

mod normal;
mod options;

mod jsonl;

mod switches;

mod field;

mod photo;

mod write;

mod store;

mod query;

mod bad_record;

mod view;

mod page;

mod churn;

mod call;

mod token;

mod quota;

mod plan;

mod log;

mod answer;

mod endpoint;

mod state;

mod control;

mod server;

mod handle;

#[cfg(test)]
mod tests;

pub use churn::{Change, Churn};
pub use credentials::{API_TOKEN, BEARER, CLIENT_ID};
pub use error::SandboxError;
pub use fault::{Fault, FaultRates};
pub use generator::{start_custom_fields, start_customers};
pub use handle::Sandbox;
pub use kind::Kind;
pub use log::{Reply, Request, Stats};
pub use options::{
    BadRecord, CompanyForm, Dedup, Endless, IdForm, OddDetail, Options, Order, Packing, PhotoForm, Put,
    RetryAfter, Search, SearchPages, Several, Stores, Unknown,
};
pub use switches::SWITCHES;
pub use token::Credential;
