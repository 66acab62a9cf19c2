//! An imitation of the Deskero customer API, so that every job can be rehearsed and tested without an account.
//!
//! It imports nothing of ours: what it knows comes from the vendor's pages alone, so that the client and the
//! sandbox can't agree on the same mistake. Wherever nobody knows how the real API behaves, [`SandboxOptions`] has a
//! switch. It can refuse, stall, lie and hang up, by chance ([`FaultRates`]) or by plan ([`Sandbox::fail_next`]),
//! and it keeps a log of what came in. `control.rs` describes the endpoints under `/_sandbox/`.

mod random;

mod duration;

mod credentials;

mod error;

mod request_kind;

mod fault;

mod customer_generator;

mod churn;

mod options;
mod stored_changes;

mod start_file;

mod switches;

mod field;

mod photo;

mod store;

mod write;

mod query;

mod bad_record;

mod read_view;

mod list_page;

mod churn_state;

mod request;

mod token;

mod rate_quota;

mod fault_plan;

mod request_log;

mod response;

mod endpoint;

mod state;

mod control;

mod server;

mod handle;

#[cfg(test)]
mod tests;

pub use churn::Churn;
pub use churn_state::ChurnChange;
pub use credentials::{API_TOKEN, BEARER, CLIENT_ID};
pub use customer_generator::{start_custom_fields, start_customers};
pub use error::SandboxError;
pub use fault::{FaultRates, SimulatedFault};
pub use handle::Sandbox;
pub use options::{
    BadRecord, BodyCompression, CompanyForm, DuplicateEmails, IdForm, ListOrder, MultiFieldSearch, OddDetail,
    PastTheEnd, PhotoForm, PutMode, RetryAfter, SandboxOptions, SearchMode, SearchPages, TextStorage,
    UnknownNames,
};
pub use request_kind::RequestKind;
pub use request_log::{LoggedReply, LoggedRequest, SandboxStats};
pub use switches::SWITCHES;
pub use token::PresentedCredential;
