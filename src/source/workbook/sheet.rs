//! A sheet of a workbook, and a cell with its position.

use super::cell_value::CellValue;

/// A sheet with cells; sheets of charts or macros are excluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) visible: bool,
    /// Whether it has any text; `None` if that is not known yet.
    pub(crate) data: Option<bool>,
}

/// A cell with its row and column, from 0.
pub(crate) struct PositionedCell {
    pub(crate) row: u64,
    pub(crate) column: u64,
    pub(crate) value: CellValue,
}

impl PositionedCell {
    pub(crate) fn new(row: u64, column: u64, value: CellValue) -> Self {
        Self { row, column, value }
    }
}
