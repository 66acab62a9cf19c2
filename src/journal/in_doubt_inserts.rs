//! What a run still owes, and what it may have inserted: asked by a later import into the same account.

use rusqlite::params;

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::planned_write::InDoubtSince;
use super::result_sql::spelled;

/// An insert that was sent, and of which the journal does not know whether it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InDoubtRow {
    /// The row.
    pub row: u64,
    /// Since when.
    pub since: InDoubtSince,
    /// It has a key by which it can be settled.
    pub keyed: bool,
}

impl JournalReader {
    /// The inserts that are in doubt.
    pub fn in_doubt(&self) -> Result<Vec<InDoubtRow>, JournalError> {
        let sql = spelled(
            "SELECT id, (DOUBT), key IS NOT NULL FROM result a WHERE outcome IS NULL AND kind = 'insert' \
             AND (DOUBT) IS NOT NULL",
        );
        let mut select = self.connection.prepare(&sql)?;
        let rows = select.query_map([], |row| {
            let since = match row.get(1)? {
                -1 => InDoubtSince::Open,
                ended => InDoubtSince::Since(ended),
            };
            Ok(InDoubtRow { row: row.get(0)?, since, keyed: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Row, server's id and time of the answer, where it is known, of the writes after a row that have arrived since a
    /// time; at most `limit`.
    pub(super) fn written_since(
        &self,
        (oldest, newest): (i64, u64),
        (after, limit): (u64, usize),
    ) -> Result<Vec<(u64, String, Option<i64>)>, JournalError> {
        let sql = "SELECT row, server_id, ended FROM outcome WHERE row > ? AND outcome = 'written' \
                   AND (coalesce(ended >= ?, 1) OR row > coalesce( \
                       (SELECT row FROM outcome WHERE outcome = 'written' ORDER BY row DESC LIMIT 1 OFFSET ?), 0)) \
                   ORDER BY row LIMIT ?";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map(params![after, oldest, newest, limit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// True of a row that deletes a customer.
    pub(super) fn is_delete(&self, row: u64) -> Result<bool, JournalError> {
        let mut select = self.connection.prepare_cached("SELECT kind = 'delete' FROM action WHERE id = ?")?;
        Ok(select.query_row([row], |row| row.get(0))?)
    }
}
