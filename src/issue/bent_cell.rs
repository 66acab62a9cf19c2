//! The text of a cell without what office programs change when they save a table that they have opened.
//!
//! They remove leading zeros and signs of numbers, show long numbers as `3.93484E+11`, write dates in their own way,
//! translate truth values, and save letters that their encoding does not have as `?`. None of this is a correction.

use std::borrow::Cow;

/// The words for true and false that spreadsheets write, in the languages of the report.
const TRUE: [&str; 5] = ["true", "wahr", "vero", "vrai", "verdadero"];
const FALSE: [&str; 4] = ["false", "falsch", "falso", "faux"];
/// From this many digits on, a spreadsheet shows a number with six digits.
const WHOLE: usize = 12;
const FRACTION: usize = 9;
const SHOWN: usize = 6;

/// Which digits of a number count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// All of them: it is about the digits that are lost.
    All,
    /// The six first ones of a long number.
    Shown,
}

/// The text that stays the same, whatever an office program does to the cell.
pub(super) fn unbent(cell: &str, digits: Digits) -> Cow<'_, str> {
    let text = cell.trim();
    if let Some(date) = date(text) {
        return date.into();
    }
    if let Some(number) = number(text, digits) {
        return number.into();
    }
    for (words, own) in [(&TRUE[..], "true"), (&FALSE[..], "false")] {
        if words.iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return own.into();
        }
    }
    western(text)
}

/// The text as Windows-1252 can have it, with line breaks as `\n`.
fn western(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('\r') {
        return text.into();
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let letters = lines.chars().map(|letter| {
        let mut bytes = [0; 4];
        let (_, _, lost) = encoding_rs::WINDOWS_1252.encode(letter.encode_utf8(&mut bytes));
        if lost { '?' } else { letter }
    });
    letters.collect::<String>().into()
}

/// The significant digits of a number: `+39 02`, `0039.02`, `1,500.00`, `3.93E+11`, `12%`.
fn number(text: &str, digits: Digits) -> Option<String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_suffix('%').map_or(rest, str::trim_end);
    let (mantissa, exponent) = rest.split_once(['E', 'e']).unwrap_or((rest, ""));
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let exponent = exponent.trim_start_matches(['+', '-']);
    let has_exponent = mantissa.len() < rest.len();
    if has_exponent && (exponent.is_empty() || !exponent.bytes().all(is_digit)) {
        return None;
    }
    let is_number = mantissa.starts_with(|first: char| first.is_ascii_digit())
        && mantissa.bytes().all(|byte| is_digit(byte) || b".,' ".contains(&byte));
    let all: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let is_long =
        has_exponent || all.len() >= WHOLE || (all.len() >= FRACTION && mantissa.contains(['.', ',']));
    let own = match digits {
        Digits::Shown if is_long => rounded(all.trim_start_matches('0')),
        _ => all,
    };
    is_number.then(|| format!("{sign}{}", own.trim_matches('0')))
}

/// The first digits, rounded.
fn rounded(digits: &str) -> String {
    let Some(first) = digits.get(..SHOWN) else { return digits.to_owned() };
    let up = digits.as_bytes().get(SHOWN).is_some_and(|next| *next >= b'5');
    first.parse::<u32>().map_or_else(|_| digits.to_owned(), |first| (first + u32::from(up)).to_string())
}

/// The numbers of a date, in ascending order, and its time: `03/04/2026`, `2026-04-03 00:00:00`, `3.4.26`.
fn date(text: &str) -> Option<String> {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let sign = day.chars().find(|letter| !letter.is_ascii_digit())?;
    let parts: Vec<&str> = day.split(sign).collect();
    let is_short = |part: &&str| (1..=2).contains(&part.len());
    let is_year = |part: &str| matches!(part.len(), 2 | 4);
    let is_date = match parts.as_slice() {
        [first, second, third] => {
            is_short(second) && ((is_short(first) && is_year(third)) || (first.len() == 4 && is_short(third)))
        }
        _ => false,
    };
    let are_digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_date || !are_digits || !"-/.".contains(sign) {
        return None;
    }
    let mut numbers: Vec<u32> =
        parts.iter().filter_map(|part| part.parse().ok()).map(|own: u32| own % 100).collect();
    numbers.sort_unstable();
    let time = time.trim().trim_end_matches([':', '0', '.']);
    Some(format!("{numbers:?} {}", time.trim_start_matches('0')))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("00123", "123")]
    #[case("+39 02 5550101", "39025550101")]
    #[case("393483528686", "3.93484E+11")]
    #[case("393483528686", "3,93484E+11")]
    #[case("12345678901234567890", "1.23456789012346E+019")]
    #[case("1.50", "1.5")]
    #[case("1,500", "1500")]
    #[case("12 %", "12.00%")]
    #[case("45.4642035123", "45.46420351")]
    #[case("03/04/2026", "2026-04-03")]
    #[case("03/04/2026", "3.4.26")]
    #[case("2026-04-03", "2026-04-03 00:00:00")]
    #[case("2026-04-03 09:30", "04/03/26 9:30:00")]
    #[case("true", "WAHR")]
    #[case("false", "FALSO")]
    #[case("Łucja José", "?ucja José")]
    #[case(" x ", "x")]
    #[case("a\r\nb", "a\nb")]
    fn what_offices_change_is_no_correction(#[case] before: &str, #[case] after: &str) {
        assert_eq!(unbent(before, Digits::Shown), unbent(after, Digits::Shown));
    }

    #[rstest]
    #[case("3.93484E+11", "393483528686")]
    #[case("-5", "5")]
    #[case("02 5550101", "02 5550102")]
    #[case("Jos\u{fffd}", "José")]
    #[case("\"Ada", "Ada")]
    #[case("03/04/2026", "05/04/2026")]
    #[case("true", "yes")]
    #[case("", "0x")]
    #[case("ada.x.org", "ada@x.org")]
    fn a_correction_is_one(#[case] before: &str, #[case] after: &str) {
        assert_ne!(unbent(before, Digits::All), unbent(after, Digits::All));
    }

    #[rstest]
    #[case("4.91512E+11", "491512000000")]
    #[case("007", "7")]
    fn lost_digits_do_not_come_back(#[case] before: &str, #[case] after: &str) {
        assert_eq!(unbent(before, Digits::All), unbent(after, Digits::All));
    }
}
