//! What of a page is not shown: elements that are hidden, and the choices of a list that are not the chosen one.

use super::browser_text::BrowserText;
use super::tags::Name;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;

/// An element that is hidden, with all that is in it.
struct Hidden {
    name: Name,
    /// How many of its name stand in each other.
    depth: u32,
    /// How many tables were open where it began.
    level: usize,
}

/// The hidden elements that are open.
#[derive(Default)]
pub(crate) struct HiddenParts(Vec<Hidden>);

impl HiddenParts {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True inside of one that began where so many tables were open, or more.
    pub(crate) fn since(&self, level: usize) -> bool {
        self.0.iter().any(|hidden| hidden.level >= level)
    }

    /// An element begins, with so many tables open.
    pub(crate) fn begin(&mut self, name: Name, hidden: bool, level: usize) {
        if let Some(last) = self.0.last_mut().filter(|last| last.name == name && last.level == level) {
            // A paragraph ends where the next one begins.
            match &name {
                b"p\0\0\0\0\0\0\0" | b"li\0\0\0\0\0\0" if !hidden => _ = self.0.pop(),
                b"p\0\0\0\0\0\0\0" | b"li\0\0\0\0\0\0" => {}
                _ => last.depth += 1,
            }
        } else if hidden && self.0.len() < limits::DEPTH {
            self.0.push(Hidden { name, depth: 1, level });
        }
    }

    /// An element ends.
    pub(crate) fn end(&mut self, name: Name, level: usize) {
        if let Some(last) = self.0.last_mut().filter(|last| last.name == name && last.level == level) {
            last.depth -= 1;
            if last.depth == 0 {
                self.0.pop();
            }
        }
    }

    /// A cell ends, and with it what began in it.
    pub(crate) fn end_cell(&mut self, level: usize) {
        while self.0.last().is_some_and(|hidden| hidden.level >= level) {
            self.0.pop();
        }
    }
}

/// A list of choices, of which one is shown: the chosen one, or the first.
#[derive(Default)]
pub(crate) struct SelectOptions {
    text: BrowserText,
    shows: bool,
    any: bool,
    chosen: bool,
}

impl SelectOptions {
    pub(crate) fn begin(&mut self, chosen: bool) {
        if chosen && !self.chosen {
            self.text = BrowserText::default();
        }
        self.text.space();
        self.shows = chosen || !self.any;
        self.any = true;
        self.chosen |= chosen;
    }

    pub(crate) fn words(&mut self, text: &str) -> Result<(), WorkbookError> {
        if self.shows { self.text.words(text) } else { Ok(()) }
    }

    pub(crate) fn end(mut self, shown: &mut BrowserText) -> Result<(), WorkbookError> {
        shown.words(&self.text.take(None))
    }
}
