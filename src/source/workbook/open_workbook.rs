//! A workbook of any format.

use std::fs::File;

use crate::source::read_options::{ReadOptions, SourceFormat};

use super::error::WorkbookError;
use super::html::Html;
use super::ods::Ods;
use super::sheet::Sheet;
use super::sheet_cells::SheetCells;
use super::sheet_outline::SheetOutline;
use super::xls::Xls;
use super::xlsb::Xlsb;
use super::xlsx::Xlsx;
use super::xml2003::Xml2003;

/// An open workbook.
pub(crate) enum OpenWorkbook {
    Xlsx(Box<Xlsx>),
    Xlsb(Box<Xlsb>),
    Xls(Box<Xls>),
    Ods(Box<Ods>),
    Html(Box<Html>),
    Xml2003(Box<Xml2003>),
}

/// Opens a workbook. Its list of sheets, number formats and shared texts are read into memory.
pub(crate) fn open(
    content: File,
    format: SourceFormat,
    options: &ReadOptions,
) -> Result<OpenWorkbook, WorkbookError> {
    Ok(match format {
        SourceFormat::Html => OpenWorkbook::Html(Box::new(Html::open(content, options.encoding)?)),
        SourceFormat::Xml2003 => OpenWorkbook::Xml2003(Box::new(Xml2003::open(content)?)),
        SourceFormat::Xls => OpenWorkbook::Xls(Box::new(Xls::open(content, options.encoding)?)),
        SourceFormat::Xlsb => OpenWorkbook::Xlsb(Box::new(Xlsb::open(content)?)),
        SourceFormat::Ods => OpenWorkbook::Ods(Box::new(Ods::open(content)?)),
        _ => OpenWorkbook::Xlsx(Box::new(Xlsx::open(content)?)),
    })
}

impl OpenWorkbook {
    /// The sheets in their order.
    pub(crate) fn sheets(&self) -> &[Sheet] {
        match self {
            Self::Xlsx(book) => book.sheets(),
            Self::Xlsb(book) => book.sheets(),
            Self::Xls(book) => book.sheets(),
            Self::Ods(book) => book.sheets(),
            Self::Html(book) => book.sheets(),
            Self::Xml2003(book) => book.sheets(),
        }
    }

    /// Resets the limits for another pass.
    pub(crate) fn rewind(&mut self) {
        match self {
            Self::Xlsx(book) => book.rewind(),
            Self::Xlsb(book) => book.rewind(),
            Self::Xls(book) => book.rewind(),
            Self::Ods(book) => book.rewind(),
            // They have no limit per pass.
            Self::Html(_) | Self::Xml2003(_) => {}
        }
    }

    /// Scans a sheet for what must be known before its cells are read.
    pub(crate) fn outline(&mut self, number: usize) -> Result<SheetOutline, WorkbookError> {
        match self {
            Self::Xlsx(book) => book.outline(number),
            Self::Xlsb(book) => book.outline(number),
            Self::Xls(book) => book.outline(number),
            // Their rows are always in order, and merged ranges are found along with the cells.
            Self::Ods(_) | Self::Html(_) | Self::Xml2003(_) => Ok(SheetOutline::default()),
        }
    }

    /// The cells of a sheet.
    pub(crate) fn cells(&mut self, number: usize) -> Result<SheetCells<'_>, WorkbookError> {
        Ok(match self {
            Self::Xlsx(book) => SheetCells::Xlsx(Box::new(book.cells(number)?)),
            Self::Xlsb(book) => SheetCells::Xlsb(book.cells(number)?),
            Self::Xls(book) => SheetCells::Xls(book.cells(number)?),
            Self::Ods(book) => SheetCells::Ods(Box::new(book.cells(number)?)),
            Self::Html(book) => SheetCells::Html(Box::new(book.cells(number)?)),
            Self::Xml2003(book) => SheetCells::Xml2003(Box::new(book.cells(number)?)),
        })
    }
}
