//! Dates as eight digits: `20200131`. There is only one reading: as day, month and year, the month would be 18 to
//! 21.

use super::format::{FormatResult, days_from};

/// The years in which a customer can have been born.
const YEARS: std::ops::RangeInclusive<u16> = 1800..=2199;

/// Reads eight digits. [`FormatResult::Other`] if they are not a date, `None` if the text is not eight digits.
pub(super) fn read(text: &str) -> Option<FormatResult> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u16>().ok();
    let year = number(0..4)?;
    let month = number(4..6)?;
    let day = number(6..8)?;
    Some(match days_from(year, month, day) {
        FormatResult::Day(days) if YEARS.contains(&year) => FormatResult::Day(days),
        _ => FormatResult::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_digits_are_read_as_a_day() {
        assert_eq!(read("19700102"), Some(FormatResult::Day(1)));
        for text in ["19701302", "03041990", "17991231", "00000000"] {
            assert_eq!(read(text), Some(FormatResult::Other), "{text}");
        }
        for text in ["1970-1-2", "1970010", "197001022", "1970010a", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
