//! What ends an export before its end. Nothing stands under the output's name then, or what stood there before.

use std::io;

use crate::api::ApiError;
use crate::file::FileError;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The help desk can't be asked.
    #[error("{0}; nothing was exported")]
    Api(#[from] ApiError),
    /// The output can't be begun: nothing was read.
    #[error(transparent)]
    Output(FileError),
    /// The output can't be finished.
    #[error("{0} (is the disk full?)")]
    Write(FileError),
    /// The temporary file of the records can't be used.
    #[error(
        "the records can't be kept on disk meanwhile: {0} (is the disk full or read-only? TMPDIR names another)"
    )]
    Spool(io::Error),
    /// The temporary index of the records can't be used.
    #[error(
        "the index of the records can't be kept on disk meanwhile: {0} (is the disk full? TMPDIR names another)"
    )]
    Index(#[from] rusqlite::Error),
    /// Somebody asked to stop.
    #[error("{0}; nothing was exported")]
    Stopped(String),
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Spool(error)
    }
}

impl ExportError {
    /// The exit status: 2 where nothing was begun, 3 not authorised, 4 stopped before the end.
    pub fn status(&self) -> u8 {
        match self {
            Self::Output(_) => 2,
            Self::Api(error) if error.is_unauthorized() || matches!(error, ApiError::Forbidden { .. }) => 3,
            _ => 4,
        }
    }
}
