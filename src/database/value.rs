//! The values of both databases: integers and texts.

use super::error::DatabaseError;

/// A parameter, or a cell of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
}

/// What can be a parameter.
pub(crate) trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

/// What a cell can be read as.
pub(crate) trait FromValue: Sized {
    /// `Err` says what was expected.
    fn from_value(value: Value<'_>) -> Result<Self, String>;
}

/// Parameters of a statement, in order.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &dyn $crate::database::ToValue),*] as &[&dyn $crate::database::ToValue]
    };
}
pub(crate) use params;

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        *self
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        if value == Value::Null { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            other => Err(format!("a text was expected, not {}", other.kind())),
        }
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        i64::from_value(value).map(|number| number != 0)
    }
}

macro_rules! integers {
    ($($kind:ty)*) => {$(
        impl ToValue for $kind {
            /// A number beyond the range of the databases is the largest that they have.
            fn to_value(&self) -> Value<'_> {
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }

        impl FromValue for $kind {
            fn from_value(value: Value<'_>) -> Result<Self, String> {
                match value {
                    Value::Integer(number) => {
                        <$kind>::try_from(number).map_err(|_| format!("{number} is out of range"))
                    }
                    other => Err(format!("a number was expected, not {}", other.kind())),
                }
            }
        }
    )*};
}
integers!(u16 i32 u32 u64 usize i64);

impl Value<'_> {
    fn kind(self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Integer(_) => "a number",
            Self::Text(_) => "a text",
        }
    }
}

/// Reads a cell as `T`.
pub(super) fn read<T: FromValue>(value: Value<'_>, column: usize) -> Result<T, DatabaseError> {
    T::from_value(value).map_err(|reason| DatabaseError::Content { column, reason })
}
