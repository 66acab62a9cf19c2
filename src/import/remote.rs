//! The customers of the help desk, drained into an index on disk, and which of them a row has taken.

use std::cell::Cell;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value};

use crate::journal::{JournalError, SearchKey};
use crate::mapping::Matching;
use crate::plan::Found;

/// A database without a name: it lies in a temporary file that vanishes with it, so memory stays flat.
pub(super) struct Remote {
    connection: Connection,
    count: Cell<u64>,
}

const SCHEMA: &str = "
    CREATE TABLE customer (id TEXT PRIMARY KEY, place INTEGER NOT NULL, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE key (key TEXT NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL,
                      PRIMARY KEY (key, place)) STRICT, WITHOUT ROWID;
    CREATE TABLE taken (id TEXT PRIMARY KEY, keys TEXT NOT NULL) STRICT, WITHOUT ROWID;
    BEGIN;";

impl Remote {
    pub(super) fn new() -> Result<Self, JournalError> {
        let connection = Connection::open("")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection, count: Cell::new(0) })
    }

    /// Adds a customer of the list under all of its keys; one that came before is left as it was.
    pub(super) fn add(&self, matching: &Matching, record: &Map<String, Value>) -> Result<(), JournalError> {
        let Some(id) = id_of(record) else { return Ok(()) };
        let place = self.count.get();
        let text = serde_json::to_string(record)?;
        let sql = "INSERT OR IGNORE INTO customer VALUES (?, ?, ?)";
        if self.connection.prepare_cached(sql)?.execute(params![id, place, text])? == 0 {
            return Ok(());
        }
        self.count.set(place + 1);
        let mut insert = self.connection.prepare_cached("INSERT OR IGNORE INTO key VALUES (?, ?, ?)")?;
        for key in matching.remote_keys(record) {
            insert.execute(params![key.canonical(), place, id])?;
        }
        Ok(())
    }

    /// How many different customers have come.
    pub(super) fn count(&self) -> u64 {
        self.count.get()
    }

    /// The customers that have a key, in the server's order.
    pub(super) fn find(&self, key: &str) -> Result<Vec<Found>, JournalError> {
        let sql =
            "SELECT c.id, c.record FROM key k JOIN customer c USING (id) WHERE k.key = ? ORDER BY k.place";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([key])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let record: String = row.get(1)?;
            found.push(Found { id: row.get(0)?, record: serde_json::from_str(&record)? });
        }
        Ok(found)
    }

    /// Takes a customer for a row with these keys; false when an earlier row has taken it.
    pub(super) fn take(&self, id: &str, keys: &[SearchKey]) -> Result<bool, JournalError> {
        let sql = "INSERT OR IGNORE INTO taken VALUES (?, ?)";
        let keys = serde_json::to_string(keys)?;
        Ok(self.connection.prepare_cached(sql)?.execute(params![id, keys])? == 1)
    }

    /// The keys of the row that has taken a customer.
    pub(super) fn taker(&self, id: &str) -> Result<Vec<SearchKey>, JournalError> {
        let sql = "SELECT keys FROM taken WHERE id = ?";
        let mut select = self.connection.prepare_cached(sql)?;
        let keys: Option<String> = select.query_row([id], |row| row.get(0)).optional()?;
        Ok(keys.map_or_else(|| Ok(Vec::new()), |keys| serde_json::from_str(&keys))?)
    }
}

/// The server's id, which may be a string or a number.
pub(super) fn id_of(record: &Map<String, Value>) -> Option<String> {
    match record.get("id")? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}
