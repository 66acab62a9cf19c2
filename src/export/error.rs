//! Why an export failed. The output then does not exist, or is the one from before; the command says so.

use std::io;

use crate::api::ApiError;
use crate::exit_status::ExitStatus;
use crate::file::FileError;
use crate::lookup::UnknownField;
use crate::sink::SinkError;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A request to the help desk failed.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// The list does not end, or is too large.
    #[error(
        "the help desk's list has no total and did not end after {pages} pages; export a part of it with --where"
    )]
    TooManyPages {
        /// Pages that were read.
        pages: u64,
    },
    /// The output can't be created. Nothing was read.
    #[error(transparent)]
    Output(FileError),
    /// The output can't be finished.
    #[error("{0}{hint}", hint = FileError::disk_hint(.0))]
    Write(FileError),
    /// The manifest would overwrite the output.
    #[error("--manifest names the output itself, {0:?}; name another file")]
    SamePlace(String),
    /// The format or the columns do not allow it.
    #[error("{0}")]
    Sink(SinkError),
    /// A filter by a custom field that the account does not define.
    #[error("--where: {0}")]
    Field(UnknownField),
    /// The temporary file of the records can't be used.
    #[error(
        "can't store the records in a temporary file: {0} (is the disk full or read-only? TMPDIR can name \
         another folder)"
    )]
    TemporaryFile(io::Error),
    /// The temporary index of the records can't be used.
    #[error(
        "can't store the index of the records in a temporary file: {0} (is the disk full? TMPDIR can name \
         another folder)"
    )]
    Index(#[from] rusqlite::Error),
    /// The export was stopped.
    #[error("{0}")]
    Stopped(String),
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::TemporaryFile(error)
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

impl ExportError {
    /// The exit status. An output that can't be created counts as wrong usage.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Output(_) | Self::SamePlace(_) | Self::Field(_) => ExitStatus::Usage,
            Self::Sink(error) if error.is_usage() => ExitStatus::Usage,
            Self::Api(error) if error.is_unauthorized() || matches!(error, ApiError::Forbidden { .. }) => {
                ExitStatus::Unauthorized
            }
            _ => ExitStatus::Stopped,
        }
    }
}
