//! Whether a spreadsheet has written a number or a time of day in its own way.

/// A spreadsheet keeps this many digits of a number.
const KEPT: usize = 15;

/// `393483528686` became `3.93484E+11`, and digits after the fifteenth became zeros.
pub(super) fn has_lost_digits(before: &str, after: &str) -> bool {
    let Some(number) = shortest(before).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return false;
    };
    if let Some((mantissa, exponent)) = after.split_once(['E', 'e']) {
        let mantissa = mantissa.replace(',', ".");
        let shown = mantissa.bytes().filter(u8::is_ascii_digit).count();
        let same_size = exponent.parse().is_ok_and(|exponent: usize| exponent + 1 == number.len());
        let Some(rounded) = shown.checked_sub(1).and_then(|digits| rounded(&number, digits)) else {
            return false;
        };
        return same_size && mantissa.parse::<f64>().ok() == rounded.parse().ok();
    }
    let zeros =
        after.get(KEPT..).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte == b'0'));
    zeros && after.len() == number.len() && after.get(..KEPT) == number.get(..KEPT)
}

/// The mantissa of a whole number, with so many digits after the point.
fn rounded(number: &str, digits: usize) -> Option<String> {
    let value: f64 = number.parse().ok()?;
    let text = format!("{value:.digits$e}");
    text.split('e').next().map(ToOwned::to_owned)
}

/// A number lost its plus or zeros that do not change its value: `00184`, `+3906`, `1.50`.
pub(super) fn is_shorter_number(before: &str, after: &str) -> bool {
    let own = shortest(after);
    own.as_deref() == Some(after) && own == shortest(before)
}

/// A number as a spreadsheet writes it: `-?\d+([.,]\d+)?` without a plus and needless zeros.
fn shortest(text: &str) -> Option<String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let at = rest.find(['.', ',']).unwrap_or(rest.len());
    let (whole, fraction) = (rest.get(..at)?, rest.get(at + 1..).unwrap_or_default());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole = Some(whole.trim_start_matches('0')).filter(|whole| !whole.is_empty()).unwrap_or("0");
    let fraction = fraction.trim_end_matches('0');
    let mark = if fraction.is_empty() { "" } else { rest.get(at..=at)? };
    Some(format!("{sign}{whole}{mark}{fraction}"))
}

/// `1,500` became `1500`.
pub(super) fn is_ungrouped(before: &str, after: &str) -> bool {
    let number = before.strip_prefix('-').unwrap_or(before);
    let Some(sign) = number.chars().find(|letter| !letter.is_ascii_digit()) else { return false };
    let mut groups = number.split(sign);
    let first = groups.next().unwrap_or_default();
    let is_whole = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(is_whole);
    is_grouped && ",.' \u{a0}\u{202f}".contains(sign) && before.replace(sign, "") == after
}

/// `12E3` became `1.20E+04`.
pub(super) fn is_scientific(before: &str, after: &str) -> bool {
    let value = |text: &str| {
        let is_part = |byte: u8| byte.is_ascii_digit() || b"+-.,eE".contains(&byte);
        let (mantissa, _) = text.split_once(['e', 'E'])?;
        let is_number = mantissa.starts_with(|first: char| first.is_ascii_digit());
        let number = text.bytes().all(is_part).then(|| text.replace(',', ".").parse::<f64>().ok()).flatten();
        number.filter(|number| is_number && number.is_finite())
    };
    after.contains("E+") && before != after && value(before).is_some_and(|own| value(after) == Some(own))
}

/// `9:30` became `09:30` or `09:30:00`.
pub(super) fn is_longer_time(before: &str, after: &str) -> bool {
    let time = |text: &str| -> Option<(u8, u8)> {
        let (hour, minute) = text.split_once(':')?;
        let is_time = (1..=2).contains(&hour.len()) && minute.len() == 2;
        Some((hour.parse().ok()?, minute.parse().ok()?)).filter(|_| is_time)
    };
    let new = after.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(after);
    time(before).is_some_and(|(hour, minute)| hour < 24 && minute < 60 && time(new) == Some((hour, minute)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1,500", "1500", true)]
    #[case("-1.234.567", "-1234567", true)]
    #[case("1,50", "150", false)]
    #[case("0,500", "0500", false)]
    #[case("1,500.00", "1500", false)]
    #[case("1500", "1500", false)]
    fn groups_of_digits_are_joined(#[case] before: &str, #[case] after: &str, #[case] expected: bool) {
        assert_eq!(is_ungrouped(before, after), expected);
    }

    #[rstest]
    #[case("12E3", "1.20E+04", true)]
    #[case("1e5", "1,00E+05", true)]
    #[case("1e2", "100", false)]
    #[case("1e5", "1.00E+06", false)]
    #[case("inf", "1E+05", false)]
    fn powers_of_ten_are_written_anew(#[case] before: &str, #[case] after: &str, #[case] expected: bool) {
        assert_eq!(is_scientific(before, after), expected);
    }

    #[rstest]
    #[case("9:30", "09:30:00", true)]
    #[case("9:30", "09:30", true)]
    #[case("9:30", "09:31:00", false)]
    #[case("9:30", "09:30:15", false)]
    #[case("9.30", "09:30:00", false)]
    #[case("99:30", "99:30:00", false)]
    fn times_of_day_get_seconds(#[case] before: &str, #[case] after: &str, #[case] expected: bool) {
        assert_eq!(is_longer_time(before, after), expected);
    }
}
