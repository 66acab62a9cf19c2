//! How an SQLite file is opened, and how parameters are bound.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OpenFlags, Statement, ToSql};

use super::error::DatabaseError;
use super::value::{ToValue, Value};

/// How long a statement waits for another process that uses the file.
const PATIENCE: Duration = Duration::from_secs(10);
/// The number of prepared statements that are kept.
const STATEMENTS: usize = 64;

/// Opens a file with these flags.
pub(crate) fn open_file(path: &Path, flags: OpenFlags) -> Result<rusqlite::Connection, DatabaseError> {
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// Binds the parameters of a statement.
pub(super) fn bind(statement: &mut Statement<'_>, params: &[&dyn ToValue]) -> Result<(), rusqlite::Error> {
    let expected = statement.parameter_count();
    if params.len() != expected {
        return Err(rusqlite::Error::InvalidParameterCount(params.len(), expected));
    }
    params
        .iter()
        .enumerate()
        .try_for_each(|(at, value)| statement.raw_bind_parameter(at + 1, value.to_value()))
}
