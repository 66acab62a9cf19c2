//! Why a probe ends before it has learned everything.

use crate::api::ApiError;
use crate::journal::JournalError;

/// The end of the learning. What was learned so far is kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum Halt {
    /// The user wants it.
    #[error("{0}")]
    Stopped(String),
    /// A call failed, also when it was repeated.
    #[error(transparent)]
    Call(#[from] ApiError),
    /// Answers can't be understood.
    #[error("the answer to {0} can't be understood")]
    Unreadable(&'static str),
    /// All calls that learning may take are used up.
    #[error("the calls for learning are used up")]
    CallsUsedUp,
    /// The record of inserted customers can't be written, so nothing is inserted.
    #[error(transparent)]
    Record(#[from] JournalError),
    /// Without a customer of its own, nothing more can be learned.
    #[error("{0}")]
    NoCustomer(String),
}

/// The result of a step.
pub(super) type Step<T> = Result<T, Halt>;
