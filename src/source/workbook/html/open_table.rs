//! The table that is being read, and the position of its next cell.

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;

use super::tags::Spans;

/// A table that is being read.
pub(crate) struct OpenTable {
    pub(crate) number: usize,
    /// The number of rows begun, and the column after the last cell.
    pub(crate) next: u64,
    pub(crate) column: u64,
    pub(crate) in_row: bool,
    /// By column: the last row that a cell from an earlier row spans.
    pub(crate) taken: Vec<u64>,
    /// Columns skipped because of such cells, in total.
    pub(crate) aside: u64,
    pub(crate) cell: Option<OpenCell>,
}

/// A cell that is being read.
pub(crate) struct OpenCell {
    pub(crate) column: u64,
    pub(crate) spans: Spans,
    pub(crate) has_text: bool,
}

impl OpenTable {
    pub(crate) fn begin_row(&mut self) {
        (self.next, self.column, self.in_row) = (self.next + 1, 0, true);
    }

    pub(crate) fn begin_cell(&mut self, spans: Spans) -> Result<(), WorkbookError> {
        if !self.in_row {
            self.begin_row();
        }
        // Rows count from 1 here; 0 means none.
        let row = self.next;
        let is_taken = |column: u64| self.taken.get(column as usize).is_some_and(|last| *last >= row);
        let column = (self.column..).find(|column| !is_taken(*column)).unwrap_or(self.column);
        self.aside += column - self.column;
        if self.aside > limits::REPEATED || row > limits::ROWS {
            let what = "its table has more rows than deskferry accepts, or cells that span more";
            return Err(WorkbookError::TooMuch(what.to_owned()));
        }
        self.column = column.saturating_add(spans.columns);
        if column < limits::COLUMNS && spans.rows > 1 {
            let end = self.column as usize;
            if self.taken.len() < end {
                self.taken.resize(end, 0);
            }
            let last = row.saturating_add(spans.rows - 1);
            self.taken.iter_mut().take(end).skip(column as usize).for_each(|taken| *taken = last);
        }
        self.cell = Some(OpenCell { column, spans, has_text: false });
        Ok(())
    }
}
