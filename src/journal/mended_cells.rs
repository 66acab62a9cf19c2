//! Which cells of a row were mended before it was mapped (`--fixes`). Only a run with fixes has the table.

use crate::database::{Connection, OptionalRow as _, params};

use super::error::JournalError;
use super::optional_tables;
use super::plan_writer::PlanWriter;

impl PlanWriter {
    /// Notes the columns of a row whose cells were mended.
    pub fn note_mended(&self, row: u64, columns: &[impl AsRef<str>]) -> Result<(), JournalError> {
        if columns.is_empty() {
            return Ok(());
        }
        optional_tables::create(&self.connection, optional_tables::MENDED)?;
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
        let known = connection.has_table("mended")?;
        Ok(Self { connection: known.then_some(connection) })
    }

    /// The columns of a row whose cells were mended.
    pub(super) fn row(&self, row: u64) -> Result<Vec<String>, JournalError> {
        let Some(connection) = self.connection else { return Ok(Vec::new()) };
        let mut select = connection.prepare_cached("SELECT columns FROM mended WHERE row = ?")?;
        let columns: Option<String> = select.query_row(params![row], |row| row.get(0)).optional()?;
        columns.map_or_else(|| Ok(Vec::new()), |columns| Ok(serde_json::from_str(&columns)?))
    }
}
