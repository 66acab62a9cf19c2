//! The records of a file, none of which grows beyond a limit: its lines, or what is cut out of it.

use crate::file::Input;
use crate::source::error::SourceError;
use crate::source::marks::{END, MARK};

use super::cutter::{Cutter, Step};
use super::envelope::dotted;
use super::shape::Shape;

/// Bytes taken from the file at once.
pub(super) const BLOCK: usize = 256 * 1024;
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// A record, or a line without its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// From 1: which line of the file, or which record.
    pub(super) number: u64,
    /// The line on which it begins; 0 where it shares that with others.
    pub(super) line: u64,
    /// Its bytes, as far as the limit lets them.
    pub(super) text: Vec<u8>,
    /// True where it is longer.
    pub(super) cut: bool,
    /// What is wrong with it as a whole.
    pub(super) fault: Option<&'static str>,
}

impl Line {
    /// True for white space only, and for the `^Z` that ends a file.
    pub(super) fn is_blank(&self) -> bool {
        !self.cut && self.text.trim_ascii().iter().all(|byte| *byte == END)
    }

    fn extend(&mut self, bytes: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.text.len());
        self.cut |= bytes.len() > room;
        self.text.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn push(&mut self, byte: u8, limit: usize) {
        if self.text.len() < limit { self.text.push(byte) } else { self.cut = true }
    }
}

/// Why a record that is not closed is none.
const UNENDED: &str = "the object does not end before the next one begins, or before the file ends: a quote or a bracket is missing";

/// The records of a file, one after the other.
pub(super) struct Lines {
    input: Input,
    limit: usize,
    buffer: Vec<u8>,
    at: usize,
    number: u64,
    path: Vec<String>,
    /// Where the records are cut out.
    cutter: Option<Cutter>,
    /// The first byte of a record behind a broken one.
    carried: Option<u8>,
}

impl Lines {
    /// No record is longer than `limit` bytes.
    pub(super) fn new(input: Input, limit: usize, shape: &Shape) -> Self {
        let (path, cutter) = match shape {
            Shape::Lines => (Vec::new(), None),
            Shape::Cut(path) => (path.clone(), Some(Cutter::new(path.clone()))),
        };
        Self { input, limit, buffer: Vec::new(), at: 0, number: 0, path, cutter, carried: None }
    }

    /// The next record; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Line>, SourceError> {
        match self.cutter.take() {
            None => self.read_line(),
            Some(mut cutter) => {
                let record = self.read_record(&mut cutter);
                self.cutter = Some(cutter);
                record
            }
        }
    }

    fn read_record(&mut self, cutter: &mut Cutter) -> Result<Option<Line>, SourceError> {
        let mut line = Line { number: self.number + 1, ..Line::default() };
        line.text.extend(self.carried.take());
        loop {
            if self.at == self.buffer.len() && !self.refill()? {
                return self.at_end(cutter, line);
            }
            let left = self.buffer.get(self.at..).unwrap_or_default();
            let run = cutter.run(left);
            line.extend(left.get(..run).unwrap_or_default(), self.limit);
            self.at += run;
            let Some(byte) = left.get(run).copied() else { continue };
            let begin = cutter.begin();
            self.at += 1;
            match cutter.take(byte) {
                Step::Between => {}
                Step::Inside => line.push(byte, self.limit),
                Step::Closed if line.text.is_empty() => {}
                Step::Last => {
                    line.push(byte, self.limit);
                    return Ok(Some(self.cut(line, cutter, None)));
                }
                Step::Ended | Step::Closed => return Ok(Some(self.cut(line, cutter, None))),
                Step::Broken => return Ok(Some(self.cut(line, cutter, Some(UNENDED)))),
                Step::Again => {
                    self.carried = Some(byte);
                    line.line = begin.line;
                    return Ok(Some(self.cut(line, cutter, Some(UNENDED))));
                }
                Step::Stray => return Err(self.unsound("with something behind its end")),
                Step::Missing => return Err(self.no_list(cutter)),
            }
        }
    }

    fn cut(&mut self, mut line: Line, cutter: &Cutter, fault: Option<&'static str>) -> Line {
        self.number += 1;
        let begin = cutter.begin();
        if line.line == 0 && begin.first && !cutter.is_array() {
            line.line = begin.line;
        }
        Line { fault, ..line }
    }

    /// A record that stands for itself may be cut short; an array or an answer may not.
    fn at_end(&mut self, cutter: &Cutter, line: Line) -> Result<Option<Line>, SourceError> {
        if cutter.is_open() {
            return Err(self.unsound("without its end"));
        }
        Ok((!line.text.is_empty()).then(|| self.cut(line, cutter, Some(UNENDED))))
    }

    fn unsound(&self, what: &str) -> SourceError {
        let file = self.input.name().to_owned();
        if self.path.is_empty() {
            return SourceError::Array { file, what: what.to_owned(), element: self.number };
        }
        let list = dotted(&self.path);
        let what = format!("is an answer {what}, after record {} of {list:?}", self.number);
        SourceError::Records {
            file,
            what,
            remedy: "ask the API again, and save all of its answer".to_owned(),
        }
    }

    fn no_list(&self, cutter: &Cutter) -> SourceError {
        let (list, answer) = (dotted(&self.path), cutter.answers());
        let what = match answer {
            1 => format!("has no list at {list:?}"),
            _ => format!(
                "has no list at {list:?} in answer {answer} of those that follow one another (after record {})",
                self.number
            ),
        };
        let remedy =
            "an API may have answered with an error there; ask it again, and save what it answers then";
        SourceError::Records { file: self.input.name().to_owned(), what, remedy: remedy.to_owned() }
    }

    fn read_line(&mut self) -> Result<Option<Line>, SourceError> {
        let number = self.number + 1;
        let mut line = Line { number, line: number, ..Line::default() };
        loop {
            if self.at == self.buffer.len() && !self.refill()? {
                self.number += u64::from(!line.text.is_empty());
                return Ok((!line.text.is_empty()).then(|| self.finish(line)));
            }
            let left = self.buffer.get(self.at..).unwrap_or_default();
            let end = memchr::memchr(b'\n', left);
            let text = left.get(..end.unwrap_or(left.len())).unwrap_or_default();
            self.at += text.len() + usize::from(end.is_some());
            let room = self.limit.saturating_sub(line.text.len());
            line.cut |= text.len() > room;
            line.text.extend_from_slice(text.get(..room).unwrap_or(text));
            if end.is_some() {
                self.number += 1;
                return Ok(Some(self.finish(line)));
            }
        }
    }

    fn refill(&mut self) -> Result<bool, SourceError> {
        self.buffer.clear();
        self.at = 0;
        Ok(self.input.read_some(&mut self.buffer, BLOCK)? > 0)
    }

    fn finish(&self, mut line: Line) -> Line {
        while line.text.starts_with(MARK) {
            line.text.drain(..MARK.len());
        }
        if line.text.last() == Some(&b'\r') {
            line.text.pop();
        }
        line
    }
}
