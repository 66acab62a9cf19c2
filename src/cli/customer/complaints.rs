//! Errors that several commands below `deskferry customer` report.

use deskferry::exit_status::ExitStatus;

use super::super::command_error::CommandError;

pub(super) fn missing(id: &str) -> CommandError {
    let message = format!("no customer has the id {id:?}; `deskferry customer find` shows ids");
    CommandError::new(ExitStatus::Incomplete, message)
}

pub(super) fn not_a_pair(text: &str) -> CommandError {
    CommandError::usage(format!("expected FIELD=VALUE, not {text:?}"))
}
