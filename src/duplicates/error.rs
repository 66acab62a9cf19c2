//! Why duplicates could not be looked for.

use std::io;

use crate::exit_status::ExitStatus;
use crate::export::ExportError;
use crate::file::FileError;
use crate::journal::JournalError;
use crate::run::RunError;

/// Why duplicates could not be looked for. Nothing was written to the help desk.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DuplicatesError {
    /// The list can't be read.
    #[error("{0}; duplicates were not looked for")]
    Read(#[from] ExportError),
    /// The temporary index can't be used.
    #[error(
        "can't store the customers in a temporary index: {0} (is the disk full? TMPDIR can name another folder)"
    )]
    Index(#[from] rusqlite::Error),
    /// A record in the index is no longer JSON.
    #[error("the temporary index is damaged: {0}; check the disk, and run the command again")]
    Record(#[from] serde_json::Error),
    /// The temporary folder can't be created.
    #[error("can't create a temporary folder: {0} (is the disk full? TMPDIR can name another folder)")]
    Temporary(io::Error),
    /// The ids do not show which customer is the oldest.
    #[error(
        "--keep oldest: the ids of this account (such as {id:?}) do not show which customer is older; choose --keep \
         tickets or --keep complete"
    )]
    NoAge {
        /// One of the ids.
        id: String,
    },
    /// The report can't be written.
    #[error(transparent)]
    Output(#[from] FileError),
    /// The report can't be printed.
    #[error("can't write the output: {0}")]
    Print(io::Error),
    /// The plan can't be written.
    #[error(transparent)]
    Plan(#[from] RunError),
    /// The user has stopped the command.
    #[error("{0}")]
    Stopped(String),
}

impl DuplicatesError {
    /// The exit status.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Read(error) => error.status(),
            Self::Print(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitStatus::ClosedPipe,
            Self::Output(FileError::Closed { .. }) => ExitStatus::ClosedPipe,
            Self::NoAge { .. } | Self::Output(_) | Self::Print(_) => ExitStatus::Usage,
            Self::Plan(error) => error.status(),
            _ => ExitStatus::Stopped,
        }
    }
}

impl From<JournalError> for DuplicatesError {
    fn from(error: JournalError) -> Self {
        Self::Plan(error.into())
    }
}
