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

/// The row and column of a cell, from 0, and its value.
pub(crate) type PositionedCell = (u64, u64, CellValue);
