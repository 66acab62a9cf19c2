//! Why a person was not forgotten everywhere.

use crate::backup::{BackupReadError, ErasureError};
use crate::file::FileError;
use crate::journal::JournalError;
use crate::run::RunError;

/// Why a person was not forgotten everywhere.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForgetError {
    /// A backup can't be read or written again.
    #[error(transparent)]
    Backup(#[from] ErasureError),
    /// The folder of a run can't be read or changed, or another process works on the run.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The reports of a run can't be written again.
    #[error("can't write the reports of {run} again: {source}; call it again with the same values")]
    Reports {
        /// The run.
        run: String,
        /// Why.
        source: Box<RunError>,
    },
    /// A file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A document can't be written.
    #[error("can't write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The system has no random numbers.
    #[error("the system has no random numbers; nothing was changed")]
    NoRandom,
    /// New files there would not be its owner's.
    #[error("{path} belongs to user {user}: run forget as that user; nothing was changed")]
    Owner {
        /// The file or folder.
        path: String,
        /// The owner.
        user: String,
    },
    /// The state folder can't be read.
    #[error(
        "can't read the state folder {path}: {source}; an interrupted forget may have noted there what it has done; \
         nothing was changed"
    )]
    StateFolder {
        /// The folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// What an interrupted call has noted is of a newer program.
    #[error(
        "{path} was written by a newer deskferry (format version {version}; this one knows {known}): a forget of this \
         target was interrupted there; call it again with that version and the same values; nothing was changed"
    )]
    NewerRecord {
        /// The file.
        path: String,
        /// Its version.
        version: u64,
        /// The highest version that this build reads.
        known: u64,
    },
    /// What an interrupted call has noted is damaged.
    #[error(
        "{path} is damaged ({reason}): it has what an interrupted forget of this target has done, and nobody can tell for \
         whom; move it away, and call forget with every value that the customer had, also earlier addresses; nothing was \
         changed"
    )]
    DamagedRecord {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// Customers of several accounts have the id.
    #[error(
        "several accounts have a customer {id} ({accounts}), and ids count only within their account: give another value \
         of the customer, such as email=..., or that beside the id; nothing was changed"
    )]
    SeveralAccounts {
        /// The id.
        id: String,
        /// The accounts.
        accounts: String,
    },
    /// The id is of another account than the help desk's.
    #[error(
        "the backups and runs know {id} in another account than that of the help desk ({account}), and ids count only \
         within their account: leave out --from-help-desk, or give another value of the customer, such as email=...; \
         nothing was changed"
    )]
    OtherAccount {
        /// The id.
        id: String,
        /// The account of the help desk.
        account: String,
    },
    /// A run has gone on since it was searched.
    #[error("the run {run} has gone on meanwhile; call it again with the same values")]
    RunChanged {
        /// The run.
        run: String,
    },
    /// It was stopped.
    #[error("{0}; call it again with the same values to go on")]
    Stopped(String),
}

impl From<BackupReadError> for ForgetError {
    fn from(error: BackupReadError) -> Self {
        Self::Backup(error.into())
    }
}
