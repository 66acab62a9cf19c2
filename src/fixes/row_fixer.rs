//! Applies fixes to the rows of one source, as they are read.

use std::collections::HashMap;
use std::sync::Arc;

use crate::issue::{Code, Issue};
use crate::record::{CellKind, Header, Record, RowKey, is_same_cell};
use crate::source::{ReadRow, Source, likely_kind};

use super::bent_fix::bent_fix;
use super::corrected_rows::FoundCorrections;
use super::file_of_fixes::FileOfFixes;
use super::fix::{Change, Fix};
use super::fixes_file::Fixes;
use super::rows_survey::RowsSurvey;

/// What became of a fix in one source. Of several sources, the last in this order counts: a fix that can't be applied to a
/// row that is there is refused, even if it fits elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FixEnd {
    /// It names another of the sources.
    OtherFile,
    /// No row has these cells.
    Gone,
    /// No row has these cells, and the source has no such column.
    NoColumn,
    /// No row has these cells, but some have them as the fixes make them.
    Corrected,
    /// It fits, and its row was not read.
    NotRead,
    /// The source has been corrected itself: the cell is as the fix makes it.
    Made,
    /// A cell of a row that is set aside: nobody reads it.
    Aside,
    /// Applied.
    Applied,
    /// The row is there, but not the column.
    NoCell,
    /// The cell of the row is not as the fix says that it was.
    Differs,
    /// The row can't be divided into cells.
    Unreadable,
    /// So many rows have these cells, which is not what the key says.
    Times(u32),
    /// It names none of several sources.
    UnknownFile,
}

impl FixEnd {
    /// True if no row is there.
    pub(super) fn is_gone(self) -> bool {
        self < Self::NotRead
    }
}

/// The fixes for one source, and what became of them so far.
pub(super) struct RowFixer {
    fixes: Arc<Fixes>,
    /// By fix: the place of its column.
    columns: Vec<Option<usize>>,
    pub(super) ends: Vec<FixEnd>,
    /// The names of columns, as messages and fixes have them.
    labels: HashMap<String, usize>,
    corrections: Arc<FoundCorrections>,
}

impl RowFixer {
    /// For the rows below a header. `ends` are those of [`Self::ends`].
    pub(super) fn new(
        fixes: &Arc<Fixes>,
        header: &Header,
        ends: Vec<FixEnd>,
        corrections: Arc<FoundCorrections>,
    ) -> Self {
        let labels = labels(header);
        let column = |fix: &Fix| fix.cell().and_then(|(column, _)| labels.get(column).copied());
        let columns = fixes.all.iter().map(column).collect();
        Self { fixes: Arc::clone(fixes), columns, ends, labels, corrections }
    }

    /// By fix: what is known of it before any row is read. `others` are all sources: if there are several, a fix that names
    /// one of them is for that one only.
    pub(super) fn ends(
        fixes: &Fixes,
        source: &Source,
        others: &[String],
        survey: &RowsSurvey,
        corrections: &FoundCorrections,
    ) -> Vec<FixEnd> {
        let labels = labels(source.header());
        let names = || others.iter().map(String::as_str);
        let files: Vec<FileOfFixes> = names().map(|file| FileOfFixes::among(file, names())).collect();
        let own = FileOfFixes::among(&source.origin().file, names());
        let is_for = |file: &FileOfFixes, fix: &Fix| file.naming(&fix.file).is_some();
        let end = |fix: &Fix| {
            let has_column = fix.cell().is_none_or(|(column, _)| labels.contains_key(column));
            match survey.times(fix.key.hash) {
                _ if !is_for(&own, fix) && files.iter().any(|file| is_for(file, fix)) => FixEnd::OtherFile,
                _ if !is_for(&own, fix) => FixEnd::UnknownFile,
                0 if corrections.keys.contains(&fix.key) && has_column => FixEnd::NotRead,
                0 if corrections.keys.contains(&fix.key) => FixEnd::NoCell,
                0 if corrections.all.contains(&fix.key) => FixEnd::Corrected,
                0 if !has_column => FixEnd::NoColumn,
                0 => FixEnd::Gone,
                times if times != fix.key.of => FixEnd::Times(times),
                _ if !has_column => FixEnd::NoCell,
                _ => FixEnd::NotRead,
            }
        };
        fixes.all.iter().map(end).collect()
    }

    /// Applies the fixes of a row, and those of the row that it was before the source was corrected.
    pub(super) fn fix(&mut self, key: RowKey, row: &mut ReadRow) {
        let (fixes, corrections) = (Arc::clone(&self.fixes), Arc::clone(&self.corrections));
        let before = corrections.partly.get(&key.hash);
        let of_key = |key: RowKey| fixes.of_row(key);
        let own: Vec<(usize, &Fix)> = of_key(key)
            .chain(before.into_iter().flat_map(|before| of_key(before.key)))
            .filter(|(at, _)| self.ends[*at] == FixEnd::NotRead)
            .collect();
        let is_aside = own.iter().any(|(_, fix)| fix.cell().is_none());
        let mut cells: HashMap<usize, &str> = HashMap::new();
        for (at, fix) in own {
            self.ends[at] = match fix.cell() {
                Some(_) if before.is_some_and(|before| before.made.contains(&at)) => FixEnd::Made,
                Some(_) if is_aside => FixEnd::Aside,
                _ => self.apply(at, fix, row, &mut cells),
            };
            if let (FixEnd::Applied, Change::Cell { column, .. }) = (self.ends[at], &fix.change) {
                row.mended.push(Arc::clone(column));
            }
        }
        if !cells.is_empty() {
            row.record = with_cells(&row.record, &cells);
        }
    }

    /// Applies one fix. The new texts of cells are collected, so that each fix sees the row as it was.
    fn apply<'f>(
        &self,
        at: usize,
        fix: &'f Fix,
        row: &mut ReadRow,
        cells: &mut HashMap<usize, &'f str>,
    ) -> FixEnd {
        let Change::Cell { was, now, .. } = &fix.change else {
            row.set_aside = Some(fix.aside_note());
            return FixEnd::Applied;
        };
        if row.issues.iter().any(|issue| issue.is_error() && is_of_row(issue.code)) {
            return FixEnd::Unreadable;
        }
        let Some(column) = self.columns[at] else { return FixEnd::NoCell };
        let is_was = row.record.get(column).is_some_and(|cell| is_same_cell(cell.text, was));
        let is_free = cells.get(&column).is_none_or(|other| other == now);
        if !is_was || !is_free {
            return FixEnd::Differs;
        }
        cells.insert(column, now);
        row.issues.retain(|issue| !self.is_about(issue, column));
        row.issues.extend(fix.cell().and_then(|(label, _)| bent_fix(label, was, now)));
        FixEnd::Applied
    }

    /// True if what the reader has found is only about this cell, so that it is over when the cell is replaced.
    fn is_about(&self, issue: &Issue, column: usize) -> bool {
        let named = issue.column.as_ref().and_then(|name| self.labels.get(name));
        !is_of_row(issue.code) && named == Some(&column)
    }
}

/// True if what is found is about a whole row.
fn is_of_row(code: Code) -> bool {
    matches!(code, Code::Ragged | Code::UnclosedQuote | Code::StrayQuote | Code::BadJson)
}

/// The names of columns, as messages and fixes have them, without white space around them.
pub(super) fn labels(header: &Header) -> HashMap<String, usize> {
    (0..header.len()).map(|at| (header.label(at).trim().to_owned(), at)).collect()
}

/// The record with other texts in some cells. A row of a typed source gets the types that a person may mean.
fn with_cells(record: &Record, cells: &HashMap<usize, &str>) -> Record {
    let mut fixed = Record::new(record.row, record.line);
    fixed.phones_in_doubt = record.phones_in_doubt;
    let is_typed = record.has_kinds();
    for (at, cell) in record.iter().enumerate() {
        match cells.get(&at) {
            Some(now) => {
                fixed.push_kind(now, if is_typed { kind_of(now, cell.kind) } else { CellKind::Text })
            }
            None => fixed.push_kind(cell.text, cell.kind),
        }
    }
    fixed
}

/// The kind of a new text: a date in a cell with a date, otherwise what the text looks like.
fn kind_of(now: &str, was: CellKind) -> CellKind {
    let is_date = now.trim().parse::<jiff::civil::Date>().is_ok()
        || now.trim().parse::<jiff::civil::DateTime>().is_ok();
    if was == CellKind::Date && is_date { CellKind::Date } else { likely_kind(now) }
}
