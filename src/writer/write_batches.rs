//! Writing in legs: between two of them nothing is in flight, so that somebody can look at the help desk and at the plan.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;

use super::claimed_ids::ClaimedIds;
use super::{AbortReason, WriteRun, Writer};
use crate::api::ApiError;
use crate::journal::JournalError;
use crate::lookup::Owner;

/// How far the next leg goes: to `rows` rows and at least `at_least`, whichever comes later, but no longer than `at_most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteBatch {
    /// Rows; exactly so many at most where `at_least` is zero.
    pub rows: u64,
    /// The shortest time.
    pub at_least: Duration,
    /// The longest time.
    pub at_most: Duration,
}

impl WriteBatch {
    /// One without an end.
    pub const WHOLE: Self = Self { rows: u64::MAX, at_least: Duration::ZERO, at_most: Duration::MAX };

    /// The rows that may be taken, whatever the time.
    pub(super) fn most_rows(self) -> usize {
        match self.at_least.is_zero() {
            true => usize::try_from(self.rows).unwrap_or(usize::MAX),
            false => usize::MAX,
        }
    }
}

/// Who looks between two legs.
pub trait BetweenBatches: Send + Sync {
    /// Looks, and says how far the next leg goes. Nothing is in flight but inserts in doubt that are sent again.
    fn between(&self, progress: WriteProgress) -> BoxFuture<'_, Result<WriteBatch, Interrupted>>;

    /// Looks once more, when everything is written and settled.
    fn end(&self, progress: WriteProgress) -> BoxFuture<'_, Result<(), Interrupted>>;
}

/// Why no leg follows.
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
    /// The last row that has left the plan; the next leg begins after it.
    pub last: u64,
    /// Rows that have left in this process.
    pub rows: u64,
    tally: Arc<InsertCounts>,
    ids: Arc<ClaimedIds>,
}

impl WriteProgress {
    /// The inserts of this process that are there for certain.
    pub fn inserted(&self) -> u64 {
        self.tally.inserted.load(Ordering::Acquire)
    }

    /// The inserts of earlier processes that were in doubt and have been found by this one.
    pub fn found(&self) -> u64 {
        self.tally.found.load(Ordering::Acquire)
    }

    /// Inserts that may be there, beside those; those of earlier processes stay among them when they are found.
    pub fn in_doubt(&self) -> u64 {
        self.tally.in_doubt.load(Ordering::Acquire)
    }

    /// True for the id of a customer that this run has written or matched.
    pub fn is_ours(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Whose the customer with an id is.
    pub fn owner(&self, id: &str) -> Owner {
        match self.has_inserted(id) {
            true => Owner::Inserted,
            false if self.is_ours(id) => Owner::Matched,
            false => Owner::Other,
        }
    }

    /// True where the run has inserted the customer, and not only matched it.
    pub fn has_inserted(&self, id: &str) -> bool {
        self.ids.is_inserted(id)
    }
}

/// The inserts of a process, as far as a server's count shows them.
#[derive(Debug, Default)]
pub(super) struct InsertCounts {
    inserted: AtomicU64,
    in_doubt: AtomicU64,
    found: AtomicU64,
}

impl InsertCounts {
    /// One arrived.
    pub(super) fn arrived(&self) {
        self.inserted.fetch_add(1, Ordering::AcqRel);
    }

    /// One may have arrived.
    pub(super) fn doubt(&self) {
        self.in_doubt.fetch_add(1, Ordering::AcqRel);
    }

    /// One of an earlier process is there. Whether it came before or after the list was read, nobody may know.
    pub(super) fn found(&self) {
        self.found.fetch_add(1, Ordering::AcqRel);
    }

    /// One that was in doubt has arrived, in this process.
    pub(super) fn settled(&self) {
        // First the one, then the other: in between it counts twice, never not at all.
        self.arrived();
        self.in_doubt.fetch_sub(1, Ordering::AcqRel);
    }
}

/// How far the rows of a run have come, over all legs.
#[derive(Debug, Default)]
pub(super) struct RowsTaken {
    last: AtomicU64,
    rows: AtomicU64,
    /// Of the leg that is under way.
    leg: AtomicU64,
}

impl RowsTaken {
    /// A row leaves the plan, whatever becomes of it.
    pub(super) fn pass(&self, row: u64) {
        self.last.fetch_max(row, Ordering::AcqRel);
    }

    /// A row is written.
    pub(super) fn take(&self, row: u64) {
        self.pass(row);
        self.rows.fetch_add(1, Ordering::AcqRel);
        self.leg.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn last(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// Resolves when a leg has gone as far as it goes. The rows are looked at a few times a second.
    pub(super) async fn is_over(&self, leg: WriteBatch) {
        let begun = Instant::now();
        self.leg.store(0, Ordering::Release);
        loop {
            let rows = self.leg.load(Ordering::Acquire);
            let time = begun.elapsed();
            if (rows >= leg.rows && time >= leg.at_least) || time >= leg.at_most {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

const LOOK: Duration = Duration::from_millis(20);

impl Writer {
    /// Asks whoever looks between two legs; `None` where none follows.
    pub(super) async fn next_leg(&self, run: &WriteRun<'_>) -> Option<WriteBatch> {
        if run.stop.reason().is_some() {
            return None;
        }
        if let Err(error) = self.recorder.look() {
            run.halt(error.into());
            return None;
        }
        let Some(interlude) = &self.settings.interlude else { return Some(WriteBatch::WHOLE) };
        let looked = tokio::select! {
            looked = interlude.between(self.progress()) => looked,
            () = run.stop.requested() => return None,
        };
        looked.map_err(|why| run.interrupted(why)).ok()
    }

    /// The last look of a run that nothing has ended.
    pub(super) async fn end_of_legs(&self, run: &WriteRun<'_>) {
        let Some(interlude) = self.settings.interlude.as_ref().filter(|_| run.stop.reason().is_none()) else {
            return;
        };
        if let Err(error) = self.recorder.look() {
            return run.halt(error.into());
        }
        let looked = tokio::select! {
            looked = interlude.end(self.progress()) => looked,
            () = run.stop.requested() => return,
        };
        looked.unwrap_or_else(|why| run.interrupted(why));
    }

    fn progress(&self) -> WriteProgress {
        let rows = self.course.rows.load(Ordering::Acquire);
        WriteProgress {
            last: self.course.last(),
            rows,
            tally: Arc::clone(&self.tally),
            ids: Arc::clone(&self.ids),
        }
    }
}

impl WriteRun<'_> {
    fn interrupted(&self, why: Interrupted) {
        match why {
            Interrupted::Journal(error) => self.halt(AbortReason::Journal(error)),
            Interrupted::Unauthorized(error) => self.halt(AbortReason::Unauthorized(error)),
            Interrupted::Stop(reason) => self.opened(Some(reason)),
        }
    }
}
