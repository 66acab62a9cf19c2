//! What a rule can leave out for a cell that needs nothing, decided once when the mapping is bound.
//!
//! Nearly all cells of a good file are ordinary (`apply::ordinary_cell`). Options that look at every cell, and cells that
//! are joined, take the long way.

use super::damage::EMPTY_WORDS;
use super::rule::Rule;
use crate::convert::Conversion;
use crate::record::ERROR_BEGINNINGS;

/// What a rule does with an ordinary cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShortWay {
    /// Nothing is left out.
    None,
    /// Its cells are taken as they are, but not alone.
    Cells,
    /// The conversion gets the cell in this column.
    Convert(usize),
    /// The text in this column is the value.
    Text(usize),
}

impl ShortWay {
    /// The short way of a rule, which reads the given column alone, if there is one.
    pub(super) fn of(rule: &Rule, column: Option<usize>) -> Self {
        let looks_at_cells = rule.split.is_some() || !rule.repair.is_nothing();
        let looks_at_text = rule.lookup.is_some() || rule.case.is_some() || rule.pattern.is_some();
        match (&rule.conversion, column) {
            (Conversion::Exported(_), _) => Self::None,
            _ if looks_at_cells => Self::None,
            (Conversion::Text, Some(column)) if !looks_at_text => Self::Text(column),
            (_, Some(column)) if !looks_at_text => Self::Convert(column),
            _ => Self::Cells,
        }
    }
}

/// The first bytes of texts that are no word for "empty", no error of a spreadsheet, and begin with no sign that is removed.
#[derive(Debug, Clone)]
pub(super) struct PlainStarts([bool; 256]);

impl PlainStarts {
    /// `null` has the mapping's words for "empty".
    pub(super) fn without(null: &[String]) -> Self {
        let words = null.iter().map(String::as_str).chain(EMPTY_WORDS).chain(ERROR_BEGINNINGS);
        let mut plain = [false; 256];
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'(');
        (0..=u8::MAX).zip(&mut plain).for_each(|(byte, own)| *own = is_plain(byte));
        for first in words.filter_map(|word| word.bytes().next()) {
            plain[usize::from(first)] = false;
        }
        Self(plain)
    }

    /// True if a text begins with one of these bytes.
    pub(super) fn has(&self, text: &str) -> bool {
        text.bytes().next().is_some_and(|first| self.0[usize::from(first)])
    }
}
