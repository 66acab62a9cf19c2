//! What became of the fixes after all sources were read.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::file::{name_of, path_of};
use crate::issue::{Code, Complaint, Issue};
use crate::record::RowKey;
use crate::wording::counted;

use super::fix::Fix;
use super::fixed_source::FixedSource;
use super::fixes_file::Fixes;
use super::row_fixer::FixEnd;

/// The most refused fixes that are kept with their values.
const KEPT: usize = 200;

/// How many fixes were applied and refused, as `run.json` records it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FixesSummary {
    /// The file of fixes, as the user named it.
    pub file: String,
    /// Its absolute path, so that the run can be planned again from another folder; a report has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Its SHA-256.
    pub sha256: String,
    /// The only file whose fixes are taken (`--fixes-of`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The files whose fixes are left out, and how many each has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
    /// Refused fixes do not end the run (`--allow-refused-fixes`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_refused: bool,
    /// The cells that were corrected.
    pub cells: u64,
    /// These cells by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, u64>,
    /// The rows that were set aside.
    pub set_aside: u64,
    /// The fixes that the source has already, in rows that need further ones.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub made: u64,
    /// The lines that were removed from the file, because their rows are gone (`--prune-fixes`).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub pruned: u64,
    /// The fixes that were refused, because their row has changed.
    pub refused: u64,
    /// The fixes of rows that were not read (`--limit`).
    pub not_read: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A refused fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedFix {
    /// Its line in the file of fixes.
    pub line: u64,
    /// Its column; absent for a row that is set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The cell as the fix has it; absent for a secret one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl RefusedFix {
    fn new(fix: &Fix, end: FixEnd, any: bool, is_secret: impl Fn(&str) -> bool) -> Self {
        let (column, value) = fix.cell().unzip();
        let (message, hint) = words(fix, end, any);
        let value = value.filter(|_| !column.is_some_and(is_secret));
        Self {
            line: fix.line,
            column: column.map(str::to_owned),
            value: value.map(str::to_owned),
            message,
            hint,
        }
    }

    /// The fix as an issue of its line.
    pub fn issue(&self) -> Issue {
        let issue = Issue::warning(Complaint::new(Code::RefusedFix, &self.message, &self.hint));
        let issue = match &self.column {
            Some(column) => issue.in_column(column),
            None => issue,
        };
        match &self.value {
            Some(value) => issue.with_value(value),
            None => issue,
        }
    }
}

/// What is wrong with a refused fix, and what to do. `any` is false if no fix of the file has its row.
fn words(fix: &Fix, end: FixEnd, any: bool) -> (String, String) {
    let what = if fix.cell().is_some() { "the fix was not applied" } else { "the row was not set aside" };
    let (why, hint) = match end {
        FixEnd::NoColumn | FixEnd::NoCell => (
            "the source has no such column",
            "write the name of the column as the file has it now, or remove the line",
        ),
        FixEnd::Differs => (
            "the cell of the row is not what `was` says",
            "correct `was` or remove the line, and look at the row in the source",
        ),
        FixEnd::Unreadable => {
            ("the row can't be divided into cells", "correct the row in the source, or set it aside")
        }
        FixEnd::UnknownFile => (
            "several sources are read, and `file` names none of them alone",
            "name the source in `file` as the command does, or leave the cell empty",
        ),
        FixEnd::Times(times) => return twins(fix, times, what),
        FixEnd::Corrected => (
            "no row has the cells of this fix any more, but one has the corrected ones",
            "if the row was corrected in the source, the line is not needed any more: `deskferry validate` with \
             `--prune-fixes` removes it",
        ),
        _ => return gone(fix, what, any),
    };
    (format!("{why}, so {what}"), hint.to_owned())
}

/// The source has another number of rows with the cells of the fix.
fn twins(fix: &Fix, times: u32, what: &str) -> (String, String) {
    let RowKey { hash, nth, of } = fix.key;
    let key = RowKey { hash, nth: nth.min(times), of: times };
    let has = counted(u64::from(times), "row", "rows");
    let message = format!("the source has {has} with the cells of this fix, and not {of}, so {what}");
    (message, format!("look at the rows in the source; for row {} of {times}, write {key}", key.nth))
}

fn gone(fix: &Fix, what: &str, any: bool) -> (String, String) {
    let place = match (&*fix.file, fix.row.as_str()) {
        ("", "") => String::new(),
        (file, "") => format!(" (it was in {file})"),
        ("", row) => format!(" (it was row {row})"),
        (file, row) => format!(" (it was row {row} of {file})"),
    };
    let hint = match any {
        true => {
            "look for the row in the source: if it has changed, mend it again; if it is gone, the line is not needed any \
             more: `deskferry validate` with `--prune-fixes` removes it"
        }
        false => {
            "no fix of the file has its row here: is this another source, or did a name in its header change, \
             if only in its capitals? Then mend the rows again; --fixes-of FILE takes the fixes of one file only"
        }
    };
    (format!("no row has the cells of this fix any more{place}, so {what}"), hint.to_owned())
}

/// The first refused fixes, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RefusedFixes {
    /// The file of fixes, as the user named it.
    pub file: String,
    /// The first of them.
    pub first: Vec<RefusedFix>,
    /// How many there are beyond these.
    #[serde(default)]
    pub more: u64,
}

impl RefusedFixes {
    fn add(&mut self, fix: RefusedFix) {
        if self.first.len() < KEPT { self.first.push(fix) } else { self.more += 1 }
    }
}

/// What became of all fixes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixesOutcome {
    /// How many were applied and refused.
    pub summary: FixesSummary,
    /// The refused ones.
    pub refused: RefusedFixes,
    /// Those of them whose row is gone.
    pub gone: GoneFixes,
}

/// Fixes whose row is not in the sources any more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GoneFixes {
    /// The row, the column (empty to set the row aside) and the source of each.
    pub lines: HashSet<(RowKey, String, String)>,
    /// True if no fix of the file has its row: the sources may be others.
    pub are_all: bool,
}

impl FixesOutcome {
    /// What became of the fixes of these sources, which have been read; `None` without fixes. `is_secret` tells the columns
    /// whose values are never shown.
    pub fn of(sources: &[&FixedSource], is_secret: impl Fn(&str) -> bool) -> Option<Self> {
        let (fixes, _) = sources.iter().find_map(|source| source.ends())?;
        let mut outcome = Self { summary: FixesSummary::unread(fixes), ..Self::default() };
        outcome.refused.file.clone_from(&fixes.file);
        let ends = best_ends(fixes, sources);
        let any = ends.iter().any(|end| !end.is_gone());
        // A row with the corrected cells shows that the source is the right one.
        outcome.gone.are_all = !any && !ends.contains(&FixEnd::Corrected);
        for (fix, end) in fixes.all.iter().zip(ends) {
            outcome.count(fix, end, any, &is_secret);
        }
        Some(outcome)
    }

    /// Notes that the fixes whose row is gone were removed from the file. They are still named as refused.
    pub fn note_pruned(&mut self, removed: u64) {
        self.summary.pruned = removed;
        self.summary.refused -= (self.gone.lines.len() as u64).min(self.summary.refused);
        self.gone = GoneFixes::default();
    }

    /// The refused fixes, if there are any.
    pub fn refused(&self) -> Option<RefusedFixes> {
        (!self.refused.first.is_empty()).then(|| self.refused.clone())
    }

    fn count(&mut self, fix: &Fix, end: FixEnd, any: bool, is_secret: impl Fn(&str) -> bool) {
        let Self { summary, refused, gone } = self;
        if matches!(end, FixEnd::Gone | FixEnd::Corrected) {
            let column = fix.cell().map_or("", |(column, _)| column);
            gone.lines.insert((fix.key, column.to_owned(), fix.file.to_string()));
        }
        match (end, fix.cell()) {
            (FixEnd::Applied, Some((column, _))) => {
                summary.cells += 1;
                *summary.columns.entry(column.to_owned()).or_default() += 1;
            }
            (FixEnd::Applied, None) => summary.set_aside += 1,
            (FixEnd::Made, _) => summary.made += 1,
            (FixEnd::Aside, _) => {}
            (FixEnd::NotRead, _) => summary.not_read += 1,
            _ => {
                summary.refused += 1;
                refused.add(RefusedFix::new(fix, end, any, is_secret));
            }
        }
    }
}

impl FixesSummary {
    /// `City (1), Email (43)`: the columns with mended cells.
    pub fn columns_in_words(&self) -> String {
        let columns = self.columns.iter().map(|(column, cells)| format!("{column} ({cells})"));
        columns.collect::<Vec<_>>().join(", ")
    }

    /// Of fixes that are not applied yet.
    pub fn unread(fixes: &Fixes) -> Self {
        let path = std::path::absolute(path_of(&fixes.file));
        Self {
            file: fixes.file.clone(),
            path: path.map_or_else(|_| fixes.file.clone(), name_of),
            sha256: fixes.sha256.clone(),
            of: fixes.of.clone(),
            left_out: fixes.left_out.clone(),
            ..Self::default()
        }
    }
}

/// By fix: what became of it in the source where it fits best.
fn best_ends(fixes: &Fixes, sources: &[&FixedSource]) -> Vec<FixEnd> {
    let mut best = vec![FixEnd::OtherFile; fixes.all.len()];
    for (_, ends) in sources.iter().filter_map(|source| source.ends()) {
        best.iter_mut().zip(ends).for_each(|(best, end)| *best = (*best).max(*end));
    }
    best
}
