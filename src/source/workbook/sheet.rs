//! A sheet of a workbook, and a cell with its position.

use super::cell_value::CellValue;

/// A sheet with cells; charts and macros are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) visible: bool,
    /// Whether there is anything in it, where that is known already.
    pub(crate) data: Option<bool>,
}

/// A cell with its row and its column, from 0.
pub(crate) type PositionedCell = (u64, u64, CellValue);
