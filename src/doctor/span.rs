//! A span of time in words.

use std::time::Duration;

use crate::wording::counted;

/// `16 days`, `3 hours`, `5 minutes`.
pub(super) fn span(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => counted(seconds, "second", "seconds"),
        seconds @ 120..7200 => counted(seconds / 60, "minute", "minutes"),
        seconds @ 7200..172_800 => counted(seconds / 3600, "hour", "hours"),
        seconds => counted(seconds / 86_400, "day", "days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_one_unit() {
        let told = |seconds| span(Duration::from_secs(seconds));
        assert_eq!([told(1), told(600), told(1_398_556)], ["1 second", "10 minutes", "16 days"]);
    }
}
