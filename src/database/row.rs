//! A row of a result.

use rusqlite::types::ValueRef;

use super::error::DatabaseError;
use super::postgres::PostgresRow;
use super::value::{FromValue, Value, read};

/// A row of a result, until the next one is read.
#[derive(Clone, Copy)]
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r PostgresRow),
}

impl<'r> Row<'r> {
    /// The cell of a column as a text; an error if it is null.
    pub(crate) fn str(self, column: usize) -> Result<&'r str, DatabaseError> {
        match self.value(column)? {
            Value::Text(text) => Ok(text),
            other => read::<String>(other, column).map(|_| ""),
        }
    }

    /// The cell of a column, counted from 0.
    pub(crate) fn get<T: FromValue>(self, column: usize) -> Result<T, DatabaseError> {
        read(self.value(column)?, column)
    }

    /// How many columns it has.
    pub(crate) fn columns(self) -> usize {
        match self {
            Self::Sqlite(row) => row.as_ref().column_count(),
            Self::Postgres(row) => row.columns(),
        }
    }

    /// The cell of a column as a text; `None` if it is null.
    pub(crate) fn text(self, column: usize) -> Result<Option<&'r str>, DatabaseError> {
        match self.value(column)? {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            other => read::<String>(other, column).map(|_| None),
        }
    }

    /// The cell of a column.
    pub(crate) fn value(self, column: usize) -> Result<Value<'r>, DatabaseError> {
        match self {
            Self::Sqlite(row) => of_sqlite(row.get_ref(column)?, column),
            Self::Postgres(row) => row.value(column),
        }
    }
}

fn of_sqlite(value: ValueRef<'_>, column: usize) -> Result<Value<'_>, DatabaseError> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Integer(number)),
        ValueRef::Text(text) => std::str::from_utf8(text)
            .map(Value::Text)
            .map_err(|error| DatabaseError::Content { column, reason: error.to_string() }),
        ValueRef::Real(_) | ValueRef::Blob(_) => {
            Err(DatabaseError::Content { column, reason: "neither a number nor a text".to_owned() })
        }
    }
}
