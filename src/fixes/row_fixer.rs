//! Applies fixes to the rows of one source, as they are read.

use std::collections::HashMap;
use std::sync::Arc;

use crate::issue::{Code, Issue};
use crate::record::{CellKind, Header, Record, RowHasher, RowKey, is_same_cell};
use crate::source::{ReadRow, Source, likely_kind};

use super::fix::{Change, Fix};
use super::fixes_file::Fixes;

/// What became of a fix in one source, from the worst to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum FixEnd {
    /// It names another source.
    OtherFile,
    /// No row with this key was read.
    #[default]
    Unmatched,
    /// The source has no such column.
    NoColumn,
    /// The cell of the row is not as the fix says that it was.
    Differs,
    /// The source has the correction already.
    Already,
    /// Applied.
    Applied,
}

/// The fixes for one source, and what became of them so far.
pub(super) struct RowFixer {
    fixes: Arc<Fixes>,
    hasher: RowHasher,
    /// By fix: the place of its column.
    columns: Vec<Option<usize>>,
    pub(super) ends: Vec<FixEnd>,
    /// How many rows were read with a hash that has fixes.
    seen: HashMap<u64, u32>,
    /// The hashes that rows have after all of their fixes, each with their key before.
    corrected: HashMap<u64, RowKey>,
    /// The names of columns, as messages and fixes have them.
    labels: HashMap<String, usize>,
}

impl RowFixer {
    /// For the rows of a source. `others` are all sources: a fix that names one of these is for that one only.
    pub(super) fn new(fixes: &Arc<Fixes>, source: &Source, others: &[String]) -> Self {
        let header = source.header();
        let labels = (0..header.len()).map(|at| (header.label(at), at)).collect();
        let mut fixer = Self {
            fixes: Arc::clone(fixes),
            hasher: RowHasher::new(header),
            columns: Vec::with_capacity(fixes.all.len()),
            ends: Vec::with_capacity(fixes.all.len()),
            seen: HashMap::new(),
            corrected: HashMap::new(),
            labels,
        };
        let own = last_part(&source.origin().file);
        let others: Vec<&str> = others.iter().map(|file| last_part(file)).collect();
        for fix in &fixes.all {
            let column = fix.cell().and_then(|(column, _)| fixer.place(header, column));
            let is_elsewhere = *fix.file != *own && others.contains(&&*fix.file);
            fixer.columns.push(column);
            fixer.ends.push(match &fix.change {
                _ if is_elsewhere => FixEnd::OtherFile,
                Change::Cell { .. } if column.is_none() => FixEnd::NoColumn,
                _ => FixEnd::Unmatched,
            });
        }
        fixer.corrected = fixer.corrected_hashes();
        fixer
    }

    fn place(&self, header: &Header, column: &str) -> Option<usize> {
        let labelled = self.labels.get(column).copied();
        labelled.or_else(|| header.find(column).map(|found| found.0))
    }

    /// The hashes of rows whose source has been corrected in the meantime, in all cells that have fixes.
    fn corrected_hashes(&self) -> HashMap<u64, RowKey> {
        let mut after: HashMap<RowKey, u64> = HashMap::new();
        for (at, fix) in self.fixes.all.iter().enumerate().filter(|(at, _)| self.is_here(*at)) {
            if let (Change::Cell { was, now, .. }, Some(column)) = (&fix.change, self.columns[at]) {
                let hash = after.entry(fix.key).or_insert(fix.key.hash);
                *hash = self.hasher.replaced(*hash, column, was, now);
            }
        }
        let changed = after.into_iter().filter(|(key, hash)| *hash != key.hash);
        changed.map(|(key, hash)| (hash, key)).collect()
    }

    fn is_here(&self, at: usize) -> bool {
        self.ends.get(at).is_some_and(|end| *end != FixEnd::OtherFile)
    }

    /// The hash of a row as the source has it.
    pub(super) fn hash(&self, record: &Record) -> u64 {
        self.hasher.hash(record)
    }

    /// Applies the fixes of a row with this hash.
    pub(super) fn fix(&mut self, hash: u64, row: &mut ReadRow) {
        if !self.fixes.has(hash) {
            if let Some(key) = self.corrected.get(&hash).copied() {
                self.note(key, FixEnd::Already);
            }
            return;
        }
        let nth = self.seen.entry(hash).or_default();
        *nth += 1;
        let key = RowKey { hash, nth: *nth };
        let fixes = Arc::clone(&self.fixes);
        let mut cells: HashMap<usize, &str> = HashMap::new();
        for (at, fix) in fixes.of_hash(hash).filter(|(_, fix)| fix.key == key) {
            if self.is_here(at) {
                let end = self.apply(at, fix, row, &mut cells);
                self.ends[at] = self.ends[at].max(end);
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
        let Some(column) = self.columns[at] else { return FixEnd::NoColumn };
        let is_was = row.record.get(column).is_some_and(|cell| is_same_cell(cell.text, was));
        let is_free = cells.get(&column).is_none_or(|other| other == now);
        if !is_was || !is_free {
            return FixEnd::Differs;
        }
        cells.insert(column, now);
        row.issues.retain(|issue| !self.is_about(issue, column));
        FixEnd::Applied
    }

    /// True if what the reader has found is only about this cell, so that it is over when the cell is replaced.
    fn is_about(&self, issue: &Issue, column: usize) -> bool {
        let is_of_row =
            matches!(issue.code, Code::Ragged | Code::UnclosedQuote | Code::StrayQuote | Code::BadJson);
        let named = issue.column.as_ref().and_then(|name| self.labels.get(name));
        !is_of_row && named == Some(&column)
    }

    fn note(&mut self, key: RowKey, end: FixEnd) {
        let fixes = Arc::clone(&self.fixes);
        for (at, _) in fixes.of_hash(key.hash).filter(|(_, fix)| fix.key == key) {
            if self.is_here(at) {
                self.ends[at] = self.ends[at].max(end);
            }
        }
    }
}

/// The last part of a path, by which fixes name a source.
pub(super) fn last_part(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
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
