//! Numbers that are displayed as a date or a time.

use crate::record::CellKind;
use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::number_format::{self, NumberFormat};

/// The date or time of a number whose displayed text has exactly its parts. SheetJS and others write dates to ODS as
/// days since 1900.
pub(crate) fn moment(number: f64, shown: &str) -> Option<CellValue> {
    if !shown.contains(['/', '-', '.', ':', ' ']) {
        return None;
    }
    let shown = DateNumbers::from_text(shown);
    let number_formats = [NumberFormat::Date, NumberFormat::Time, NumberFormat::Span];
    let mut values = number_formats
        .iter()
        .filter_map(|number_format| number_format::number(number, Some(number_format), false));
    values.find(|value| shown.are_those_of(value))
}

/// The numbers in a text that may be a date or a time.
struct DateNumbers {
    sorted: Vec<u64>,
    /// The text has words, one of which may be a month.
    named: bool,
    clock: bool,
}

impl DateNumbers {
    fn from_text(shown: &str) -> Self {
        let mut sorted = numbers(shown);
        sorted.sort_unstable();
        Self { sorted, named: shown.chars().any(char::is_alphabetic), clock: shown.contains(':') }
    }

    /// True if these are the numbers of `value`. Midnight and seconds may be missing, and a named month.
    fn are_those_of(&self, value: &CellValue) -> bool {
        let own = numbers(&value.text);
        let wanted: Vec<u64> = match (own.as_slice(), value.kind, self.sorted.len()) {
            ([year, month, day, ..], CellKind::Date, 3) if !self.named => vec![*year, *month, *day],
            ([year, _, day, ..], CellKind::Date, 2) if self.named => vec![*year, *day],
            (own, _, length) if own.len() >= length && length >= 2 && self.clock => own[..length].to_vec(),
            (own, CellKind::Date, 6) => [own, &[0, 0, 0]].concat().into_iter().take(6).collect(),
            _ => return false,
        };
        let mut short = wanted.clone();
        short.iter_mut().filter(|part| **part >= 1000).for_each(|year| *year %= 100);
        let same = |mut parts: Vec<u64>| {
            parts.sort_unstable();
            parts == self.sorted
        };
        // Without its century, a date in 1900 looks like an amount: `5,00 EUR`.
        same(wanted) || !value.text.starts_with("1900-") && same(short)
    }
}

fn numbers(text: &str) -> Vec<u64> {
    let parts = text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(23_776.0, "03/02/1965", Some("1965-02-03"))]
    #[case(23_776.0, "3.2.65", Some("1965-02-03"))]
    #[case(23_776.0, "3 Feb 1965", Some("1965-02-03"))]
    #[case(43_861.437_5, "2020-01-31 10:30", Some("2020-01-31T10:30:00"))]
    #[case(43_861.0, "2020-01-31 00:00:00", Some("2020-01-31"))]
    #[case(0.395_833_333_333_333, "09:30:00", Some("09:30:00"))]
    #[case(0.395_833_333_333_333, "09:30", Some("09:30:00"))]
    #[case(23_776.0, "23,776.00", None)]
    #[case(23_776.0, "23.776", None)]
    #[case(23_776.0, "04/02/1965", None)]
    #[case(1234.5, "1,234.50", None)]
    #[case(5.0, "5 kg", None)]
    #[case(-7.0, "-7", None)]
    #[case(1.25, "6:00", Some("06:00:00"))]
    #[case(1.25, "30:00:00", Some("30:00:00"))]
    #[case(0.0, "00:00", Some("00:00:00"))]
    #[case(0.0, "00/01/1900", Some("1900-01-00"))]
    #[case(0.0, "0.00", None)]
    #[case(0.0, "0,00 EUR", None)]
    #[case(5.0, "5,00 EUR", None)]
    #[case(5.0, "5 Jan 1900", Some("1900-01-05"))]
    #[case(36_559.0, "3 Feb 00", Some("2000-02-03"))]
    fn displayed_dates_are_recognized(
        #[case] number: f64,
        #[case] shown: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(moment(number, shown).map(|value| value.text).as_deref(), expected, "{shown}");
    }
}
