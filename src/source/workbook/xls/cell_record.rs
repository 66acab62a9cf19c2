//! The cells of one record.

use std::collections::VecDeque;

use super::globals::Globals;
use super::record_numbers as record;
use super::records::XlsRecord;
use super::texts::RecordParts;
use crate::source::workbook::biff::{self, BiffBytes};
use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::number_format;
use crate::source::workbook::sheet::PositionedCell;

/// Adds the cells of a record to `found`. A formula with a text result sets `formula`, because its text is in the next
/// record.
pub(crate) fn cells(
    record: &XlsRecord<'_>,
    globals: &Globals,
    found: &mut VecDeque<PositionedCell>,
    formula: &mut Option<(u64, u64)>,
) -> Result<(), WorkbookError> {
    use record::{LABEL, NUMBER, NUMBERS, RICH_LABEL, RK, SHARED_LABEL, TRUTH_OR_ERROR};
    let known = [LABEL, NUMBER, NUMBERS, RICH_LABEL, RK, SHARED_LABEL, TRUTH_OR_ERROR];
    if !known.contains(&record.kind) && !is_formula(record.kind) {
        return Ok(());
    }
    found.extend(missing_text(formula));
    let mut body = BiffBytes(record.body);
    let row = u64::from(body.short()?);
    let column = u64::from(body.short()?);
    if record.kind == NUMBERS {
        let count = record.body.len().saturating_sub(6) / 6;
        for column in (column..).take(count) {
            let value = number(body.short()?, body.rk()?, globals);
            found.extend(value.map(|value| PositionedCell::new(row, column, value)));
        }
        return Ok(());
    }
    let value = if is_formula(record.kind) {
        let read = body.short().and_then(|format| Ok((FormulaResult::read(&mut body)?, format)));
        *formula =
            read.as_ref().is_ok_and(|(outcome, _)| *outcome == FormulaResult::Text).then_some((row, column));
        biff::or_unreadable(read.map(|(outcome, format)| outcome.value(format, globals)))
    } else if record.kind == SHARED_LABEL {
        shared_text(body, globals)
    } else {
        biff::or_unreadable(constant(record, body, globals))
    };
    let value = value.map_err(|error| error.at(&format!("row {}", row + 1)))?;
    found.extend(value.map(|value| PositionedCell::new(row, column, value)));
    Ok(())
}

/// The cell of a formula whose text did not follow.
pub(crate) fn missing_text(formula: &mut Option<(u64, u64)>) -> Option<PositionedCell> {
    formula.take().map(|(row, column)| PositionedCell::new(row, column, CellValue::no_result()))
}

/// Some programs write the formula records of Excel 3 and 4 to later files; their form is the same.
fn is_formula(kind: u16) -> bool {
    matches!(kind, record::FORMULA | record::FORMULA_3 | record::FORMULA_4)
}

fn number(format: u16, number: f64, globals: &Globals) -> Option<CellValue> {
    let number_format = globals.number_formats.get(usize::from(format)).and_then(Option::as_deref);
    number_format::number(number, number_format, globals.is_1904)
}

/// A text from the shared table.
fn shared_text(mut body: BiffBytes<'_>, globals: &Globals) -> Result<Option<CellValue>, WorkbookError> {
    let Ok(number) = body.short().and_then(|_| body.long()) else { return Ok(Some(biff::unreadable())) };
    let found = globals.shared.get(number as usize);
    let missing = || WorkbookError::damaged(format!("it has no shared text {number}"));
    Ok(CellValue::from_text(found.ok_or_else(missing)?.as_str()))
}

/// The value of a cell without a formula.
fn constant(
    record: &XlsRecord<'_>,
    mut body: BiffBytes<'_>,
    globals: &Globals,
) -> Result<Option<CellValue>, WorkbookError> {
    let format = body.short()?;
    Ok(match record.kind {
        record::NUMBER => number(format, body.float()?, globals),
        record::RK => number(format, body.rk()?, globals),
        record::TRUTH_OR_ERROR => truth_or_error(body.byte()?, body.byte()?),
        _ => {
            let head = record.body.len() - body.0.len();
            let breaks: Vec<usize> = record.breaks.iter().map(|at| at.saturating_sub(head)).collect();
            CellValue::from_text(globals.writing.long(&mut RecordParts::new(body.0, &breaks))?)
        }
    })
}

/// The result of a formula ([MS-XLS], 2.5.133).
#[derive(Debug, Clone, Copy, PartialEq)]
enum FormulaResult {
    Number(f64),
    /// Text, which is in the next record.
    Text,
    Truth(u8),
    Error(u8),
    /// Empty text.
    Empty,
    /// Empty text without a recompute flag, as written by programs that do not compute formulas.
    Blank,
}

impl FormulaResult {
    fn read(body: &mut BiffBytes<'_>) -> Result<Self, WorkbookError> {
        // A number never ends in these two bytes; otherwise the first byte is the type.
        Ok(match body.take(8)? {
            [0, .., 0xff, 0xff] => Self::Text,
            [1, _, truth, .., 0xff, 0xff] => Self::Truth(*truth),
            [2, _, error, .., 0xff, 0xff] => Self::Error(*error),
            [.., 0xff, 0xff] => match body.short() {
                Ok(flags) if flags & RECOMPUTED == 0 => Self::Blank,
                _ => Self::Empty,
            },
            bytes => Self::Number(BiffBytes(bytes).float()?),
        })
    }

    fn value(self, format: u16, globals: &Globals) -> Option<CellValue> {
        match self {
            Self::Number(result) => number(format, result, globals),
            Self::Truth(byte) => truth_or_error(byte, 0),
            Self::Error(byte) => truth_or_error(byte, 1),
            Self::Blank if !globals.computed => Some(CellValue::no_result()),
            Self::Text | Self::Empty | Self::Blank => None,
        }
    }
}

/// The flags of a formula that is computed always, or when the file is opened.
const RECOMPUTED: u16 = 3;

fn truth_or_error(byte: u8, is_error: u8) -> Option<CellValue> {
    if is_error != 0 {
        return Some(biff::error(byte));
    }
    Some(CellValue::from_bool(byte != 0))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case([0, 0, 0, 0, 0, 0, 0x14, 0x40], 0, FormulaResult::Number(5.0))]
    #[case([0, 0, 0, 0, 0, 0, 0xff, 0xff], 0, FormulaResult::Text)]
    #[case([1, 0, 1, 0, 0, 0, 0xff, 0xff], 0, FormulaResult::Truth(1))]
    #[case([2, 0, 42, 0, 0, 0, 0xff, 0xff], 0, FormulaResult::Error(42))]
    #[case([3, 0, 0, 0, 0, 0, 0xff, 0xff], 2, FormulaResult::Empty)]
    #[case([3, 0, 0, 0, 0, 0, 0xff, 0xff], 3, FormulaResult::Empty)]
    #[case([3, 0, 0, 0, 0, 0, 0xff, 0xff], 0, FormulaResult::Blank)]
    #[case([3, 0, 0, 0, 0, 0, 0xff, 0xff], 8, FormulaResult::Blank)]
    fn formula_results_are_read(#[case] bytes: [u8; 8], #[case] flags: u16, #[case] expected: FormulaResult) {
        let record = [&bytes[..], &flags.to_le_bytes()].concat();
        assert_eq!(FormulaResult::read(&mut BiffBytes(&record)).unwrap(), expected);
    }
}
