//! Groups the cells of a sheet by row.

use std::collections::HashSet;

use crate::source::error::SourceError;
use crate::source::read_options::SourceFormat;

use super::cell_merge::CellMerge;
use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::limits;
use super::merged_cells::Covered;
use super::ordered_cells::OrderedCells;
use super::sheet::PositionedCell;

/// The cells of one row, without the empty ones, by column from 0.
pub(super) struct SheetLine {
    /// The row, from 1.
    pub(super) row: u64,
    pub(super) cells: Vec<(usize, CellValue)>,
    /// What the sheet has twice, if another line has the same row number.
    pub(super) duplicate: Option<Duplicate>,
    pub(super) covered: Vec<Covered>,
}

/// What a sheet has twice.
#[derive(Debug, Clone, Copy)]
pub(super) enum Duplicate {
    /// A row, but no cell of it.
    Row,
    /// The cell in this column.
    Cell(usize),
}

/// The columns of the cells in a line. The set is only filled once the columns are out of order.
#[derive(Default)]
struct UsedColumns {
    highest: usize,
    known: HashSet<usize>,
}

impl UsedColumns {
    /// True if one of `cells` is in this column.
    fn have(&mut self, column: usize, cells: &[(usize, CellValue)]) -> bool {
        if self.known.is_empty() && column > self.highest {
            return false;
        }
        if self.known.is_empty() {
            self.known.extend(cells.iter().map(|(own, _)| *own));
        }
        self.known.contains(&column)
    }

    fn add(&mut self, column: usize) {
        self.highest = self.highest.max(column);
        if !self.known.is_empty() {
            self.known.insert(column);
        }
    }
}

/// The lines of a sheet.
pub(super) struct SheetLines<'a> {
    file: &'a str,
    format: SourceFormat,
    cells: OrderedCells<'a>,
    /// The first cell of the next line, and its [`OrderedCells::row_element`].
    ahead: Option<(PositionedCell, u64)>,
    ended: bool,
    /// The last row, from 1.
    row: u64,
    /// What the next line has in common with the last one, if they have the same row number.
    next_duplicate: Option<Duplicate>,
}

impl<'a> SheetLines<'a> {
    /// `file` and `format` are for messages.
    pub(super) fn new(cells: OrderedCells<'a>, file: &'a str, format: SourceFormat) -> Self {
        Self { file, format, cells, ahead: None, ended: false, row: 0, next_duplicate: None }
    }

    /// See [`OrderedCells::merges`].
    pub(super) fn merges(&mut self) -> Vec<CellMerge> {
        self.cells.merges()
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<SheetLine>, SourceError> {
        loop {
            let Some(line) = self.gather()? else { return Ok(None) };
            if line.cells.iter().any(|(_, value)| !value.text.trim().is_empty()) {
                return Ok(Some(line));
            }
        }
    }

    /// The cells of the next row.
    fn gather(&mut self) -> Result<Option<SheetLine>, SourceError> {
        let first = match self.ahead.take() {
            Some(first) => Some(first),
            None => self.cell()?.map(|cell| (cell, self.cells.row_element())),
        };
        let Some((PositionedCell { row, column, value }, row_element)) = first else { return Ok(None) };
        let mut text = value.text.len();
        let mut columns = UsedColumns::default();
        columns.add(column as usize);
        let duplicate = self.next_duplicate.take();
        let mut line =
            SheetLine { row: row + 1, cells: vec![(column as usize, value)], duplicate, covered: Vec::new() };
        if line.row < self.row || (line.row == self.row && line.duplicate.is_none()) {
            return Err(self.error(WorkbookError::damaged("its rows are not in order")));
        }
        self.row = line.row;
        while let Some(cell) = self.cell()? {
            let own = self.cells.row_element();
            let column = cell.column as usize;
            if cell.row == row {
                self.next_duplicate = if columns.have(column, &line.cells) {
                    Some(Duplicate::Cell(column))
                } else {
                    (own != row_element).then_some(Duplicate::Row)
                };
                line.duplicate = line.duplicate.or(self.next_duplicate);
            }
            if cell.row != row || self.next_duplicate.is_some() {
                self.ahead = Some((cell, own));
                break;
            }
            columns.add(column);
            text = text.saturating_add(cell.value.text.len());
            line.cells.push((column, cell.value));
            if text > limits::ROW {
                return Err(self.error(WorkbookError::row_too_long()));
            }
            if line.cells.len() as u64 > limits::COLUMNS {
                return Err(
                    self.error(WorkbookError::damaged("a row has more cells than a sheet has columns"))
                );
            }
        }
        line.cells.sort_by_key(|(column, _)| *column);
        Ok(Some(line))
    }

    fn cell(&mut self) -> Result<Option<PositionedCell>, SourceError> {
        if self.ended {
            return Ok(None);
        }
        let next = self.cells.next();
        // Reading on after the end is an error.
        self.ended = matches!(next, Ok(None));
        next.map_err(|error| self.error(error))
    }

    /// The error for the user, after the last row.
    pub(super) fn error(&self, error: WorkbookError) -> SourceError {
        error.into_source_error(self.file, self.format, Some(self.row))
    }
}
