//! Which rows a run has taken from the plan, and when a batch is complete.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::between_batches::WriteBatch;

/// The rows taken from the plan, over all batches.
#[derive(Debug, Default)]
pub(super) struct RowsTaken {
    last: AtomicU64,
    rows: AtomicU64,
    /// Rows of the current batch.
    in_batch: AtomicU64,
}

/// The time between two checks of a batch's progress.
const CHECK_INTERVAL: Duration = Duration::from_millis(20);

impl RowsTaken {
    /// Notes a row that leaves the plan, whatever becomes of it.
    pub(super) fn pass(&self, row: u64) {
        self.last.fetch_max(row, Ordering::AcqRel);
    }

    /// Notes a row that leaves the plan to be written.
    pub(super) fn take(&self, row: u64) {
        self.pass(row);
        self.rows.fetch_add(1, Ordering::AcqRel);
        self.in_batch.fetch_add(1, Ordering::AcqRel);
    }

    /// The highest row that has left the plan.
    pub(super) fn last(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// How many rows have left the plan to be written.
    pub(super) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Acquire)
    }

    /// Starts a batch and resolves when it has taken its rows or its time is over.
    pub(super) async fn is_over(&self, batch: WriteBatch) {
        let begun = Instant::now();
        self.in_batch.store(0, Ordering::Release);
        loop {
            let rows = self.in_batch.load(Ordering::Acquire);
            let time = begun.elapsed();
            if (rows >= batch.rows && time >= batch.at_least) || time >= batch.at_most {
                return;
            }
            tokio::time::sleep(CHECK_INTERVAL).await;
        }
    }
}
