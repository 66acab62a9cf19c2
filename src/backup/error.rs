//! What ends a backup before its end. Nothing stands in its place then that looks like one.

use crate::api::ApiError;
use crate::file::FileError;

use super::manifest::ManifestError;
use crate::export::ExportError;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The place can't be used: nothing was read.
    #[error(transparent)]
    Place(FileError),
    /// The customers can't be read or written.
    #[error(transparent)]
    Drain(#[from] ExportError),
    /// A file can't be finished.
    #[error("{0} (is the disk full?); no backup was made")]
    Write(FileError),
    /// The credentials were refused after the customers were read.
    #[error("{0}; no backup was made")]
    Api(ApiError),
    /// The manifest can't be written.
    #[error("{0}; no backup was made")]
    Manifest(#[from] ManifestError),
    /// Somebody asked to stop.
    #[error("{0}; no backup was made")]
    Stopped(String),
}
