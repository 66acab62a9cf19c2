//! The issues of failed writes.

use crate::api::ApiError;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::Outcome;
use crate::wording::counted;

fn issue(code: Code, message: String) -> Issue {
    Issue::error(Complaint::new(code, message, code.spec().remedy))
}

/// The outcome with other advice, for a plan that was not made from sources: its rows can't be imported again.
pub(super) fn of_no_import(mut outcome: Outcome) -> Outcome {
    use Outcome::{Failed, Rejected, Unknown};
    if let Rejected(issue) | Failed(issue) | Unknown(issue) = &mut outcome {
        issue.hint = remedy(issue.code).to_owned();
    }
    outcome
}

fn remedy(code: Code) -> &'static str {
    match code {
        Code::Refused => "Correct what the help desk names, then retry this run.",
        Code::Failed => "Retry this run when the service works again.",
        Code::Unknown => "Look up the customer in the help desk, or retry this run, which checks first.",
        Code::Stale => {
            "Check the customer in the help desk. If you don't need the newer value, restore the old one \
             by hand and retry this run."
        }
        Code::Gone => "Nothing to do: there is nothing left to restore.",
        Code::NotInserted => {
            "Compare the row with that customer in the help desk, and correct the customer by hand; the row is not sent again."
        }
        Code::Photo => "Put the original photo file back and retry this run, or plan again.",
        other => other.spec().remedy,
    }
}

/// The server refused the write.
pub(super) fn refused(error: &ApiError) -> Outcome {
    Outcome::Rejected(issue(Code::Refused, error.to_string()))
}

/// Nothing was written, and all attempts failed.
pub(super) fn failed(error: &ApiError) -> Outcome {
    Outcome::Failed(issue(Code::Failed, error.to_string()))
}

/// The write may have been carried out.
pub(super) fn unknown(error: &ApiError) -> Outcome {
    Outcome::Unknown(issue(Code::Unknown, error.without_advice()))
}

/// The photo can't be sent. With `doubt`, an earlier attempt may have arrived.
pub(super) fn unsent(photo: Issue, doubt: bool) -> Outcome {
    if doubt { Outcome::Unknown(photo) } else { Outcome::Rejected(photo) }
}

/// Sent several times and found absent every time.
pub(super) fn never_arrived(attempts: u32) -> Outcome {
    let message = format!(
        "the insert was sent {} without an answer, and was certainly not written",
        counted(attempts, "time", "times")
    );
    Outcome::Failed(issue(Code::Failed, message))
}

/// The server returned the id of another row's customer.
pub(super) fn shared(id: &str) -> Outcome {
    let message = format!(
        "the help desk answered with the id {id}, which another row of this run already has: it may treat the two rows as one customer"
    );
    Outcome::Unknown(issue(Code::Unknown, message))
}

/// The server returned the id of a customer that existed before.
pub(super) fn was_there(id: &str) -> Outcome {
    let message = format!(
        "the help desk answered with the id of the existing customer {id}: it treats the row as that customer"
    );
    Outcome::Rejected(issue(Code::NotInserted, message))
}

/// The customer no longer exists.
pub(super) fn gone(id: &str) -> Outcome {
    Outcome::Rejected(issue(Code::Gone, format!("the customer {id} no longer exists")))
}

/// The record is malformed: sending the complete customer would lose the unreadable part.
pub(super) fn malformed(id: &str, fault: &str) -> Outcome {
    let message = format!(
        "the help desk's record of the customer {id} is not valid JSON ({fault}), so a change would damage it"
    );
    let hint = "correct the customer in the help desk, then retry this run";
    Outcome::Failed(Issue::error(Complaint::new(Code::Failed, message, hint)))
}

/// Someone else changed the fields to be written.
pub(super) fn stale(id: &str, fields: &[String]) -> Outcome {
    let message = format!("the customer {id} has changed in the meantime (fields: {})", fields.join(", "));
    Outcome::Rejected(issue(Code::Stale, message))
}

/// Someone added data to a customer that is to be deleted.
pub(super) fn added(id: &str, fields: &[String]) -> Outcome {
    let message = format!(
        "the customer {id} has data that the run did not insert: {}; it is kept (undo --even-changed \
         deletes it anyway)",
        fields.join(", ")
    );
    Outcome::Rejected(issue(Code::Stale, message))
}

/// A customer that is to be deleted has tickets.
pub(super) fn has_tickets(id: &str, tickets: u64) -> Outcome {
    let tickets = if tickets == 1 { "a ticket".to_owned() } else { format!("{tickets} tickets") };
    let message =
        format!("the customer {id} now has {tickets}; it is kept (undo --even-changed deletes it anyway)");
    Outcome::Rejected(issue(Code::Stale, message))
}

/// The customer found for an insert in doubt may be someone else's.
pub(super) fn stranger(id: &str) -> Outcome {
    let message = format!(
        "the insert got no answer; the customer {id} has the key of this row, but not all the data that \
         was sent: someone else may have added it"
    );
    let hint = "compare the row with that customer in the help desk; to write the row's fields, import it again as an update";
    Outcome::Unknown(Issue::error(Complaint::new(Code::Unknown, message, hint)))
}

/// More than one customer was found for an insert in doubt.
pub(super) fn several(ids: &[String]) -> Outcome {
    let message = format!(
        "the insert got no answer, and now {} customers have this key: {}",
        ids.len(),
        ids.join(", ")
    );
    let hint = "check them in the help desk and delete the duplicates; the row is not sent again";
    Outcome::Rejected(Issue::error(Complaint::new(Code::SeveralMatches, message, hint)))
}
