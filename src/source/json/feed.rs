//! The bytes of a file, of which those of the record at hand are kept, so that it can be read in another way.

use crate::source::error::SourceError;
use crate::source::utf8_input::Utf8Input;

/// A file with a place in it, and a mark before that place.
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

    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        self.input.name()
    }

    /// What was read and not passed.
    pub(super) fn ahead(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// What was passed since the mark.
    pub(super) fn passed(&self) -> &[u8] {
        self.buffer.get(self.mark..self.at).unwrap_or_default()
    }

    /// Goes on by so many bytes of those ahead.
    pub(super) fn pass(&mut self, count: usize) {
        self.at = self.buffer.len().min(self.at + count);
    }

    /// Puts the mark at this place.
    pub(super) fn set_mark(&mut self) {
        self.mark = self.at;
    }

    /// Goes back to the mark.
    pub(super) fn back(&mut self) {
        self.at = self.mark;
    }

    /// Reads more behind what is ahead, and forgets what lies before the mark; false at the end of the file.
    pub(super) fn more(&mut self) -> Result<bool, SourceError> {
        self.buffer.drain(..self.mark);
        (self.at, self.mark) = (self.at - self.mark, 0);
        self.input.fill(&mut self.buffer)
    }

    /// The next byte ahead; `None` at the end of the file.
    pub(super) fn byte(&mut self) -> Result<Option<u8>, SourceError> {
        if self.at == self.buffer.len() && !self.more()? {
            return Ok(None);
        }
        Ok(self.ahead().first().copied())
    }

    /// So many bytes lie ahead up to the end of the line that begins `from` bytes further on, its line feed among them. No
    /// more than `most` are looked at.
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
