//! One JSON array cut into its elements, so that each can be read like a line.
//!
//! Only the array itself is looked at here: where an element begins and ends. Whether it is an object is judged by
//! those who read it.

use crate::source::marks::END;

/// What was found at the next byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A byte between elements.
    Between,
    /// A byte of the element at hand.
    Inside,
    /// The element ended before this byte.
    Ended,
    /// The array ended; this closes the element at hand, if there is one.
    Closed,
    /// Something else than an array stands here.
    Stray,
}

/// Where the reading of an array stands.
#[derive(Debug, Default)]
pub(super) struct Array {
    /// Brackets and braces that are open.
    depth: u64,
    /// Inside of a text, and behind a backslash in it.
    text: bool,
    escaped: bool,
    /// An element is at hand.
    inside: bool,
    closed: bool,
}

impl Array {
    /// True once its last bracket was read.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Takes one byte.
    pub(super) fn take(&mut self, byte: u8) -> Step {
        let blank = byte.is_ascii_whitespace();
        match (self.depth, byte) {
            _ if self.text => self.in_text(byte),
            (0, _) if blank => Step::Between,
            // A byte order mark.
            (0, 0xef | 0xbb | 0xbf) if !self.closed => Step::Between,
            (0, END) if self.closed => Step::Between,
            (0, b'[') if !self.closed => {
                self.depth = 1;
                Step::Between
            }
            (0, _) => Step::Stray,
            (1, b',') => self.end(Step::Ended),
            (1, b']') => {
                self.closed = true;
                self.depth = 0;
                self.end(Step::Closed)
            }
            (1, _) if blank && !self.inside => Step::Between,
            _ => self.go_on(byte),
        }
    }

    fn end(&mut self, step: Step) -> Step {
        self.inside = false;
        step
    }

    fn in_text(&mut self, byte: u8) -> Step {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => self.text = false,
            _ => {}
        }
        Step::Inside
    }

    fn go_on(&mut self, byte: u8) -> Step {
        self.inside = true;
        match byte {
            b'"' => self.text = true,
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1).max(1),
            _ => {}
        }
        Step::Inside
    }
}
