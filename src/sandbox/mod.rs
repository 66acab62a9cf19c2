//! An imitation of the Deskero customer API, for rehearsals and tests without an account.
//!
//! It uses no other module of this crate. It is written from the vendor's pages alone, so that the client and the
//! sandbox can't share a mistake. Where the behavior of the real API is unknown, [`SandboxOptions`] has a switch.
//!
//! The sandbox can refuse, delay or falsify answers and close connections, at random ([`FaultRates`]) or as planned
//! ([`Sandbox::fail_next`]). It logs all requests. `control.rs` describes the endpoints under `/_sandbox/`.

mod random;

mod duration;

mod credentials;

mod error;

mod request_kind;

mod fault;

mod fixed_behavior;

mod customer_generator;

mod churn;

mod off_by_default;
mod options;
mod stored_changes;
mod text_storage;

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

mod company_form;
mod control;

mod server;

mod handle;

#[cfg(test)]
mod tests;

pub use churn::Churn;
pub use churn_state::ChurnChange;
pub use company_form::CompanyForm;
pub use credentials::{API_TOKEN, BEARER, CLIENT_ID};
pub use customer_generator::{start_custom_fields, start_customers};
pub use error::SandboxError;
pub use fault::{FaultRates, SimulatedFault};
pub use fixed_behavior::FIXED_BEHAVIOR;
pub use handle::Sandbox;
pub use off_by_default::OffByDefault;
pub use options::{
    BadRecord, BodyCompression, DuplicateEmails, IdForm, ListOrder, MultiFieldSearch, OddDetail, PastTheEnd,
    PhotoForm, PutMode, RetryAfter, SandboxOptions, SearchMode, SearchPages, UnknownNames,
};
pub use request_kind::RequestKind;
pub use request_log::{LoggedReply, LoggedRequest, SandboxStats};
pub use store::SandboxFile;
pub use switches::SWITCHES;
pub use text_storage::{CUT_LENGTH, TextStorage};
pub use token::PresentedCredential;
