//! The fields that the mapping reads as phone numbers. A number that only changes its form is not written.
//!
//! Journals of earlier versions lack the table, and so do runs without such a field.

use rusqlite::Connection;

use super::error::JournalError;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS phone_field (field TEXT PRIMARY KEY) STRICT, WITHOUT ROWID";

/// The phone fields of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phones {
    /// The fields with `as = "phone"`.
    pub fields: Vec<String>,
    /// Those whose country the mapping gave.
    pub assumed: Vec<String>,
}

/// Adds fields, and the table for them if there are any.
pub(super) fn add(connection: &Connection, fields: &[String]) -> Result<(), JournalError> {
    if fields.is_empty() {
        return Ok(());
    }
    connection.execute_batch(TABLE)?;
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO phone_field VALUES (?)")?;
    for field in fields {
        insert.execute([field])?;
    }
    Ok(())
}

/// All fields.
pub(super) fn all(connection: &Connection) -> Result<Vec<String>, JournalError> {
    let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'phone_field'";
    let known: u64 = connection.query_row(sql, [], |row| row.get(0))?;
    if known == 0 {
        return Ok(Vec::new());
    }
    let mut select = connection.prepare_cached("SELECT field FROM phone_field")?;
    let fields = select.query_map([], |row| row.get(0))?;
    Ok(fields.collect::<Result<_, _>>()?)
}
