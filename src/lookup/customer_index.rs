//! A temporary index of the customers in the help desk's list, and which of them a row has taken.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::error::{LookupError, Miscounted};
use super::shown_fields::{ShownFields, shows};
use crate::api::{Object, id_of};
use crate::journal::SearchKey;
use crate::mapping::{KeyForm, MatchRules};
use crate::plan::MatchedCustomer;

/// An SQLite database in a temporary file, so memory use does not grow with the list.
pub struct CustomerIndex {
    pub(super) connection: Connection,
    count: u64,
    seen: u64,
    /// The fields of the match keys.
    keyed: Vec<String>,
    /// The fields that any customer in the list shows.
    shown: ShownFields,
    /// Set if the total of the list differs from what it shows.
    pub(super) miscounted: Option<Miscounted>,
}

/// A customer whose detail has not been read.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) id: String,
    pub(super) place: u64,
    /// The hash of the list's record, for a keyless customer.
    pub(super) text: Option<i64>,
}

/// A part of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IndexSubset {
    All,
    /// Customers that do not show every field of the match keys.
    Keyless,
}

/// `keyless` has the customers that do not show every field of the match keys, with the hash of the list's record.
/// `key.passed` is 1 if a scan for unclaimed customers found this one taken (see `unclaimed_customers`).
const SCHEMA: &str = "
    CREATE TABLE customer (id TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE, record TEXT NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE key (key TEXT NOT NULL, passed INTEGER NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL,
                      PRIMARY KEY (key, passed, place)) STRICT, WITHOUT ROWID;
    CREATE TABLE keyless (place INTEGER PRIMARY KEY, id TEXT NOT NULL, text INTEGER NOT NULL) STRICT;
    CREATE TABLE seen (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE taken (id TEXT PRIMARY KEY, keys TEXT NOT NULL) STRICT, WITHOUT ROWID;
    BEGIN;";

impl CustomerIndex {
    /// An empty index for these keys.
    pub fn new(matching: Option<&MatchRules>) -> Result<Self, LookupError> {
        let connection = Connection::open("")?;
        connection.execute_batch(SCHEMA)?;
        let alternatives = matching.map_or(&[][..], |matching| &matching.alternatives);
        let keyed = alternatives.iter().flat_map(|key| &key.fields).cloned().collect();
        Ok(Self { connection, count: 0, seen: 0, keyed, shown: ShownFields::default(), miscounted: None })
    }

    /// Begins another pass over the list: seen customers are counted from 0, known ones stay.
    pub(super) fn begin_pass(&mut self) -> Result<(), LookupError> {
        self.connection.execute("DELETE FROM seen", [])?;
        self.seen = 0;
        Ok(())
    }

    /// The hash of all ids seen in this pass.
    pub(super) fn seen_hash(&self) -> Result<u64, LookupError> {
        let mut select = self.connection.prepare_cached("SELECT id FROM seen ORDER BY id")?;
        let mut rows = select.query([])?;
        let mut hash = Xxh3::new();
        while let Some(row) = rows.next()? {
            let id = row.get_ref(0)?.as_str().unwrap_or_default();
            hash.update(id.as_bytes());
            hash.update(b"\n");
        }
        Ok(hash.digest())
    }

    /// The counts of a list whose total differs from what it shows, in the same way in every pass.
    pub fn miscounted(&self) -> Option<Miscounted> {
        self.miscounted
    }

    /// The fields of the match keys.
    pub(super) fn keyed(&self) -> &[String] {
        &self.keyed
    }

    /// Adds a customer under all of its keys. One that was added before stays unchanged.
    pub(crate) fn add(&mut self, matching: &MatchRules, record: &Object) -> Result<(), LookupError> {
        self.add_known(matching, record, &id_or_mark(record))
    }

    fn add_known(&mut self, matching: &MatchRules, record: &Object, id: &str) -> Result<(), LookupError> {
        self.seen +=
            self.connection.prepare_cached("INSERT OR IGNORE INTO seen VALUES (?)")?.execute([id])? as u64;
        let place = self.count;
        let text = serde_json::to_string(record)?;
        let sql = "INSERT OR IGNORE INTO customer VALUES (?, ?, ?)";
        if self.connection.prepare_cached(sql)?.execute(params![id, place, text])? == 0 {
            return Ok(());
        }
        self.count += 1;
        self.shown.see(record);
        if self.keyed.iter().any(|field| !shows(record, field)) {
            let hash = xxh3_64(text.as_bytes()).cast_signed();
            self.connection
                .prepare_cached("INSERT INTO keyless VALUES (?, ?, ?)")?
                .execute(params![place, id, hash])?;
        }
        self.add_keys(matching, record, place, id)
    }

    fn add_keys(
        &self,
        matching: &MatchRules,
        record: &Object,
        place: u64,
        id: &str,
    ) -> Result<(), LookupError> {
        let mut insert = self.connection.prepare_cached("INSERT OR IGNORE INTO key VALUES (?, 0, ?, ?)")?;
        for key in matching.remote_keys(record) {
            insert.execute(params![key.canonical(), place, id])?;
        }
        Ok(())
    }

    /// True if no customer shows some field of the match keys: the list may leave it out, so details must be read.
    pub(super) fn hides_a_key(&self) -> bool {
        self.keyed.iter().any(|field| !self.shown.has(field))
    }

    /// True if each of these fields is shown by any customer.
    pub(super) fn has_shown(&self, fields: &[String]) -> bool {
        fields.iter().all(|field| self.shown.has(field))
    }

    /// How many customers do not show every field of the match keys.
    pub(super) fn keyless(&self) -> Result<u64, LookupError> {
        Ok(self.connection.query_row("SELECT count(*) FROM keyless", [], |row| row.get(0))?)
    }

    /// Customers from a place on, at most `limit`.
    pub(super) fn unread(
        &self,
        whose: IndexSubset,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Unread>, LookupError> {
        let columns = match whose {
            IndexSubset::All => "id, place, NULL FROM customer",
            IndexSubset::Keyless => "id, place, text FROM keyless",
        };
        let sql = format!("SELECT {columns} WHERE place >= ? AND id NOT LIKE ? ORDER BY place LIMIT ?");
        let mut select = self.connection.prepare_cached(&sql)?;
        let unread = select.query_map(params![from, format!("{MARK}%"), limit], |row| {
            Ok(Unread { id: row.get(0)?, place: row.get(1)?, text: row.get(2)? })
        })?;
        Ok(unread.collect::<Result<_, _>>()?)
    }

    /// Replaces the list's record of a customer by its detail; true if that shows a field of the match keys that the
    /// list does not show.
    pub(super) fn complete(
        &mut self,
        matching: &MatchRules,
        Unread { id, place, .. }: &Unread,
        detail: &Object,
    ) -> Result<bool, LookupError> {
        let listed = self.get(id)?.map(|found| found.record).unwrap_or_default();
        let more = self.keyed.iter().any(|field| shows(detail, field) && !shows(&listed, field));
        let text = serde_json::to_string(detail)?;
        let sql = "UPDATE customer SET record = ? WHERE id = ?";
        self.connection.prepare_cached(sql)?.execute(params![text, id])?;
        self.add_keys(matching, detail, *place, id)?;
        Ok(more)
    }

    /// Calls `each` with the id of every customer.
    pub fn each_id(&self, mut each: impl FnMut(&str)) -> Result<(), LookupError> {
        let mut select = self.connection.prepare("SELECT id FROM customer")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
        }
        Ok(())
    }

    /// How many different customers were added.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many different customers were added in this pass.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    /// The customers with a key in one of these forms, in the order of the list.
    pub fn find(&self, forms: &[KeyForm]) -> Result<Vec<MatchedCustomer>, LookupError> {
        let mut all = Vec::new();
        for id in self.ids(forms)? {
            all.extend(self.get(&id)?);
        }
        Ok(all)
    }

    /// The ids of the customers with a key in one of these forms, in the order of the list.
    pub fn ids(&self, forms: &[KeyForm]) -> Result<Vec<String>, LookupError> {
        let mut select = self.connection.prepare_cached("SELECT place, id FROM key WHERE key = ?")?;
        let mut all = BTreeMap::<u64, String>::new();
        for form in forms {
            let mut rows = select.query([&form.canonical])?;
            while let Some(row) = rows.next()? {
                all.insert(row.get(0)?, row.get(1)?);
            }
        }
        Ok(all.into_values().collect())
    }

    /// True if several customers have one key.
    pub fn has_doubles(&self) -> Result<bool, LookupError> {
        let sql = "SELECT 1 FROM key GROUP BY key HAVING count(*) > 1 LIMIT 1";
        Ok(self.connection.prepare(sql)?.exists([])?)
    }

    /// True if a customer has this key.
    pub fn has(&self, key: &str) -> Result<bool, LookupError> {
        let mut select = self.connection.prepare_cached("SELECT 1 FROM key WHERE key = ?")?;
        Ok(select.exists([key])?)
    }

    /// The customer with an id.
    pub fn get(&self, id: &str) -> Result<Option<MatchedCustomer>, LookupError> {
        let mut select = self.connection.prepare_cached("SELECT record FROM customer WHERE id = ?")?;
        let record: Option<String> = select.query_row([id], |row| row.get(0)).optional()?;
        let record = record.map(|record| serde_json::from_str(&record)).transpose()?;
        Ok(record.map(|record| MatchedCustomer { id: id.to_owned(), record }))
    }

    /// Takes a customer for a row with these keys; false if an earlier row has taken it.
    pub fn take(&self, id: &str, keys: &[SearchKey]) -> Result<bool, LookupError> {
        let sql = "INSERT OR IGNORE INTO taken VALUES (?, ?)";
        let keys = serde_json::to_string(keys)?;
        Ok(self.connection.prepare_cached(sql)?.execute(params![id, keys])? == 1)
    }

    /// True if a row has taken this customer.
    pub fn is_taken(&self, id: &str) -> Result<bool, LookupError> {
        let mut select = self.connection.prepare_cached("SELECT 1 FROM taken WHERE id = ?")?;
        Ok(select.exists([id])?)
    }

    /// The keys of the row that has taken this customer.
    pub fn taker(&self, id: &str) -> Result<Vec<SearchKey>, LookupError> {
        let sql = "SELECT keys FROM taken WHERE id = ?";
        let mut select = self.connection.prepare_cached(sql)?;
        let keys: Option<String> = select.query_row([id], |row| row.get(0)).optional()?;
        Ok(keys.map_or_else(|| Ok(Vec::new()), |keys| serde_json::from_str(&keys))?)
    }
}

/// A customer from the columns id and record.
pub(super) fn found(row: &Row<'_>) -> Result<MatchedCustomer, LookupError> {
    let record: String = row.get(1)?;
    Ok(MatchedCustomer { id: row.get(0)?, record: serde_json::from_str(&record)? })
}

/// The first character of a substitute id. No id of a server begins with it.
const MARK: char = '\u{1f}';

/// The id of a record, or a substitute made from the hash of its text.
pub(super) fn id_or_mark(record: &Object) -> String {
    let text = || serde_json::to_vec(record).unwrap_or_default();
    id_of(record).unwrap_or_else(|| format!("{MARK}{:016x}", xxh3_64(&text())))
}

/// True for the substitute id of a customer without an id.
pub fn is_without_id(id: &str) -> bool {
    id.starts_with(MARK)
}
