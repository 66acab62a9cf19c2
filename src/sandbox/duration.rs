//! Durations in switches and faults: `250ms`, `2s`, `1m`; a bare number is seconds.

use std::time::Duration;

/// Parses a duration.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let number: f64 = digits.parse().ok()?;
    let unit = match &text[digits.len()..] {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number * unit).ok()
}

/// Parses `100ms..2s`; a single duration is both ends.
pub(super) fn parse_range(text: &str) -> Option<(Duration, Duration)> {
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let low = parse(low)?;
    let high = parse(high)?;
    (low <= high).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_parsed() {
        for (text, millis) in [("250ms", 250), ("2s", 2000), ("1m", 60_000), ("0.5", 500), ("1h", 3_600_000)]
        {
            assert_eq!(parse(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "s", "-1s", "2 days", "1e400", "NaN"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse_range("1s..2s"), Some((Duration::from_secs(1), Duration::from_secs(2))));
        assert_eq!(parse_range("2s..1s"), None);
    }
}
