//! The remote as typed calls: wire, secrets, authentication, transport, limits, pages and errors.
//!
//! A write is attempted once here, and its error says whether it may have been done ([`ApiError::fate`]); who writes
//! decides what follows. Only reads are retried in this room. One exception holds for all calls: a 401 means that
//! nothing was processed, so the call is sent a second time with a fresh token.
//!
//! What is known of the server, and how sure, stands in the project's `api.md`; where nobody knows, the calls
//! accept every form that is named there.

mod backoff;

mod error;

mod guard;

mod call;

mod retry_after;

mod secret;

mod cutter;

mod pieces;

mod once;

mod record;

mod shape;

mod wire;

mod form;

mod unpack;

mod judge;

mod verdict;

mod settings;

mod pace;

mod limit;

mod stats;

mod transport;

mod read;

mod auth;

mod client;

mod photo;

mod pages;

mod walk;

#[cfg(test)]
mod tests;

pub use backoff::{Backoff, roll};
pub use call::Kind;
pub use client::{Client, Deletion};
pub(crate) use error::SAYS;
pub use error::{ApiError, Cause, Fate};
pub use form::Form;
pub(crate) use guard::{Guard, Pass};
pub use photo::PhotoEncoding;
pub use record::Record;
pub use settings::{Credential, Settings, SetupError};
pub use stats::Stats;
pub use verdict::{Verdict, verdict};
pub use walk::{Filtered, Listing, Walk};
pub use wire::{Object, Page};
