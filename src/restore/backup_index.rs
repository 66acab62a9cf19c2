//! The ids of the backup's records, and how many records have each key.

use rusqlite::{Connection, OptionalExtension, params};

use crate::journal::JournalError;

/// A temporary database on disk, so memory stays flat. It vanishes with the process.
pub(super) struct BackupIndex {
    connection: Connection,
}

const SCHEMA: &str = "
    CREATE TABLE old (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE other (id TEXT PRIMARY KEY, row INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE moved (old TEXT PRIMARY KEY, new TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE key (key TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    BEGIN;";

impl BackupIndex {
    pub(super) fn new() -> Result<Self, JournalError> {
        let connection = Connection::open("")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection })
    }

    /// Adds the id of a row; returns the row that already has it.
    pub(super) fn add_id(&self, row: u64, id: &str) -> Result<Option<u64>, JournalError> {
        let sql = "INSERT OR IGNORE INTO old VALUES (?, ?)";
        if self.connection.prepare_cached(sql)?.execute(params![row, id])? == 1 {
            return Ok(None);
        }
        let sql = "SELECT row FROM old WHERE id = ?";
        Ok(Some(self.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0))?))
    }

    /// Adds the id of a record that is not restored.
    pub(super) fn add_other(&self, row: u64, id: &str) -> Result<(), JournalError> {
        let sql = "INSERT OR IGNORE INTO other VALUES (?, ?)";
        self.connection.prepare_cached(sql)?.execute(params![id, row])?;
        Ok(())
    }

    /// The earlier record that is not restored and has this id.
    pub(super) fn other(&self, id: &str) -> Result<Option<u64>, JournalError> {
        let mut select = self.connection.prepare_cached("SELECT row FROM other WHERE id = ?")?;
        Ok(select.query_row([id], |row| row.get(0)).optional()?)
    }

    /// Calls `each` with the new or old id of each record that is not restored.
    pub(super) fn each_other<E: From<JournalError>>(
        &self,
        by_id: bool,
        mut each: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = if by_id {
            "SELECT id FROM other UNION SELECT new FROM moved JOIN other ON other.id = moved.old"
        } else {
            "SELECT new FROM moved JOIN other ON other.id = moved.old"
        };
        let mut select = self.connection.prepare(sql).map_err(JournalError::from)?;
        let mut rows = select.query([]).map_err(JournalError::from)?;
        while let Some(row) = rows.next().map_err(JournalError::from)? {
            each(&row.get::<_, String>(0).map_err(JournalError::from)?)?;
        }
        Ok(())
    }

    /// The id of a row's customer in the backup.
    pub(super) fn id(&self, row: u64) -> Result<Option<String>, JournalError> {
        let mut select = self.connection.prepare_cached("SELECT id FROM old WHERE row = ?")?;
        Ok(select.query_row([row], |row| row.get(0)).optional()?)
    }

    /// Adds an entry of the id map of an earlier restore. A later entry replaces an earlier one.
    pub(super) fn add_moved(&self, old: &str, new: &str) -> Result<(), JournalError> {
        let sql = "INSERT OR REPLACE INTO moved VALUES (?, ?)";
        self.connection.prepare_cached(sql)?.execute(params![old, new])?;
        Ok(())
    }

    /// True if there is an id map.
    pub(super) fn has_moved(&self) -> Result<bool, JournalError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM moved")?.exists([])?)
    }

    /// The new id of a row's customer by the id map.
    pub(super) fn moved(&self, row: u64) -> Result<Option<String>, JournalError> {
        let sql = "SELECT moved.new FROM moved JOIN old ON old.id = moved.old WHERE old.row = ?";
        let mut select = self.connection.prepare_cached(sql)?;
        Ok(select.query_row([row], |row| row.get(0)).optional()?)
    }

    /// Counts a row that has a key.
    pub(super) fn add_key(&self, key: &str) -> Result<(), JournalError> {
        let sql = "INSERT INTO key VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET rows = rows + 1";
        self.connection.prepare_cached(sql)?.execute([key])?;
        Ok(())
    }

    /// True if at most one row has this key.
    pub(super) fn is_unique(&self, key: &str) -> Result<bool, JournalError> {
        let mut select = self.connection.prepare_cached("SELECT rows FROM key WHERE key = ?")?;
        let rows: Option<u64> = select.query_row([key], |row| row.get(0)).optional()?;
        Ok(rows.unwrap_or(0) < 2)
    }
}
