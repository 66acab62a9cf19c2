//! Reads the records of a file with their cells, in any layout.

use crate::issue::Issue;
use crate::source::error::SourceError;
use crate::source::row_issues::{self, LineSpan};
use crate::source::utf8_input::Utf8Input;

use super::feed::Feed;
use super::flat::{Flat, ObjectForm, Unsound};
use super::lines::JsonLine;
use super::objects::Objects;
use super::record_cuts::Cuts;
use super::record_layout::RecordLayout;

/// How records are found.
enum Finder {
    Objects(Box<Objects>),
    Cuts(Box<Cuts>),
}

/// The records of a file.
pub(super) struct JsonRecords {
    finder: Finder,
    form: ObjectForm,
    limit: usize,
    /// The encoding of the file, and whether it was decoded.
    encoding: (&'static str, bool),
}

/// A record with its cells or its issue.
pub(super) struct JsonRecord {
    pub(super) line: JsonLine,
    pub(super) cells: Result<Vec<Flat>, Box<Issue>>,
    /// The start of the text of a broken record.
    pub(super) raw: String,
}

/// The number of characters kept of a broken record for the rejects file.
const RAW: usize = 4000;

impl JsonRecords {
    /// A record may have at most `limit` bytes.
    pub(super) fn new(input: Utf8Input, limit: usize, form: ObjectForm, shape: &RecordLayout) -> Self {
        let encoding = (*input.encoding().get(), input.is_decoded());
        let feed = Feed::new(input);
        let finder = match shape {
            RecordLayout::Objects { by_line } => {
                Finder::Objects(Box::new(Objects::new(feed, limit, *by_line)))
            }
            RecordLayout::Cut(path) => Finder::Cuts(Box::new(Cuts::new(feed, limit, path.clone(), false))),
            RecordLayout::Table(path) => Finder::Cuts(Box::new(Cuts::new(feed, limit, path.clone(), true))),
        };
        Self { finder, form, limit, encoding }
    }

    /// What the last response says about another page, once all records are read.
    pub(super) fn further_page(&self) -> Option<String> {
        match &self.finder {
            Finder::Objects(_) => None,
            Finder::Cuts(cuts) => cuts.further_page(),
        }
    }

    /// The error of a response with records, once all records are read.
    pub(super) fn error_with_records(&self) -> Option<String> {
        match &self.finder {
            Finder::Objects(_) => None,
            Finder::Cuts(cuts) => cuts.error_with_records(),
        }
    }

    /// The next record that is not blank; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<JsonRecord>, SourceError> {
        loop {
            let line = match &mut self.finder {
                Finder::Objects(objects) => objects.next()?,
                Finder::Cuts(cuts) => cuts.next()?,
            };
            let Some(line) = line else { return Ok(None) };
            if !line.is_blank() {
                return self.found(line).map(Some);
            }
        }
    }

    fn found(&mut self, line: JsonLine) -> Result<JsonRecord, SourceError> {
        let mut cells = self.cells(&line);
        let mut line = line;
        if cells.is_err()
            && let Finder::Objects(objects) = &mut self.finder
            && let Some(other) = objects.other(&line)?
        {
            cells = self.cells(&other);
            line = other;
        }
        let shown = || row_issues::escape(&line.text, self.encoding.1);
        let raw = if cells.is_err() { row_issues::kept(&shown(), RAW) } else { String::new() };
        let cells = cells.map_err(|unsound| Box::new(self.issue(&line, &unsound)));
        Ok(JsonRecord { line, cells, raw })
    }

    fn cells(&self, line: &JsonLine) -> Result<Vec<Flat>, Unsound> {
        if line.cut || line.fault.is_some() { Err(Unsound::default()) } else { self.form.cells(&line.text) }
    }

    fn issue(&self, line: &JsonLine, unsound: &Unsound) -> Issue {
        let shown = row_issues::escape(&line.text, self.encoding.1);
        if line.cut {
            let span = LineSpan { line: line.line, ..LineSpan::default() };
            return row_issues::too_long(self.limit, span, "the record", &shown);
        }
        if let Some(what) = &line.fault {
            return row_issues::bad_json(what.as_str(), &shown);
        }
        if std::str::from_utf8(&line.text).is_err() {
            return row_issues::bad_bytes(self.encoding.0, "the record", &shown);
        }
        row_issues::bad_json(unsound.message(line.line), &shown)
    }
}
