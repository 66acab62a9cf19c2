//! A record as it was read, before its names and values are looked at.

use crate::source::byte_order_marks::{END, MARK};

/// A record, or a line without its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct JsonLine {
    /// From 1: which line of the file, or which record.
    pub(super) number: u64,
    /// The line on which it begins.
    pub(super) line: u64,
    /// Its bytes, as far as the limit lets them.
    pub(super) text: Vec<u8>,
    /// True where it is longer.
    pub(super) cut: bool,
    /// True where another object ends on its line before it.
    pub(super) behind: bool,
    /// True where it is known how far it goes: it is not read in another way.
    pub(super) sure: bool,
    /// What is wrong with it as a whole.
    pub(super) fault: Option<String>,
}

impl JsonLine {
    /// True for white space only, and for the `^Z` that ends a file.
    pub(super) fn is_blank(&self) -> bool {
        !self.cut && self.text.trim_ascii().iter().all(|byte| *byte == END)
    }

    /// Adds bytes up to the limit.
    pub(super) fn extend(&mut self, bytes: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.text.len());
        self.cut |= bytes.len() > room;
        self.text.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// Adds a byte, unless the limit is reached.
    pub(super) fn push(&mut self, byte: u8, limit: usize) {
        if self.text.len() < limit { self.text.push(byte) } else { self.cut = true }
    }

    /// Takes off what stands around a line.
    pub(super) fn tidy(&mut self) {
        while self.text.starts_with(MARK) {
            self.text.drain(..MARK.len());
        }
        if self.text.last() == Some(&b'\r') {
            self.text.pop();
        }
    }
}

/// Why a record that does not close is none; `last` is the last of its lines.
pub(super) fn unended(first: u64, last: u64) -> String {
    let lines = if last > first { format!(" (lines {first} to {last})") } else { String::new() };
    format!(
        "the object does not end before the next one or the end of the file: a quote or a bracket is \
         missing{lines}"
    )
}
