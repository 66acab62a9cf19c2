//! Broken cells: spreadsheet errors, formulas without a result, numbers with lost digits.

use super::text::shows_lost_digits;
use crate::issue::{Code, Complaint};
use crate::record::{CellKind, NO_RESULT, is_error};

/// The kind of a broken cell, if a spreadsheet wrote this text instead of a value.
pub(crate) fn kind(text: &str) -> Option<CellKind> {
    if text == NO_RESULT {
        return Some(CellKind::NoResult);
    }
    is_error(text).then_some(CellKind::Error)
}

/// Rejects a broken cell for every conversion. With `scientific`, `3.9E+11` is an ordinary number.
pub(super) fn refuse(text: &str, kind: CellKind, scientific: bool) -> Result<(), Complaint> {
    let kind = match kind {
        CellKind::Text if !scientific => self::kind(text).unwrap_or(kind),
        kind => kind,
    };
    match kind {
        CellKind::Error => Err(error()),
        CellKind::NoResult => Err(no_result()),
        CellKind::LostDigits => Err(digits_lost()),
        _ if !scientific && shows_lost_digits(text) => Err(digits_lost()),
        _ => Ok(()),
    }
}

fn error() -> Complaint {
    let hint = "fix the formula in the spreadsheet, or empty the cell";
    Complaint::new(Code::CellError, "the cell contains a spreadsheet error", hint)
}

fn no_result() -> Complaint {
    let hint = "open the workbook in Excel or LibreOffice and save it again to compute its formulas";
    Complaint::new(Code::NoResult, "the formula has no stored result", hint)
}

fn digits_lost() -> Complaint {
    let hint = "format the column as text in the spreadsheet and enter the value again, or export it again";
    Complaint::new(Code::DigitsLost, "the number has lost digits in a spreadsheet", hint)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("#NO-RESULT!", CellKind::Text, Some(Code::NoResult))]
    #[case("#NO-RESULT!", CellKind::NoResult, Some(Code::NoResult))]
    #[case("#N/A", CellKind::Text, Some(Code::CellError))]
    #[case("Err:502", CellKind::Error, Some(Code::CellError))]
    #[case("3.93E+11", CellKind::Text, Some(Code::DigitsLost))]
    #[case("no result", CellKind::Text, None)]
    #[case("#1", CellKind::Text, None)]
    fn broken_cells_are_refused(#[case] text: &str, #[case] kind: CellKind, #[case] expected: Option<Code>) {
        assert_eq!(refuse(text, kind, false).err().map(|complaint| complaint.code), expected);
    }
}
