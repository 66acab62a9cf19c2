//! Inserts in doubt, and the queries that resolve them.

use crate::database::{OptionalRow as _, params};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::planned_write::{InDoubtSince, PlannedKey, planned_key};
use super::result_sql::spelled;

/// An insert that was sent and may have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InDoubtRow {
    /// The row.
    pub row: u64,
    /// When it became in doubt.
    pub since: InDoubtSince,
    /// Whether it has a key by which a lookup can find it.
    pub keyed: bool,
}

/// An insert of this run that has arrived, later than one in doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterInsert {
    /// The row.
    pub row: u64,
    /// Its match key, if it has one.
    pub key: Option<PlannedKey>,
    /// The server's id.
    pub id: String,
}

impl JournalReader {
    /// All inserts in doubt.
    pub fn in_doubt(&self) -> Result<Vec<InDoubtRow>, JournalError> {
        let sql = spelled(
            "SELECT id, (DOUBT), key IS NOT NULL FROM result a WHERE outcome IS NULL AND kind = 'insert' \
             AND (DOUBT) IS NOT NULL ORDER BY id",
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        Ok(select.query_all(params![], |row| {
            let since = match row.get(1)? {
                -1 => InDoubtSince::Open,
                ended => InDoubtSince::Since(ended),
            };
            Ok(InDoubtRow { row: row.get(0)?, since, keyed: row.get(2)? })
        })?)
    }

    /// An insert after `row` that was intended after `time` and has arrived. It has a key unless `keyless` is set.
    ///
    /// The joins are `CROSS JOIN`s, so that SQLite keeps their order and stops at the first row: this query runs
    /// for every insert in doubt, while other rows are written.
    pub fn later_confirmed_insert(
        &self,
        row: u64,
        time: i64,
        keyless: bool,
    ) -> Result<Option<LaterInsert>, JournalError> {
        let join = self.connection.ordered_join();
        let of = format!(
            "{join} outcome o ON o.row = a.id WHERE a.id > ?1 AND a.kind = 'insert' \
             AND o.outcome = 'written' AND (?3 = 1 OR a.key IS NOT NULL)"
        );
        let sql = format!(
            "SELECT * FROM (SELECT a.key, a.search, o.server_id, a.id FROM intent i \
             {join} action a ON a.id BETWEEN i.first AND i.last {of} AND i.last > ?1 AND i.at > ?2 LIMIT 1) f \
             UNION ALL SELECT * FROM (SELECT a.key, a.search, o.server_id, a.id FROM again t \
             {join} action a ON a.id = t.row {of} AND t.row > ?1 AND t.intended > ?2 LIMIT 1) g LIMIT 1"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![row, time, keyless])?;
        let Some(found) = rows.next()? else { return Ok(None) };
        let id = found.get(2)?;
        let row = found.get(3)?;
        Ok(Some(LaterInsert { row, key: planned_key(found.get(0)?, found.get(1)?)?, id }))
    }

    /// The row with this server id, other than the row `not`.
    pub fn owner(&self, id: &str, not: u64) -> Result<Option<u64>, JournalError> {
        let sql = "SELECT row FROM outcome WHERE server_id = ?1 AND row != ?2 \
                   UNION ALL SELECT id FROM action WHERE server_id = ?1 AND id != ?2 LIMIT 1";
        Ok(self.connection.prepare_cached(sql)?.query_row(params![id, not], |row| row.get(0)).optional()?)
    }
}
