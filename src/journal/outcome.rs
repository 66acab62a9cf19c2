//! What became of a write.

use crate::issue::Issue;

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is on the server, under this id.
    Written {
        /// The server's id.
        id: String,
    },
    /// The customer was as wanted when it was to be written.
    Unchanged,
    /// It was refused, or is stale: nothing was written.
    Rejected(Issue),
    /// It failed for good: nothing was written.
    Failed(Issue),
    /// Nobody knows, and there is no way to find out.
    Unknown(Issue),
}

/// An outcome that has reached the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommittedOutcome {
    /// The row.
    pub row: u64,
    /// What became of it.
    pub outcome: Outcome,
}
