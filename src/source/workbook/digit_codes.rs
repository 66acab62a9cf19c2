//! Decides when the displayed digits of a number are the data, not the number itself: postcodes (`00123`), phone
//! numbers (`(212) 555-1234`), codes (`2024-7`).
//!
//! All formats share this rule. ODS stores the displayed text; for the others, `digit_mask` builds it from the number
//! format.

use super::cell_value::DIGITS_END;

/// Characters allowed between the digits of a phone number, postcode or code. Commas only separate thousands or
/// decimals.
pub(crate) fn is_between(letter: char) -> bool {
    matches!(letter, '-' | '+' | '(' | ')' | '/' | '.' | '\u{2010}'..='\u{2013}') || is_blank(letter)
}

/// Spaces, including no-break ones, may also separate thousands.
fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// True if the displayed text has the digits of the number and something that a plain number can't have:
///
/// - leading zeros (`00123`);
///
/// - a prefix of digits or of a code (`+39 0212345`, `2024-7`, `D-12345`);
///
/// - separators that are neither thousands nor decimals (`555-1234`, `06 12 34 56 78`).
///
/// In `5/5` it is unclear which 5 is the number, so the result is false.
pub(crate) fn is_row(number: f64, shown: &str) -> bool {
    if number < 0.0 || number.fract() != 0.0 || number >= DIGITS_END {
        return false;
    }
    let Some((front, row)) = row(shown.trim()) else { return false };
    if row.chars().any(|letter| !letter.is_ascii_digit() && !is_between(letter)) {
        return false;
    }
    let digits: String = row.chars().filter(char::is_ascii_digit).collect();
    let own = (number as u64).to_string();
    let significant = digits.trim_start_matches('0');
    if number == 0.0 && significant.is_empty() {
        return digits.len() > own.len() && !is_decimal(row);
    }
    if significant == own {
        return digits.len() > own.len()
            || row.len() > digits.len() && !is_grouped(row)
            || row == own && is_code(front) && shown.trim().ends_with(row);
    }
    // Without a separator, it does not matter which digits are the number's.
    let dialled = front.starts_with('+') || row.starts_with('0') || row == digits;
    let last = if dialled { digits.ends_with(&own) } else { row.ends_with(&own) && !row.starts_with(&own) };
    last && (front.chars().all(is_between) || is_code(front))
}

/// True for letters joined to what follows by a hyphen (`D-`, `SKU-`, `AB-C-`). Currencies and units are never written
/// this way.
pub(crate) fn is_code(front: &str) -> bool {
    front.ends_with('-')
        && front.starts_with(char::is_alphabetic)
        && front.chars().all(|letter| letter.is_alphabetic() || letter == '-')
}

/// The text before the first digit, and the text from the first digit to the last.
fn row(shown: &str) -> Option<(&str, &str)> {
    let first = shown.find(|letter: char| letter.is_ascii_digit())?;
    let last = shown.rfind(|letter: char| letter.is_ascii_digit())?;
    Some((shown.get(..first)?, shown.get(first..=last)?))
}

/// True for a zero with decimals: `0.00`.
fn is_decimal(row: &str) -> bool {
    row.matches('.').count() == 1 && row.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

/// True if all groups after the first have three digits, as thousands do (`1.234.567`, `1 234`).
fn is_grouped(row: &str) -> bool {
    let mut groups = row.split(|letter| letter == '.' || is_blank(letter));
    groups.next().is_some_and(is_digits) && groups.all(|group| group.len() == 3 && is_digits(group))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(123.0, "00123", true)]
    #[case(0.0, "00000", true)]
    #[case(123_456.0, "123456", false)]
    #[case(5_551_234.0, "555-1234", true)]
    #[case(2_125_551_234.0, "(212) 555-1234", true)]
    #[case(612_345_678.0, "06 12 34 56 78", true)]
    #[case(612_345_678.0, "06\u{a0}12\u{a0}34\u{a0}56\u{a0}78", true)]
    #[case(393_391_234_567.0, "+39 339 1234567", true)]
    #[case(3_391_234_567.0, "+39 3391234567", true)]
    #[case(21_234_567.0, "+39 02 1234567", true)]
    #[case(25_551_234.0, "025551234", true)]
    #[case(5_551_234.0, "02 5551234", true)]
    #[case(7.0, "2024-7", true)]
    #[case(7.0, "107", true)]
    #[case(1067.0, "D-01067", true)]
    #[case(12_345.0, "D-12345", true)]
    #[case(7.0, "SKU-7", true)]
    #[case(7.0, "K-2024-7", true)]
    #[case(5.0, "55", true)]
    #[case(12_345.0, "D-12,345", false)]
    #[case(12_345.0, "D-12.345", false)]
    #[case(5.0, "D-5.00", false)]
    #[case(5.0, "D-5 kg", false)]
    #[case(12_345.0, "D 12345", false)]
    #[case(12_345.0, "EUR 12345", false)]
    #[case(12_345.0, "A12345", false)]
    #[case(1067.0, "A01067", true)]
    #[case(0.0, "D-0", false)]
    #[case(1_067_000.0, "01.067.000", true)]
    #[case(0.0, "00.000-000", true)]
    #[case(1234.0, "1,234", false)]
    #[case(1234.0, "01,234", false)]
    #[case(1234.0, "1.234", false)]
    #[case(1_234_567.0, "1 234 567", false)]
    #[case(1_234_567.0, "1\u{202f}234\u{202f}567", false)]
    #[case(1_234_567.0, "1234 567", false)]
    #[case(1_234_567.0, "1.234.567", false)]
    #[case(1_234_567.0, "1'234'567", false)]
    #[case(5.0, "5.00", false)]
    #[case(0.0, "0.00", false)]
    #[case(0.0, "0,00", false)]
    #[case(0.0, "0.0", false)]
    #[case(0.0, "0,00 EUR", false)]
    #[case(0.0, "EUR 0.00", false)]
    #[case(0.0, "0.0 kg", false)]
    #[case(0.0, "00.00", false)]
    #[case(0.0, "0.00E+00", false)]
    #[case(0.0, "00:00", false)]
    #[case(0.0, "0 m2", false)]
    #[case(0.0, "-", false)]
    #[case(5.0, "5 kg", false)]
    #[case(5.0, "€ 5", false)]
    #[case(5.0, "5/5", false)]
    #[case(7.0, "Q1 7", false)]
    #[case(2.0, "2 m2", false)]
    #[case(0.0, "0", false)]
    #[case(0.0, "", false)]
    #[case(1.5, "01.5", false)]
    #[case(-5.0, "-5", false)]
    #[case(1e15, "01000000000000000", false)]
    #[case(20_200_131.0, "2020.01.31", true)]
    fn digit_codes_are_recognized(#[case] number: f64, #[case] shown: &str, #[case] expected: bool) {
        assert_eq!(is_row(number, shown), expected, "{number} {shown}");
    }
}
