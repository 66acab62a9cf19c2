//! What can go wrong with the folder of a run.

use std::path::PathBuf;

/// The run's folder can't be used; nothing may be sent without it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The database refused.
    #[error("the run's journal can't be used: {0} (is the disk full or read-only?)")]
    Database(#[from] rusqlite::Error),
    /// A file of the folder can't be written or read.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the folder can't be replaced.
    #[error(transparent)]
    Replace(#[from] crate::file::FileError),
    /// A file of the folder holds what deskferry did not write.
    #[error("the run's journal is damaged: {0}")]
    Damaged(String),
    /// The thread that writes the journal has ended because of an earlier fault.
    #[error("the run's journal has stopped: {0}")]
    Stopped(String),
}

impl JournalError {
    pub(crate) fn file(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::File { path: path.into(), source }
    }
}

impl From<serde_json::Error> for JournalError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
