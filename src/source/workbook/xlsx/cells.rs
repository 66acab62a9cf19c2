//! The cells of a sheet, one by one.

use std::collections::VecDeque;

use quick_xml::events::Event;

use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::sheet::PositionedCell;
use crate::source::workbook::uncomputed_formulas::Uncomputed;
use crate::source::workbook::xml_part::XmlPart;

use super::cell::{self, Texts, XlsxCellContent, XlsxCellHead};

/// The cells of a sheet.
pub(crate) struct XlsxCells<'a> {
    markup: XmlPart<'a>,
    texts: Texts<'a>,
    content: XlsxCellContent,
    /// The position of the next cell, from 0, if the file does not state it.
    row: u64,
    column: u64,
    /// The number of rows begun.
    rows_begun: u64,
    uncomputed: Uncomputed,
    read: ReadColumns,
    waiting: VecDeque<PositionedCell>,
}

/// What was read of a row with uncomputed formulas.
#[derive(Default)]
struct ReadColumns {
    columns: Vec<u64>,
    /// The row has a value besides such formulas.
    has_value: bool,
}

/// The next element of a sheet. A cell was read as a whole.
enum Next {
    Row(Option<u64>),
    RowEnd,
    Cell(XlsxCellHead),
    End,
    Other,
}

impl<'a> XlsxCells<'a> {
    /// `markup` is at the start of the sheet's part.
    pub(crate) fn new(markup: XmlPart<'a>, texts: Texts<'a>) -> Self {
        Self {
            markup,
            texts,
            content: XlsxCellContent::default(),
            row: 0,
            column: 0,
            rows_begun: 0,
            uncomputed: Uncomputed::default(),
            read: ReadColumns::default(),
            waiting: VecDeque::new(),
        }
    }

    /// See `SheetCells::row_element`.
    pub(crate) fn row_element(&self) -> u64 {
        self.rows_begun
    }

    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            match self.what()? {
                Next::Row(row) => {
                    (self.row, self.column) = (row.unwrap_or(self.row), 0);
                    self.rows_begun += 1;
                    self.read.columns.clear();
                    self.read.has_value = false;
                }
                Next::RowEnd => {
                    self.fill()?;
                    self.row = self.row.saturating_add(1);
                }
                Next::End => return Ok(None),
                Next::Other => {}
                Next::Cell(head) => {
                    let (row, column) = head.place.unwrap_or((self.row, self.column));
                    (self.row, self.column) = (row, column.saturating_add(1));
                    if let Some(value) = self.value(&head, column).map_err(|error| at(error, row))? {
                        return Ok(Some(PositionedCell::new(row, column, value)));
                    }
                }
            }
        }
    }

    /// The value of the cell that was just read.
    fn value(&mut self, head: &XlsxCellHead, column: u64) -> Result<Option<CellValue>, WorkbookError> {
        let value = self.texts.value(head, &self.content)?;
        self.markup.end_cell();
        if let Some(area) = self.content.area.filter(|_| value.as_ref().is_some_and(CellValue::has_no_result))
        {
            self.uncomputed.add(area)?;
        } else if self.uncomputed.is_empty() {
            self.read.has_value |= value.is_some();
            return Ok(value);
        }
        self.read.columns.push(column);
        if self.content.is_empty_or_zero() && self.uncomputed.covers(self.row, column) {
            return Ok(Some(CellValue::no_result()));
        }
        self.read.has_value |= value.is_some();
        Ok(value)
    }

    /// Adds the missing cells of uncomputed formulas at the end of a row. A row with nothing else stays empty.
    fn fill(&mut self) -> Result<(), WorkbookError> {
        if !self.uncomputed.is_empty() {
            let missing = self.uncomputed.missing(self.row, &mut self.read.columns)?;
            let row = self.row;
            let cells = missing.into_iter().filter(|_| self.read.has_value);
            self.waiting.extend(cells.map(|column| PositionedCell::new(row, column, CellValue::no_result())));
        }
        Ok(())
    }

    fn what(&mut self) -> Result<Next, WorkbookError> {
        if let Some(head) = self.content.read_plain(&mut self.markup)? {
            return Ok(Next::Cell(head));
        }
        let next = match self.markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "c" => Next::Cell(XlsxCellHead::from_tag(&start)?),
                "row" => Next::Row(cell::row(&start)?),
                _ => Next::Other,
            },
            Event::End(end) => match end.local_name().as_ref() {
                "row" => Next::RowEnd,
                "sheetData" => Next::End,
                _ => Next::Other,
            },
            Event::Eof => Next::End,
            _ => Next::Other,
        };
        match &next {
            Next::Cell(head) => {
                let row = head.place.map_or(self.row, |(row, _)| row);
                self.content.read(&mut self.markup).map_err(|error| at(error, row))?;
            }
            _ => self.markup.end_cell(),
        }
        Ok(next)
    }
}

fn at(error: WorkbookError, row: u64) -> WorkbookError {
    error.at(&format!("row {}", row.saturating_add(1)))
}
