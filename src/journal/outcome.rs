//! The outcome of a write.

use super::row_state::{AttemptStatus, RowOutcome};
use crate::issue::Issue;

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The customer is on the server.
    Written {
        /// The server's id.
        id: String,
    },
    /// The customer was already as wanted.
    Unchanged,
    /// The server rejected it, or it was stale; nothing was written.
    Rejected(Issue),
    /// It failed for good; nothing was written.
    Failed(Issue),
    /// It may have arrived, and there is no way to find out.
    Unknown(Issue),
}

impl Outcome {
    /// The outcome of the row.
    pub(super) fn of_row(&self) -> RowOutcome {
        match self {
            Self::Written { .. } => RowOutcome::Written,
            Self::Unchanged => RowOutcome::Unchanged,
            Self::Rejected(_) => RowOutcome::Rejected,
            Self::Failed(_) => RowOutcome::Failed,
            Self::Unknown(_) => RowOutcome::Unknown,
        }
    }

    /// How the row's last attempt ended.
    pub(super) fn of_attempt(&self) -> AttemptStatus {
        match self {
            Self::Written { .. } => AttemptStatus::Written,
            Self::Unchanged => AttemptStatus::Unchanged,
            Self::Rejected(_) => AttemptStatus::Rejected,
            Self::Failed(_) => AttemptStatus::Failed,
            Self::Unknown(_) => AttemptStatus::Unknown,
        }
    }

    /// The customer of a write that arrived.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Written { id } => Some(id),
            _ => None,
        }
    }

    /// Why the write did not arrive, or may not have.
    pub(super) fn failure(&self) -> Option<&Issue> {
        match self {
            Self::Rejected(issue) | Self::Failed(issue) | Self::Unknown(issue) => Some(issue),
            Self::Written { .. } | Self::Unchanged => None,
        }
    }
}

/// An outcome that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommittedOutcome {
    /// The row.
    pub row: u64,
    /// What became of it.
    pub outcome: Outcome,
}
