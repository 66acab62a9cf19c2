//! Parts of a page that are not shown: hidden elements, and the unselected options of a list.

use super::browser_text::BrowserText;
use super::tags::Name;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;

/// A hidden element and everything in it.
struct Hidden {
    name: Name,
    /// How many elements of this name are nested.
    depth: u32,
    /// How many tables were open at its start.
    level: usize,
}

/// The hidden elements that are open.
#[derive(Default)]
pub(crate) struct HiddenParts(Vec<Hidden>);

impl HiddenParts {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True inside a hidden element that began with at least `level` open tables.
    pub(crate) fn since(&self, level: usize) -> bool {
        self.0.iter().any(|hidden| hidden.level >= level)
    }

    /// An element begins; `level` is the number of open tables.
    pub(crate) fn begin(&mut self, name: Name, hidden: bool, level: usize) {
        if let Some(last) = self.0.last_mut().filter(|last| last.name == name && last.level == level) {
            // A new paragraph or list item ends the previous one.
            match &name {
                b"p\0\0\0\0\0\0\0" | b"li\0\0\0\0\0\0" if !hidden => _ = self.0.pop(),
                b"p\0\0\0\0\0\0\0" | b"li\0\0\0\0\0\0" => {}
                _ => last.depth += 1,
            }
        } else if hidden && self.0.len() < limits::DEPTH {
            self.0.push(Hidden { name, depth: 1, level });
        }
    }

    /// An element ends; `level` is the number of open tables.
    pub(crate) fn end(&mut self, name: Name, level: usize) {
        if let Some(last) = self.0.last_mut().filter(|last| last.name == name && last.level == level) {
            last.depth -= 1;
            if last.depth == 0 {
                self.0.pop();
            }
        }
    }

    /// A cell ends, and with it all hidden elements in it.
    pub(crate) fn end_cell(&mut self, level: usize) {
        while self.0.last().is_some_and(|hidden| hidden.level >= level) {
            self.0.pop();
        }
    }
}

/// A `select` list, which shows the selected option, or the first one.
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
