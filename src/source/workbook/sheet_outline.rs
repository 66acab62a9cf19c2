//! What must be known of a sheet before its cells are read: whether its rows are in order, and its merged ranges.

use super::cell_merge::CellMerge;
use super::error::WorkbookError;
use super::limits;

/// What is known of a sheet before its cells are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetOutline {
    /// No row comes after one with a higher number.
    pub(crate) ordered: bool,
    /// Sorted by first row.
    pub(crate) merges: Vec<CellMerge>,
    last: Option<u64>,
}

impl Default for SheetOutline {
    fn default() -> Self {
        Self { ordered: true, merges: Vec::new(), last: None }
    }
}

impl SheetOutline {
    /// A row, or a cell of it, comes next.
    pub(crate) fn row(&mut self, row: u64) {
        self.ordered &= self.last.is_none_or(|last| last <= row);
        self.last = Some(row);
    }

    /// A row comes next; without a number, it follows the previous one.
    pub(crate) fn row_or_next(&mut self, row: Option<u64>) {
        let next = self.last.map_or(0, |last| last.saturating_add(1));
        self.row(row.unwrap_or(next));
    }

    /// Adds a merged range, unless it is a single cell.
    pub(crate) fn merge(&mut self, merge: CellMerge) -> Result<(), WorkbookError> {
        if merge.last > merge.first || merge.right > merge.column {
            self.merges.push(merge);
        }
        if self.merges.len() > limits::MERGES {
            return Err(WorkbookError::TooMuch(format!("it has more than {} merged cells", limits::MERGES)));
        }
        Ok(())
    }

    /// Completes the outline after the last row.
    pub(crate) fn finished(mut self) -> Self {
        self.merges.sort_unstable();
        self
    }
}
