//! Rows whose match key several customers of the account have.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::planned_write::SearchKey;

/// The maximum number of rows that are named.
const NAMED: usize = 10;
/// The maximum number of ids that are named for a row.
const IDS: usize = 20;

/// The rows of a run whose key several customers have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeysTwice {
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first: Vec<KeyTwice>,
}

/// A row whose key several customers have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyTwice {
    /// The row, from 1 in the order of reading.
    pub row: u64,
    /// The ids of the customers; the first ones if there are many.
    pub ids: Vec<String>,
}

impl KeysTwice {
    /// Counts a row if several customers have its key.
    pub fn add(&mut self, row: u64, mut ids: Vec<String>) {
        if ids.len() < 2 {
            return;
        }
        self.rows += 1;
        if self.first.len() < NAMED {
            ids.truncate(IDS);
            self.first.push(KeyTwice { row, ids });
        }
    }
}

/// A row that is in the help desk, and its own match key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnKeyRow {
    /// From 1, in the order of reading.
    pub id: u64,
    /// The source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The id of its customer.
    pub server_id: String,
    /// Its first match key.
    pub key: SearchKey,
}

const WITH_KEY: &str = "a.key IS NOT NULL AND a.outcome IN ('written', 'unchanged') AND a.server_id IS NOT NULL \
                        AND a.kind IN ('insert', 'update', 'unchanged') AND a.search <> '[]'";

impl JournalReader {
    /// The number of rows with a match key that are in the help desk.
    pub fn own_key_count(&self) -> Result<u64, JournalError> {
        let sql = format!("SELECT count(*) FROM result a WHERE {WITH_KEY}");
        Ok(self.connection.query_row(&sql, [], |row| row.get(0))?)
    }

    /// Those rows after a row, in order; at most `limit`, and empty after the last one.
    pub fn own_keys(&self, after: u64, limit: usize) -> Result<Vec<OwnKeyRow>, JournalError> {
        let sql = format!(
            "SELECT a.id, r.source, r.row, a.server_id, a.search FROM result a JOIN row r ON r.id = a.id \
             WHERE a.id > ? AND {WITH_KEY} ORDER BY a.id LIMIT ?"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![after, limit])?;
        let mut own = Vec::new();
        while let Some(row) = rows.next()? {
            let search: Option<String> = row.get(4)?;
            let keys: Vec<SearchKey> =
                search.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text))?;
            let Some(key) = keys.into_iter().next() else { continue };
            own.push(OwnKeyRow {
                id: row.get(0)?,
                source: row.get(1)?,
                row: row.get(2)?,
                server_id: row.get(3)?,
                key,
            });
        }
        Ok(own)
    }
}
