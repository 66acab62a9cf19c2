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
    begun: u64,
    uncomputed: Uncomputed,
    /// For rows with uncomputed formulas: the columns read, and whether the row has any value.
    read: (Vec<u64>, bool),
    waiting: VecDeque<PositionedCell>,
}

/// The next element of a sheet.
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
            begun: 0,
            uncomputed: Uncomputed::default(),
            read: (Vec::new(), false),
            waiting: VecDeque::new(),
        }
    }

    /// See `SheetCells::piece`.
    pub(crate) fn piece(&self) -> u64 {
        self.begun
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
                    self.begun += 1;
                    self.read.0.clear();
                    self.read.1 = false;
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
                        return Ok(Some((row, column, value)));
                    }
                }
            }
        }
    }

    /// Reads the value of the cell that was just started.
    fn value(&mut self, head: &XlsxCellHead, column: u64) -> Result<Option<CellValue>, WorkbookError> {
        self.content.read(&mut self.markup)?;
        let value = self.texts.value(head, &self.content)?;
        self.markup.settle();
        if let Some(area) = self.content.area.filter(|_| value.as_ref().is_some_and(CellValue::has_no_result))
        {
            self.uncomputed.add(area)?;
        } else if self.uncomputed.is_empty() {
            self.read.1 |= value.is_some();
            return Ok(value);
        }
        self.read.0.push(column);
        if self.content.is_nought() && self.uncomputed.covers(self.row, column) {
            return Ok(Some(CellValue::no_result()));
        }
        self.read.1 |= value.is_some();
        Ok(value)
    }

    /// Adds the missing cells of uncomputed formulas at the end of a row. A row with nothing else stays empty.
    fn fill(&mut self) -> Result<(), WorkbookError> {
        if !self.uncomputed.is_empty() {
            let missing = self.uncomputed.missing(self.row, &mut self.read.0)?;
            let row = self.row;
            let cells = missing.into_iter().filter(|_| self.read.1);
            self.waiting.extend(cells.map(|column| (row, column, CellValue::no_result())));
        }
        Ok(())
    }

    fn what(&mut self) -> Result<Next, WorkbookError> {
        let next = match self.markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "c" => return Ok(Next::Cell(XlsxCellHead::of(&start)?)),
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
        self.markup.settle();
        Ok(next)
    }
}

fn at(error: WorkbookError, row: u64) -> WorkbookError {
    error.at(&format!("row {}", row.saturating_add(1)))
}
