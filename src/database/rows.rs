//! A statement and its result.

use super::error::DatabaseError;
use super::postgres::{PostgresConnection, PostgresRows};
use super::row::Row;
use super::sqlite::bind;
use super::value::ToValue;

/// A statement of a connection.
pub(crate) enum Statement<'c> {
    Sqlite(SqliteStatement<'c>),
    Postgres { connection: &'c PostgresConnection, sql: String, streamed: bool },
}

/// A statement of SQLite.
pub(crate) enum SqliteStatement<'c> {
    Cached(rusqlite::CachedStatement<'c>),
    Once(rusqlite::Statement<'c>),
}

impl<'c> SqliteStatement<'c> {
    fn bound(&mut self, params: &[&dyn ToValue]) -> Result<&mut rusqlite::Statement<'c>, DatabaseError> {
        let statement = match self {
            Self::Cached(statement) => &mut **statement,
            Self::Once(statement) => statement,
        };
        bind(statement, params)?;
        Ok(statement)
    }
}

impl<'c> Statement<'c> {
    pub(super) fn of_postgres(connection: &'c PostgresConnection, sql: &str, streamed: bool) -> Self {
        Self::Postgres { connection, sql: sql.to_owned(), streamed }
    }

    /// Runs it. Returns the number of rows that it changed.
    pub(crate) fn execute(&mut self, params: &[&dyn ToValue]) -> Result<u64, DatabaseError> {
        match self {
            Self::Sqlite(statement) => Ok(statement.bound(params)?.raw_execute()? as u64),
            Self::Postgres { connection, sql, .. } => connection.execute(sql, params),
        }
    }

    /// Runs it in a transaction without waiting for PostgreSQL. An error shows later, at the latest at the commit.
    pub(crate) fn send(&mut self, params: &[&dyn ToValue]) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(_) => self.execute(params).map(|_| ()),
            Self::Postgres { connection, sql, .. } => connection.send(sql, params),
        }
    }

    /// Runs it, to read its rows one after the other.
    pub(crate) fn query<'s>(&'s mut self, params: &[&dyn ToValue]) -> Result<Rows<'s>, DatabaseError> {
        Ok(match self {
            Self::Sqlite(statement) => Rows::Sqlite(statement.bound(params)?.raw_query()),
            Self::Postgres { connection, sql, streamed: true } => {
                Rows::Postgres(connection.stream(sql, params)?)
            }
            Self::Postgres { connection, sql, streamed: false } => {
                Rows::Postgres(connection.query(sql, params)?)
            }
        })
    }

    /// Reads its first row.
    pub(crate) fn query_row<T>(
        &mut self,
        params: &[&dyn ToValue],
        read: impl FnOnce(Row<'_>) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        let mut rows = self.query(params)?;
        rows.next()?.ok_or(DatabaseError::NoRow).and_then(read)
    }

    /// Reads all its rows.
    pub(crate) fn query_all<T>(
        &mut self,
        params: &[&dyn ToValue],
        mut read: impl FnMut(Row<'_>) -> Result<T, DatabaseError>,
    ) -> Result<Vec<T>, DatabaseError> {
        let mut rows = self.query(params)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }
}

/// The rows of a result.
pub(crate) enum Rows<'s> {
    Sqlite(rusqlite::Rows<'s>),
    Postgres(PostgresRows<'s>),
}

impl Rows<'_> {
    /// The next row.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, DatabaseError> {
        match self {
            Self::Sqlite(rows) => Ok(rows.next()?.map(Row::Sqlite)),
            Self::Postgres(rows) => Ok(rows.next()?.map(Row::Postgres)),
        }
    }
}
