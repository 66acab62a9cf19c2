//! The outcome of merged rows, which is that of the row that carries them.

use crate::database::{Connection, params};

use super::error::JournalError;
use super::result_sql::spelled;
use super::row_state::RowOutcome;
use crate::issue::{Code, Complaint, Issue};

/// SQL for the outcome of a row's carrier, to be expanded by [`spelled`]; `m` is the table `merged`.
const CARRIER_OUTCOME: &str = "(SELECT OUTCOME FROM result a WHERE a.id = m.carrier)";
/// SQL for the outcome and the server id of a row's carrier.
const CARRIER: &str = "(SELECT OUTCOME FROM result a WHERE a.id = m.carrier), \
                       (SELECT a.server_id FROM result a WHERE a.id = m.carrier)";

/// Counts the merged rows by outcome.
pub(super) fn counted(connection: &Connection) -> Result<Vec<(RowOutcome, u64)>, JournalError> {
    if !are_there(connection)? {
        return Ok(Vec::new());
    }
    let sql = spelled(&format!("SELECT {CARRIER_OUTCOME}, count(*) FROM merged m GROUP BY 1"));
    let mut select = connection.prepare_cached(&sql)?;
    Ok(select.query_all(params![], |row| Ok((outcome_with(row.get(0)?), row.get(1)?)))?)
}

/// True if the journal has merged rows. Journals of earlier versions lack the table.
pub(super) fn are_there(connection: &Connection) -> Result<bool, JournalError> {
    let known = connection.has_table("merged")?;
    Ok(known && connection.query_row("SELECT EXISTS (SELECT 1 FROM merged)", params![], |row| row.get(0))?)
}

/// The columns to select for each row `r`, and the join that they need.
pub(super) fn columns(connection: &Connection) -> Result<(&'static str, &'static str), JournalError> {
    Ok(if are_there(connection)? {
        (CARRIER, "LEFT JOIN merged m ON m.row = r.id")
    } else {
        ("NULL, NULL", "")
    })
}

/// The outcome of a merged row: its carrier's if that did not arrive, otherwise `Merged`.
pub(super) fn outcome_with(carrier: Option<RowOutcome>) -> RowOutcome {
    match carrier {
        Some(lost @ (RowOutcome::Rejected | RowOutcome::Failed | RowOutcome::Unknown)) => lost,
        _ => RowOutcome::Merged,
    }
}

/// The issue of a merged row that did not arrive; `None` if it did.
pub(super) fn fault(outcome: RowOutcome, note: Option<&str>) -> Option<Issue> {
    let ended = match outcome {
        RowOutcome::Rejected => "that row was rejected",
        RowOutcome::Failed => "the write of that row failed",
        RowOutcome::Unknown => "it is not known whether that row was written",
        _ => return None,
    };
    let message = format!("{}, and {ended}", note.unwrap_or("merged into another row"));
    let hint = "check that row; import both together, so that they are merged again";
    Some(Issue::error(Complaint::new(Code::MergedAway, message, hint)))
}
