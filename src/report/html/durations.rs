//! Durations in words, in the language of the report.

use crate::language::{Message, ReportLanguage, decimal};

/// A duration: `2 h 5 min`.
pub(in crate::report) fn duration(language: ReportLanguage, seconds: f64) -> String {
    let whole = seconds.round() as u64;
    let text = |key: &'static str| Message::new(language, key);
    let message = match whole {
        _ if seconds < 10.0 => text("seconds").s("seconds", decimal(language, &format!("{seconds:.1}"))),
        0..120 => text("seconds").n("seconds", whole),
        120..7200 => text("minutes-and-seconds").n("minutes", whole / 60).n("seconds", whole % 60),
        7200..172_800 => text("hours-and-minutes").n("hours", whole / 3600).n("minutes", whole % 3600 / 60),
        _ => text("days-and-hours").n("days", whole / 86_400).n("hours", whole % 86_400 / 3600),
    };
    message.to_string()
}

/// `12 ms`, `1.2 s`.
pub(super) fn millis(language: ReportLanguage, millis: f64) -> String {
    let (key, number) = match millis {
        0.0..10.0 => ("milliseconds", format!("{millis:.1}")),
        10.0..1000.0 => ("milliseconds", format!("{millis:.0}")),
        _ => ("seconds", format!("{:.1}", millis / 1000.0)),
    };
    Message::new(language, key).s(key, decimal(language, &number)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_in_words() {
        let all = [0.25, 59.6, 119.0, 3661.0, 86_399.0, 200_000.0];
        let words = all.map(|seconds| duration(ReportLanguage::En, seconds));
        assert_eq!(words, ["0.2 s", "60 s", "119 s", "61 min 1 s", "23 h 59 min", "2 days 7 h"]);
        let words = all.map(|seconds| duration(ReportLanguage::It, seconds));
        assert_eq!(words, ["0,2 s", "60 s", "119 s", "61 min 1 s", "23 h 59 min", "2 giorni 7 h"]);
    }

    #[test]
    fn short_times_have_the_mark_of_the_country() {
        let words = [1.24, 12.0, 1234.0].map(|time| millis(ReportLanguage::De, time));
        assert_eq!(words, ["1,2 ms", "12 ms", "1,2 s"]);
    }
}
