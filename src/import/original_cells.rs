//! Gives the cells of rejected rows that only a spreadsheet has changed their value back.
//!
//! The value is that of the run, if its folder is at hand. A cell that a person may have changed stays. Whatever stays
//! changed although it had no error is said.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::Offset;

use super::original_rows::{OriginalRow, OriginalRows};
use crate::event::{Event, Listener};
use crate::issue::{Bend, Code, Complaint, Issue, Saved, bend, marked, names, unchanged};
use crate::record::{Cell, CellKind, EarlierCells, Record};
use crate::source::{ReadRow, likely_kind};

/// The rejects of the runs that rejected the rows of one source.
pub(super) struct OriginalCells {
    file: String,
    run_dir: PathBuf,
    header: Vec<String>,
    secret: HashSet<usize>,
    /// The columns of the match keys, which an error about a duplicate is about.
    keys: HashSet<usize>,
    today: i32,
    /// By run; `None` if its rejects are not here.
    runs: BTreeMap<String, Option<OriginalRows>>,
    /// The runs of rows that could not be compared.
    unknown: BTreeSet<String>,
}

/// How the imported file was saved.
#[derive(Debug, Clone, Copy)]
pub(super) struct SavedFile {
    /// In Windows-1252.
    pub(super) western: bool,
    /// A workbook keeps texts as they are.
    pub(super) workbook: bool,
}

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// Nothing, or it is not known.
    None,
    /// It is to be corrected, and was changed.
    Corrected,
    /// A spreadsheet has changed it: the original counts.
    Bent,
    /// A person or a spreadsheet has changed it: it stays, which is said.
    Kept,
}

/// A row and its original.
struct ComparedRow<'a> {
    earlier: EarlierCells<'a>,
    original: OriginalRow<'a>,
    years: [i32; 6],
    saved: SavedFile,
}

impl OriginalCells {
    pub(super) fn new(file: &str, run_dir: &Path, header: &[String], secret: Vec<usize>) -> Self {
        Self {
            file: file.to_owned(),
            run_dir: run_dir.to_owned(),
            header: header.to_vec(),
            secret: secret.into_iter().collect(),
            keys: HashSet::new(),
            today: Offset::UTC.to_datetime(Timestamp::now()).year().into(),
            runs: BTreeMap::new(),
            unknown: BTreeSet::new(),
        }
    }

    /// With the columns of the match keys.
    pub(super) fn with_keys(self, keys: impl IntoIterator<Item = usize>) -> Self {
        Self { keys: keys.into_iter().collect(), ..self }
    }

    /// Restores the cells of these rows, with a warning for each cell that differs from its original.
    pub(super) fn restore(&mut self, rows: &mut [ReadRow], saved: SavedFile) {
        rows.iter_mut().for_each(|row| self.restore_row(row, saved));
    }

    /// Says once of which runs the rows were not compared.
    pub(super) fn say_unknown(&self, listener: &dyn Listener) {
        for run in &self.unknown {
            listener.hear(&Event::Note(format!(
                "The rejects that run {run} wrote are not here, not complete or changed, so a cell that a spreadsheet has \
                 changed in {} is not found.",
                self.file
            )));
        }
    }

    fn restore_row(&mut self, row: &mut ReadRow, saved: SavedFile) {
        let cell = |at| row.record.get(at).map(|cell| cell.text);
        let earlier = EarlierCells::after(self.header.len(), cell).filter(|earlier| !earlier.run.is_empty());
        let Some(earlier) = earlier else { return };
        if !self.runs.contains_key(earlier.run) {
            let read = OriginalRows::of_run(&self.file, &self.header, &self.run_dir, earlier.run);
            self.runs.insert(earlier.run.to_owned(), read);
        }
        let rejects = self.runs.get(earlier.run).and_then(Option::as_ref);
        let Some((rejects, original)) = rejects.and_then(|rejects| Some((rejects, rejects.row(&earlier)?)))
        else {
            self.unknown.insert(earlier.run.to_owned());
            return;
        };
        let began = rejects.year.unwrap_or(self.today);
        let years = [began - 1, began, began + 1, self.today - 1, self.today, self.today + 1];
        let compared = ComparedRow { earlier, original, years, saved };
        let changes = self.changes(&row.record, &compared);
        // The checksum of a duplicate does not see every change of a key.
        if self.keys.iter().any(|at| changes.get(*at) == Some(&Change::Corrected)) {
            row.issues.retain(|issue| issue.code != Code::DuplicateInSource);
        }
        if changes.iter().all(|change| matches!(change, Change::None | Change::Corrected)) {
            return;
        }
        let is_refused = row.issues.iter().any(|issue| issue.code == Code::DuplicateInSource);
        let (record, mut warnings) = self.restored(&row.record, &compared, &changes);
        // The row is rejected as unchanged, so none of its keys is kept.
        warnings
            .retain(|(at, issue)| !(is_refused && issue.code == Code::ChangedCell && self.keys.contains(at)));
        let codes = compared.uncorrected(&record, self.header.len());
        let known: Vec<Code> = row.issues.iter().map(|issue| issue.code).collect();
        row.issues.extend(codes.into_iter().filter(|code| !known.contains(code)).map(unchanged));
        row.issues.extend(warnings.into_iter().map(|(_, warning)| warning));
        row.record = record;
    }

    /// What became of each cell. If the row is not the rejected one, nothing is taken back.
    fn changes(&self, now: &Record, compared: &ComparedRow<'_>) -> Vec<Change> {
        let cells = now.iter().enumerate().take(self.header.len());
        let mut changes: Vec<Change> =
            cells.map(|(at, cell)| compared.change(at, cell, self.is_faulty(at, compared))).collect();
        let same = |at: &usize| changes.get(*at) == Some(&Change::None);
        let shown = |at: &usize| compared.original.cell(*at).is_some_and(|text| !text.trim().is_empty());
        let equal = (0..changes.len()).filter(|at| same(at) && shown(at) && !self.is_faulty(*at, compared));
        let of = |wanted: Change| changes.iter().filter(|change| **change == wanted).count();
        let alike = equal.count() + of(Change::Bent);
        if alike <= of(Change::Kept) {
            changes
                .iter_mut()
                .filter(|change| **change == Change::Bent)
                .for_each(|change| *change = Change::Kept);
        }
        changes
    }

    /// True for a column in which the row had an error.
    fn is_faulty(&self, at: usize, compared: &ComparedRow<'_>) -> bool {
        let name = self.header.get(at).map_or("", String::as_str);
        let earlier = &compared.earlier;
        let mut named = earlier.columns.split("; ").flat_map(|part| part.split(" + ").chain([part]));
        let is_key = self.keys.contains(&at) && names(earlier.codes, Code::DuplicateInSource);
        is_key || named.any(|column| column == name)
    }

    /// The row with its originals, and the warnings about its cells, with their columns.
    fn restored(
        &self,
        now: &Record,
        compared: &ComparedRow<'_>,
        changes: &[Change],
    ) -> (Record, Vec<(usize, Issue)>) {
        let mut restored = Record::new(now.row, now.line);
        restored.phones_in_doubt = now.phones_in_doubt;
        let mut warnings = Vec::new();
        for (at, cell) in now.iter().enumerate() {
            let change = changes.get(at).copied().unwrap_or(Change::None);
            let before = compared.original.cell(at).unwrap_or_default();
            if matches!(change, Change::Bent | Change::Kept) {
                let name = self.header.get(at).map_or("", String::as_str);
                let shown = (!self.secret.contains(&at)).then_some((before, cell.text));
                warnings.push((at, warning(change, compared.earlier.run, name, shown)));
            }
            match change {
                Change::Bent => restored.push_kind(before, compared.kind(before)),
                _ => restored.push_kind(cell.text, cell.kind),
            }
        }
        (restored, warnings)
    }
}

impl ComparedRow<'_> {
    fn change(&self, at: usize, cell: Cell<'_>, is_faulty: bool) -> Change {
        let Some(before) = self.original.cell(at) else { return Change::None };
        if lines(before) == lines(cell.text) {
            return Change::None;
        }
        let saved = Saved { years: &self.years, western: self.saved.western };
        let is_text = self.saved.workbook && matches!(cell.kind, CellKind::Text | CellKind::MaybeNumber);
        match bend(before, cell.text, saved) {
            Some(Bend::Damaged) => Change::Bent,
            Some(Bend::Rewritten) if is_faulty && is_text => Change::Corrected,
            // What looks like the work of a spreadsheet is said in a column with an error, too.
            Some(Bend::Rewritten) if is_faulty || is_text => Change::Kept,
            Some(Bend::Rewritten) => Change::Bent,
            None if is_faulty => Change::Corrected,
            None => Change::Kept,
        }
    }

    /// The kind of an original text: that of its cell, if the source had types.
    fn kind(&self, text: &str) -> CellKind {
        let EarlierCells { typed, sheet, file, .. } = self.earlier;
        let had_types = !typed.is_empty() && (!sheet.is_empty() || typed == file);
        if had_types { likely_kind(text) } else { CellKind::Text }
    }

    /// The errors that such a row would no longer show, if it is again as it was rejected.
    fn uncorrected(&self, restored: &Record, width: usize) -> Vec<Code> {
        let is_same = |at: usize| {
            let now = restored.get(at).map(|cell| lines(cell.text));
            self.original.cell(at).is_none_or(|before| now == Some(lines(before)))
        };
        if !self.original.has_all_columns() || !(0..width).all(is_same) {
            return Vec::new();
        }
        marked(self.earlier.codes, self.original.by_name())
    }
}

/// A text with one form of line breaks.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn warning(change: Change, run: &str, column: &str, values: Option<(&str, &str)>) -> Issue {
    let before = values.map_or_else(String::new, |(before, _)| format!(": {before:?}"));
    let complaint = match change {
        Change::Bent => Complaint::new(
            Code::BentCell,
            format!("a spreadsheet has changed the cell; the value of run {run} is taken{before}"),
            "nothing; to keep the value of this file instead, empty the _run cell of the row",
        ),
        _ => Complaint::new(
            Code::ChangedCell,
            format!("the cell is not as run {run} has rejected it{before}; the value of this file is kept"),
            "nothing, if the change is wanted; if not, put the old value back",
        ),
    };
    let issue = Issue::warning(complaint).in_column(column);
    match values {
        Some((_, after)) => issue.with_value(after),
        None => issue,
    }
}
