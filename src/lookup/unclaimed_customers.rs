//! The customers of a drained list that nobody has taken yet. However many share a key, each is passed over once.

use rusqlite::params;

use super::customer_index::{CustomerIndex, found};
use super::error::LookupError;
use crate::api::Object;
use crate::plan::MatchedCustomer;

/// How far a look for free customers goes.
#[derive(Debug, Clone, Copy)]
pub struct UnclaimedScan {
    /// So many free customers are looked at, at most.
    pub looked_at: usize,
    /// So many are returned, at most.
    pub returned: usize,
    /// From the last of the list to the first.
    pub from_last: bool,
}

/// What a look came to.
#[derive(Debug, Default)]
pub struct Unclaimed {
    /// Those that were meant, in the order of the look.
    pub found: Vec<MatchedCustomer>,
    /// There may be more: it ended at `looked_at`.
    pub cut_short: bool,
}

/// How the customers of a key are read, and how one is passed over for good; `?2` is a mark, or null.
type Statements = (&'static str, &'static str);

const FROM_FIRST: Statements = (
    "SELECT c.id, c.record, k.place, EXISTS (SELECT 1 FROM taken t WHERE t.id = k.id)
     FROM key k JOIN customer c USING (id)
     WHERE k.key = ?1 AND k.passed = 0 AND ?2 IS NULL ORDER BY k.place",
    "UPDATE key SET passed = 1 WHERE key = ?1 AND passed = 0 AND ?2 IS NULL AND place = ?3",
);
const FROM_LAST: Statements = (
    "SELECT c.id, c.record, k.place, EXISTS (SELECT 1 FROM taken t WHERE t.id = k.id)
     FROM key k JOIN customer c USING (id)
     WHERE k.key = ?1 AND k.passed = 0 AND ?2 IS NULL ORDER BY k.place DESC",
    FROM_FIRST.1,
);
const MARKED: Statements = (
    "SELECT c.id, c.record, m.place, EXISTS (SELECT 1 FROM taken t WHERE t.id = m.id)
     FROM mark m JOIN customer c USING (id) WHERE m.key = ?1 AND m.mark = ?2 ORDER BY m.place",
    "DELETE FROM mark WHERE key = ?1 AND mark = ?2 AND place = ?3",
);

impl CustomerIndex {
    /// Of the customers that have a key and that nobody has taken, those that `is_meant` says.
    pub fn free(
        &self,
        key: &str,
        scan: UnclaimedScan,
        is_meant: impl Fn(&Object) -> bool,
    ) -> Result<Unclaimed, LookupError> {
        let statements = if scan.from_last { FROM_LAST } else { FROM_FIRST };
        self.look(statements, (key, None), scan, is_meant)
    }

    /// Marks the customers of each key that more than so many have, so that [`free_marked`](Self::free_marked) finds
    /// one among them without a look at all.
    pub fn mark_crowds(&self, more_than: usize, mark: impl Fn(Object) -> i64) -> Result<(), LookupError> {
        self.connection.execute_batch(
            "CREATE TABLE mark (key TEXT NOT NULL, mark INTEGER NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL,
                                PRIMARY KEY (key, mark, place)) STRICT, WITHOUT ROWID;",
        )?;
        let sql = "SELECT k.key, k.place, c.id, c.record FROM key k JOIN customer c USING (id)
                   WHERE k.key IN (SELECT key FROM key GROUP BY key HAVING count(*) > ?)";
        let mut select = self.connection.prepare(sql)?;
        let mut insert = self.connection.prepare("INSERT INTO mark VALUES (?, ?, ?, ?)")?;
        let mut rows = select.query([more_than])?;
        while let Some(row) = rows.next()? {
            let key: String = row.get(0)?;
            let place: u64 = row.get(1)?;
            let id: String = row.get(2)?;
            let record = serde_json::from_str(&row.get::<_, String>(3)?)?;
            insert.execute(params![key, mark(record), place, id])?;
        }
        Ok(())
    }

    /// The first free customer with a key and a mark; none where the key is no crowd's.
    pub fn free_marked(&self, key: &str, mark: i64) -> Result<Option<MatchedCustomer>, LookupError> {
        let scan = UnclaimedScan { looked_at: usize::MAX, returned: 1, from_last: false };
        Ok(self.look(MARKED, (key, Some(mark)), scan, |_| true)?.found.pop())
    }

    fn look(
        &self,
        (select, pass): Statements,
        (key, mark): (&str, Option<i64>),
        scan: UnclaimedScan,
        is_meant: impl Fn(&Object) -> bool,
    ) -> Result<Unclaimed, LookupError> {
        let mut free = Unclaimed::default();
        let mut passed = Vec::<u64>::new();
        let mut looked_at = 0;
        let mut select = self.connection.prepare_cached(select)?;
        let mut rows = select.query(params![key, mark])?;
        while let Some(row) = rows.next()? {
            if row.get(3)? {
                passed.push(row.get(2)?);
                continue;
            }
            if looked_at == scan.looked_at {
                free.cut_short = true;
                break;
            }
            looked_at += 1;
            free.found.extend(Some(found(row)?).filter(|found| is_meant(&found.record)));
            if free.found.len() == scan.returned {
                break;
            }
        }
        drop(rows);
        let mut pass = self.connection.prepare_cached(pass)?;
        passed.iter().try_for_each(|place| pass.execute(params![key, mark, place]).map(drop))?;
        Ok(free)
    }
}
