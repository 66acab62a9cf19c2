//! A cell of a workbook as text, as its owner sees it.

use calamine::DataRef;

use crate::record::{CellKind, NO_RESULT};

use super::date_time;

/// A number of this magnitude may have lost digits: a workbook keeps fifteen.
pub(super) const DIGITS_END: f64 = 1e15;

/// A cell: its text and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellValue {
    pub(super) text: String,
    pub(super) kind: CellKind,
}

impl CellValue {
    pub(super) fn new(text: impl Into<String>, kind: CellKind) -> Self {
        Self { text: text.into(), kind }
    }

    /// The cell of a formula that nobody has computed.
    pub(super) fn no_result() -> Self {
        Self::new(NO_RESULT, CellKind::NoResult)
    }

    pub(super) fn has_no_result(&self) -> bool {
        self.kind == CellKind::NoResult
    }

    /// A number that is the datum. Whole numbers have no `.0`; others at most fifteen digits, as a spreadsheet shows them:
    /// what a formula leaves beyond (`0.30000000000000004`) is noise, not data.
    pub(super) fn number(number: f64) -> Self {
        let number = if number == 0.0 { 0.0 } else { number };
        // `NaN`, and what is beyond all numbers: no spreadsheet shows such a number.
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

    /// A cell as the reader has it, without the look of numbers; `None` where there is nothing.
    pub(super) fn of(cell: DataRef<'_>) -> Option<Self> {
        let value = match cell {
            DataRef::Empty => return None,
            DataRef::String(text) => Self::new(text, CellKind::Text),
            DataRef::SharedString(text) => Self::new(text, CellKind::Text),
            DataRef::Bool(truth) => Self::new(if truth { "true" } else { "false" }, CellKind::Bool),
            DataRef::Int(number) => int(number),
            DataRef::Float(number) => Self::number(number),
            DataRef::DateTime(moment) => Self::number(moment.as_f64()),
            DataRef::DateTimeIso(text) => Self::new(without_midnight(&text), CellKind::Date),
            DataRef::DurationIso(text) => {
                Self::new(date_time::iso_time(&text, "").unwrap_or(text), CellKind::Text)
            }
            DataRef::Error(error) => Self::new(error.to_string(), CellKind::Error),
        };
        (!value.text.is_empty()).then_some(value)
    }
}

fn int(number: i64) -> CellValue {
    let lost = number.unsigned_abs() >= DIGITS_END as u64;
    CellValue::new(number.to_string(), if lost { CellKind::LostDigits } else { CellKind::Number })
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
    fn numbers(#[case] number: f64, #[case] text: &str, #[case] kind: CellKind) {
        assert_eq!(CellValue::of(DataRef::Float(number)), Some(CellValue::new(text, kind)));
    }

    #[test]
    fn iso_texts_of_open_document() {
        let date = |text: &str| CellValue::of(DataRef::DateTimeIso(text.into())).unwrap().text;
        assert_eq!(date("2020-01-31T00:00:00"), "2020-01-31");
        assert_eq!(date("2020-01-31T10:00:00"), "2020-01-31T10:00:00");
        let time = CellValue::of(DataRef::DurationIso("PT10H30M00S".into())).unwrap();
        assert_eq!(time, CellValue::new("10:30:00", CellKind::Text));
    }
}
