//! Writing in batches: between two of them nothing is in flight, so the help desk and the plan can be compared.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::claimed_ids::ClaimedIds;
use super::insert_counts::InsertCounts;
use crate::api::ApiError;
use crate::journal::JournalError;
use crate::lookup::Owner;

/// The size of the next batch: `rows` rows or the time `at_least`, whichever takes longer, but no longer than
/// `at_most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteBatch {
    /// Rows; an exact limit if `at_least` is zero.
    pub rows: u64,
    /// The shortest time.
    pub at_least: Duration,
    /// The longest time.
    pub at_most: Duration,
}

impl WriteBatch {
    /// A batch without an end.
    pub const WHOLE: Self = Self { rows: u64::MAX, at_least: Duration::ZERO, at_most: Duration::MAX };

    /// The maximum number of rows that may be taken, whatever the time.
    pub(super) fn most_rows(self) -> usize {
        if self.at_least.is_zero() { usize::try_from(self.rows).unwrap_or(usize::MAX) } else { usize::MAX }
    }
}

/// Checks the help desk between two batches.
pub trait BetweenBatches: Send + Sync {
    /// Returns the size of the next batch. Nothing is in flight except inserts in doubt that are sent again.
    fn between(&self, progress: WriteProgress) -> BoxFuture<'_, Result<WriteBatch, Interrupted>>;

    /// The last check, after everything is written and resolved.
    fn end(&self, progress: WriteProgress) -> BoxFuture<'_, Result<(), Interrupted>>;
}

/// Why no further batch follows.
#[derive(Debug, thiserror::Error)]
pub enum Interrupted {
    /// The journal can't be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The credentials were refused.
    #[error(transparent)]
    Unauthorized(ApiError),
    /// The run must not go on, for this reason.
    #[error("{0}")]
    Stop(String),
}

/// What has been written so far.
#[derive(Clone)]
pub struct WriteProgress {
    /// The last row taken from the plan; the next batch begins after it.
    pub last: u64,
    /// Rows taken by this process.
    pub rows: u64,
    pub(super) counts: Arc<InsertCounts>,
    pub(super) ids: Arc<ClaimedIds>,
}

impl WriteProgress {
    /// Inserts of this process that have certainly arrived.
    pub fn inserted(&self) -> u64 {
        self.counts.inserted()
    }

    /// In-doubt inserts of earlier processes that this one has found.
    pub fn found(&self) -> u64 {
        self.counts.found()
    }

    /// Further inserts that may have arrived. Those of earlier processes still count here after they are found.
    pub fn in_doubt(&self) -> u64 {
        self.counts.in_doubt()
    }

    /// True if this run has written or matched the customer with this id.
    pub fn is_ours(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Where the customer with this id comes from.
    pub fn owner(&self, id: &str) -> Owner {
        if self.has_inserted(id) {
            Owner::Inserted
        } else if self.is_ours(id) {
            Owner::Matched
        } else {
            Owner::Other
        }
    }

    /// True if the run has inserted the customer, rather than matched it.
    pub fn has_inserted(&self, id: &str) -> bool {
        self.ids.is_inserted(id)
    }
}
