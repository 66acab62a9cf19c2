//! Why the history of a customer was not found.

use crate::backup::reader::BackupReadError;
use crate::file::FileError;

/// Why the history of a customer was not found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// No backup of the target can be opened.
    #[error("{0}")]
    Stored(#[from] BackupReadError),
    /// The store can't be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// Too many customers have the values.
    #[error(
        "{count} customers or more have these values in some backup, and history shows at most {most}: add another \
         FIELD=VALUE, or name one customer by id=..."
    )]
    Many {
        /// How many were found.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// The document can't be made.
    #[error("can't write the history as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It was stopped.
    #[error("{0}; the history is not complete")]
    Stopped(String),
}
