//! Files as rows: what a file is gets found out from its content, and its rows are handed over in batches.
//!
//! Nothing is lost on the way. Every row of the file that is not blank comes out once, with its place and with what
//! is wrong with it; a row that can't be trusted is never padded, cut or guessed at.

mod cells;
mod csv;
mod decoder;
mod dialect;
mod encoding;
mod engine;
mod error;
mod evidence;
mod fault;
mod guard;
mod head;
mod header_row;
mod inner_row;
mod jsonl;
mod layout;
mod look;
mod marks;
mod notes;
mod options;
mod quote_fault;
mod quoting;
mod records;
mod rows;
mod said;
mod sample;
mod sniff;
mod text;
mod workbook;

use std::io::Read;
use std::sync::Arc;

use crate::file::{Digest, Input, Progress};
use crate::record::{Header, Origin};

pub(crate) use encoding::oddness;
pub use encoding::{EncodingReading, TextEncoding};
pub use error::SourceError;
pub use guard::guarded;
pub use header_row::KnownColumns;
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

fn from_input(input: Input, options: &ReadOptions) -> Result<Source, SourceError> {
    let (file, progress, digest) = (input.name().to_owned(), input.progress(), input.digest());
    let opened = match opened(input, options) {
        Err(SourceError::Empty { .. }) if options.allow_empty => Opened::nothing(options),
        opened => opened?,
    };
    let sheet = opened.said.sheet.as_ref().map(|sheet| sheet.get().clone());
    let origin = Arc::new(Origin { file, sheet, rejects: opened.said.rejects });
    let (header, said, rows) = (opened.layout.header, opened.said, opened.rows);
    Ok(Source { origin, header, said, rows, ahead: Vec::new(), done: false, count: 0, progress, digest })
}

fn opened(mut input: Input, options: &ReadOptions) -> Result<Opened, SourceError> {
    let kind = sniff::kind(&mut input)?;
    match (options.format, kind) {
        (Some(Format::Csv), _) | (None, Kind::Csv | Kind::Other(..)) => csv::open(input, options),
        (Some(Format::Jsonl), _) | (None, Kind::Jsonl) => jsonl::open(input, options),
        (Some(_), _) | (None, Kind::Zip | Kind::Ole | Kind::Page | Kind::Xml2003) => {
            workbook::open(input, kind, options)
        }
    }
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
        if self.header.is_empty() { "empty".to_owned() } else { self.said.to_string() }
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

    /// The next rows, at most `max_rows`; `None` at the end.
    pub fn next_batch(&mut self, max_rows: usize) -> Result<Option<Batch>, SourceError> {
        let mut rows = Vec::with_capacity(max_rows.clamp(1, 4096));
        rows.append(&mut self.ahead);
        if !self.done && rows.len() < max_rows.max(1) {
            self.done = !self.rows.fill(&mut rows, max_rows.max(1))?;
            self.said.encoding = self.rows.encoding().or(self.said.encoding);
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
