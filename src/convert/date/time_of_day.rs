//! The time of day after a date, which is dropped.

/// Returns `2020-01-31` for `2020-01-31T10:00:00+01:00`, and any text without a time unchanged. `None` if the rest
/// starts like a time but is not one.
pub(super) fn without_clock(text: &str) -> &str {
    for (at, mark) in text.char_indices().filter(|(_, mark)| matches!(mark, 'T' | 't' | ' ')) {
        let (Some(before), Some(behind)) = (text.get(..at), text.get(at + mark.len_utf8()..)) else { break };
        let fits = mark == ' ' || before.ends_with(|letter: char| letter.is_ascii_digit());
        if fits && is_clock(behind.trim_start()) {
            return before.trim_end_matches([',', ' ']);
        }
    }
    text
}

/// True for `10:00` or `10:00:00.250`, optionally with AM or PM, and a zone.
fn is_clock(text: &str) -> bool {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, ':' | '.' | ','))
        .unwrap_or(text.len());
    let (time, rest) = text.split_at(end);
    let (rest, half) = without_half(rest.trim_start());
    let mut parts = time.split(':');
    let hour = parts.next().and_then(|part| number(part, 1..=2));
    let minute = parts.next().and_then(|part| number(part, 2..=2));
    let second = parts.next().map_or(Some(0), whole_second);
    let in_range = |part: Option<u32>, most| part.is_some_and(|value| value <= most);
    let hours = if half { in_range(hour, 12) } else { in_range(hour, 23) };
    hours
        && in_range(minute, 59)
        && in_range(second, 60)
        && parts.next().is_none()
        && is_zone(rest.trim_start())
}

fn whole_second(part: &str) -> Option<u32> {
    let (whole, fraction) = part.split_once(['.', ',']).unwrap_or((part, "0"));
    let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    number(whole, 2..=2).filter(|_| digits)
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let fits = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Removes AM or PM from the start.
fn without_half(text: &str) -> (&str, bool) {
    let halves = ["a.m.", "p.m.", "am", "pm"];
    let found = halves
        .iter()
        .find(|half| text.get(..half.len()).is_some_and(|front| front.eq_ignore_ascii_case(half)));
    found.map_or((text, false), |half| (text.get(half.len()..).unwrap_or_default(), true))
}

/// True for an empty text, `Z`, `UTC`, `GMT`, or an offset such as `+01:00`, `+0100` or `-05`.
fn is_zone(text: &str) -> bool {
    if text.is_empty() || ["z", "utc", "gmt"].iter().any(|zone| text.eq_ignore_ascii_case(zone)) {
        return true;
    }
    let offset = text.strip_prefix(['+', '-', '−']).unwrap_or_default().replacen(':', "", 1);
    matches!(offset.len(), 2 | 4) && offset.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_removed_and_nothing_else() {
        for (text, day) in [
            ("2020-01-31", "2020-01-31"),
            ("2020-01-31T10:00:00+01:00", "2020-01-31"),
            ("2020-01-31T23:59:59.250Z", "2020-01-31"),
            ("2020-01-31 10:00:00 -0500", "2020-01-31"),
            ("2020-01-31 10:00:00 UTC", "2020-01-31"),
            ("31/01/2020 1:05 PM", "31/01/2020"),
            ("31/01/2020, 1:05 p.m.", "31/01/2020"),
            ("3 March 1965 10:00", "3 March 1965"),
            ("31/01/2020 24:00", "31/01/2020 24:00"),
            ("31/01/2020 13:00 PM", "31/01/2020 13:00 PM"),
            ("31/01/2020 10:00:", "31/01/2020 10:00:"),
            ("31/01/2020 10:00 CEST", "31/01/2020 10:00 CEST"),
            ("31 01 2020", "31 01 2020"),
            ("August 3", "August 3"),
        ] {
            assert_eq!(without_clock(text), day, "{text}");
        }
    }
}
