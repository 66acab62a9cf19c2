//! The workbook itself: which kind it is, how it is opened, and its cells one after the other.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use crate::file::FileError;
use crate::source::error::SourceError;
use crate::source::options::Format;
use crate::source::sniff::{self, Kind};

use super::limits;
use super::ods::{self, Ods};
use super::ole::Ole;
use super::trouble::Trouble;
use super::value::Value;
use super::xls::{self, Xls};
use super::xlsb::{self, Xlsb};
use super::xlsx::{self, Xlsx};

/// So many bytes are looked through at once.
const WINDOW: u64 = 1024 * 1024;

/// Which kind of workbook the content is, or the stated one.
pub(super) fn format(
    file: &str,
    content: &mut File,
    kind: Kind,
    stated: Option<Format>,
) -> Result<Format, SourceError> {
    let unread = |source| SourceError::File(FileError::Read { path: file.to_owned(), source });
    if kind == Kind::Ole && is_encrypted(content).map_err(unread)? {
        return Err(SourceError::Encrypted { file: file.to_owned() });
    }
    let found = match (stated, kind) {
        (Some(stated), _) => Some(stated),
        (None, Kind::Ole) => Some(Format::Xls),
        (None, _) => zip_format(content).map_err(unread)?,
    };
    found.ok_or_else(|| SourceError::NotATable {
        file: file.to_owned(),
        what: "a zip archive without a workbook in it",
        remedy: "unpack it, and name the file that is meant",
    })
}

fn zip_format(content: &mut File) -> io::Result<Option<Format>> {
    let (mut start, mut end) = (Vec::new(), Vec::new());
    content.seek(SeekFrom::Start(0))?;
    content.by_ref().take(256).read_to_end(&mut start)?;
    match zip::ZipArchive::new(BufReader::new(&mut *content)) {
        Ok(archive) => end.extend(archive.file_names_raw().flat_map(|name| [name, b"\n"].concat())),
        // What is damaged is said when it is opened.
        Err(_) => {
            let length = content.seek(SeekFrom::End(0))?;
            content.seek(SeekFrom::Start(length.saturating_sub(WINDOW)))?;
            content.read_to_end(&mut end)?;
        }
    }
    Ok(sniff::zip_format(&start, &end))
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
pub(super) enum Book {
    Xlsx(Box<Xlsx>),
    Xlsb(Box<Xlsb>),
    Xls(Box<Xls>),
    Ods(Box<Ods>),
}

/// Opens a workbook: its list of sheets, its formats of numbers and its shared texts are read into memory.
pub(super) fn open(content: File, format: Format) -> Result<Book, Trouble> {
    Ok(match format {
        Format::Xls => Book::Xls(Box::new(Xls::open(content)?)),
        Format::Xlsb => Book::Xlsb(Box::new(Xlsb::open(content)?)),
        Format::Ods => Book::Ods(Box::new(Ods::open(content)?)),
        _ => Book::Xlsx(Box::new(Xlsx::open(content)?)),
    })
}

/// A cell with its row and its column, from 0.
pub(super) type Placed = (u64, u64, Value);

/// The cells of a sheet that are not empty, one by one in the order of the file.
pub(super) enum Cells<'a> {
    Xlsx(xlsx::Cells<'a>),
    Xlsb(xlsb::Cells<'a>),
    Xls(xls::Cells<'a>),
    Ods(Box<ods::Cells<'a>>),
}

impl Book {
    /// Its sheets, in their order.
    pub(super) fn sheets(&self) -> &[Sheet] {
        match self {
            Self::Xlsx(book) => book.sheets(),
            Self::Xlsb(book) => book.sheets(),
            Self::Xls(book) => book.sheets(),
            Self::Ods(book) => book.sheets(),
        }
    }

    /// Begins another pass over it.
    pub(super) fn rewind(&mut self) {
        match self {
            Self::Xlsx(book) => book.rewind(),
            Self::Xlsb(book) => book.rewind(),
            Self::Xls(book) => book.rewind(),
            Self::Ods(book) => book.rewind(),
        }
    }

    /// The cells of the sheet of this number.
    pub(super) fn cells(&mut self, number: usize) -> Result<Cells<'_>, Trouble> {
        Ok(match self {
            Self::Xlsx(book) => Cells::Xlsx(book.cells(number)?),
            Self::Xlsb(book) => Cells::Xlsb(book.cells(number)?),
            Self::Xls(book) => Cells::Xls(book.cells(number)?),
            Self::Ods(book) => Cells::Ods(Box::new(book.cells(number)?)),
        })
    }
}

impl Cells<'_> {
    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Placed>, Trouble> {
        let cell = match self {
            Self::Xlsx(cells) => cells.next(),
            Self::Xlsb(cells) => cells.next(),
            Self::Xls(cells) => cells.next(),
            Self::Ods(cells) => cells.next(),
        }?;
        match cell {
            Some((row, column, _)) if row >= limits::ROWS || column >= limits::COLUMNS => {
                let what = format!(
                    "it has a cell in row {} and column {}, where no sheet has any",
                    row + 1,
                    column + 1
                );
                Err(Trouble::Damaged(what))
            }
            cell => Ok(cell),
        }
    }
}
