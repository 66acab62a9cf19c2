//! Buffers the bytes of a file and keeps those of the current record, so that it can be read again.

use crate::source::error::SourceError;
use crate::source::utf8_input::Utf8Input;

/// A file with a current position and a mark before it.
pub(super) struct Feed {
    input: Utf8Input,
    buffer: Vec<u8>,
    mark: usize,
    at: usize,
}

impl Feed {
    pub(super) fn new(input: Utf8Input) -> Self {
        Self { input, buffer: Vec::new(), mark: 0, at: 0 }
    }

    pub(super) fn name(&self) -> &str {
        self.input.name()
    }

    /// The bytes after the current position, as far as they were read.
    pub(super) fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// The bytes between the mark and the current position.
    pub(super) fn passed(&self) -> &[u8] {
        self.buffer.get(self.mark..self.at).unwrap_or_default()
    }

    /// Moves forward by `count` bytes, at most to the end of those read.
    pub(super) fn pass(&mut self, count: usize) {
        self.at = self.buffer.len().min(self.at + count);
    }

    /// Sets the mark at the current position.
    pub(super) fn set_mark(&mut self) {
        self.mark = self.at;
    }

    /// Moves back to the mark.
    pub(super) fn back(&mut self) {
        self.at = self.mark;
    }

    /// Reads more, and drops the bytes before the mark; false at the end of the file.
    pub(super) fn more(&mut self) -> Result<bool, SourceError> {
        self.buffer.drain(..self.mark);
        self.at -= self.mark;
        self.mark = 0;
        self.input.fill(&mut self.buffer)
    }

    /// The next byte, without taking it; `None` at the end of the file.
    pub(super) fn byte(&mut self) -> Result<Option<u8>, SourceError> {
        if self.at == self.buffer.len() && !self.more()? {
            return Ok(None);
        }
        Ok(self.ahead().first().copied())
    }

    /// The distance to the end of the line that begins `from` bytes ahead, including its line feed. The search stops
    /// after about `most` bytes.
    pub(super) fn line_end(&mut self, from: usize, most: usize) -> Result<usize, SourceError> {
        let mut seen = from;
        loop {
            let new = self.ahead().get(seen..).unwrap_or_default();
            if let Some(end) = memchr::memchr(b'\n', new) {
                return Ok(seen + end + 1);
            }
            seen += new.len();
            if seen > most || !self.more()? {
                return Ok(seen);
            }
        }
    }
}
