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

/// The cells of a sheet that are not empty, one by one in the order of the file.
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
            Some((row, column, _)) if row >= limits::ROWS || column >= limits::COLUMNS => {
                let what = format!(
                    "it has a cell in row {}, column {}, beyond the limits of a sheet",
                    row + 1,
                    column + 1
                );
                Err(WorkbookError::Damaged(what))
            }
            cell => Ok(cell),
        }
    }

    /// The row of the file in which the last cell stands, counted as they come: two rows may have one number. 0 where cells
    /// stand in no row, or where rows have no numbers.
    pub(crate) fn piece(&self) -> u64 {
        match self {
            Self::Xlsx(cells) => cells.piece(),
            Self::Xlsb(cells) => cells.piece(),
            Self::Xml2003(cells) => cells.piece(),
            Self::Xls(_) | Self::Ods(_) | Self::Html(_) => 0,
        }
    }

    /// The merged cells that became known since this was asked.
    pub(crate) fn merges(&mut self) -> Vec<CellMerge> {
        match self {
            Self::Ods(cells) => cells.merges(),
            Self::Html(cells) => cells.merges(),
            Self::Xml2003(cells) => cells.merges(),
            Self::Xlsx(_) | Self::Xlsb(_) | Self::Xls(_) => Vec::new(),
        }
    }
}
