//! The records of a file with their cells, however they are written down.

use crate::issue::Issue;
use crate::source::error::SourceError;
use crate::source::fault::{self, Span};
use crate::source::plain::Plain;

use super::cuts::Cuts;
use super::feed::Feed;
use super::flat::{Flat, Form, Unsound};
use super::lines::Line;
use super::objects::Objects;
use super::shape::Shape;

/// How they are found.
enum Finder {
    Objects(Box<Objects>),
    Cuts(Box<Cuts>),
}

/// The records of a file, one after the other.
pub(super) struct Records {
    finder: Finder,
    form: Form,
    limit: usize,
    /// The encoding of the file, and whether it was decoded.
    encoding: (&'static str, bool),
}

/// A record, and its cells or what is wrong with it.
pub(super) struct Found {
    pub(super) line: Line,
    pub(super) cells: Result<Vec<Flat>, Box<Issue>>,
    /// The text of one that is broken, as far as it is kept.
    pub(super) raw: String,
}

/// So many characters of a broken record are kept for the rejects file.
const RAW: usize = 4000;

impl Records {
    /// No record is longer than `limit` bytes.
    pub(super) fn new(input: Plain, limit: usize, form: Form, shape: &Shape) -> Self {
        let encoding = (*input.encoding().get(), input.is_decoded());
        let feed = Feed::new(input);
        let finder = match shape {
            Shape::Objects { by_line } => Finder::Objects(Box::new(Objects::new(feed, limit, *by_line))),
            Shape::Cut(path) => Finder::Cuts(Box::new(Cuts::new(feed, limit, path.clone(), false))),
            Shape::Table(path) => Finder::Cuts(Box::new(Cuts::new(feed, limit, path.clone(), true))),
        };
        Self { finder, form, limit, encoding }
    }

    /// What the last answer says of a page behind its own, once all was read.
    pub(super) fn further_page(&self) -> Option<String> {
        match &self.finder {
            Finder::Objects(_) => None,
            Finder::Cuts(cuts) => cuts.further_page(),
        }
    }

    /// What an answer says of an error beside its records, once all was read.
    pub(super) fn error_beside(&self) -> Option<String> {
        match &self.finder {
            Finder::Objects(_) => None,
            Finder::Cuts(cuts) => cuts.error_beside(),
        }
    }

    /// The next record that is not blank; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Found>, SourceError> {
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

    fn found(&mut self, line: Line) -> Result<Found, SourceError> {
        let mut cells = self.cells(&line);
        let mut line = line;
        if cells.is_err()
            && let Finder::Objects(objects) = &mut self.finder
            && let Some(other) = objects.other(&line)?
        {
            cells = self.cells(&other);
            line = other;
        }
        let shown = || fault::escape(&line.text, self.encoding.1);
        let raw = if cells.is_err() { fault::kept(&shown(), RAW) } else { String::new() };
        let cells = cells.map_err(|unsound| Box::new(self.issue(&line, &unsound)));
        Ok(Found { line, cells, raw })
    }

    fn cells(&self, line: &Line) -> Result<Vec<Flat>, Unsound> {
        match line.cut || line.fault.is_some() {
            true => Err(Unsound::default()),
            false => self.form.cells(&line.text),
        }
    }

    fn issue(&self, line: &Line, unsound: &Unsound) -> Issue {
        let shown = fault::escape(&line.text, self.encoding.1);
        if line.cut {
            let span = Span { line: line.line, ..Span::default() };
            return fault::too_long(self.limit, span, "the record", &shown);
        }
        if let Some(what) = &line.fault {
            return fault::bad_json(what.as_str(), &shown);
        }
        if std::str::from_utf8(&line.text).is_err() {
            return fault::bad_bytes(self.encoding.0, "the record", &shown);
        }
        fault::bad_json(unsound.told(line.line), &shown)
    }
}
