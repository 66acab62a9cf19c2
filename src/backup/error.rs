//! Why a backup failed. It leaves nothing that looks like a backup.

use crate::api::ApiError;
use crate::file::FileError;

use super::manifest::ManifestError;
use crate::export::ExportError;

/// Why a backup failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The storage can't be used. Nothing was read.
    #[error(transparent)]
    Storage(FileError),
    /// The customers can't be read or written.
    #[error("{0}; no backup was made")]
    Drain(#[from] ExportError),
    /// The last accepted backup is encrypted, and this one would not be. Nothing was read.
    #[error(
        "{path} is encrypted, and this backup would not be: set DESKFERRY_PASSPHRASE or give a recipient; \
         --unencrypted makes a backup that anyone can read who gets its files; no backup was made"
    )]
    NotEncrypted {
        /// The last accepted backup.
        path: String,
    },
    /// A file can't be finished.
    #[error("{0}{hint}; no backup was made", hint = FileError::disk_hint(.0))]
    Write(FileError),
    /// The credentials were refused after the customers were read.
    #[error("{0}; no backup was made")]
    Api(ApiError),
    /// The manifest can't be written.
    #[error("{0}; no backup was made")]
    Manifest(#[from] ManifestError),
    /// The backup was stopped.
    #[error("{0}; no backup was made")]
    Stopped(String),
}
