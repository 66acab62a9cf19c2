//! The help desk's API as typed calls: authentication, transport, limits, pages and errors.
//!
//! A write is sent once, and its error says whether the server may have carried it out ([`ApiError::delivery`]). The
//! writer decides what follows. Only reads are retried here. One exception holds for all calls: a 401 means that
//! nothing was processed, so the call is sent a second time with a new token.
//!
//! Where the vendor's documentation is uncertain, the calls accept every form that it allows.

mod error;

mod call;

mod retry_after;

mod secret_scrubber;

mod json_scanner;

mod pieces;

mod once;

mod compact_json;

mod malformed_json;

mod customer_record;

mod body_summary;

mod response_bodies;

mod form;

mod status;

mod retry;

mod photo_encoding;

mod settings;

mod rate_limiter;

mod throttle;

mod stats;

mod rate_headers;

mod transport;
mod unstated_pause;

mod retry_loop;

mod auth;

mod raw_call;

mod reachability;

mod client;

mod page_content;

mod paginator;

mod distinct_pages;

#[cfg(test)]
mod tests;

pub use auth::{TokenOrigin, TokenUse};
pub use call::CallKind;
pub(crate) use client::{AttemptLimiter, AttemptPermit};
pub use client::{Client, Deletion};
pub(crate) use compact_json::add_filled_names;
pub use customer_record::{CustomerRecord, Object, id_of};
pub use distinct_pages::DistinctPages;
pub(crate) use error::SAYS;
pub use error::{ApiError, Delivery, SharedCause};
pub use form::Form;
pub use paginator::{FilteredList, PagedList, Paginator};
pub use photo_encoding::PhotoEncoding;
pub use raw_call::{RawAnswer, RawCall};
pub use reachability::Reached;
pub use response_bodies::Page;
pub use retry::{Backoff, RetryDecision, retry_decision, roll};
pub(crate) use secret_scrubber::without_secrets_of;
pub(crate) use settings::is_this_machine;
pub use settings::{ClientCredential, ClientSettings, SetupError};
pub use stats::ClientStats;
