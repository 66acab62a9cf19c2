//! The text of a cell as a rule takes it: mended, trimmed, and empty where it means nothing.

use std::borrow::Cow;

use super::apply::Place;
use super::bind::BoundInput;
use super::convert::Conversion;
use super::convert::broken;
use super::convert::text::unwrapped;
use super::damage::{is_null_date, without_marks};
use crate::record::{Cell, CellKind};

/// A text on its way to the conversion.
pub(super) struct Gathered<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) kind: CellKind,
    /// Something may have to be said of its cells (`odd_cells`).
    pub(super) odd: bool,
}

impl<'a> Place<'a> {
    /// A cell, mended where the rule says so.
    pub(super) fn cell(&self, column: usize) -> Gathered<'a> {
        let empty = Cell { text: "", kind: CellKind::Text };
        let cell = self.record.get(column).unwrap_or(empty);
        if matches!(self.rule.conversion, Conversion::Exported(_)) {
            return Gathered { text: Cow::Borrowed(cell.text), kind: cell.kind, odd: false };
        }
        let odd = self.is_odd(cell.text);
        let text = self.rule.repair.apply(cell.text);
        let (text, kind) = match text {
            Cow::Borrowed(text) => {
                let (text, kind) = self.trimmed(text, cell.kind);
                (Cow::Borrowed(text), kind)
            }
            Cow::Owned(text) => {
                let (text, kind) = self.trimmed(&text, cell.kind);
                (Cow::Owned(text.to_owned()), kind)
            }
        };
        Gathered { odd: odd && !text.is_empty(), text, kind }
    }

    /// The text trimmed, unless the rule says otherwise; one that means "nothing" becomes empty.
    fn trimmed<'t>(&self, cell: &'t str, kind: CellKind) -> (&'t str, CellKind) {
        let raw = unwrapped(cell.trim());
        let raw = if raw.len() < cell.trim().len() { raw } else { cell };
        let raw = if self.rule.apostrophe { raw.strip_prefix('\'').unwrap_or(raw) } else { raw };
        let trimmed = without_marks(raw.trim());
        let no_day = matches!(self.rule.conversion, Conversion::Date(_)) && is_null_date(trimmed);
        let null = trimmed.is_empty() || no_day || self.bound.mapping.is_null(trimmed);
        let text = match (null && !kind.is_unknown(), self.rule.trim) {
            (true, _) => "",
            (false, true) => trimmed,
            (false, false) => raw,
        };
        let text = self.rule.split.as_ref().map_or(text, |split| split.taken(text));
        // A flat file has the errors of a spreadsheet as text.
        let found = if kind == CellKind::Text && !null { broken::kind(trimmed) } else { None };
        (text, found.unwrap_or(kind))
    }

    /// The columns of which the value is made in this row.
    pub(super) fn taken(&self) -> Cow<'a, [usize]> {
        match self.input {
            BoundInput::One(column) => Cow::Borrowed(std::slice::from_ref(column)),
            BoundInput::Join(columns) | BoundInput::Members(columns) | BoundInput::Template(columns) => {
                Cow::Borrowed(columns)
            }
            BoundInput::First(alternatives) => {
                let taken = alternatives.iter().find(|columns| !self.joined(columns).text.is_empty());
                taken.map_or_else(
                    || Cow::Owned(alternatives.concat()),
                    |columns| Cow::Borrowed(columns.as_slice()),
                )
            }
            BoundInput::Constant => Cow::Borrowed(&[]),
        }
    }
}

pub(super) fn nothing<'a>() -> Gathered<'a> {
    Gathered { text: Cow::Borrowed(""), kind: CellKind::Text, odd: false }
}
