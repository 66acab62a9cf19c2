//! Why two backups could not be compared.

use std::io;

use crate::backup::backup_check::Finding;
use crate::backup::reader::BackupReadError;
use crate::file::FileError;

/// Why two backups could not be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// One of them can't be read.
    #[error("{0}; the backups were not compared")]
    Stored(#[from] BackupReadError),
    /// The records of one of them are not what its manifest says.
    #[error("{path}: {finding}; the backup is damaged; the backups were not compared")]
    Damaged {
        /// The backup.
        path: String,
        /// What is wrong.
        finding: Finding,
    },
    /// The temporary index can't be used.
    #[error(
        "can't use the temporary index for the comparison: {0} (is the disk full? TMPDIR can name another folder)"
    )]
    Index(#[from] rusqlite::Error),
    /// A value can't be written as JSON.
    #[error("can't write the differences as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The CSV file can't be written.
    #[error(transparent)]
    Output(#[from] FileError),
    /// The differences can't be printed.
    #[error("can't write the output: {0}")]
    Print(io::Error),
}
