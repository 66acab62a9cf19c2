//! Where merged rows end: with the row that carries them.

use rusqlite::Connection;

use super::error::JournalError;
use super::result_sql::spelled;
use super::row_state::RowOutcome;
use crate::issue::{Code, Complaint, Issue};

/// The outcome of a row's carrier and the server's id, as [`spelled`] reads it; `m` is `merged`.
pub(super) const CARRIER: &str = "(SELECT OUTCOME FROM result a WHERE a.id = m.carrier), \
                                  (SELECT a.server_id FROM result a WHERE a.id = m.carrier)";

/// How many merged rows ended where.
pub(super) fn counted(connection: &Connection) -> Result<Vec<(RowOutcome, u64)>, JournalError> {
    if !are_there(connection)? {
        return Ok(Vec::new());
    }
    let sql = spelled(&format!("SELECT {CARRIER}, count(*) FROM merged m GROUP BY 1"));
    let mut select = connection.prepare(&sql)?;
    let counted = select.query_map([], |row| Ok((outcome_with(row.get(0)?), row.get(2)?)))?;
    Ok(counted.collect::<Result<_, _>>()?)
}

/// True where rows are merged; a journal of an earlier version has no place for that.
pub(super) fn are_there(connection: &Connection) -> Result<bool, JournalError> {
    let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'merged'";
    let known: u64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(known > 0 && connection.query_row("SELECT EXISTS (SELECT 1 FROM merged)", [], |row| row.get(0))?)
}

/// What to ask for beside each row `r`, and what to join for it.
pub(super) fn columns(connection: &Connection) -> Result<(&'static str, &'static str), JournalError> {
    Ok(if are_there(connection)? {
        (CARRIER, "LEFT JOIN merged m ON m.row = r.id")
    } else {
        ("NULL, NULL", "")
    })
}

/// Where a merged row ends, by the outcome of its carrier: with it, where that did not arrive.
pub(super) fn outcome_with(carrier: Option<RowOutcome>) -> RowOutcome {
    match carrier {
        Some(lost @ (RowOutcome::Rejected | RowOutcome::Failed | RowOutcome::Unknown)) => lost,
        _ => RowOutcome::Merged,
    }
}

/// Why a merged row did not arrive; nothing where it did.
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
