//! Phone numbers whose country the mapping's `region` gave: neither the number nor its row says one. If the customer
//! turns out to have the same number in another country, the match leaves it.
//!
//! Only a run whose mapping gives a region has the table.

use crate::database::{Connection, params};

use super::error::JournalError;

/// Adds a phone field of a row.
pub(super) fn add(connection: &Connection, row: u64, field: &str) -> Result<(), JournalError> {
    let sql = "INSERT INTO assumed_region VALUES (?, ?) ON CONFLICT DO NOTHING";
    connection.prepare_cached(sql)?.send(params![row, field])?;
    Ok(())
}

/// Reads the fields of single rows.
pub(super) struct AssumedRegions<'a> {
    /// `None` if the journal has none.
    connection: Option<&'a Connection>,
}

impl<'a> AssumedRegions<'a> {
    pub(super) fn of(connection: &'a Connection) -> Result<Self, JournalError> {
        let known = connection.has_table("assumed_region")?;
        Ok(Self { connection: known.then_some(connection) })
    }

    /// The phone fields of a row whose country is assumed.
    pub(super) fn row(&self, row: u64) -> Result<Vec<String>, JournalError> {
        let Some(connection) = self.connection else { return Ok(Vec::new()) };
        let mut select =
            connection.prepare_cached("SELECT field FROM assumed_region WHERE row = ? ORDER BY field")?;
        Ok(select.query_all(params![row], |row| row.get(0))?)
    }
}
