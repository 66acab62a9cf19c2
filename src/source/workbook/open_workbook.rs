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

/// A workbook that is open.
pub(crate) enum OpenWorkbook {
    Xlsx(Box<Xlsx>),
    Xlsb(Box<Xlsb>),
    Xls(Box<Xls>),
    Ods(Box<Ods>),
    Html(Box<Html>),
    Xml2003(Box<Xml2003>),
}

/// Opens a workbook: its list of sheets, its formats of numbers and its shared texts are read into memory.
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
    /// Its sheets, in their order.
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

    /// Begins another pass over it.
    pub(crate) fn rewind(&mut self) {
        match self {
            Self::Xlsx(book) => book.rewind(),
            Self::Xlsb(book) => book.rewind(),
            Self::Xls(book) => book.rewind(),
            Self::Ods(book) => book.rewind(),
            // Each pass reads the file once.
            Self::Html(_) | Self::Xml2003(_) => {}
        }
    }

    /// What has to be known of a sheet before its cells are read.
    pub(crate) fn outline(&mut self, number: usize) -> Result<SheetOutline, WorkbookError> {
        match self {
            Self::Xlsx(book) => book.outline(number),
            Self::Xlsb(book) => book.outline(number),
            Self::Xls(book) => book.outline(number),
            // Its rows have no numbers, and its cells say that they are merged where they stand.
            Self::Ods(_) | Self::Html(_) | Self::Xml2003(_) => Ok(SheetOutline::default()),
        }
    }

    /// The cells of the sheet of this number.
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
