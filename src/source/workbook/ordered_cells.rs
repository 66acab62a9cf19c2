//! The cells of a sheet in the order of its rows.

use super::cell_merge::CellMerge;
use super::error::WorkbookError;
use super::sheet::PositionedCell;
use super::sheet_cells::SheetCells;
use super::sorted_cells::Sorted;

/// The cells of a sheet, ordered by row, without the empty ones.
pub(crate) enum OrderedCells<'a> {
    /// They are in order in the file.
    AsRead(SheetCells<'a>),
    Sorted(Sorted),
}

impl OrderedCells<'_> {
    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        match self {
            Self::AsRead(cells) => cells.next(),
            Self::Sorted(cells) => cells.next(),
        }
    }

    /// See [`SheetCells::row_element`].
    pub(crate) fn row_element(&self) -> u64 {
        match self {
            Self::AsRead(cells) => cells.row_element(),
            Self::Sorted(cells) => cells.row_element(),
        }
    }

    /// See [`SheetCells::merges`].
    pub(crate) fn merges(&mut self) -> Vec<CellMerge> {
        match self {
            Self::AsRead(cells) => cells.merges(),
            // Formats whose rows can be out of order list all merged ranges in the outline.
            Self::Sorted(_) => Vec::new(),
        }
    }
}
