//! The cells of a sheet, one by one.

use std::collections::VecDeque;

use crate::source::workbook::biff;
use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::sheet::PositionedCell;

use super::cell_record::{cells, missing_text};
use super::globals::Globals;
use super::record_numbers as record;
use super::records::XlsRecords;
use super::texts::RecordParts;

/// The cells of a sheet.
pub(crate) struct XlsCells<'a> {
    records: XlsRecords<'a>,
    globals: &'a Globals,
    waiting: VecDeque<PositionedCell>,
    /// The position of a formula whose text is in the next record.
    formula: Option<(u64, u64)>,
    /// The number of open substreams: charts in the sheet.
    depth: usize,
    ended: bool,
}

impl<'a> XlsCells<'a> {
    /// `records` starts after the record that begins the sheet.
    pub(crate) fn new(records: XlsRecords<'a>, globals: &'a Globals) -> Self {
        Self { records, globals, waiting: VecDeque::new(), formula: None, depth: 0, ended: false }
    }

    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            if self.ended {
                return Ok(None);
            }
            let Some(record) = self.records.next()? else {
                return Err(WorkbookError::damaged("it ends in the middle of a sheet"));
            };
            match record.kind {
                record::BEGIN => self.depth += 1,
                record::END if self.depth == 0 => {
                    self.ended = true;
                    self.waiting.extend(missing_text(&mut self.formula));
                }
                record::END => self.depth -= 1,
                _ if self.depth > 0 => {}
                record::FORMULA_TEXT => {
                    let text = self.globals.writing.long(&mut RecordParts::new(record.body, record.breaks));
                    let value = biff::or_unreadable(text.map(CellValue::from_text))?;
                    let placed = |(row, column)| Some(PositionedCell::new(row, column, value?));
                    self.waiting.extend(self.formula.take().and_then(placed));
                }
                _ => cells(&record, self.globals, &mut self.waiting, &mut self.formula)?,
            }
        }
    }
}
