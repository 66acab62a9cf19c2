//! The rows of a run that are not in the help desk: rejected, failed and unknown ones.

use super::error::JournalError;
use super::journal_reader::JournalReader;
use crate::database::params;

/// A row as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftRow {
    /// The source, counted from 0.
    pub(crate) source: u16,
    /// The row, as a spreadsheet counts.
    pub(crate) row: u64,
    /// The cells, in the order of the source's columns.
    pub(crate) cells: Vec<String>,
}

impl JournalReader {
    /// At most `limit` rows that were neither written nor skipped nor unchanged.
    pub(crate) fn left_rows(&self, limit: u64) -> Result<Vec<LeftRow>, JournalError> {
        let sql = "SELECT r.source, r.row, r.cells FROM row r JOIN result a ON a.id = r.id \
                   WHERE coalesce(a.outcome, '') NOT IN ('written', 'unchanged', 'skipped') ORDER BY r.id LIMIT ?";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query(params![limit])?;
        let mut left = Vec::new();
        while let Some(row) = rows.next()? {
            let cells: String = row.get(2)?;
            left.push(LeftRow {
                source: row.get(0)?,
                row: row.get(1)?,
                cells: serde_json::from_str(&cells)?,
            });
        }
        Ok(left)
    }
}
