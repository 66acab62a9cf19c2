//! An insert that turned out to be none, after it was answered.

use std::path::Path;

use rusqlite::params;

use super::database;
use super::error::JournalError;
use crate::issue::Issue;

/// Takes a row's customer away from it: it was not inserted for this row, so nothing that goes by the journal touches it.
pub fn disown(journal: &Path, row: u64, issue: &Issue) -> Result<(), JournalError> {
    let sql = "UPDATE outcome SET outcome = 'rejected', server_id = NULL, failure = ? WHERE row = ?";
    database::open(journal)?.execute(sql, params![serde_json::to_string(issue)?, row])?;
    Ok(())
}
