//! How often the help desk is looked at while a run writes.

use std::time::Duration;

use crate::writer::WriteBatch;

/// The first leg: so few that a mistake is seen before it is made often.
const FIRST: WriteBatch = WriteBatch { rows: 5, at_least: Duration::ZERO, at_most: LONGEST };
/// The fewest and the most rows of a later one, and its shortest times.
const ROWS: (u64, u64) = (10, 400);
const TIMES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));
/// However slow the writing is, it is looked at so often.
const LONGEST: Duration = Duration::from_secs(300);
/// The legs grow with what is written: each has a fifth of the rows before it, up to the most, and takes as long as all
/// before it: what a look holds up is then a small part of the time.
const SHARE: u64 = 5;

/// The next leg, after so many rows and so long a time.
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

/// A leg of rows that have just been looked up: no row more.
pub(super) fn looked_up(rows: u64) -> WriteBatch {
    WriteBatch { rows, at_least: Duration::ZERO, at_most: LONGEST }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_rows_are_looked_at_less_than_fifty_times() {
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
    fn a_leg_grows_with_what_was_written() {
        let rows = |rows, seconds| {
            let leg = next_batch(rows, Duration::from_secs(seconds));
            (leg.rows, leg.at_least.as_secs())
        };
        assert_eq!(rows(5, 1), (10, 1));
        assert_eq!(rows(100, 4), (20, 4));
        assert_eq!(rows(100_000, 10_000), (400, 10));
        assert_eq!(next_batch(0, Duration::ZERO), FIRST);
    }
}
