//! Why a person was not taken out of a backup. The backup is whole.

use crate::backup::manifest::ManifestError;
use crate::backup::reader::BackupReadError;
use crate::file::FileError;

/// Why a person was not taken out of a backup.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErasureError {
    /// The backup can't be read, or not with this key.
    #[error(transparent)]
    Stored(#[from] BackupReadError),
    /// A file can't be written.
    #[error("{0}{hint}", hint = FileError::disk_hint(.0))]
    File(#[from] FileError),
    /// The manifest can't be written.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Too many customers have the values.
    #[error(
        "{count} customers or more have these values, and forget takes at most {most} at once: add another FIELD=VALUE, \
         or name one customer by id=...; nothing was changed"
    )]
    Many {
        /// How many were found.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// The recipients of a backup are not known.
    #[error(
        "{backup} is encrypted, and an earlier deskferry did not record to whom: give --recipient or --recipients-file; \
         nothing was changed"
    )]
    NoRecipients {
        /// The backup.
        backup: String,
    },
    /// The recipients that were given are not those of a backup.
    #[error(
        "{backup} is encrypted to {recorded}, by its manifest, and not to the recipients that you gave; nothing was \
         changed"
    )]
    OtherRecipients {
        /// The backup.
        backup: String,
        /// The recorded recipients.
        recorded: String,
    },
    /// The key that opens a backup does not show its recipients.
    #[error("the backup was removed while it was being written again: {backup}")]
    Gone {
        /// The backup.
        backup: String,
    },
    /// It was stopped.
    #[error("{0}; call it again with the same values to go on")]
    Stopped(String),
}
