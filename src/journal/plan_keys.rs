//! The match keys of all rows of a plan, decided or not.

use crate::database::{Row, params};

use super::error::JournalError;
use super::plan_writer::PlanWriter;
use super::planned_write::SearchKey;

impl PlanWriter {
    /// Calls `each` with the row, the place and the key of every match key: 0 is the place of the row's own key. Rows that
    /// are skipped, rejected or merged into others are left out.
    pub fn each_key(&self, mut each: impl FnMut(u64, usize, &SearchKey)) -> Result<(), JournalError> {
        let sql = "SELECT id, search FROM action \
                   WHERE search IS NOT NULL AND kind IN ('match', 'insert', 'update', 'unchanged') ORDER BY id";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query(params![])?;
        while let Some(row) = rows.next()? {
            let (id, search): (u64, String) = (row.get(0)?, row.get(1)?);
            let keys: Vec<SearchKey> = serde_json::from_str(&search)?;
            keys.iter().enumerate().for_each(|(at, key)| each(id, at, key));
        }
        Ok(())
    }

    /// Where a row stands, for messages: `row 7`, or `other.csv, row 7` if there are several sources.
    pub fn place_of(&self, id: u64) -> Result<String, JournalError> {
        let sql = "SELECT r.row, s.file, (SELECT count(*) FROM source) FROM row r JOIN source s ON s.id = r.source \
                   WHERE r.id = ?";
        let read = |row: Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (row, file, sources): (u64, String, u64) =
            self.connection.prepare_cached(sql)?.query_row(params![id], read)?;
        Ok(if sources > 1 { format!("{file}, row {row}") } else { format!("row {row}") })
    }
}
