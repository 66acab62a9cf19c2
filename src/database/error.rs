//! Errors of a database.

use super::server_error::ServerError;

/// A statement failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// SQLite reported an error.
    #[error("{0} (is the disk full or read-only?)")]
    Sqlite(#[from] rusqlite::Error),
    /// The PostgreSQL server reported an error, or could not be reached.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// A query that has a row has none.
    #[error("a row is missing")]
    NoRow,
    /// A column has another kind of value than it should.
    #[error("column {column} of a result: {reason}")]
    Content {
        /// Counted from 0.
        column: usize,
        /// What was expected.
        reason: String,
    },
}

impl DatabaseError {
    /// True if the content is not what deskferry wrote.
    pub fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            Self::Sqlite(error) => {
                matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
                    || matches!(error, rusqlite::Error::FromSqlConversionFailure(..))
            }
            Self::Content { .. } => true,
            Self::Server(_) | Self::NoRow => false,
        }
    }

    /// True if the connection was lost, or the server can't do it now but may later.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Self::Server(error) if error.is_lost())
    }
}

/// Turns a missing row into `None`.
pub(crate) trait OptionalRow<T> {
    fn optional(self) -> Result<Option<T>, DatabaseError>;
}

impl<T> OptionalRow<T> for Result<T, DatabaseError> {
    fn optional(self) -> Result<Option<T>, DatabaseError> {
        match self {
            Ok(row) => Ok(Some(row)),
            Err(DatabaseError::NoRow) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
