//! A record before it is parsed.

use crate::source::byte_order_marks::{END, MARK};

/// A record, or a line without its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct JsonLine {
    /// The number of the line or record in the file, from 1.
    pub(super) number: u64,
    /// The line on which it begins.
    pub(super) line: u64,
    /// Its bytes, up to the limit.
    pub(super) text: Vec<u8>,
    /// True if it exceeds the limit.
    pub(super) cut: bool,
    /// True if another object ends before it on its line.
    pub(super) behind: bool,
    /// True if its extent is certain, so that it is not read in another way.
    pub(super) sure: bool,
    /// What is wrong with it as a whole.
    pub(super) fault: Option<String>,
}

impl JsonLine {
    /// True if it has only white space, or the `^Z` that ends a file.
    pub(super) fn is_blank(&self) -> bool {
        !self.cut && self.text.trim_ascii().iter().all(|byte| *byte == END)
    }

    /// Adds bytes up to the limit.
    pub(super) fn extend(&mut self, bytes: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.text.len());
        self.cut |= bytes.len() > room;
        self.text.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// Adds a byte unless the limit is reached.
    pub(super) fn push(&mut self, byte: u8, limit: usize) {
        if self.text.len() < limit { self.text.push(byte) } else { self.cut = true }
    }

    /// Removes byte order marks at the start and a carriage return at the end.
    pub(super) fn tidy(&mut self) {
        while self.text.starts_with(MARK) {
            self.text.drain(..MARK.len());
        }
        if self.text.last() == Some(&b'\r') {
            self.text.pop();
        }
    }
}

/// The error of a record that does not end; `last` is its last line.
pub(super) fn unended(first: u64, last: u64) -> String {
    let lines = if last > first { format!(" (lines {first} to {last})") } else { String::new() };
    format!(
        "the object does not end before the next one or the end of the file: a quote or a bracket is \
         missing{lines}"
    )
}
