//! Lines of a file, none of which grows beyond a limit.

use std::collections::VecDeque;

use crate::file::Input;
use crate::source::error::SourceError;
use crate::source::marks::{END, MARK, without_marks};
use crate::source::sniff::SAMPLE;

use super::array::{Array, Step};

/// Bytes taken from the file at once.
const BLOCK: usize = 256 * 1024;

/// A line without its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// From 1; of an array, which of its elements it is.
    pub(super) number: u64,
    /// Its bytes, as far as the limit lets them.
    pub(super) text: Vec<u8>,
    /// True where it is longer.
    pub(super) cut: bool,
}

impl Line {
    /// True for white space only, and for the `^Z` that ends a file.
    pub(super) fn is_blank(&self) -> bool {
        !self.cut && self.text.trim_ascii().iter().all(|byte| *byte == END)
    }
}

/// The lines of a file, one after the other.
pub(super) struct Lines {
    input: Input,
    limit: usize,
    buffer: Vec<u8>,
    at: usize,
    number: u64,
    ahead: VecDeque<Line>,
    /// Where the file is one array, whose elements are its lines.
    array: Option<Array>,
}

impl Lines {
    /// No line is longer than `limit` bytes.
    pub(super) fn new(mut input: Input, limit: usize) -> Result<Self, SourceError> {
        let start = input.peek(SAMPLE)?;
        let start = without_marks(start).trim_ascii_start();
        let array = start.starts_with(b"[").then(Array::default);
        Ok(Self { input, limit, buffer: Vec::new(), at: 0, number: 0, ahead: VecDeque::new(), array })
    }

    /// The line of the file on which a line stands; 0 for the elements of an array, whose lines are not counted.
    pub(super) fn place(&self, line: &Line) -> u64 {
        if self.array.is_some() { 0 } else { line.number }
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Line>, SourceError> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    /// The first `count` lines, fewer where they have more than `bytes` bytes. They will come again.
    pub(super) fn look_ahead(&mut self, count: usize, bytes: usize) -> Result<&VecDeque<Line>, SourceError> {
        let mut size = 0;
        while self.ahead.len() < count && size < bytes {
            let Some(line) = self.read()? else { break };
            size += line.text.len();
            self.ahead.push_back(line);
        }
        Ok(&self.ahead)
    }

    fn read(&mut self) -> Result<Option<Line>, SourceError> {
        match self.array.take() {
            None => self.read_line(),
            Some(mut array) => {
                let element = self.read_element(&mut array);
                self.array = Some(array);
                element
            }
        }
    }

    fn read_element(&mut self, array: &mut Array) -> Result<Option<Line>, SourceError> {
        let mut line = Line { number: self.number + 1, ..Line::default() };
        loop {
            if self.at == self.buffer.len() && !self.refill()? {
                return if array.is_closed() { Ok(None) } else { Err(self.no_array("without its end")) };
            }
            let byte = self.buffer.get(self.at).copied().unwrap_or_default();
            self.at += 1;
            match array.take(byte) {
                Step::Between => {}
                Step::Inside if line.text.len() < self.limit => line.text.push(byte),
                Step::Inside => line.cut = true,
                Step::Closed if line.text.is_empty() => {}
                Step::Ended | Step::Closed => {
                    self.number += 1;
                    return Ok(Some(line));
                }
                Step::Stray => return Err(self.no_array("with something behind its end")),
            }
        }
    }

    fn no_array(&self, what: &str) -> SourceError {
        SourceError::Array { file: self.input.name().to_owned(), what: what.to_owned(), element: self.number }
    }

    fn read_line(&mut self) -> Result<Option<Line>, SourceError> {
        let mut line = Line { number: self.number + 1, ..Line::default() };
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
