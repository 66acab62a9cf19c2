//! `Retry-After` as a duration: seconds, or an HTTP date.

use std::time::{Duration, SystemTime};

/// How long the server asks to wait; `None` if the header can't be parsed.
///
/// A date is compared with the answer's `Date` if there is one, so a difference between the two clocks does not matter.
/// A date in the past means no wait.
pub(super) fn parse(value: &str, date: Option<&str>, now: SystemTime, cap: Duration) -> Option<Duration> {
    let value = value.trim();
    let asked = match seconds(value) {
        Some(seconds) => seconds,
        None => {
            let until = httpdate::parse_http_date(value).ok()?;
            let from = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
            until.duration_since(from).unwrap_or(Duration::ZERO)
        }
    };
    Some(asked.min(cap))
}

/// Parses seconds; a fraction is rounded up, and a number too large for 64 bits is the maximum.
fn seconds(value: &str) -> Option<Duration> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let extra = u64::from(fraction.bytes().any(|byte| byte != b'0'));
    Some(Duration::from_secs(whole.parse().unwrap_or(u64::MAX).saturating_add(extra)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::zero("0", None, Some(0))]
    #[case::seconds(" 17 ", None, Some(17))]
    #[case::fraction("1.5", None, Some(2))]
    #[case::capped("86400", None, Some(300))]
    #[case::too_many_digits("99999999999999999999999", None, Some(300))]
    #[case::negative("-1", None, None)]
    #[case::empty("", None, None)]
    #[case::words("soon", None, None)]
    #[case::date("Thu, 01 Jan 1970 00:16:50 GMT", None, Some(10))]
    #[case::date_past("Thu, 01 Jan 1970 00:16:30 GMT", None, Some(0))]
    #[case::date_rfc850("Thursday, 01-Jan-70 00:16:50 GMT", None, Some(10))]
    #[case::date_asctime("Thu Jan  1 00:16:50 1970", None, Some(10))]
    #[case::server_clock("Thu, 01 Jan 1970 01:00:10 GMT", Some("Thu, 01 Jan 1970 01:00:00 GMT"), Some(10))]
    #[case::bad_server_clock("Thu, 01 Jan 1970 00:16:50 GMT", Some("now"), Some(10))]
    fn retry_after_values_are_parsed(
        #[case] value: &str,
        #[case] date: Option<&str>,
        #[case] expected: Option<u64>,
    ) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let parsed = parse(value, date, now, Duration::from_secs(300));
        assert_eq!(parsed, expected.map(Duration::from_secs));
    }
}
