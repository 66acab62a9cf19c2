//! Why a restore failed.

use crate::backup::BackupReadError;
use crate::exit_status::ExitStatus;
use crate::file::FileError;
use crate::journal::JournalError;
use crate::lookup::LookupError;
use crate::run::ImportError;

/// Why a restore failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The run can't go on, as in an import.
    #[error(transparent)]
    Run(#[from] ImportError),
    /// The backup or the export is damaged.
    #[error("{0}")]
    Damaged(String),
}

impl RestoreError {
    /// The exit status.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Run(error) => error.status(),
            Self::Damaged(_) => ExitStatus::Unproven,
        }
    }
}

impl From<FileError> for RestoreError {
    fn from(error: FileError) -> Self {
        Self::Run(error.into())
    }
}

impl From<JournalError> for RestoreError {
    fn from(error: JournalError) -> Self {
        Self::Run(error.into())
    }
}

impl From<LookupError> for RestoreError {
    fn from(error: LookupError) -> Self {
        Self::Run(error.into())
    }
}

impl From<BackupReadError> for RestoreError {
    fn from(error: BackupReadError) -> Self {
        match error {
            error @ BackupReadError::OtherExport { .. } => Self::Damaged(error.to_string()),
            error if error.is_damage() => Self::Damaged(format!(
                "{error}; nothing was sent; name the file of customers to restore what it contains"
            )),
            BackupReadError::File(fault) => fault.into(),
            error => Self::Run(ImportError::Usage(error.to_string())),
        }
    }
}
