//! Which cells of a row were mended before it was mapped (`--fixes`). Only a run with fixes has the table.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::error::JournalError;
use super::plan_writer::PlanWriter;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS mended (
    row     INTEGER PRIMARY KEY REFERENCES row (id),
    columns TEXT NOT NULL                 -- JSON array of names
) STRICT";

impl PlanWriter {
    /// Notes the columns of a row whose cells were mended.
    pub fn note_mended(&self, row: u64, columns: &[impl AsRef<str>]) -> Result<(), JournalError> {
        if columns.is_empty() {
            return Ok(());
        }
        self.connection.execute_batch(TABLE)?;
        let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
        let columns = serde_json::to_string(&columns)?;
        let sql = "INSERT INTO mended VALUES (?, ?)";
        self.connection.prepare_cached(sql)?.execute(params![row, columns])?;
        Ok(())
    }
}

/// Reads the mended columns of single rows.
pub(super) struct MendedCells<'a> {
    /// `None` if the journal has none.
    connection: Option<&'a Connection>,
}

impl<'a> MendedCells<'a> {
    pub(super) fn of(connection: &'a Connection) -> Result<Self, JournalError> {
        let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'mended'";
        let known: u64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(Self { connection: (known > 0).then_some(connection) })
    }

    /// The columns of a row whose cells were mended.
    pub(super) fn row(&self, row: u64) -> Result<Vec<String>, JournalError> {
        let Some(connection) = self.connection else { return Ok(Vec::new()) };
        let mut select = connection.prepare_cached("SELECT columns FROM mended WHERE row = ?")?;
        let columns: Option<String> = select.query_row([row], |row| row.get(0)).optional()?;
        columns.map_or_else(|| Ok(Vec::new()), |columns| Ok(serde_json::from_str(&columns)?))
    }
}
