//! What is reported while a run waits only for inserts in doubt.

use std::time::Duration;

use jiff::Timestamp;

use crate::event::Event;
use crate::wording::counted;

/// The time between two events.
pub(super) const REPORT_INTERVAL: Duration = Duration::from_millis(500);

/// The wait for inserts in doubt after all other writes.
#[derive(Debug)]
pub(super) struct InDoubtWait {
    /// When the last of them will have been missing for long enough, in epoch milliseconds.
    until: i64,
}

impl InDoubtWait {
    pub(super) fn until(until: i64) -> Self {
        Self { until }
    }

    /// Why the run does not end yet, in a few sentences; `None` if less than a second is left.
    pub(super) fn reason(&self, inserts: u64, now: i64) -> Option<String> {
        let left = self.left(now).filter(|_| inserts > 0)?;
        let (they, missing, are_sent) = match inserts {
            1 => ("It", "If it is still missing", ", it is sent"),
            _ => ("They", "Inserts still missing", " are sent"),
        };
        let at = Timestamp::from_millisecond(self.until).ok()?.strftime("%H:%M:%S UTC");
        Some(format!(
            "Waiting for {} without an answer. {they} may still appear in the help desk. {missing} at {at} (in \
             {}){are_sent} again, once the list is up to date. If you stop, resume does this.",
            counted(inserts, "insert", "inserts"),
            in_words(left)
        ))
    }

    pub(super) fn event(&self, inserts: u64, now: i64) -> Event {
        let seconds_left = self.left(now).map(|left| left.as_secs_f64());
        Event::Resolving { waiting: inserts, seconds_left }
    }

    fn left(&self, now: i64) -> Option<Duration> {
        let left = u64::try_from(self.until - now).ok()?;
        (left >= 1000).then(|| Duration::from_millis(left))
    }
}

/// `45 s`, `5 min`, `4 min 30 s`
fn in_words(time: Duration) -> String {
    match (time.as_secs() / 60, time.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_names_the_number_the_time_and_the_next_step() {
        let waiting = InDoubtWait::until(50_600_000);
        let said = waiting.reason(3, 50_300_000).unwrap();
        assert!(said.starts_with("Waiting for 3 inserts without an answer. They may"), "{said}");
        assert!(said.contains("missing at 14:03:20 UTC (in 5 min) are sent again"), "{said}");
        let said = waiting.reason(1, 50_555_000).unwrap();
        assert!(said.starts_with("Waiting for 1 insert without an answer. It may"), "{said}");
        assert!(
            said.contains("If it is still missing at 14:03:20 UTC (in 45 s), it is sent again"),
            "{said}"
        );
        assert_eq!((waiting.reason(0, 0), waiting.reason(3, 50_599_500)), (None, None));
    }

    #[test]
    fn no_time_is_left_after_the_deadline() {
        let left = |now| InDoubtWait::until(10_000).event(2, now);
        assert_eq!(left(8_500), Event::Resolving { waiting: 2, seconds_left: Some(1.5) });
        assert_eq!(left(11_000), Event::Resolving { waiting: 2, seconds_left: None });
    }
}
