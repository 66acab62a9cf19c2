//! A cell of a workbook as the text that the user sees.

use crate::record::{CellKind, NO_RESULT};

/// Numbers from here on may have lost digits: a workbook stores fifteen.
pub(crate) const DIGITS_END: f64 = 1e15;

/// A cell: its text and its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellValue {
    pub(crate) text: String,
    pub(crate) kind: CellKind,
}

impl CellValue {
    pub(crate) fn new(text: impl Into<String>, kind: CellKind) -> Self {
        Self { text: text.into(), kind }
    }

    /// A formula without a computed result.
    pub(crate) fn no_result() -> Self {
        Self::new(NO_RESULT, CellKind::NoResult)
    }

    pub(crate) fn has_no_result(&self) -> bool {
        self.kind == CellKind::NoResult
    }

    /// A plain number. Integers have no `.0`; others have at most fifteen digits, as in a spreadsheet. Further digits
    /// (`0.30000000000000004`) are noise of the computation.
    pub(crate) fn number(number: f64) -> Self {
        let number = if number == 0.0 { 0.0 } else { number };
        // No spreadsheet shows NaN or infinity.
        if !number.is_finite() {
            return Self::new("#NUM!", CellKind::Error);
        }
        if number.abs() >= DIGITS_END {
            return Self::new(number.to_string(), CellKind::LostDigits);
        }
        if number.fract() == 0.0 {
            return Self::new((number as i64).to_string(), CellKind::Number);
        }
        let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
        Self::new(rounded.to_string(), CellKind::Number)
    }

    /// A text cell; `None` if the text is empty.
    pub(crate) fn from_text(text: impl Into<String>) -> Option<Self> {
        let value = Self::new(text, CellKind::Text);
        (!value.text.is_empty()).then_some(value)
    }

    /// A truth value, as `true` or `false`.
    pub(crate) fn from_bool(truth: bool) -> Self {
        Self::new(if truth { "true" } else { "false" }, CellKind::Bool)
    }

    /// A truth value as XML writes it (`1`, `true`); any other text stays text.
    pub(crate) fn from_xml_bool(text: &str) -> Option<Self> {
        match text.trim() {
            "1" => Some(Self::from_bool(true)),
            "0" => Some(Self::from_bool(false)),
            word if word.eq_ignore_ascii_case("true") => Some(Self::from_bool(true)),
            word if word.eq_ignore_ascii_case("false") => Some(Self::from_bool(false)),
            _ => Self::from_text(text),
        }
    }

    /// An ISO 8601 date; a time of midnight is dropped. `None` if the text is empty.
    pub(crate) fn from_iso_date(text: &str) -> Option<Self> {
        let date = without_midnight(text);
        (!date.is_empty()).then(|| Self::new(date, CellKind::Date))
    }
}

fn without_midnight(text: &str) -> &str {
    text.strip_suffix("T00:00:00").or_else(|| text.strip_suffix("T00:00:00.000")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1.0, "1", CellKind::Number)]
    #[case(-0.0, "0", CellKind::Number)]
    #[case(12345.5, "12345.5", CellKind::Number)]
    #[case(0.1 + 0.2, "0.3", CellKind::Number)]
    #[case(39_391_234_567.0, "39391234567", CellKind::Number)]
    #[case(999_999_999_999_999.0, "999999999999999", CellKind::Number)]
    #[case(1e15, "1000000000000000", CellKind::LostDigits)]
    #[case(-4.111_111_111_111_111e15, "-4111111111111111", CellKind::LostDigits)]
    #[case(1e-7, "0.0000001", CellKind::Number)]
    #[case(f64::NAN, "#NUM!", CellKind::Error)]
    #[case(f64::NEG_INFINITY, "#NUM!", CellKind::Error)]
    fn numbers_are_written_as_text(#[case] number: f64, #[case] text: &str, #[case] kind: CellKind) {
        assert_eq!(CellValue::number(number), CellValue::new(text, kind));
    }

    #[test]
    fn midnight_is_removed_from_iso_dates() {
        let date = |text: &str| CellValue::from_iso_date(text).map(|value| value.text);
        assert_eq!(date("2020-01-31T00:00:00").as_deref(), Some("2020-01-31"));
        assert_eq!(date("2020-01-31T10:00:00").as_deref(), Some("2020-01-31T10:00:00"));
        assert_eq!(date(""), None);
    }
}
