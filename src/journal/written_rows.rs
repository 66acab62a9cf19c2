//! Reads what a run has written.

use crate::database::{OptionalRow as _, params};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::planned_write::{PlannedKind, planned_kind};
use super::unwritten_fields::LeftAloneOf;

/// A write that has arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenRow {
    /// From 1, in the order of reading.
    pub id: u64,
    /// What was written: the planned fields without those that were found filled or as wanted before the write.
    pub kind: PlannedKind,
    /// The server's id of the customer.
    pub server_id: String,
    /// The source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The line of a text file, or 0.
    pub line: u64,
    /// JSON array of texts.
    pub cells: String,
}

impl JournalReader {
    /// The writes after a row that arrived, in order; at most `limit`.
    pub fn written(&self, after: u64, limit: usize) -> Result<Vec<WrittenRow>, JournalError> {
        self.written_as("'insert', 'update', 'delete'", after, limit)
    }

    /// Like [`JournalReader::written`], but only inserts.
    pub fn inserted(&self, after: u64, limit: usize) -> Result<Vec<WrittenRow>, JournalError> {
        self.written_as("'insert'", after, limit)
    }

    /// The pending insert after `before` other pending inserts, if there is one.
    pub fn pending_insert(&self, before: u64) -> Result<Option<u64>, JournalError> {
        let sql = "SELECT a.id FROM action a WHERE a.kind = 'insert' \
                   AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.row = a.id) ORDER BY a.id LIMIT 1 OFFSET ?";
        Ok(self.connection.prepare_cached(sql)?.query_row(params![before], |row| row.get(0)).optional()?)
    }

    /// Counts the pending writes up to a row.
    pub fn pending_up_to(&self, row: u64) -> Result<u64, JournalError> {
        let sql = "SELECT count(*) FROM action a WHERE a.id <= ? AND a.kind IN ('insert', 'update', 'delete') \
                   AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.row = a.id)";
        Ok(self.connection.prepare_cached(sql)?.query_row(params![row], |row| row.get(0))?)
    }

    /// Row, server id and time of the answer (if known) of the writes after a row that arrived; at most `limit`.
    /// They arrived at `oldest` or later, or are among the `newest` last ones.
    pub(super) fn written_since(
        &self,
        oldest: i64,
        newest: u64,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(u64, String, Option<i64>)>, JournalError> {
        let sql = "SELECT row, server_id, ended FROM outcome WHERE row > ? AND outcome = 'written' \
                   AND (ended IS NULL OR ended >= ? OR row > coalesce( \
                       (SELECT row FROM outcome WHERE outcome = 'written' ORDER BY row DESC LIMIT 1 OFFSET ?), 0)) \
                   ORDER BY row LIMIT ?";
        let mut select = self.connection.prepare_cached(sql)?;
        Ok(select.query_all(params![after, oldest, newest, limit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?)
    }

    /// True if the row deletes a customer.
    pub(super) fn is_delete(&self, row: u64) -> Result<bool, JournalError> {
        let mut select = self.connection.prepare_cached("SELECT kind = 'delete' FROM action WHERE id = ?")?;
        Ok(select.query_row(params![row], |row| row.get(0))?)
    }

    fn written_as(&self, kinds: &str, after: u64, limit: usize) -> Result<Vec<WrittenRow>, JournalError> {
        let sql = format!(
            "SELECT a.id, a.kind, a.payload, a.base, a.server_id, r.source, r.row, r.line, r.cells \
                   FROM result a JOIN row r ON r.id = a.id WHERE a.id > ? AND a.outcome = 'written' \
                   AND a.kind IN ({kinds}) ORDER BY a.id LIMIT ?"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![after, limit])?;
        let mut written = Vec::new();
        let left_alone = LeftAloneOf::of(&self.connection)?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let fields = left_alone.row(id)?;
            let kind = fields.iter().fold(planned_kind(row)?, |kind, field| kind.without(field));
            written.push(WrittenRow {
                id,
                kind,
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
