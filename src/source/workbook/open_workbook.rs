//! The workbook itself: which kind it is, how it is opened, and its cells one after the other.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};

use crate::file::FileError;
use crate::source::content_kind::ContentKind;
use crate::source::error::SourceError;
use crate::source::read_options::{ReadOptions, SourceFormat};

use super::cell_value::CellValue;
use super::error::WorkbookError;
use super::html::{self, Html};
use super::limits;
use super::ods::{self, Ods};
use super::ole::Ole;
use super::sheet_outline::{CellMerge, SheetOutline};
use super::sorted_cells::Sorted;
use super::xls::{self, Xls};
use super::xlsb::{self, Xlsb};
use super::xlsx::{self, Xlsx};
use super::xml2003::{self, Xml2003};
use super::zip_content;

/// Which kind of workbook the content is, or the stated one.
pub(super) fn format(
    file: &str,
    content: &mut File,
    kind: ContentKind,
    stated: Option<SourceFormat>,
) -> Result<SourceFormat, SourceError> {
    let unread = |source| SourceError::File(FileError::Read { path: file.to_owned(), source });
    if kind == ContentKind::Ole && is_encrypted(content).map_err(unread)? {
        return Err(SourceError::Encrypted { file: file.to_owned() });
    }
    match (stated, kind) {
        (Some(stated), _) => Ok(stated),
        (None, ContentKind::Ole) => Ok(SourceFormat::Xls),
        (None, ContentKind::Page) => Ok(SourceFormat::Html),
        (None, ContentKind::Xml2003) => Ok(SourceFormat::Xml2003),
        (None, _) => zip_content::format(content)
            .map_err(unread)?
            .map_err(|(what, remedy)| SourceError::NotATable { file: file.to_owned(), what, remedy }),
    }
}

/// An encrypted workbook is an OLE container with a stream of this name. What is damaged is said when it is opened.
fn is_encrypted(content: &mut File) -> io::Result<bool> {
    let container = cfb::CompoundFile::open(Ole::new(content.try_clone()?)?);
    let encrypted = container.is_ok_and(|container| container.is_stream("/EncryptedPackage"));
    content.seek(SeekFrom::Start(0))?;
    Ok(encrypted)
}

/// A sheet with cells; charts and macros are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) visible: bool,
    /// Whether there is anything in it, where that is known already.
    pub(super) data: Option<bool>,
}

/// A workbook that is open.
pub(super) enum OpenWorkbook {
    Xlsx(Box<Xlsx>),
    Xlsb(Box<Xlsb>),
    Xls(Box<Xls>),
    Ods(Box<Ods>),
    Html(Box<Html>),
    Xml2003(Box<Xml2003>),
}

/// Opens a workbook: its list of sheets, its formats of numbers and its shared texts are read into memory.
pub(super) fn open(
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

/// A cell with its row and its column, from 0.
pub(super) type PositionedCell = (u64, u64, CellValue);

/// The cells of a sheet that are not empty, one by one in the order of the file.
pub(super) enum SheetCells<'a> {
    Xlsx(Box<xlsx::XlsxCells<'a>>),
    Xlsb(xlsb::XlsbCells<'a>),
    Xls(xls::XlsCells<'a>),
    Ods(Box<ods::OdsCells<'a>>),
    Html(Box<html::HtmlCells<'a>>),
    Xml2003(Box<xml2003::Xml2003Cells<'a>>),
    /// Those of one of them, brought into order.
    Sorted(Sorted),
}

impl OpenWorkbook {
    /// Its sheets, in their order.
    pub(super) fn sheets(&self) -> &[Sheet] {
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
    pub(super) fn rewind(&mut self) {
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
    pub(super) fn outline(&mut self, number: usize) -> Result<SheetOutline, WorkbookError> {
        match self {
            Self::Xlsx(book) => book.outline(number),
            Self::Xlsb(book) => book.outline(number),
            Self::Xls(book) => book.outline(number),
            // Its rows have no numbers, and its cells say that they are merged where they stand.
            Self::Ods(_) | Self::Html(_) | Self::Xml2003(_) => Ok(SheetOutline::default()),
        }
    }

    /// The cells of the sheet of this number.
    pub(super) fn cells(&mut self, number: usize) -> Result<SheetCells<'_>, WorkbookError> {
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

impl SheetCells<'_> {
    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        let cell = match self {
            Self::Xlsx(cells) => cells.next(),
            Self::Xlsb(cells) => cells.next(),
            Self::Xls(cells) => cells.next(),
            Self::Ods(cells) => cells.next(),
            Self::Html(cells) => cells.next(),
            Self::Xml2003(cells) => cells.next(),
            Self::Sorted(cells) => cells.next(),
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
    pub(super) fn piece(&self) -> u64 {
        match self {
            Self::Xlsx(cells) => cells.piece(),
            Self::Xlsb(cells) => cells.piece(),
            Self::Xml2003(cells) => cells.piece(),
            Self::Sorted(cells) => cells.piece(),
            Self::Xls(_) | Self::Ods(_) | Self::Html(_) => 0,
        }
    }

    /// The merged cells that became known since this was asked.
    pub(super) fn merges(&mut self) -> Vec<CellMerge> {
        match self {
            Self::Ods(cells) => cells.merges(),
            Self::Html(cells) => cells.merges(),
            Self::Xml2003(cells) => cells.merges(),
            Self::Xlsx(_) | Self::Xlsb(_) | Self::Xls(_) | Self::Sorted(_) => Vec::new(),
        }
    }
}
