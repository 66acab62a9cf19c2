//! The cells of a sheet of any format.

use super::cell_merge::CellMerge;
use super::error::WorkbookError;
use super::html::HtmlCells;
use super::limits;
use super::ods::OdsCells;
use super::sheet::PositionedCell;
use super::xls::XlsCells;
use super::xlsb::XlsbCells;
use super::xlsx::XlsxCells;
use super::xml2003::Xml2003Cells;

/// The cells of a sheet, in the order of the file, without the empty ones.
pub(crate) enum SheetCells<'a> {
    Xlsx(Box<XlsxCells<'a>>),
    Xlsb(XlsbCells<'a>),
    Xls(XlsCells<'a>),
    Ods(Box<OdsCells<'a>>),
    Html(Box<HtmlCells<'a>>),
    Xml2003(Box<Xml2003Cells<'a>>),
}

impl SheetCells<'_> {
    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        let cell = match self {
            Self::Xlsx(cells) => cells.next(),
            Self::Xlsb(cells) => cells.next(),
            Self::Xls(cells) => cells.next(),
            Self::Ods(cells) => cells.next(),
            Self::Html(cells) => cells.next(),
            Self::Xml2003(cells) => cells.next(),
        }?;
        match cell {
            Some(cell) if cell.row >= limits::ROWS || cell.column >= limits::COLUMNS => {
                let what = format!(
                    "it has a cell in row {}, column {}, beyond the limits of a sheet",
                    cell.row + 1,
                    cell.column + 1
                );
                Err(WorkbookError::Damaged(what))
            }
            cell => Ok(cell),
        }
    }

    /// Which row element of the file the last cell was in, counted from 1, because two row elements may have the same
    /// number. 0 outside of rows, and for formats without row numbers.
    pub(crate) fn row_element(&self) -> u64 {
        match self {
            Self::Xlsx(cells) => cells.row_element(),
            Self::Xlsb(cells) => cells.row_element(),
            Self::Xml2003(cells) => cells.row_element(),
            Self::Xls(_) | Self::Ods(_) | Self::Html(_) => 0,
        }
    }

    /// Takes the merged ranges found since the last call.
    pub(crate) fn merges(&mut self) -> Vec<CellMerge> {
        match self {
            Self::Ods(cells) => cells.merges(),
            Self::Html(cells) => cells.merges(),
            Self::Xml2003(cells) => cells.merges(),
            Self::Xlsx(_) | Self::Xlsb(_) | Self::Xls(_) => Vec::new(),
        }
    }
}
