//! Reading back what a run has written.

use rusqlite::params;

use super::error::JournalError;
use super::reader::{PlannedKind, Reader, planned_kind};

/// A write that has arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenRow {
    /// From 1, in the order of reading.
    pub id: u64,
    /// What was written.
    pub kind: PlannedKind,
    /// The customer.
    pub server_id: String,
    /// The source, from 0.
    pub source: u16,
    /// As a spreadsheet numbers it.
    pub row: u64,
    /// Of a text file, or 0.
    pub line: u64,
    /// JSON array of texts.
    pub cells: String,
}

impl Reader {
    /// The writes after a row that have arrived, in order, at most `limit`.
    pub fn written(&self, after: u64, limit: usize) -> Result<Vec<WrittenRow>, JournalError> {
        let sql = "SELECT a.id, a.kind, a.payload, a.base, a.server_id, r.source, r.row, r.line, r.cells \
                   FROM result a JOIN row r ON r.id = a.id WHERE a.id > ? AND a.outcome = 'written' \
                   AND a.kind IN ('insert', 'update', 'delete') ORDER BY a.id LIMIT ?";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query(params![after, limit])?;
        let mut written = Vec::new();
        while let Some(row) = rows.next()? {
            written.push(WrittenRow {
                id: row.get(0)?,
                kind: planned_kind(row)?,
                server_id: row.get(4)?,
                source: row.get(5)?,
                row: row.get(6)?,
                line: row.get(7)?,
                cells: row.get(8)?,
            });
        }
        Ok(written)
    }
}
