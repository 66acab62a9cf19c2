//! Whether only an office program has changed a value, and lost a part of it, when it saved a table.
//!
//! Narrower than [`super::bent_cell`]: what a person may have written as well counts as a correction, for example another
//! number, added zeros, or a date in another order.

use std::iter::repeat_n;

/// A spreadsheet keeps this many digits of a number.
const KEPT: usize = 15;

/// How an office program has changed a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bend {
    /// Nobody writes like that: letters became `?`, or digits were lost.
    Damaged,
    /// In a column with an error, a person may have written the new value.
    Rewritten,
}

/// How a spreadsheet has changed `before` to `after`; `None` if it has not, or if a person may have.
pub fn bend(before: &str, after: &str) -> Option<Bend> {
    let (before, after) = (before.trim(), after.trim());
    if before == after || after.is_empty() {
        return None;
    }
    if has_lost_letters(before, after) || has_lost_digits(before, after) {
        return Some(Bend::Damaged);
    }
    let is_rewritten = is_shorter_number(before, after)
        || is_translated(before, after)
        || is_local_date(before, after)
        || is_made_date(before, after);
    is_rewritten.then_some(Bend::Rewritten)
}

/// `Łódź` became `?ód?`. A character that takes two units of UTF-16 becomes `??`.
fn has_lost_letters(before: &str, after: &str) -> bool {
    let units = |text: &str| -> Vec<char> {
        let lines = text.replace("\r\n", "\n");
        lines.chars().flat_map(|letter| repeat_n(letter, letter.len_utf16())).collect()
    };
    let (before, after) = (units(before), units(after));
    let is_kept = |(before, after): (&char, &char)| before == after || (*after == '?' && !before.is_ascii());
    before != after && before.len() == after.len() && before.iter().zip(&after).all(is_kept)
}

/// `393483528686` became `3.93484E+11`, and digits after the fifteenth became zeros.
fn has_lost_digits(before: &str, after: &str) -> bool {
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
fn is_shorter_number(before: &str, after: &str) -> bool {
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

/// The words for true and false that spreadsheets write in place of `true` and `false`.
const WORDS: [(&str, &[&str]); 2] = [
    ("true", &["TRUE", "WAHR", "VERO", "VRAI", "VERDADERO"]),
    ("false", &["FALSE", "FALSCH", "FALSO", "FAUX"]),
];

fn is_translated(before: &str, after: &str) -> bool {
    WORDS.iter().any(|(own, words)| before.eq_ignore_ascii_case(own) && words.contains(&after))
}

/// True for a part of a date in digits.
fn is_number(part: &&str) -> bool {
    matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The numbers of a date of three parts.
fn date(text: &str) -> Option<[&str; 3]> {
    let day = text.split([' ', 'T']).next()?;
    let parts: Vec<&str> = day.split(['/', '-', '.']).collect();
    parts.try_into().ok().filter(|parts: &[&str; 3]| parts.iter().all(is_number))
}

fn last_two(number: &str) -> u32 {
    number.parse::<u32>().map_or(0, |number| number % 100)
}

/// `2026-04-03` became `03/04/2026`, whose day and month can be read in two ways, or `03/04/1926` became `03/04/26`.
fn is_local_date(before: &str, after: &str) -> bool {
    let (Some(old), Some(new)) = (date(before), date(after)) else { return false };
    let sorted = |date: [&str; 3]| {
        let mut numbers = date.map(last_two);
        numbers.sort_unstable();
        numbers
    };
    let was_iso = old[0].len() == 4 && new[0].len() <= 2;
    let lost_century = old[2].len() == 4 && new[2].len() == 2 && old.map(last_two) == new.map(last_two);
    lost_century || (was_iso && sorted(old) == sorted(new))
}

/// `1/2` became `01-feb` or `01/02/2026`, and `3/2026` became `mar-26`.
fn is_made_date(before: &str, after: &str) -> bool {
    let old: Vec<&str> = before.split(['/', '-', '.']).collect();
    if old.len() != 2 || !old.iter().all(is_number) {
        return false;
    }
    let numbers: Vec<u32> = old.iter().map(|part| last_two(part)).collect();
    if let Some(new) = date(after) {
        let new = new.map(last_two);
        return numbers.iter().all(|number| new.contains(number));
    }
    let new: Vec<&str> = after.split(['/', '-', ' ']).collect();
    let [first, second] = new.as_slice() else { return false };
    let is_month = |part: &str| {
        let name = part.trim_end_matches('.');
        (3..=5).contains(&name.chars().count()) && name.chars().all(char::is_alphabetic)
    };
    let has = |part: &&str| is_number(part) && numbers.contains(&last_two(part));
    (has(first) && is_month(second)) || (is_month(first) && has(second))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Łódź", "?ód?")]
    #[case("Ada 😀", "Ada ??")]
    #[case("393483528686", "3.93484E+11")]
    #[case("+393483528686", "3,93484E+11")]
    #[case("12345678901234567890", "12345678901234500000")]
    fn nobody_writes_what_is_damaged(#[case] before: &str, #[case] after: &str) {
        assert_eq!(bend(before, after), Some(Bend::Damaged));
    }

    #[rstest]
    #[case("00184", "184")]
    #[case("+39061234567", "39061234567")]
    #[case("1.50", "1.5")]
    #[case("1,0", "1")]
    #[case("true", "WAHR")]
    #[case("2026-04-03", "03/04/2026")]
    #[case("2026-04-03 00:00:00", "3.4.26")]
    #[case("03/04/1926", "03/04/26")]
    #[case("1/2", "01-feb")]
    #[case("1/2", "02-Jan")]
    #[case("1-2", "01/02/2026")]
    #[case("3/2026", "mar-26")]
    fn a_spreadsheet_rewrites_values(#[case] before: &str, #[case] after: &str) {
        assert_eq!(bend(before, after), Some(Bend::Rewritten));
    }

    #[rstest]
    #[case("184", "00184")]
    #[case("39061234567", "+39061234567")]
    #[case("1500", "15")]
    #[case("1.5", "15")]
    #[case("1.5", "1,5")]
    #[case("393483528686", "3.94E+11")]
    #[case("3.93484E+11", "393483528686")]
    #[case("12345678901234567890", "12345678901234567000")]
    #[case("03/04/2026", "04/03/2026")]
    #[case("03/04/2026", "2026-04-03")]
    #[case("03/04/26", "03/04/2026")]
    #[case("vero", "TRUE")]
    #[case("1/2", "02-feb-x")]
    #[case("1/2", "05-mar")]
    #[case("Lodz", "Łódź")]
    #[case("Who", "Wh?")]
    #[case("Łódź", "")]
    #[case(" x ", "x")]
    fn a_correction_stays(#[case] before: &str, #[case] after: &str) {
        assert_eq!(bend(before, after), None);
    }
}
