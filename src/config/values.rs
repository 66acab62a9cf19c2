//! Reads the values of settings. Every error names the place that the value comes from.

use std::time::Duration;

use super::duration::parse_duration;
use super::error::ConfigError;
use super::origin::Setting;
use crate::language::ReportLanguage;
use crate::monitor::PingStyle;

fn bad<T: ToString>(setting: &Setting<T>, name: &str, hint: &'static str) -> ConfigError {
    ConfigError::BadValue { name: setting.origin.subject(name), value: setting.value.to_string(), hint }
}

/// Parses `10`, `10/s` or `600/m`; 0 means no limit.
pub(super) fn rate(text: &Setting<String>) -> Result<Option<f64>, ConfigError> {
    let (number, seconds) = match text.value.trim().rsplit_once('/') {
        None => (text.value.trim(), 1.0),
        Some((number, "s")) => (number, 1.0),
        Some((number, "m")) => (number, 60.0),
        Some((number, "h")) => (number, 3600.0),
        Some(_) => ("", 1.0),
    };
    let bad = || {
        let hint = "give requests per second (10 or 10/s), per minute (600/m) or per hour; 0 means no limit";
        bad(text, "rate", hint)
    };
    let rate = number.trim().parse::<f64>().map_err(|_| bad())? / seconds;
    match rate {
        0.0 => Ok(None),
        rate if rate.is_finite() && rate > 0.0 => Ok(Some(rate)),
        _ => Err(bad()),
    }
}

/// Checks a number of requests in flight.
pub(super) fn concurrency(number: &Setting<usize>) -> Result<usize, ConfigError> {
    let hint = "give the number of requests that may run at the same time, from 1 to 1000";
    let fits = (1..=1000).contains(&number.value);
    fits.then_some(number.value).ok_or_else(|| bad(number, "concurrency", hint))
}

/// Parses a time-out.
pub(super) fn timeout(text: &Setting<String>) -> Result<Duration, ConfigError> {
    let hint = "give a timeout such as 300ms, 30s or 5m; a number without a unit means seconds";
    let time = parse_duration(&text.value).ok().filter(|time| !time.is_zero());
    time.ok_or_else(|| bad(text, "timeout", hint))
}

/// Parses a language of reports.
pub(super) fn language(text: &Setting<String>) -> Result<Option<ReportLanguage>, ConfigError> {
    text.value.parse().map(Some).map_err(|_| bad(text, "language", "give it, en, fr, es or de"))
}

/// Parses what a monitor is told.
pub(super) fn ping_style(text: &Setting<String>) -> Result<PingStyle, ConfigError> {
    match text.value.as_str() {
        "success" => Ok(PingStyle::Success),
        "healthchecks" => Ok(PingStyle::Healthchecks),
        _ => Err(bad(text, "ping_style", "give success or healthchecks")),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("10", Ok(Some(10.0)))]
    #[case("0", Ok(None))]
    #[case("10/s", Ok(Some(10.0)))]
    #[case("600/m", Ok(Some(10.0)))]
    #[case("1800/h", Ok(Some(0.5)))]
    #[case("-1", Err(()))]
    #[case("10/d", Err(()))]
    #[case("inf", Err(()))]
    #[case("fast", Err(()))]
    fn rates_are_parsed(#[case] text: &str, #[case] expected: Result<Option<f64>, ()>) {
        assert_eq!(rate(&Setting::by_default(text.to_owned())).map_err(drop), expected);
    }
}
