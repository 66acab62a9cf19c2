//! The customers in a SQLite file. A write is committed before it is answered, so it survives a kill of the process.
//! A power failure may lose the last writes (write-ahead log, `synchronous=NORMAL`).
//!
//! The file is locked while it is open: the store answers reads from memory, so it would not see the changes of
//! another writer.

use super::super::error::SandboxError;
use rusqlite::{Connection, params};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS customer (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS custom_field (
        place INTEGER PRIMARY KEY,
        definition TEXT NOT NULL
    );
    BEGIN IMMEDIATE;
    COMMIT;
";

/// A row of the table.
pub(super) struct CustomerTableRow {
    pub(super) seq: u64,
    pub(super) id: String,
    pub(super) body: String,
}

#[derive(Debug)]
pub(super) struct Disk {
    path: PathBuf,
    connection: Connection,
}

impl Disk {
    pub(super) fn open(path: &Path) -> Result<Self, SandboxError> {
        let connection = connect(path).map_err(|source| failure(path, source))?;
        if !is_ours(&connection).map_err(|source| failure(path, source))? {
            return Err(SandboxError::NotASandbox(path.to_owned()));
        }
        connection.execute_batch(SCHEMA).map_err(|source| failure(path, source))?;
        Ok(Self { path: path.to_owned(), connection })
    }

    /// All customers by `seq`, and the highest `seq` ever used.
    pub(super) fn load(&self) -> Result<(Vec<CustomerTableRow>, u64), SandboxError> {
        self.read().map_err(|source| failure(&self.path, source))
    }

    fn read(&self) -> rusqlite::Result<(Vec<CustomerTableRow>, u64)> {
        let mut select = self.connection.prepare("SELECT seq, id, body FROM customer ORDER BY seq")?;
        let rows = select.query_map([], |row| {
            Ok(CustomerTableRow {
                seq: row.get::<_, i64>(0)?.cast_unsigned(),
                id: row.get(1)?,
                body: row.get(2)?,
            })
        })?;
        let rows = rows.collect::<rusqlite::Result<_>>()?;
        let last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'customer'";
        let last: i64 = self.connection.query_row(last, [], |row| row.get(0))?;
        Ok((rows, last.cast_unsigned()))
    }

    /// The definitions of custom fields, as JSON.
    pub(super) fn custom_fields(&self) -> Result<Vec<String>, SandboxError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut select = self.connection.prepare("SELECT definition FROM custom_field ORDER BY place")?;
            select.query_map([], |row| row.get(0))?.collect()
        };
        read().map_err(|source| failure(&self.path, source))
    }

    /// Replaces the definitions of custom fields.
    pub(super) fn keep_custom_fields(&self, definitions: &[String]) -> Result<(), SandboxError> {
        self.transaction("BEGIN IMMEDIATE")?;
        self.run("DELETE FROM custom_field", params![])?;
        for definition in definitions {
            self.run("INSERT INTO custom_field (definition) VALUES (?1)", params![definition])?;
        }
        self.transaction("COMMIT")
    }

    pub(super) fn insert(&self, row: &CustomerTableRow) -> Result<(), SandboxError> {
        let statement = "INSERT INTO customer (seq, id, body) VALUES (?1, ?2, ?3)";
        self.run(statement, params![row.seq.cast_signed(), row.id, row.body])
    }

    pub(super) fn replace(&self, seq: u64, body: &str) -> Result<(), SandboxError> {
        self.run("UPDATE customer SET body = ?2 WHERE seq = ?1", params![seq.cast_signed(), body])
    }

    pub(super) fn remove(&self, seq: u64) -> Result<(), SandboxError> {
        self.run("DELETE FROM customer WHERE seq = ?1", params![seq.cast_signed()])
    }

    /// Begins or ends a transaction around several inserts.
    pub(super) fn transaction(&self, verb: &str) -> Result<(), SandboxError> {
        self.run(verb, params![])
    }

    fn run(&self, statement: &str, values: &[&dyn rusqlite::ToSql]) -> Result<(), SandboxError> {
        let run = || self.connection.prepare_cached(statement)?.execute(values);
        run().map(drop).map_err(|source| failure(&self.path, source))
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // Customers are for their owner alone. If it can't be made, SQLite says why.
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // On Windows it inherits the access list of its folder.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_millis(200))?;
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE;")?;
    Ok(connection)
}

/// True for a new file and for one that a sandbox has made. A database of another program is not touched.
fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    let tables: i64 =
        connection
            .query_row("SELECT count(*) FROM sqlite_master WHERE type = 'table'", [], |row| row.get(0))?;
    let columns = "SELECT coalesce(group_concat(name), '') FROM pragma_table_info('customer')";
    let columns: String = connection.query_row(columns, [], |row| row.get(0))?;
    Ok(tables == 0 || columns == "seq,id,body")
}

fn failure(path: &Path, source: rusqlite::Error) -> SandboxError {
    SandboxError::Store { path: path.to_owned(), source }
}
