//! Phone numbers whose country the mapping's `region` gave: neither the number nor its row says one. If the customer
//! turns out to have the same number in another country, the match leaves it.
//!
//! Only a run whose mapping gives a region has the table.

use rusqlite::{Connection, params};

use super::error::JournalError;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS assumed_region (
    row    INTEGER NOT NULL REFERENCES row (id),
    field  TEXT NOT NULL,
    PRIMARY KEY (row, field)
) STRICT, WITHOUT ROWID";

/// Creates the table.
pub(super) fn ensure(connection: &Connection) -> Result<(), JournalError> {
    Ok(connection.execute_batch(TABLE)?)
}

/// Adds a phone field of a row.
pub(super) fn add(connection: &Connection, row: u64, field: &str) -> Result<(), JournalError> {
    let sql = "INSERT OR IGNORE INTO assumed_region VALUES (?, ?)";
    connection.prepare_cached(sql)?.execute(params![row, field])?;
    Ok(())
}

/// Reads the fields of single rows.
pub(super) struct AssumedRegions<'a> {
    /// `None` if the journal has none.
    connection: Option<&'a Connection>,
}

impl<'a> AssumedRegions<'a> {
    pub(super) fn of(connection: &'a Connection) -> Result<Self, JournalError> {
        let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'assumed_region'";
        let known: u64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(Self { connection: (known > 0).then_some(connection) })
    }

    /// The phone fields of a row whose country is assumed.
    pub(super) fn row(&self, row: u64) -> Result<Vec<String>, JournalError> {
        let Some(connection) = self.connection else { return Ok(Vec::new()) };
        let mut select = connection.prepare_cached("SELECT field FROM assumed_region WHERE row = ?")?;
        let fields = select.query_map([row], |row| row.get(0))?;
        Ok(fields.collect::<Result<_, _>>()?)
    }
}
