//! Why an import can't be tried on a backup.

use std::path::Path;

use crate::backup::{BackupReadError, CheckError};
use crate::file::{FileError, name_of};
use crate::journal::JournalError;
use crate::run::RunError;
use crate::sandbox::SandboxError;

/// Why an import can't be tried on a backup. No sandbox was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RehearsalError {
    /// The file of the sandbox exists.
    #[error(
        "{0:?} exists already: name another file with --sandbox=FILE, or add --replace-sandbox to replace the \
         sandbox in it"
    )]
    Exists(String),
    /// The name leads to something that is no file.
    #[error("{0:?} is not a regular file: name another file with --sandbox=FILE")]
    NotAFile(String),
    /// The name is in the folder of a backup, where a new file would be damage.
    #[error("{0:?} would be inside a backup and damage it: name another file with --sandbox=FILE")]
    InBackup(String),
    /// A part of an earlier database is left beside the place of the file, and would be taken for a part of the new one.
    #[error(
        "{0:?} is left of an earlier database: remove it first, or name another file with --sandbox=FILE"
    )]
    Leftover(String),
    /// The file can't be made.
    #[error("can't make the sandbox {path:?}: {reason}")]
    Write {
        /// Its final name.
        path: String,
        /// The cause.
        reason: String,
    },
    /// A temporary file can't be written (TMPDIR can name another folder).
    #[error("can't write a temporary file: {0} (TMPDIR can name another folder)")]
    Scratch(#[source] std::io::Error),
    /// The plan can't be copied.
    #[error(
        "can't copy the plan from the run folder to a temporary one: {0}; look at both disks (TMPDIR can name another \
         folder for the copy)"
    )]
    Copy(#[source] JournalError),
    /// The backup does not match its manifest.
    #[error(
        "the backup {path} is damaged, so nothing is planned against it:\n{findings}\nTake another backup."
    )]
    Damaged {
        /// Its folder or address.
        path: String,
        /// What is wrong, one a line.
        findings: String,
    },
    /// The backup can't be checked.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The backup can't be read.
    #[error(transparent)]
    Backup(#[from] BackupReadError),
    /// A file of the backup is not what it should be.
    #[error("{path}: {reason}")]
    Content {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An existing sandbox can't be replaced.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The place of the file can't be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// The copy of the plan can't be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The plan can't be carried out in the sandbox.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The writes ended early, as those of the import would.
    #[error("the plan can't be carried out in the sandbox to its end, so no sandbox was made: {0}")]
    Unfinished(String),
    /// Somebody asked to stop.
    #[error("{0}; nothing was sent, and no sandbox was made")]
    Stopped(String),
}

impl RehearsalError {
    /// The file can't be made; `path` is its final name.
    pub(super) fn write(path: &Path, error: &dyn std::error::Error) -> Self {
        // The message of the store names the temporary file.
        let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        Self::Write { path: name_of(path), reason }
    }
}
