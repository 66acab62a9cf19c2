//! Parses durations in flags and the settings file.

use std::time::Duration;

use jiff::{Span, SpanRelativeTo};

/// Parses `300ms`, `30s`, `5m`, `12h`, `30d`, `8w`, combinations (`1h 30m`), or a plain number of seconds. A day
/// has 24 hours. The error is a message that describes valid durations.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let read = match text.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        Err(_) => with_units(text),
    };
    read.ok_or_else(|| {
        "give a duration such as 300ms, 30s or 5m; a number without a unit means \
    seconds"
            .to_owned()
    })
}

/// Parses a duration greater than zero.
pub fn parse_positive_duration(text: &str) -> Result<Duration, String> {
    match parse_duration(text)? {
        Duration::ZERO => Err("the duration must be above zero, such as 300ms, 30s or 5m".to_owned()),
        time => Ok(time),
    }
}

fn with_units(text: &str) -> Option<Duration> {
    let span: Span = text.parse().ok()?;
    let exact = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    Duration::try_from(exact).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("300ms", 300)]
    #[case("30s", 30_000)]
    #[case("5m", 300_000)]
    #[case("2 m", 120_000)]
    #[case("1h 30m", 5_400_000)]
    #[case("12h", 43_200_000)]
    #[case("30d", 2_592_000_000)]
    #[case("8w", 4_838_400_000)]
    #[case("0.3s", 300)]
    #[case("1.5m", 90_000)]
    #[case("30", 30_000)]
    #[case("0.3", 300)]
    #[case("0", 0)]
    #[case("0s", 0)]
    fn durations_are_parsed(#[case] text: &str, #[case] millis: u64) {
        assert_eq!(parse_duration(text), Ok(Duration::from_millis(millis)));
    }

    #[rstest]
    fn invalid_durations_are_refused(
        #[values("", "s", "-1", "-1s", "1s ago", "2 moons", "1mo", "1y", "1e400", "NaN", "inf", "30x")]
        text: &str,
    ) {
        assert!(parse_duration(text).is_err(), "{text}: {:?}", parse_duration(text));
    }
}
