//! The records of a file with their cells, however they are written down.

use crate::file::Input;
use crate::issue::Issue;
use crate::source::error::SourceError;
use crate::source::fault::{self, Span};

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
}

/// A record, and its cells or what is wrong with it.
pub(super) struct Found {
    pub(super) line: Line,
    pub(super) cells: Result<Vec<Flat>, Box<Issue>>,
}

impl Records {
    /// No record is longer than `limit` bytes.
    pub(super) fn new(input: Input, limit: usize, form: Form, shape: &Shape) -> Self {
        let feed = Feed::new(input);
        let finder = match shape {
            Shape::Objects { by_line } => Finder::Objects(Box::new(Objects::new(feed, limit, *by_line))),
            Shape::Cut(path) => Finder::Cuts(Box::new(Cuts::new(feed, limit, path.clone()))),
        };
        Self { finder, form, limit }
    }

    /// What the last answer says of a page behind its own, once all was read.
    pub(super) fn further_page(&self) -> Option<String> {
        match &self.finder {
            Finder::Objects(_) => None,
            Finder::Cuts(cuts) => cuts.further_page(),
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
        let cells = cells.map_err(|unsound| Box::new(self.issue(&line, &unsound)));
        Ok(Found { line, cells })
    }

    fn cells(&self, line: &Line) -> Result<Vec<Flat>, Unsound> {
        match line.cut || line.fault.is_some() {
            true => Err(Unsound::default()),
            false => self.form.cells(&line.text),
        }
    }

    fn issue(&self, line: &Line, unsound: &Unsound) -> Issue {
        let shown = fault::escape(&line.text, false);
        if line.cut {
            let span = Span { line: line.line, ..Span::default() };
            return fault::too_long(self.limit, span, "the record", &shown);
        }
        if let Some(what) = &line.fault {
            return fault::bad_json(what.as_str(), &shown);
        }
        if std::str::from_utf8(&line.text).is_err() {
            return fault::bad_bytes("UTF-8", "the record", &shown);
        }
        fault::bad_json(unsound.told(line.line), &shown)
    }
}
