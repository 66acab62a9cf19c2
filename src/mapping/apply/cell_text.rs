//! The text of a cell as a rule uses it: repaired, trimmed, and empty if it means "no value".

use std::borrow::Cow;

use super::rule_context::RuleContext;
use crate::convert::{Conversion, broken_cell, text::unwrapped, without_zero_fraction};
use crate::mapping::damage::{is_empty_word, is_null_date};
use crate::record::{Cell, CellKind};

/// Cell text before conversion.
pub(crate) struct CellText<'a> {
    pub text: Cow<'a, str>,
    pub kind: CellKind,
    /// Some cell may need a warning (`odd_cells`).
    pub odd: bool,
}

impl CellText<'_> {
    /// The text of an empty cell.
    pub(super) fn empty() -> Self {
        Self { text: Cow::Borrowed(""), kind: CellKind::Text, odd: false }
    }

    /// False for an empty cell. A cell of unknown content counts as filled, whatever its text.
    pub(crate) fn is_there(&self) -> bool {
        !self.text.is_empty() || self.kind.is_unknown()
    }
}

impl<'a> RuleContext<'a> {
    /// Repairs and trims a cell. Of several values it takes the first.
    pub(super) fn cell(&self, column: usize) -> CellText<'a> {
        let cell = self.raw(column);
        if matches!(self.rule.conversion, Conversion::Exported(_)) {
            return CellText { text: Cow::Borrowed(cell.text), kind: cell.kind, odd: false };
        }
        if let Some(ordinary) = self.ordinary_cell(cell) {
            return ordinary;
        }
        let odd = self.is_odd(cell.text);
        let (text, kind) = match self.rule.repair.apply(cell.text) {
            Cow::Borrowed(text) => {
                let (text, kind) = self.used_text(text, cell.kind);
                (Cow::Borrowed(text), kind)
            }
            Cow::Owned(text) => {
                let (text, kind) = self.used_text(&text, cell.kind);
                (Cow::Owned(text.to_owned()), kind)
            }
        };
        CellText { odd: odd && !text.is_empty(), text, kind }
    }

    pub(super) fn raw(&self, column: usize) -> Cell<'a> {
        self.record.get(column).unwrap_or(Cell { text: "", kind: CellKind::Text })
    }

    /// Takes the whole cell, or the first of several values. `others` splits the rest later.
    fn used_text<'t>(&self, cell: &'t str, kind: CellKind) -> (&'t str, CellKind) {
        let bare = self.unescaped(cell);
        let (whole, found) = self.trimmed(bare, kind);
        match &self.rule.split {
            Some(split) if !split.others && !whole.is_empty() && !found.is_broken() => {
                self.trimmed(self.repaired_part(split.first(bare)), kind)
            }
            _ => (whole, found),
        }
    }

    /// The repaired text of a cell with several values, or an empty text if all of it means "no value".
    pub(super) fn complete_cell(&self, column: usize) -> Cow<'a, str> {
        let cell = self.raw(column);
        match self.rule.repair.apply(cell.text) {
            Cow::Borrowed(text) if self.trimmed(self.unescaped(text), cell.kind).0.is_empty() => {
                Cow::Borrowed("")
            }
            Cow::Borrowed(text) => Cow::Borrowed(self.unescaped(text)),
            Cow::Owned(text) if self.trimmed(self.unescaped(&text), cell.kind).0.is_empty() => {
                Cow::Borrowed("")
            }
            Cow::Owned(text) => Cow::Owned(self.unescaped(&text).to_owned()),
        }
    }

    /// Repairs one of several values by itself, because `.0` can't be found inside a cell of several values.
    pub(super) fn repaired_part<'t>(&self, part: &'t str) -> &'t str {
        let whole = if self.rule.repair.float { without_zero_fraction(part) } else { None };
        whole.unwrap_or(part)
    }

    /// Removes what a spreadsheet adds to stop a text from being read as a formula or a number.
    fn unescaped<'t>(&self, cell: &'t str) -> &'t str {
        let raw = unwrapped(cell.trim());
        let raw = if raw.len() < cell.trim().len() { raw } else { cell };
        if self.rule.apostrophe { raw.strip_prefix('\'').unwrap_or(raw) } else { raw }
    }

    /// Trims the text if the rule says so. A text that means "no value" becomes empty.
    pub(super) fn trimmed<'t>(&self, raw: &'t str, kind: CellKind) -> (&'t str, CellKind) {
        let trimmed = without_marks(raw.trim());
        let no_day = matches!(self.rule.conversion, Conversion::Date(_)) && is_null_date(trimmed);
        let null = trimmed.is_empty() || no_day || self.bound.mapping.is_null(trimmed);
        let text = match (null && !kind.is_unknown(), self.rule.trim) {
            (true, _) => "",
            (false, true) => trimmed,
            (false, false) => raw,
        };
        // In a flat file, spreadsheet errors such as `#REF!` are plain text.
        let found = if kind == CellKind::Text && !null { broken_cell::kind(trimmed) } else { None };
        (text, found.unwrap_or(kind))
    }

    /// A quick test: may this cell need a warning?
    pub(super) fn is_odd(&self, text: &str) -> bool {
        match &self.rule.split {
            None => self.is_odd_text(text),
            Some(_) => self.used_parts(text).into_iter().any(|share| self.is_odd_text(share)),
        }
    }

    pub(super) fn is_odd_text(&self, text: &str) -> bool {
        let text = text.trim();
        self.damage.may_be_in(unwrapped(text).trim()) || is_empty_word(text) || text.ends_with(".0")
    }

    /// The parts of a text that the rule uses: all of it, the first value, or the others.
    pub(super) fn used_parts<'t>(&self, text: &'t str) -> Vec<&'t str> {
        match &self.rule.split {
            None => vec![text],
            Some(split) if split.others => split.others(text),
            Some(split) => vec![split.first(text)],
        }
    }
}

/// Removes leading byte order marks.
fn without_marks(text: &str) -> &str {
    if text.starts_with('\u{feff}') { text.trim_start_matches('\u{feff}').trim() } else { text }
}
