//! The fields that the mapping reads as phone numbers. A number that only changes its form is not written.
//!
//! Journals of earlier versions lack the table, and so do runs without such a field.

use crate::database::{Connection, params};

use super::error::JournalError;
use super::optional_tables;

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
    optional_tables::create(connection, optional_tables::PHONE_FIELD)?;
    let mut insert =
        connection.prepare_cached("INSERT INTO phone_field VALUES (?) ON CONFLICT DO NOTHING")?;
    for field in fields {
        insert.execute(params![field])?;
    }
    Ok(())
}

/// All fields.
pub(super) fn all(connection: &Connection) -> Result<Vec<String>, JournalError> {
    let known = connection.has_table("phone_field")?;
    if !known {
        return Ok(Vec::new());
    }
    let mut select = connection.prepare_cached("SELECT field FROM phone_field ORDER BY field")?;
    Ok(select.query_all(params![], |row| row.get(0))?)
}
