//! Files as rows: what a file is gets found out from its content, and its rows are handed over in batches.
//!
//! Nothing is lost on the way. Every row of the file that is not blank comes out once, with its place and with what
//! is wrong with it; a row that can't be trusted is never padded, cut or guessed at.

mod above;
mod backslashes;
mod cells;
mod csv;
mod csv_rows;
mod decoder;
mod dialect;
mod encoding;
mod engine;
mod error;
mod evidence;
mod fault;
mod foreign;
mod guard;
mod head;
mod header_row;
mod held;
mod inner_row;
mod jsonl;
mod layout;
mod look;
mod marks;
mod markup;
mod notes;
mod options;
mod plain;
mod quote_fault;
mod quoting;
mod records;
mod repeated;
mod rows;
mod said;
mod sample;
mod sniff;
mod text;
mod vcard;
mod width_fault;
mod workbook;

use std::io::Read;
use std::sync::Arc;

use crate::file::{Again, Digest, Input, Progress};
use crate::record::{Header, Origin};

pub(crate) use encoding::oddness;
pub use encoding::{EncodingReading, TextEncoding};
pub use error::SourceError;
pub use guard::{guarded, is_dangerous};
pub use header_row::KnownColumns;
pub use layout::SAFE_MARK;
pub use options::{Format, MergedCells, ReadOptions};
pub use quoting::{ShortRows, Sign};
pub use rows::{Batch, Row};
pub use said::{Said, TitleRows, Told};

use rows::Opened;
use sniff::Kind;

/// An opened file, or an opened sheet of a workbook.
pub struct Source {
    origin: Arc<Origin>,
    header: Arc<Header>,
    said: Said,
    rows: Box<dyn rows::Rows>,
    /// A row that was read to see whether there is one.
    ahead: Vec<Row>,
    done: bool,
    count: u64,
    progress: Progress,
    digest: Digest,
    again: Again,
    options: ReadOptions,
    /// Somebody will read it once more.
    kept: bool,
}

/// Opens a file by its path; `-` is standard input.
pub fn open(path: &str, options: &ReadOptions) -> Result<Source, SourceError> {
    from_input(Input::open(path, &options.interrupt)?, options)
}

/// Reads from anything, as it would from a pipe; `name` stands in messages.
pub fn from_reader(
    name: &str,
    reader: impl Read + Send + 'static,
    options: &ReadOptions,
) -> Result<Source, SourceError> {
    from_input(Input::from_reader(name, reader)?, options)
}

fn from_input(mut input: Input, options: &ReadOptions) -> Result<Source, SourceError> {
    let kind = match sniff::kind(&mut input) {
        Err(error @ SourceError::Empty { .. }) => return opened(input, options, |_| Err(error)),
        kind => kind?,
    };
    match (options.format, kind) {
        (Some(Format::Csv), _) | (None, Kind::Csv | Kind::Other(..)) => {
            opened(input, options, |input| csv::open(input, options))
        }
        (Some(Format::Jsonl), _) | (None, Kind::Jsonl) => {
            let (input, content) = jsonl::look_over(input, options)?;
            opened(input, options, |input| jsonl::open(input, content, options))
        }
        (Some(Format::Vcard), _) | (None, Kind::Vcard) => {
            opened(input, options, |input| vcard::open(input, options))
        }
        (Some(_), _) | (None, Kind::Zip | Kind::Ole | Kind::Page | Kind::Xml2003) => {
            opened(input, options, |input| workbook::open(input, kind, options))
        }
    }
}

fn opened(
    input: Input,
    options: &ReadOptions,
    open: impl FnOnce(Input) -> Result<Opened, SourceError>,
) -> Result<Source, SourceError> {
    let (file, progress, digest) = (input.name().to_owned(), input.progress(), input.digest());
    let again = input.again();
    let opened = match open(input) {
        Err(SourceError::Empty { .. }) if options.allow_empty => Opened::nothing(options),
        opened => opened?,
    };
    let sheet = opened.said.sheet.as_ref().map(|sheet| sheet.get().clone());
    let origin = Arc::new(Origin { file, sheet, rejects: opened.said.rejects });
    let (header, said, rows) = (opened.layout.header, opened.said, opened.rows);
    let (ahead, done, count, kept, options) = (Vec::new(), false, 0, false, options.clone());
    Ok(Source { origin, header, said, rows, ahead, done, count, progress, digest, again, options, kept })
}

impl Source {
    /// Where its rows come from.
    pub fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    /// The columns.
    pub fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// What is known of it by now; the encoding may still become known while it is read.
    pub fn said(&self) -> &Said {
        &self.said
    }

    /// The same in words.
    pub fn read_as(&self) -> String {
        // Objects of which none can be read have no names.
        let nothing = self.header.is_empty() && *self.said.format.get() != Format::Jsonl;
        if nothing { "empty".to_owned() } else { self.said.to_string() }
    }

    /// The rows handed over so far; 0 at the end for a file that holds a header and nothing else.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How far the file has been read.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// The SHA-256 of the raw file in hexadecimal digits, once the end was reached.
    pub fn digest(&self) -> Option<String> {
        self.digest.get().filter(|_| self.done)
    }

    /// True where the source has not a single row; reads up to the first.
    pub fn is_empty(&mut self) -> Result<bool, SourceError> {
        if self.ahead.is_empty() && !self.done && self.count == 0 {
            self.done = !self.rows.fill(&mut self.ahead, 1)?;
        }
        Ok(self.ahead.is_empty() && self.done && self.count == 0)
    }

    /// Says before the first row that all of it will be read once more, by [`Source::reopen`]; a pipe is kept for that.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    /// The same source from its start.
    ///
    /// # Errors
    /// As when it was opened; and for a pipe that was not kept, or not read to its end.
    pub fn reopen(&self) -> Result<Self, SourceError> {
        from_input(self.again.open()?, &self.options)
    }

    /// The next rows, at most `max_rows`; `None` at the end.
    pub fn next_batch(&mut self, max_rows: usize) -> Result<Option<Batch>, SourceError> {
        if !self.kept {
            self.again.forget();
            self.kept = true;
        }
        let mut rows = Vec::with_capacity(max_rows.clamp(1, 4096));
        rows.append(&mut self.ahead);
        if !self.done && rows.len() < max_rows.max(1) {
            self.done = !self.rows.fill(&mut rows, max_rows.max(1))?;
            self.said.encoding = self.rows.encoding().or(self.said.encoding);
        }
        if self.said.header_row > 0 && !self.said.no_header && !self.options.exported {
            for row in rows.iter_mut().filter(|row| row.issues.is_empty()) {
                row.issues.extend(repeated::issue(&row.record, &self.header));
            }
        }
        self.count += rows.len() as u64;
        let (origin, header) = (Arc::clone(&self.origin), Arc::clone(&self.header));
        Ok((!rows.is_empty()).then_some(Batch { origin, header, rows }))
    }
}

#[cfg(test)]
mod broken_quotes;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod tests;
