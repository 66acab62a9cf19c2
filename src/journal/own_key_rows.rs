//! The rows of a run that are in the help desk, with their own match keys.

use crate::database::params;

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::planned_write::SearchKey;

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
        Ok(self.connection.query_row(&sql, params![], |row| row.get(0))?)
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
