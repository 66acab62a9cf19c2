//! Holds back the last rows until the rows after them show whether they are complete.
//!
//! A value over several lines that loses its opening quote leaves its lines behind as rows. Some of them have as many
//! cells as the header. So each row is also read as if it began inside quotes. If a later row is broken, this shows
//! whether the rows before it are the inside of a value.

use std::collections::VecDeque;

use crate::issue::{Code, Complaint, Issue, Severity};
use crate::record::Record;
use crate::source::row_reader::ReadRow;

use super::engine::QuotedPart;
use super::quote_issues;
use crate::wording::counted;

/// The number of rows held back. A value rarely leaves more lines that look like rows.
const ROWS: usize = 32;

/// A row with what is known about its text.
pub(super) struct HeldRow {
    pub(super) row: ReadRow,
    pub(super) part: QuotedPart,
    /// The number of cells in the file.
    pub(super) width: u64,
    /// The quote character.
    pub(super) quote: u8,
}

impl HeldRow {
    fn is_good(&self) -> bool {
        self.row.issues.iter().all(|issue| issue.severity != Severity::Error)
    }

    fn ends_empty(&self) -> bool {
        self.row.record.iter().last().is_none_or(|cell| cell.text.trim().is_empty())
    }
}

/// The rows held back.
pub(super) struct HeldRows {
    rows: VecDeque<HeldRow>,
    /// The width of the last row without errors that was returned, or of the header.
    before: u64,
    /// The number of named columns.
    columns: u64,
    /// Some value of the file spans several lines.
    pub(super) several_lines: bool,
    /// Short rows are usual and get filled.
    many_short: bool,
    ended: bool,
}

impl HeldRows {
    /// `header` is the number of cells in the header, `columns` the number of those with a name.
    pub(super) fn new(header: u64, columns: u64, many_short: bool) -> Self {
        Self {
            rows: VecDeque::new(),
            before: header,
            columns,
            several_lines: false,
            many_short,
            ended: false,
        }
    }

    /// Takes the next row, and returns the one that has waited long enough.
    pub(super) fn push(&mut self, mut next: HeldRow) -> Option<ReadRow> {
        if next.part == QuotedPart::End && !next.row.issues.is_empty() {
            self.warn_parts(&next);
        }
        self.warn_torn(&mut next);
        if next.is_good() && next.width != self.usual() {
            self.warn_shifted(Some(next.width));
        }
        self.rows.push_back(next);
        if self.rows.len() > ROWS { self.pop() } else { None }
    }

    /// The width of the last row without errors, or of the header.
    pub(super) fn usual(&self) -> u64 {
        self.rows.iter().rev().find(|row| row.is_good()).map_or(self.before, |last| last.width)
    }

    /// Returns the first row held back. No row may follow the last one.
    pub(super) fn drain(&mut self) -> Option<ReadRow> {
        if !std::mem::replace(&mut self.ended, true) && self.rows.len() > 1 {
            self.warn_shifted(None);
        }
        self.pop()
    }

    fn pop(&mut self) -> Option<ReadRow> {
        let first = self.rows.pop_front()?;
        if first.is_good() {
            self.before = first.width;
        }
        Some(first.row)
    }

    /// Adds a warning to the rows that may belong to the value that ends in `end`. If `end` has as many cells as the
    /// header, it may have lost a quote of its own. Then, if no value of the file spans lines, only the row before it
    /// gets the warning.
    fn warn_parts(&mut self, end: &HeldRow) {
        let most = if !end.is_good() || self.several_lines { ROWS } else { 1 };
        for waiting in self.rows.iter_mut().rev().take(most) {
            warn(waiting, || quote_issues::part_of_value(&end.row.record, end.quote));
            if waiting.part != QuotedPart::Middle {
                break;
            }
        }
    }

    /// Adds a warning to the last row and to `next` if they may be one row split inside a value: together they have
    /// one cell more than a row.
    fn warn_torn(&mut self, next: &mut HeldRow) {
        let may_be_torn = self.columns > 1 && !self.many_short;
        let Some(last) = self.rows.back_mut().filter(|_| may_be_torn) else { return };
        if last.width + next.width == self.columns + 1 && last.part != QuotedPart::End {
            let first = last.row.record.row;
            tell_torn(last, &next.row.record, first);
            tell_torn(next, &last.row.record, first);
        }
    }

    /// Adds a warning to the last row if its width differs from the rows around it, and only empty cells follow the
    /// last column. A delimiter inside a value has this effect.
    fn warn_shifted(&mut self, next: Option<u64>) {
        let mut good = self.rows.iter_mut().rev().filter(|row| row.is_good());
        let Some(last) = good.next() else { return };
        let before = good.next().map_or(self.before, |before| before.width);
        let columns = self.columns;
        let is_longer = last.width > before && last.width > columns;
        // A row that lacks a delimiter has an empty cell in the last named column.
        let is_shorter = last.width < before && last.width >= columns && last.ends_empty();
        if (is_longer || is_shorter) && next.is_none_or(|next| next != last.width) {
            let width = last.width;
            warn(last, || shifted(width, before));
        }
    }
}

/// Adds the warning that a row may be split, or changes the hint about its missing cells. `first` is the number of
/// the first of the two rows.
fn tell_torn(waiting: &mut HeldRow, beside: &Record, first: u64) {
    match waiting.row.issues.first_mut() {
        Some(issue) if issue.code == Code::Ragged => issue.hint = torn_hint(first, &issue.hint),
        Some(_) => {}
        None => waiting.row.issues.push(torn(beside)),
    }
}

fn warn(waiting: &mut HeldRow, issue: impl FnOnce() -> Issue) {
    if waiting.row.issues.is_empty() {
        waiting.row.issues.push(issue());
    }
}

/// This row and the adjacent one may be one row, split by a line break.
fn torn(beside: &Record) -> Issue {
    let row = beside.row;
    let line = beside.line;
    let message = format!(
        "this row and row {row} (line {line}) together have all the cells of a row, so they may be one \
         row split by a line break"
    );
    let hint = format!(
        "if they are one row, put the value with the line break in double quotes; if not, correct or delete \
         row {row}"
    );
    Issue::warning(Complaint::new(Code::PartOfRow, message, hint))
}

/// The hint for a short row that the adjacent row may complete. `hint` is the usual one.
fn torn_hint(first: u64, hint: &str) -> String {
    let next = first + 1;
    format!(
        "check rows {first} and {next}: if a line break inside a value split one row, join them and put the \
         value in double quotes; if not, {hint}"
    )
}

/// The row has more or fewer cells than the row before it, and only empty ones after the last column.
fn shifted(width: u64, before: u64) -> Issue {
    let message = format!(
        "the row has {}, and the row before it has {before}, including empty ones at the end: a delimiter \
         inside a value may have moved the values",
        counted(width, "cell", "cells")
    );
    let hint =
        "check that each value is in its column; put a value that contains the delimiter in double quotes";
    Issue::warning(Complaint::new(Code::ShiftedRow, message, hint))
}
