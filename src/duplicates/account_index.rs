//! All customers of the account with what they are known by, in a temporary database.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde_json::Value;

use super::error::DuplicatesError;
use super::grade::Grade;
use super::identifiers::{corroborated_names, folded_name, identifiers};
use super::keep::age_of;
use crate::api::{CustomerRecord, Object, id_of};
use crate::customer::{field_count, ticket_count};

/// A database in an unnamed file, so memory use does not grow with the account. It vanishes with the process.
///
/// `identifier` has a row for each value by which a customer is known; `class` has the values that several customers
/// share. `node` joins customers to trees (union-find): the root of a tree has its number of customers and its weakest
/// grade. `grp` has the groups and `member` their customers; a group can be part of a weaker one.
const SCHEMA: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -16000;
    CREATE TABLE customer (no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, tickets INTEGER,
                           filled INTEGER NOT NULL, age TEXT, record TEXT NOT NULL) STRICT;
    CREATE TABLE identifier (grade INTEGER NOT NULL, value TEXT NOT NULL, no INTEGER NOT NULL) STRICT;
    CREATE TABLE class (grade INTEGER NOT NULL, value TEXT NOT NULL, customers INTEGER NOT NULL,
                        names INTEGER NOT NULL, PRIMARY KEY (grade, value)) STRICT, WITHOUT ROWID;
    CREATE TABLE node (no INTEGER PRIMARY KEY, parent INTEGER NOT NULL, size INTEGER NOT NULL,
                       grade INTEGER NOT NULL) STRICT;
    CREATE TABLE grp (number INTEGER PRIMARY KEY, tier INTEGER NOT NULL, root INTEGER NOT NULL,
                      grade INTEGER NOT NULL, size INTEGER NOT NULL DEFAULT 0,
                      names INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE member (grp INTEGER NOT NULL, no INTEGER NOT NULL, PRIMARY KEY (grp, no)) STRICT, WITHOUT ROWID;
    CREATE TABLE shared (signature INTEGER PRIMARY KEY, grp INTEGER NOT NULL) STRICT;
    CREATE TABLE shared_value (grp INTEGER NOT NULL, grade INTEGER NOT NULL, value TEXT NOT NULL,
                               PRIMARY KEY (grp, grade, value)) STRICT, WITHOUT ROWID;
    CREATE INDEX grp_tier ON grp (tier, root);
    BEGIN;";

/// An address or a number of customers with this many names is shared, and says nothing about them.
pub(super) const SHARED_NAMES: u64 = 3;
/// Customers read from the index at once.
const PAGE: u64 = 512;

/// The customers of an account.
pub(super) struct AccountIndex {
    pub(super) connection: Connection,
    /// The current time in epoch seconds.
    now: i64,
    /// Customers without an id. They can't be told apart, so they are in no group.
    pub(super) without_id: u64,
}

impl AccountIndex {
    pub(super) fn new() -> Result<Self, DuplicatesError> {
        let connection = Connection::open("")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection, now: Timestamp::now().as_second(), without_id: 0 })
    }

    /// Adds a customer. All customers come before [`AccountIndex::complete`].
    pub(super) fn add(&mut self, no: u64, text: &[u8]) -> Result<(), DuplicatesError> {
        let record = CustomerRecord::read(text).into_object();
        let Some(id) = id_of(&record) else {
            self.without_id += 1;
            return Ok(());
        };
        let tickets = record.contains_key("ticketCount").then(|| ticket_count(&record));
        let sql = "INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?, ?)";
        let (name, age) = (folded_name(&record), age_of(&id, self.now));
        let row =
            params![no, id, name, tickets, field_count(&record) as u64, age, serde_json::to_string(&record)?];
        self.connection.prepare_cached(sql)?.execute(row)?;
        for (grade, value) in identifiers(&record) {
            self.add_identifier(grade, &value, no)?;
        }
        Ok(())
    }

    fn add_identifier(&self, grade: Grade, value: &str, no: u64) -> Result<(), DuplicatesError> {
        let mut insert = self.connection.prepare_cached("INSERT INTO identifier VALUES (?, ?, ?)")?;
        insert.execute(params![grade.number(), value, no])?;
        Ok(())
    }

    /// Finds the values that several customers share. Other fields are only looked at behind a name that repeats.
    pub(super) fn complete(
        &self,
        go_on: &dyn Fn() -> Result<(), DuplicatesError>,
    ) -> Result<(), DuplicatesError> {
        self.connection.execute_batch(
            "CREATE INDEX identifier_value ON identifier (grade, value, no);
             CREATE INDEX identifier_no ON identifier (no);",
        )?;
        go_on()?;
        for grade in [Grade::Email, Grade::Phone, Grade::Name] {
            self.classify(grade)?;
            go_on()?;
        }
        self.corroborate(go_on)?;
        self.classify(Grade::NameAndField)
    }

    fn classify(&self, grade: Grade) -> Result<(), DuplicatesError> {
        let sql = "INSERT INTO class SELECT grade, value, count(*), count(DISTINCT c.name) FROM identifier i
                   JOIN customer c USING (no) WHERE grade = ? GROUP BY value HAVING count(*) > 1";
        self.connection.execute(sql, [grade.number()])?;
        Ok(())
    }

    /// Adds the other fields of the customers whose name repeats.
    fn corroborate(&self, go_on: &dyn Fn() -> Result<(), DuplicatesError>) -> Result<(), DuplicatesError> {
        // The plus keeps SQLite from reading all names for each customer.
        let sql = "SELECT c.no, c.record FROM customer c WHERE c.no > ?1 AND EXISTS (
                       SELECT 1 FROM identifier i CROSS JOIN class k ON k.grade = i.grade AND k.value = i.value
                       WHERE i.no = c.no AND +i.grade = ?2)
                   ORDER BY c.no LIMIT ?3";
        let mut after = 0;
        loop {
            let page: Vec<(u64, String)> = {
                let mut select = self.connection.prepare_cached(sql)?;
                let rows = select.query_map(params![after, Grade::Name.number(), PAGE], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
                rows.collect::<Result<_, _>>()?
            };
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = *last;
            for (no, record) in page {
                let record: Object = serde_json::from_str(&record)?;
                for value in corroborated_names(&record) {
                    self.add_identifier(Grade::NameAndField, &value, no)?;
                }
            }
            go_on()?;
        }
    }

    /// Refuses ids that do not show an age, or that have several forms.
    pub(super) fn check_ages(&self) -> Result<(), DuplicatesError> {
        let sql = "SELECT id FROM customer WHERE age IS NULL
                   OR length(age) <> (SELECT length(age) FROM customer WHERE age IS NOT NULL LIMIT 1) LIMIT 1";
        let mut select = self.connection.prepare(sql)?;
        let mut odd = select.query([])?;
        match odd.next()? {
            Some(row) => Err(DuplicatesError::NoAge { id: row.get(0)? }),
            None => Ok(()),
        }
    }

    /// True if the help desk counts tickets for any customer.
    pub(super) fn counts_tickets(&self) -> Result<bool, DuplicatesError> {
        Ok(self.connection.prepare("SELECT 1 FROM customer WHERE tickets IS NOT NULL")?.exists([])?)
    }

    /// The number of customers with an id.
    pub(super) fn count(&self) -> Result<u64, DuplicatesError> {
        Ok(self.connection.query_row("SELECT count(*) FROM customer", [], |row| row.get(0))?)
    }
}

/// The text of a field; empty without one.
pub(super) fn text_of(record: &Object, field: &str) -> String {
    match record.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(company)) => {
            company.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}
