//! Why a drill did not finish.

use std::io;

use super::error::RestoreError;
use crate::backup::{BackupReadError, CompareError, ComparisonError};
use crate::run::RunError;

/// Why a drill did not finish. A difference is not an error: it is in the result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DrillError {
    /// The backup can't be read, or can't be compared with the sandbox.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// The backup can't be restored into the sandbox.
    #[error("the drill failed: {0}")]
    Restore(#[from] RestoreError),
    /// The id map or the temporary folder can't be used.
    #[error(
        "can't read or write the drill's temporary files: {0} (is the disk full? TMPDIR can name another \
         folder)"
    )]
    Temporary(#[from] io::Error),
}

impl From<RunError> for DrillError {
    fn from(error: RunError) -> Self {
        RestoreError::from(error).into()
    }
}

impl From<BackupReadError> for DrillError {
    fn from(error: BackupReadError) -> Self {
        CompareError::from(error).into()
    }
}

impl From<ComparisonError> for DrillError {
    fn from(error: ComparisonError) -> Self {
        CompareError::from(error).into()
    }
}
