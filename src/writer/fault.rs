//! Faults of writes as issues of their rows.

use crate::api::ApiError;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::Outcome;

fn issue(code: Code, message: String) -> Issue {
    Issue::error(Complaint::new(code, message, code.spec().remedy))
}

/// The server said no.
pub(super) fn refused(error: &ApiError) -> Outcome {
    Outcome::Rejected(issue(Code::Refused, error.to_string()))
}

/// Nothing was written, and the attempts are used up.
pub(super) fn failed(error: &ApiError) -> Outcome {
    Outcome::Failed(issue(Code::Failed, error.to_string()))
}

/// Nobody knows.
pub(super) fn unknown(error: &ApiError) -> Outcome {
    Outcome::Unknown(issue(Code::Unknown, error.without_advice()))
}

/// The customer is no longer there.
pub(super) fn gone(id: &str) -> Outcome {
    Outcome::Rejected(issue(Code::Gone, format!("the customer {id} is no longer there")))
}

/// Somebody else changed what was to be written.
pub(super) fn stale(id: &str, fields: &[String]) -> Outcome {
    let message = format!("the customer {id} has changed since the plan in: {}", fields.join(", "));
    Outcome::Rejected(issue(Code::Stale, message))
}
