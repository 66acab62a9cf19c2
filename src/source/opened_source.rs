//! Opens a file: detects its format and returns its rows in batches.

use std::io::Read;
use std::sync::Arc;

use crate::file::{Digest, FileError, InputStream, ReadProgress, Reopen};
use crate::record::{Header, Record, SourceOrigin};

use super::content_kind::ContentKind;
use super::detection::Detection;
use super::error::SourceError;
use super::read_options::{ReadOptions, SourceFormat};
use super::row_reader::{Batch, OpenedReader, ReadRow, RowReader};
use super::workbook::SheetName;
use super::{content_detection, csv, header, json, vcard, workbook};

/// An opened file, or an opened sheet of a workbook.
pub struct Source {
    origin: Arc<SourceOrigin>,
    header: Arc<Header>,
    detection: Detection,
    rows: Box<dyn RowReader>,
    /// A row that was read only to check whether there is one.
    ahead: Vec<ReadRow>,
    done: bool,
    count: u64,
    /// The row that was returned last, or the header.
    last: u64,
    /// The blank rows between the rows returned so far.
    blank: u64,
    progress: ReadProgress,
    digest: Digest,
    again: Reopen,
    options: ReadOptions,
    /// The caller will read the source a second time.
    kept: bool,
}

/// Opens a file by its path; `-` is standard input.
pub fn open(path: &str, options: &ReadOptions) -> Result<Source, SourceError> {
    from_input(InputStream::open(path, &options.interrupt)?, options)
}

/// Reads from any reader as from a pipe; `name` appears in messages.
pub fn from_reader(
    name: &str,
    reader: impl Read + Send + 'static,
    options: &ReadOptions,
) -> Result<Source, SourceError> {
    from_input(InputStream::from_reader(name, reader)?, options)
}

/// The sheets of a workbook in their order; empty for a file of another kind.
///
/// # Errors
/// The file can't be opened.
pub fn sheets(path: &str, options: &ReadOptions) -> Result<Vec<SheetName>, SourceError> {
    let mut input = InputStream::open(path, &options.interrupt)?;
    let kind = content_detection::kind(&mut input)?;
    let is_book =
        matches!(kind, ContentKind::Zip | ContentKind::Ole | ContentKind::Page | ContentKind::Xml2003);
    match options.format {
        Some(format) if !format.is_workbook() => Ok(Vec::new()),
        None if !is_book => Ok(Vec::new()),
        _ => workbook::sheets(input, kind, options),
    }
}

fn from_input(mut input: InputStream, options: &ReadOptions) -> Result<Source, SourceError> {
    let kind = match content_detection::kind(&mut input) {
        Err(error @ SourceError::Empty { .. }) => return opened(input, options, |_| Err(error)),
        kind => kind?,
    };
    match (options.format, kind) {
        (Some(SourceFormat::Csv), _) | (None, ContentKind::Csv | ContentKind::Other(..)) => {
            opened(input, options, |input| csv::open(input, options))
        }
        (Some(SourceFormat::Jsonl), _) | (None, ContentKind::Jsonl) => {
            let (input, content) = json::look_over(input, options)?;
            opened(input, options, |input| json::open(input, content, options))
        }
        (Some(SourceFormat::Vcard), _) | (None, ContentKind::Vcard) => {
            opened(input, options, |input| vcard::open(input, options))
        }
        (Some(_), _)
        | (None, ContentKind::Zip | ContentKind::Ole | ContentKind::Page | ContentKind::Xml2003) => {
            opened(input, options, |input| workbook::open(input, kind, options))
        }
    }
}

fn opened(
    input: InputStream,
    options: &ReadOptions,
    open: impl FnOnce(InputStream) -> Result<OpenedReader, SourceError>,
) -> Result<Source, SourceError> {
    let file = input.name().to_owned();
    let progress = input.progress();
    let digest = input.digest();
    let again = input.again();
    let opened = match open(input) {
        Err(SourceError::Empty { .. }) if options.allow_empty => OpenedReader::nothing(options),
        opened => opened?,
    };
    refuse_damaged_rejects(&file, &opened)?;
    let sheet = opened.detection.sheet.as_ref().map(|sheet| sheet.get().clone());
    let origin = Arc::new(SourceOrigin { file, sheet, rejects: opened.detection.rejects });
    let last = if opened.detection.no_header { 0 } else { opened.detection.header_row };
    Ok(Source {
        origin,
        header: opened.layout.header,
        detection: opened.detection,
        rows: opened.rows,
        ahead: Vec::new(),
        done: false,
        count: 0,
        last,
        blank: 0,
        progress,
        digest,
        again,
        options: options.clone(),
        kept: false,
    })
}

/// A byte order mark in UTF-8, read as Windows-1252.
const MISREAD_MARK: &str = "\u{ef}\u{bb}\u{bf}";

/// Refuses rejects that an office has opened in the wrong encoding: all letters beyond ASCII are damaged.
fn refuse_damaged_rejects(file: &str, opened: &OpenedReader) -> Result<(), SourceError> {
    let first = opened.layout.header.names().first().map_or("", String::as_str);
    if !opened.layout.rejects || !first.starts_with(MISREAD_MARK) {
        return Ok(());
    }
    let what = format!(
        "it begins with {MISREAD_MARK}, because the program that saved this file had opened rejects.csv in another \
         encoding than UTF-8, and the letters with accents are damaged; correct rejects.xlsx instead, or open \
         rejects.csv again as UTF-8"
    );
    Err(SourceError::HeaderText { file: file.to_owned(), row: opened.detection.header_row, what })
}

impl Source {
    /// The file and sheet that the rows come from.
    pub fn origin(&self) -> &Arc<SourceOrigin> {
        &self.origin
    }

    /// The columns.
    pub fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// What was detected so far. The encoding may become known only while rows are read.
    pub fn detection(&self) -> &Detection {
        &self.detection
    }

    /// The detection as text for the user; `empty` for a source without columns.
    pub fn read_as(&self) -> String {
        // JSON objects without a readable record have no names, but the file is not empty.
        let nothing = self.header.is_empty() && *self.detection.format.get() != SourceFormat::Jsonl;
        match header::missing_reject_columns(self.header.names()).as_slice() {
            _ if nothing => "empty".to_owned(),
            [] => self.detection.to_string(),
            missing => {
                let detection = &self.detection;
                format!(
                    "{detection}; not as rejects of an earlier run, because it has no {}",
                    missing.join(", no ")
                )
            }
        }
    }

    /// The number of rows returned so far. At the end, 0 means that the file has only a header.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The number of blank rows between the header and the last row returned so far. They are skipped.
    pub fn blank_rows(&self) -> u64 {
        self.blank
    }

    /// Counts the rows that are missing between those that were read: each of them is blank.
    fn count_blank(&mut self, rows: &[ReadRow]) {
        for ReadRow { record, .. } in rows {
            if self.last > 0 {
                self.blank += record.row.saturating_sub(self.last + 1);
            }
            self.last = record.row;
        }
    }

    /// How far the file has been read.
    pub fn progress(&self) -> ReadProgress {
        self.progress.clone()
    }

    /// The SHA-256 of the raw file in hexadecimal digits, once the end is reached.
    pub fn digest(&self) -> Option<String> {
        self.digest.get().filter(|_| self.done)
    }

    /// True if all rows have been returned.
    pub fn is_at_end(&self) -> bool {
        self.done && self.ahead.is_empty()
    }

    /// True if the source has no rows; reads up to the first one.
    pub fn is_empty(&mut self) -> Result<bool, SourceError> {
        if self.ahead.is_empty() && !self.done && self.count == 0 {
            self.done = !self.rows.fill(&mut self.ahead, 1)?;
        }
        Ok(self.ahead.is_empty() && self.done && self.count == 0)
    }

    /// Announces, before the first row, a second reading with [`Source::reopen`]; a pipe is copied for it.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    /// Opens the same source again from its start.
    ///
    /// # Errors
    /// The errors of opening it, and an error for a pipe that was not kept or not read to its end.
    pub fn reopen(&self) -> Result<Self, SourceError> {
        from_input(self.again.open()?, &self.options)
    }

    /// Takes records whose memory the next rows can use.
    pub(crate) fn reuse(&mut self, records: Vec<Record>) {
        self.rows.reuse(records);
    }

    /// The next rows, at most `max_rows`; `None` at the end.
    pub fn next_batch(&mut self, max_rows: usize) -> Result<Option<Batch>, SourceError> {
        if !self.kept {
            self.again.forget();
            self.kept = true;
        }
        let stopped = |error| FileError::reading(&self.origin.file, error);
        self.options.interrupt.check().map_err(stopped)?;
        let mut rows = Vec::with_capacity(max_rows.clamp(1, 4096));
        rows.append(&mut self.ahead);
        if !self.done && rows.len() < max_rows.max(1) {
            self.done = !self.rows.fill(&mut rows, max_rows.max(1))?;
            self.detection.encoding = self.rows.encoding().or(self.detection.encoding);
        }
        if self.detection.header_row > 0 && !self.detection.no_header && !self.options.exported {
            for row in rows.iter_mut().filter(|row| row.issues.is_empty()) {
                row.issues.extend(header::not_data_issue(&row.record, &self.header));
            }
        }
        self.count += rows.len() as u64;
        self.count_blank(&rows);
        let origin = Arc::clone(&self.origin);
        let header = Arc::clone(&self.header);
        Ok((!rows.is_empty()).then_some(Batch { origin, header, rows }))
    }
}
