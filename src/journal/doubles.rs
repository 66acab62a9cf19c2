//! The end of a run: which rows were inserted under which keys, and which of them are in the help desk twice.

use std::ops::RangeInclusive;
use std::path::Path;

use rusqlite::params;

use super::error::JournalError;
use super::reader::{PlannedKey, Reader, planned_key};
use super::spool::add_issues;
use super::store;
use crate::issue::{Code, Issue};

/// A row that was inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsertedRow {
    /// The row.
    pub row: u64,
    /// Its own match key.
    pub key: PlannedKey,
    /// The server's id.
    pub id: String,
}

const INSERTED: &str = "FROM action a JOIN outcome o ON o.row = a.id \
                        WHERE a.kind = 'insert' AND o.outcome = 'written' AND a.key IS NOT NULL";

impl Reader {
    /// The rows after one that were inserted and have a key, in order, at most `limit`.
    pub fn keyed_inserts(&self, after: u64, limit: usize) -> Result<Vec<InsertedRow>, JournalError> {
        let sql = format!(
            "SELECT a.id, a.key, a.search, o.server_id {INSERTED} AND a.id > ? ORDER BY a.id LIMIT ?"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![after, limit])?;
        let mut inserted = Vec::new();
        while let Some(row) = rows.next()? {
            if let Some(key) = planned_key(row.get(1)?, row.get(2)?)? {
                inserted.push(InsertedRow { row: row.get(0)?, key, id: row.get(3)? });
            }
        }
        Ok(inserted)
    }

    /// From which to which row there are planned inserts with one of these keys, canonical; `None` where none has one.
    pub fn inserts_with(&self, keys: &[String]) -> Result<Option<RangeInclusive<u64>>, JournalError> {
        // `search` is JSON that was written in the same way.
        let sql = "SELECT min(id), max(id) FROM action WHERE kind = 'insert' AND instr(search, ?) > 0";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut found: Option<RangeInclusive<u64>> = None;
        for key in keys {
            let ends: (Option<u64>, Option<u64>) =
                select.query_row([serde_json::to_string(key)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let (Some(first), Some(last)) = ends else { continue };
            found = Some(match found {
                Some(rows) => first.min(*rows.start())..=last.max(*rows.end()),
                None => first..=last,
            });
        }
        Ok(found)
    }

    /// How many rows were inserted and have a key.
    pub fn keyed_insert_count(&self) -> Result<u64, JournalError> {
        Ok(self.connection.query_row(&format!("SELECT count(*) {INSERTED}"), [], |row| row.get(0))?)
    }
}

/// Adds what was found of rows that are there twice to their issues; the rows that had it already are left as they are.
/// Returns a line for each.
pub fn note_doubles(path: &Path, found: &[(u64, Issue)]) -> Result<Vec<String>, JournalError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let connection = store::open(path)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut lines = Vec::new();
    for (id, issue) in found {
        let sql = "SELECT row, coalesce(issues, '') FROM row WHERE id = ?";
        let (row, known): (u64, String) =
            connection.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if !known.contains(Code::Doubled.id()) {
            add_issues(&connection, *id, std::slice::from_ref(issue))?;
        }
        lines.push(format!("Row {row} has a duplicate in the help desk: {}.", issue.message));
    }
    connection.execute_batch("COMMIT")?;
    Ok(lines)
}
