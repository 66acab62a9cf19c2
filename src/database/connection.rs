//! A connection, its statements and its transactions.

use std::ops::Deref;

use super::dialect;
use super::error::DatabaseError;
use super::postgres::PostgresConnection;
use super::row::Row;
use super::rows::{SqliteStatement, Statement};
use super::value::{ToValue, params};

/// A connection to one of the databases.
#[derive(Debug)]
pub(crate) enum Connection {
    /// An SQLite file.
    Sqlite(rusqlite::Connection),
    /// A schema of a PostgreSQL database.
    Postgres(Box<PostgresConnection>),
}

impl Connection {
    /// Runs statements without parameters, such as definitions of tables.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Self::Postgres(connection) => connection.batch(&dialect::defined(sql)),
        }
    }

    /// A statement that runs often. Its result is read as a whole.
    pub(crate) fn prepare_cached<'c>(&'c self, sql: &str) -> Result<Statement<'c>, DatabaseError> {
        Ok(match self {
            Self::Sqlite(connection) => {
                Statement::Sqlite(SqliteStatement::Cached(connection.prepare_cached(sql)?))
            }
            Self::Postgres(connection) => Statement::of_postgres(connection, sql, false),
        })
    }

    /// A statement whose result may not fit in memory: it is read in parts, and other statements may run meanwhile.
    pub(crate) fn prepare<'c>(&'c self, sql: &str) -> Result<Statement<'c>, DatabaseError> {
        Ok(match self {
            Self::Sqlite(connection) => Statement::Sqlite(SqliteStatement::Once(connection.prepare(sql)?)),
            Self::Postgres(connection) => Statement::of_postgres(connection, sql, true),
        })
    }

    /// Runs a statement once. Returns the number of rows that it changed.
    pub(crate) fn execute(&self, sql: &str, params: &[&dyn ToValue]) -> Result<u64, DatabaseError> {
        self.prepare_cached(sql)?.execute(params)
    }

    /// Reads the first row of a result.
    pub(crate) fn query_row<T>(
        &self,
        sql: &str,
        params: &[&dyn ToValue],
        read: impl FnOnce(Row<'_>) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        self.prepare_cached(sql)?.query_row(params, read)
    }

    /// True if there is a table with this name.
    pub(crate) fn has_table(&self, name: &str) -> Result<bool, DatabaseError> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?",
            Self::Postgres(_) => "SELECT count(*) WHERE to_regclass(?) IS NOT NULL",
        };
        self.query_row(sql, params![name], |row| row.get(0))
    }

    /// SQL for the length of a JSON array in a column.
    pub(crate) fn json_length(&self, column: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("json_array_length({column})"),
            Self::Postgres(_) => format!("json_array_length({column}::json)"),
        }
    }

    /// SQL for a join that keeps the order of its tables. PostgreSQL chooses it by its statistics.
    pub(crate) fn ordered_join(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "CROSS JOIN",
            Self::Postgres(_) => "JOIN",
        }
    }

    /// Begins a transaction, without a lock until something is written.
    pub(crate) fn begin(&self) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch("BEGIN")?),
            Self::Postgres(connection) => connection.begin(false),
        }
    }

    /// Begins a transaction in which no other process and no other connection writes.
    pub(crate) fn begin_alone(&self) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(connection) => {
                connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
                Ok(())
            }
            Self::Postgres(connection) => connection.begin(true),
        }
    }

    /// Commits the transaction. Everything is on disk when it returns.
    pub(crate) fn commit(&self) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(connection) => {
                connection.prepare_cached("COMMIT")?.execute([])?;
                Ok(())
            }
            Self::Postgres(connection) => connection.commit(),
        }
    }

    /// Takes back the transaction, if there is one. An error of that adds nothing to the error that is the reason.
    pub(crate) fn roll_back(&self) {
        match self {
            Self::Sqlite(connection) if connection.is_autocommit() => {}
            Self::Sqlite(connection) => drop(connection.execute_batch("ROLLBACK")),
            Self::Postgres(connection) => connection.roll_back(),
        }
    }

    /// Begins a transaction that is taken back if it is dropped.
    pub(crate) fn transaction(&self) -> Result<Transaction<'_>, DatabaseError> {
        self.begin()?;
        Ok(Transaction { connection: self, open: true })
    }

    /// A transaction in which everything is read as it is at one moment, and nothing is written.
    pub(crate) fn snapshot(&self) -> Result<Transaction<'_>, DatabaseError> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch("BEGIN")?,
            Self::Postgres(connection) => connection.begin_snapshot()?,
        }
        Ok(Transaction { connection: self, open: true })
    }

    /// Like [`Connection::transaction`], but no other process and no other connection writes meanwhile.
    pub(crate) fn transaction_alone(&self) -> Result<Transaction<'_>, DatabaseError> {
        self.begin_alone()?;
        Ok(Transaction { connection: self, open: true })
    }

    /// Does `write` in a transaction of its own. If the server of PostgreSQL is lost, `write` is done again, unless the
    /// transaction was committed.
    pub(crate) fn group<E: From<DatabaseError>>(
        &self,
        write: &mut dyn FnMut() -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Sqlite(_) => {
                self.begin_alone()?;
                let committed = write().and_then(|()| Ok(self.commit()?));
                if committed.is_err() {
                    self.roll_back();
                }
                committed
            }
            Self::Postgres(connection) => connection.group(write),
        }
    }
}

/// A transaction; dropping it takes it back.
pub(crate) struct Transaction<'c> {
    connection: &'c Connection,
    open: bool,
}

impl Transaction<'_> {
    /// Commits it.
    pub(crate) fn commit(mut self) -> Result<(), DatabaseError> {
        self.open = false;
        self.connection.commit().inspect_err(|_| self.connection.roll_back())
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            self.connection.roll_back();
        }
    }
}
