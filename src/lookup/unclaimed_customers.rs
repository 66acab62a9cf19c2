//! Finds customers of the index that no row has taken yet. A taken customer is skipped only once, however many share a
//! key.

use rusqlite::params;

use super::customer_index::{CustomerIndex, found};
use super::error::LookupError;
use crate::api::Object;
use crate::plan::MatchedCustomer;

/// The limits of a scan for unclaimed customers.
#[derive(Debug, Clone, Copy)]
pub struct UnclaimedScan {
    /// The maximum number of unclaimed customers that are examined.
    pub looked_at: usize,
    /// The maximum number of customers returned.
    pub returned: usize,
    /// Scans the list from the end.
    pub from_last: bool,
}

/// The result of a scan.
#[derive(Debug, Default)]
pub struct Unclaimed {
    /// The accepted customers, in the order of the scan.
    pub found: Vec<MatchedCustomer>,
    /// There may be more: the scan ended at `looked_at`.
    pub cut_short: bool,
}

/// The SQL of a scan. `?1` is the key, and `?2` a mark or null.
struct ScanStatements {
    /// Reads the customers of a key.
    select: &'static str,
    /// Skips the customer at the place `?3` from now on.
    pass: &'static str,
}

/// Which customers are scanned.
#[derive(Clone, Copy)]
struct ScanKey<'a> {
    key: &'a str,
    mark: Option<i64>,
}

const FROM_FIRST: ScanStatements = ScanStatements {
    select: "SELECT c.id, c.record, k.place, EXISTS (SELECT 1 FROM taken t WHERE t.id = k.id)
     FROM key k JOIN customer c USING (id)
     WHERE k.key = ?1 AND k.passed = 0 AND ?2 IS NULL ORDER BY k.place",
    pass: "UPDATE key SET passed = 1 WHERE key = ?1 AND passed = 0 AND ?2 IS NULL AND place = ?3",
};
const FROM_LAST: ScanStatements = ScanStatements {
    select: "SELECT c.id, c.record, k.place, EXISTS (SELECT 1 FROM taken t WHERE t.id = k.id)
     FROM key k JOIN customer c USING (id)
     WHERE k.key = ?1 AND k.passed = 0 AND ?2 IS NULL ORDER BY k.place DESC",
    pass: FROM_FIRST.pass,
};
const MARKED: ScanStatements = ScanStatements {
    select: "SELECT c.id, c.record, m.place, EXISTS (SELECT 1 FROM taken t WHERE t.id = m.id)
     FROM mark m JOIN customer c USING (id) WHERE m.key = ?1 AND m.mark = ?2 ORDER BY m.place",
    pass: "DELETE FROM mark WHERE key = ?1 AND mark = ?2 AND place = ?3",
};

impl CustomerIndex {
    /// The unclaimed customers with a key that `is_meant` accepts.
    pub fn free(
        &self,
        key: &str,
        scan: UnclaimedScan,
        is_meant: impl Fn(&Object) -> bool,
    ) -> Result<Unclaimed, LookupError> {
        let statements = if scan.from_last { FROM_LAST } else { FROM_FIRST };
        self.scan(&statements, ScanKey { key, mark: None }, scan, is_meant)
    }

    /// Marks the customers of each key that more than `more_than` customers share. Then
    /// [`free_marked`](Self::free_marked) finds one of them without reading all.
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

    /// The first unclaimed customer with a key and a mark; `None` if the customers of the key are not marked.
    pub fn free_marked(&self, key: &str, mark: i64) -> Result<Option<MatchedCustomer>, LookupError> {
        let scan = UnclaimedScan { looked_at: usize::MAX, returned: 1, from_last: false };
        Ok(self.scan(&MARKED, ScanKey { key, mark: Some(mark) }, scan, |_| true)?.found.pop())
    }

    fn scan(
        &self,
        statements: &ScanStatements,
        ScanKey { key, mark }: ScanKey<'_>,
        scan: UnclaimedScan,
        is_meant: impl Fn(&Object) -> bool,
    ) -> Result<Unclaimed, LookupError> {
        let mut free = Unclaimed::default();
        let mut passed = Vec::<u64>::new();
        let mut looked_at = 0;
        let mut select = self.connection.prepare_cached(statements.select)?;
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
        let mut pass = self.connection.prepare_cached(statements.pass)?;
        passed.iter().try_for_each(|place| pass.execute(params![key, mark, place]).map(drop))?;
        Ok(free)
    }
}
