//! Why a run stops writing before its end.

use std::time::Duration;

use crate::api::ApiError;
use crate::journal::JournalError;
use crate::lookup::LookupError;

/// Why a write has no outcome: the run can't go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum AbortReason {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Unauthorized(ApiError),
    /// Like `Unauthorized`, but an attempt may have arrived: the row stays in doubt on disk.
    #[error(transparent)]
    UnauthorizedInDoubt(ApiError),
    #[error("{} (retried for {} s); the rows in flight were not sent", .0.without_advice(), .1.as_secs())]
    Unreachable(ApiError, Duration),
    #[error("stopped between two attempts")]
    Stopped,
    /// Like `Stopped`, but an attempt may have arrived: the row stays in doubt on disk.
    #[error("stopped after an attempt that may have reached the help desk")]
    StoppedInDoubt,
    #[error("can't look up inserts in doubt: {0}")]
    Lookup(LookupError),
}

impl From<LookupError> for AbortReason {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::Api(error) if error.is_unauthorized() => Self::Unauthorized(error),
            LookupError::Api(error) if error.is_stopped() => Self::StoppedInDoubt,
            other => Self::Lookup(other),
        }
    }
}

impl From<ApiError> for AbortReason {
    fn from(error: ApiError) -> Self {
        LookupError::from(error).into()
    }
}
