//! Values as PostgreSQL sends them.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::super::error::DatabaseError;
use super::super::value::{ToValue, Value};

/// A row of a result.
#[derive(Debug)]
pub(crate) struct PostgresRow(pub(super) tokio_postgres::Row);

impl PostgresRow {
    /// How many columns it has.
    pub(crate) fn columns(&self) -> usize {
        self.0.len()
    }

    /// The cell of a column.
    pub(crate) fn value(&self, column: usize) -> Result<Value<'_>, DatabaseError> {
        let cell = self.0.try_get::<_, Option<Cell<'_>>>(column);
        let cell = cell.map_err(|error| DatabaseError::Content { column, reason: error.to_string() })?;
        Ok(cell.map_or(Value::Null, |Cell(value)| value))
    }
}

/// A cell of any type that a query has.
struct Cell<'a>(Value<'a>);

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::INT8 => Value::Integer(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Integer(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Value::Integer(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => Value::Integer(bool::from_sql(kind, raw)?.into()),
            _ => Value::Text(<&str>::from_sql(kind, raw)?),
        }))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL) || <&str as FromSql>::accepts(kind)
    }
}

/// A parameter that outlives its caller, because it is sent while the caller goes on.
#[derive(Debug, Clone)]
pub(super) enum Parameter {
    Null,
    Integer(i64),
    Text(String),
}

impl Parameter {
    pub(super) fn all(params: &[&dyn ToValue]) -> Vec<Self> {
        params.iter().map(|value| Self::of(value.to_value())).collect()
    }

    fn of(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(number),
            Value::Text(text) => Self::Text(text.to_owned()),
        }
    }
}

impl ToSql for Parameter {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) => match *kind {
                Type::INT8 => number.to_sql(kind, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                Type::INT2 => i16::try_from(*number)?.to_sql(kind, out),
                Type::BOOL => (*number != 0).to_sql(kind, out),
                _ => number.to_string().to_sql(kind, out),
            },
            Self::Text(text) => text.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL) || <&str as ToSql>::accepts(kind)
    }

    to_sql_checked!();
}
