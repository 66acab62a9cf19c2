//! Joins customers to groups, from the strongest evidence to the weakest.
//!
//! A value that customers with several names share joins nobody: it is a group of its own, which says so. Each weaker
//! tier begins with the groups of the stronger ones, so its groups contain those as a whole.

use rusqlite::{OptionalExtension, params};
use xxhash_rust::xxh3::Xxh3;

use super::account_index::{AccountIndex, SHARED_NAMES};
use super::error::DuplicatesError;
use super::grade::Grade;

impl AccountIndex {
    /// Makes all groups. Those of `joined` and stronger evidence are joined into one group each; weaker evidence makes
    /// further groups around them.
    pub(super) fn group(
        &self,
        joined: Grade,
        go_on: &dyn Fn() -> Result<(), DuplicatesError>,
    ) -> Result<(), DuplicatesError> {
        let mut from = Grade::Email;
        for tier in [Grade::Email, Grade::Phone, Grade::NameAndField, Grade::Name] {
            self.join_all(tier, go_on)?;
            if tier >= joined {
                self.emit(from, tier)?;
                from = next(tier);
            }
        }
        self.emit_shared(go_on)?;
        let sql = "UPDATE grp SET
                       size = (SELECT count(*) FROM member m WHERE m.grp = grp.number),
                       names = (SELECT count(DISTINCT c.name) FROM member m JOIN customer c USING (no)
                                WHERE m.grp = grp.number)";
        self.connection.execute(sql, [])?;
        Ok(())
    }

    /// Joins the customers of each value of a tier that is not shared.
    fn join_all(
        &self,
        tier: Grade,
        go_on: &dyn Fn() -> Result<(), DuplicatesError>,
    ) -> Result<(), DuplicatesError> {
        let sql =
            "SELECT i.value, i.no FROM class k CROSS JOIN identifier i ON i.grade = k.grade AND i.value = k.value
                   WHERE k.grade = ?1 AND NOT (k.grade <= ?2 AND k.names >= ?3) ORDER BY i.value, i.no";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query(params![tier.number(), Grade::Phone.number(), SHARED_NAMES])?;
        let mut first: Option<(String, u64)> = None;
        while let Some(row) = rows.next()? {
            let value = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            let no: u64 = row.get(1)?;
            match &first {
                Some((known, first)) if known == value => self.join(*first, no, tier)?,
                _ => {
                    first = Some((value.to_owned(), no));
                    go_on()?;
                }
            }
        }
        Ok(())
    }

    /// Joins two customers.
    fn join(&self, one: u64, other: u64, grade: Grade) -> Result<(), DuplicatesError> {
        let (one, other) = (self.root(one)?, self.root(other)?);
        if one.no == other.no {
            return Ok(());
        }
        let (large, small) = if one.size >= other.size { (one, other) } else { (other, one) };
        let mut point = self.connection.prepare_cached("UPDATE node SET parent = ? WHERE no = ?")?;
        point.execute(params![large.no, small.no])?;
        let mut grow = self.connection.prepare_cached("UPDATE node SET size = ?, grade = ? WHERE no = ?")?;
        grow.execute(params![large.size + small.size, grade.number(), large.no])?;
        Ok(())
    }

    /// The root of a customer's tree. The way there gets shorter.
    fn root(&self, no: u64) -> Result<Root, DuplicatesError> {
        let sql = "SELECT parent, size FROM node WHERE no = ?";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut at = no;
        loop {
            let found = select.query_row([at], |row| Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?)));
            let Some((parent, size)) = found.optional()? else {
                let mut insert = self.connection.prepare_cached("INSERT INTO node VALUES (?1, ?1, 1, 0)")?;
                insert.execute([at])?;
                return Ok(Root { no: at, size: 1 });
            };
            if parent == at {
                if at != no {
                    let mut point =
                        self.connection.prepare_cached("UPDATE node SET parent = ? WHERE no = ?")?;
                    point.execute(params![at, no])?;
                }
                return Ok(Root { no: at, size });
            }
            at = parent;
        }
    }

    /// Makes groups of the trees whose weakest evidence is in this range.
    fn emit(&self, from: Grade, tier: Grade) -> Result<(), DuplicatesError> {
        self.flatten()?;
        let (from, tier) = (from.number(), tier.number());
        let sql = "INSERT INTO grp (tier, root, grade) SELECT ?2, no, grade FROM node
                   WHERE parent = no AND size > 1 AND grade BETWEEN ?1 AND ?2";
        self.connection.execute(sql, [from, tier])?;
        // SQLite keeps the order of a CROSS JOIN. It would read all nodes for each group otherwise.
        let sql = "INSERT INTO member SELECT g.number, n.no FROM node n CROSS JOIN grp g ON g.tier = ? AND g.root = n.parent";
        self.connection.execute(sql, [tier])?;
        Ok(())
    }

    /// Points every node at the root of its tree.
    fn flatten(&self) -> Result<(), DuplicatesError> {
        let sql = "UPDATE node SET parent = (SELECT p.parent FROM node p WHERE p.no = node.parent)
                   WHERE parent <> (SELECT p.parent FROM node p WHERE p.no = node.parent)";
        while self.connection.execute(sql, [])? > 0 {}
        Ok(())
    }

    /// Makes a group of each shared address or number; those of the same customers are one group.
    fn emit_shared(&self, go_on: &dyn Fn() -> Result<(), DuplicatesError>) -> Result<(), DuplicatesError> {
        let sql = "SELECT grade, value FROM class WHERE grade <= ? AND names >= ? ORDER BY grade, value";
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query(params![Grade::Phone.number(), SHARED_NAMES])?;
        while let Some(row) = rows.next()? {
            go_on()?;
            self.add_shared(row.get(0)?, row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
        }
        Ok(())
    }

    fn add_shared(&self, grade: i64, value: &str) -> Result<(), DuplicatesError> {
        let signature = self.signature(grade, value)?;
        let known = "SELECT grp FROM shared WHERE signature = ?";
        let known = self.connection.prepare_cached(known)?.query_row([signature], |row| row.get::<_, i64>(0));
        let group = match known.optional()? {
            Some(group) => group,
            None => {
                let shared = Grade::Shared.number();
                let sql = "INSERT INTO grp (tier, root, grade) VALUES (?1, 0, ?1)";
                self.connection.prepare_cached(sql)?.execute([shared])?;
                let group = self.connection.last_insert_rowid();
                let sql = "INSERT INTO member SELECT ?, no FROM identifier WHERE grade = ? AND value = ?";
                self.connection.prepare_cached(sql)?.execute(params![group, grade, value])?;
                self.connection
                    .prepare_cached("INSERT INTO shared VALUES (?, ?)")?
                    .execute([signature, group])?;
                group
            }
        };
        let sql = "INSERT INTO shared_value VALUES (?, ?, ?)";
        self.connection.prepare_cached(sql)?.execute(params![group, grade, value])?;
        Ok(())
    }

    /// The hash of the customers that have a value.
    fn signature(&self, grade: i64, value: &str) -> Result<i64, DuplicatesError> {
        let sql = "SELECT no FROM identifier WHERE grade = ? AND value = ? ORDER BY no";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query(params![grade, value])?;
        let mut hash = Xxh3::new();
        while let Some(row) = rows.next()? {
            hash.update(&row.get::<_, u64>(0)?.to_le_bytes());
        }
        Ok(hash.digest().cast_signed())
    }
}

/// The root of a tree of customers.
struct Root {
    no: u64,
    size: u64,
}

fn next(tier: Grade) -> Grade {
    Grade::of_number(tier.number() + 1)
}
