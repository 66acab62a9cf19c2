//! The workbook itself: which kind it is, how it is opened, and its cells one after the other.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use calamine::{Data, Ods, Range, Reader, Sheets, Style, Xls, Xlsb, Xlsx, XlsxCellReader};

use crate::file::FileError;
use crate::source::error::SourceError;
use crate::source::options::Format;
use crate::source::sniff::{self, Kind};

use super::mask::Mask;
use super::value::Value;

/// A workbook that is open.
pub(super) type Book = Sheets<BufReader<File>>;

/// The directory of a zip is looked for in so many bytes at its end.
const DIRECTORY: u64 = 1024 * 1024;

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
    let length = content.seek(SeekFrom::End(0))?;
    content.seek(SeekFrom::Start(length.saturating_sub(DIRECTORY)))?;
    content.read_to_end(&mut end)?;
    Ok(sniff::zip_format(&start, &end))
}

/// An encrypted workbook is an OLE container with a stream of this name.
fn is_encrypted(content: &mut File) -> io::Result<bool> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut window = Vec::new();
    content.seek(SeekFrom::Start(0))?;
    while content.by_ref().take(DIRECTORY).read_to_end(&mut window)? > 0 {
        if memchr::memmem::find(&window, &name).is_some() {
            return Ok(true);
        }
        window.drain(..window.len().saturating_sub(name.len()));
    }
    Ok(false)
}

/// Opens the workbook; its shared strings are read into memory.
pub(super) fn open(mut content: File, format: Format) -> Result<Book, calamine::Error> {
    content.seek(SeekFrom::Start(0))?;
    let content = BufReader::with_capacity(64 * 1024, content);
    Ok(match format {
        Format::Xls => Sheets::Xls(Xls::new(content)?),
        Format::Xlsb => Sheets::Xlsb(Xlsb::new(content)?),
        Format::Ods => Sheets::Ods(Ods::new(content)?),
        _ => Sheets::Xlsx(Xlsx::new(content)?),
    })
}

/// The reader's fault as one of the source. `after` is the last row that was read.
pub(super) fn fault(file: &str, format: Format, fault: calamine::Error, after: Option<u64>) -> SourceError {
    use calamine::{Error, OdsError, XlsError, XlsxError};
    let file = file.to_owned();
    if matches!(
        fault,
        Error::Xlsx(XlsxError::Password) | Error::Xls(XlsError::Password) | Error::Ods(OdsError::Password)
    ) {
        return SourceError::Encrypted { file };
    }
    let place = after.map_or_else(String::new, |row| format!(", after row {row}"));
    SourceError::Workbook { file, format, what: format!("{fault}{place}") }
}

/// A cell with its row and its column, from 0.
pub(super) type Placed = (u32, u32, Value);

/// The cells of a sheet that are not empty, in the order of the file.
pub(super) enum Cells<'a> {
    /// Read one by one.
    Streamed {
        reader: Box<XlsxCellReader<'a, BufReader<File>>>,
        /// Of the styles that show more digits than a number has, by their number.
        masks: Vec<Option<Mask>>,
    },
    /// Read at once.
    Whole { range: Range<Data>, at: usize },
}

/// The cells of a sheet.
pub(super) fn cells<'a>(book: &'a mut Book, sheet: &str) -> Result<Cells<'a>, calamine::Error> {
    match book {
        Sheets::Xlsx(book) => {
            let reader = Box::new(book.worksheet_cells_reader(sheet)?);
            let format = |style: &Style| Mask::of(&style.number_format.as_ref()?.format_code);
            let masks = reader.styles().iter().map(format).collect();
            Ok(Cells::Streamed { reader, masks })
        }
        other => Ok(Cells::Whole { range: other.worksheet_range(sheet)?, at: 0 }),
    }
}

impl Cells<'_> {
    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Placed>, calamine::Error> {
        match self {
            Self::Streamed { reader, masks } => {
                while let Some((cell, style)) = reader.next_cell_with_style_id()? {
                    let (row, column) = cell.get_position();
                    let mask = masks.get(style).and_then(Option::as_ref);
                    if let Some(value) = Value::masked(cell.get_value().clone(), mask) {
                        return Ok(Some((row, column, value)));
                    }
                }
                Ok(None)
            }
            Self::Whole { range, at } => Ok(next_in(range, at)),
        }
    }
}

fn next_in(range: &Range<Data>, at: &mut usize) -> Option<Placed> {
    let ((height, width), (top, left)) = (range.get_size(), range.start()?);
    while *at < height * width {
        let (row, column) = (*at / width, *at % width);
        *at += 1;
        if let Some(value) = range.get((row, column)).and_then(Value::of_owned) {
            return Some((top + u32::try_from(row).ok()?, left + u32::try_from(column).ok()?, value));
        }
    }
    None
}
