//! How old a backup is.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::wording::counted;

/// Clocks of two machines may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(10);

/// The time since a backup began; negative if it is dated in the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupAge(SignedDuration);

impl BackupAge {
    /// The age at a moment.
    pub fn at(now: Timestamp, began: Timestamp) -> Self {
        Self(now.duration_since(began))
    }

    /// True if the backup is not older than `most`. The age of one that is dated in the future can't be told.
    pub fn is_within(self, most: Duration) -> bool {
        !self.is_future() && Duration::try_from(self.0).unwrap_or_default() <= most
    }

    /// True if the backup is dated in the future, by more than two clocks may differ.
    pub fn is_future(self) -> bool {
        self.0 < -SKEW
    }

    /// `26 hours old`, `dated 3 days in the future`.
    pub fn in_words(self) -> String {
        let long = span(self.0.unsigned_abs());
        if self.0.is_negative() { format!("dated {long} in the future") } else { format!("{long} old") }
    }
}

/// A duration in its largest fitting unit, rounded down.
fn span(time: Duration) -> String {
    let (minutes, hours) = (time.as_secs() / 60, time.as_secs() / 3600);
    match (hours, minutes) {
        (72.., _) => counted(hours / 24, "day", "days"),
        (2.., _) => counted(hours, "hour", "hours"),
        (_, 2..) => counted(minutes, "minute", "minutes"),
        _ => counted(time.as_secs(), "second", "seconds"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const HOUR: i64 = 3600;

    #[rstest]
    #[case(0, "0 seconds old")]
    #[case(1, "1 second old")]
    #[case(119, "119 seconds old")]
    #[case(120, "2 minutes old")]
    #[case(26 * HOUR + 59, "26 hours old")]
    #[case(72 * HOUR, "3 days old")]
    #[case(-3 * HOUR, "dated 3 hours in the future")]
    fn ages_are_worded(#[case] seconds: i64, #[case] words: &str) {
        assert_eq!(age(seconds).in_words(), words);
    }

    #[rstest]
    #[case(26 * HOUR, true)]
    #[case(26 * HOUR + 1, false)]
    #[case(0, true)]
    #[case(-600, true)]
    #[case(-601, false)]
    fn a_limit_holds_to_the_second_and_not_in_the_future(#[case] seconds: i64, #[case] within: bool) {
        assert_eq!(age(seconds).is_within(Duration::from_secs(26 * 3600)), within);
    }

    fn age(seconds: i64) -> BackupAge {
        let began: Timestamp = "2026-11-24T02:00:00Z".parse().unwrap();
        BackupAge::at(began + SignedDuration::from_secs(seconds), began)
    }
}
