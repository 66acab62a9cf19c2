//! The size of write batches: how often a run checks the list while it writes.

use std::time::Duration;

use crate::writer::WriteBatch;

/// The first batch is small, so that a mistake is noticed early.
const FIRST: WriteBatch = WriteBatch { rows: 5, at_least: Duration::ZERO, at_most: LONGEST };
/// The minimum and maximum number of rows of later batches.
const ROWS: (u64, u64) = (10, 400);
/// The limits of the minimum time of later batches.
const TIMES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));
/// The maximum time of a batch, however slow the writing is.
const LONGEST: Duration = Duration::from_secs(300);
/// A batch has this part of the rows written before it and takes as long as all of them, within the limits. So checks
/// take a small part of the time.
const SHARE: u64 = 5;

/// The next batch after this many written rows and this time.
pub(super) fn next_batch(rows: u64, elapsed: Duration) -> WriteBatch {
    if rows == 0 {
        return FIRST;
    }
    WriteBatch {
        rows: (rows / SHARE).clamp(ROWS.0, ROWS.1),
        at_least: elapsed.clamp(TIMES.0, TIMES.1),
        at_most: LONGEST,
    }
}

/// A batch of exactly the rows that were just looked up.
pub(super) fn looked_up(rows: u64) -> WriteBatch {
    WriteBatch { rows, at_least: Duration::ZERO, at_most: LONGEST }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_rows_take_fewer_than_fifty_batches() {
        // At ten rows a second the rows count, not the time.
        let mut rows = 0;
        let mut looks = 0;
        while rows < 10_000 {
            rows += next_batch(rows, Duration::from_secs(rows / 10)).rows;
            looks += 1;
        }
        assert!(looks < 50, "{looks}");
    }

    #[test]
    fn a_batch_grows_with_the_rows_written() {
        let rows = |rows, seconds| {
            let batch = next_batch(rows, Duration::from_secs(seconds));
            (batch.rows, batch.at_least.as_secs())
        };
        assert_eq!(rows(5, 1), (10, 1));
        assert_eq!(rows(100, 4), (20, 4));
        assert_eq!(rows(100_000, 10_000), (400, 10));
        assert_eq!(next_batch(0, Duration::ZERO), FIRST);
    }
}
