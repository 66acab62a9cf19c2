//! Buffers the bytes of delimited text so that they can be read again.

use crate::source::decoded_text::DecodedText;
use crate::source::error::SourceError;
use crate::source::row_issues;

use super::row_cells::is_inner;

/// A text and a buffer of its bytes around the current position.
pub(super) struct TextBuffer {
    text: DecodedText,
    bytes: Vec<u8>,
    at: usize,
    /// The number of bytes dropped from the front of the buffer.
    dropped: u64,
}

impl TextBuffer {
    /// Starts after the first `at` of `bytes`, which came from `text`.
    pub(super) fn new(text: DecodedText, bytes: Vec<u8>, at: usize) -> Self {
        Self { text, bytes, at, dropped: 0 }
    }

    pub(super) fn text(&self) -> &DecodedText {
        &self.text
    }

    /// The index of the next byte in the buffer.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The number of bytes in the buffer.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The offset of the next byte in the text.
    pub(super) fn position(&self) -> u64 {
        self.position_of(self.at)
    }

    /// The offset in the text of an index in the buffer.
    pub(super) fn position_of(&self, index: usize) -> u64 {
        self.dropped + index as u64
    }

    /// The bytes not taken yet.
    pub(super) fn ahead(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The bytes between two indexes.
    pub(super) fn get(&self, from: usize, to: usize) -> Option<&[u8]> {
        self.bytes.get(from..to)
    }

    /// The bytes from an index to the end of the buffer.
    pub(super) fn get_from(&self, from: usize) -> Option<&[u8]> {
        self.bytes.get(from..)
    }

    /// The byte at an index.
    pub(super) fn byte(&self, index: usize) -> Option<u8> {
        self.bytes.get(index).copied()
    }

    /// Takes bytes, at most those in the buffer.
    pub(super) fn pass(&mut self, count: usize) {
        self.at = (self.at + count).min(self.bytes.len());
    }

    /// Continues from an index in the buffer.
    pub(super) fn go_to(&mut self, index: usize) {
        self.at = index;
    }

    /// Reads more, and may drop the bytes before index `keep`. False at the end of the text.
    pub(super) fn refill(&mut self, keep: usize) -> Result<bool, SourceError> {
        // Without this condition, a large rest would be moved again and again.
        if keep >= self.bytes.len() - keep {
            self.bytes.drain(..keep);
            self.at -= keep;
            self.dropped += keep as u64;
        }
        self.text.fill(&mut self.bytes)
    }

    /// The length of the next line without its end. The end, too, is then in the buffer. A line longer than `longest`
    /// bytes is cut.
    pub(super) fn line_length(&mut self, longest: usize) -> Result<usize, SourceError> {
        let mut seen = 0;
        loop {
            let rest = self.bytes.get(self.at + seen..).unwrap_or_default();
            let end = memchr::memchr2(b'\n', b'\r', rest).map(|end| seen + end);
            let last = self.bytes.len() - self.at;
            match end {
                // The byte after it may be the line feed of a CRLF.
                Some(end) if end + 1 < last => return Ok(end),
                None if last > longest => return Ok(last - 1),
                _ if !self.refill(self.at)? => return Ok(end.unwrap_or(last)),
                _ => seen = end.unwrap_or(last),
            }
        }
    }

    /// Skips the rest of the line and its end, however long it is.
    pub(super) fn skip_line(&mut self) -> Result<(), SourceError> {
        loop {
            let rest = self.ahead();
            match memchr::memchr2(b'\n', b'\r', rest) {
                Some(end) if end + 1 < rest.len() => {
                    self.at += end + 1;
                    self.skip_pair();
                    return Ok(());
                }
                end => self.at += end.unwrap_or(rest.len()),
            }
            if !self.refill(self.at)? {
                self.at = self.bytes.len();
                return Ok(());
            }
        }
    }

    /// Skips the line feed of a CRLF whose carriage return was taken.
    pub(super) fn skip_pair(&mut self) {
        let before = self.at.checked_sub(1).and_then(|before| self.bytes.get(before));
        self.at += usize::from(before == Some(&b'\r') && self.bytes.get(self.at) == Some(&b'\n'));
    }

    /// Shows part of one line: at most `before` bytes before the index `here` and `behind` bytes from it on.
    pub(super) fn shown(&self, before: usize, here: usize, behind: usize) -> String {
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let (left, right) = self.bytes.split_at_checked(here).unwrap_or((&self.bytes, &[]));
        let left = left.get(left.len().saturating_sub(before)..).unwrap_or_default();
        let left = left.rsplit(is_end).next().unwrap_or_default();
        let left = left.iter().position(|byte| !is_inner(*byte)).and_then(|start| left.get(start..));
        let right = right.split(is_end).next().unwrap_or_default();
        let mut end = behind.min(right.len());
        while right.get(end).is_some_and(|byte| is_inner(*byte)) {
            end += 1;
        }
        let right = right.get(..end).unwrap_or(right);
        row_issues::escape(&[left.unwrap_or_default(), right].concat(), self.text.is_decoded())
    }
}
