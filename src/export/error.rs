//! What ends an export before its end. Nothing stands under the output's name then, or what stood there before.

use std::io;

use crate::api::ApiError;
use crate::file::FileError;
use crate::lookup::UnknownField;
use crate::sink::SinkError;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The help desk can't be asked.
    #[error("{0}; nothing was exported")]
    Api(#[from] ApiError),
    /// The list invents customers, or is larger than any that is known.
    #[error(
        "the help desk's list has no total and did not end after {pages} pages; nothing was exported; export a part of it \
         with --where"
    )]
    TooManyPages {
        /// Pages that were read.
        pages: u64,
    },
    /// The output can't be begun: nothing was read.
    #[error(transparent)]
    Output(FileError),
    /// The output can't be finished.
    #[error("{0}{hint}", hint = hint(.0))]
    Write(FileError),
    /// The evidence would replace the customers.
    #[error("--manifest names the output itself, {0:?}; name another file")]
    SamePlace(String),
    /// The customers can't stand in such a file.
    #[error("{0}; nothing was exported")]
    Sink(SinkError),
    /// A filter by a custom field that the account does not define.
    #[error("--where: {0}; nothing was exported")]
    Field(UnknownField),
    /// The temporary file of the records can't be used.
    #[error(
        "can't store the records in a temporary file: {0} (is the disk full or read-only? TMPDIR can name \
         another folder)"
    )]
    Spool(io::Error),
    /// The temporary index of the records can't be used.
    #[error(
        "can't store the index of the records in a temporary file: {0} (is the disk full? TMPDIR can name \
         another folder)"
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

impl From<SinkError> for ExportError {
    fn from(error: SinkError) -> Self {
        match error {
            SinkError::File(error) => Self::Write(error),
            error => Self::Sink(error),
        }
    }
}

/// What a store says is hint enough.
fn hint(error: &FileError) -> &'static str {
    if matches!(error, FileError::Remote { .. }) { "" } else { " (is the disk full?)" }
}

impl ExportError {
    /// The exit status: 2 usage, or an output that can't be begun, 3 not authorised, 4 stopped before the end.
    pub fn status(&self) -> u8 {
        match self {
            Self::Output(_) | Self::SamePlace(_) | Self::Field(_) => 2,
            Self::Sink(error) if error.is_usage() => 2,
            Self::Api(error) if error.is_unauthorized() || matches!(error, ApiError::Forbidden { .. }) => 3,
            _ => 4,
        }
    }
}
