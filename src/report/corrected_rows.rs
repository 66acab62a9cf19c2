//! Counts what became of the rejected rows of earlier runs that a rejects file brings back.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use crate::file::path_of;
use crate::issue::{Code, names};
use crate::journal::{CorrectedRejects, RowOutcome, RunFile, RunFolder};
use crate::plan::SkipReason;
use crate::record::EarlierCells;
use crate::source::reject_columns;

/// What became of a row; the best one counts if a file has the row several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CorrectedRow {
    /// Rejected or failed.
    Rejected,
    /// Skipped.
    Skipped,
    /// Pending or unknown.
    Open,
    /// Inserted, updated, unchanged, merged, or there already.
    In,
}

impl CorrectedRow {
    /// What became of a row. In a dry run, a planned write counts as done. A row that mode `insert` skips because its
    /// customer exists is in. `note` says why a row is skipped.
    pub fn of(outcome: Option<RowOutcome>, note: Option<&str>, dry_run: bool) -> Self {
        let is_there = note.is_some_and(|note| SkipReason::of_note(note) == SkipReason::InHelpDesk);
        match outcome {
            Some(RowOutcome::Rejected | RowOutcome::Failed) => Self::Rejected,
            Some(RowOutcome::Skipped) if is_there => Self::In,
            Some(RowOutcome::Skipped) => Self::Skipped,
            Some(RowOutcome::Unknown) => Self::Open,
            None if !dry_run => Self::Open,
            _ => Self::In,
        }
    }
}

/// Rows of one file of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct RowsOf {
    run: String,
    /// The file is `unknown.csv`.
    unknown: bool,
}

/// The rows so far. A row takes a few bytes, whatever its cells are.
#[derive(Debug, Default)]
pub struct CorrectedRows {
    runs: BTreeMap<RowsOf, HashMap<u64, CorrectedRow>>,
    /// Rows of rejects files that no run has rejected.
    added: u64,
}

impl CorrectedRows {
    /// Adds a row of a rejects file. `earlier` is `None` for a row that was added by hand.
    pub fn add(&mut self, earlier: Option<EarlierCells<'_>>, became: CorrectedRow) {
        let Some(earlier) = earlier.filter(|earlier| !earlier.row.is_empty()) else {
            self.added += 1;
            return;
        };
        let unknown = names(earlier.codes, Code::Unknown);
        let rows = self.runs.entry(RowsOf { run: earlier.run.to_owned(), unknown }).or_default();
        let best = rows.entry(place(earlier.file, earlier.sheet, earlier.row)).or_insert(became);
        *best = (*best).max(became);
    }

    /// The counts by run. The folders of earlier runs are looked for beside this run, and where the sources are.
    pub fn finish(self, folder: &RunFolder, run: &RunFile) -> Vec<CorrectedRejects> {
        let sources = run.inputs.iter().filter_map(|input| Some(path_of(&input.file).parent()?.to_owned()));
        let beside: Vec<PathBuf> = sources.collect();
        // Rows that were not read may still be in the file.
        let whole = run.sample.is_none() && run.settings.limit.is_none();
        let mut all = Vec::new();
        for (of, rows) in self.runs {
            let earlier = || EarlierRun::find(&of.run, folder.path().parent(), &beside);
            let rejected = whole.then(earlier).flatten();
            let rejected = rejected.and_then(|earlier| earlier.had(of.unknown, &rows));
            all.push(counted(of, &rows, rejected));
        }
        if let Some(last) = all.last_mut() {
            last.added = self.added;
        }
        all
    }
}

fn counted(
    RowsOf { run, unknown }: RowsOf,
    rows: &HashMap<u64, CorrectedRow>,
    rejected: Option<u64>,
) -> CorrectedRejects {
    let count = |wanted| rows.values().filter(|became| **became == wanted).count() as u64;
    CorrectedRejects {
        run,
        unknown,
        rejected,
        now_in: count(CorrectedRow::In),
        rejected_again: count(CorrectedRow::Rejected),
        skipped: count(CorrectedRow::Skipped),
        open: count(CorrectedRow::Open),
        not_in_file: rejected.map(|all| all.saturating_sub(rows.len() as u64)),
        added: 0,
    }
}

/// A run that rejected rows.
struct EarlierRun {
    folder: RunFolder,
    file: RunFile,
}

impl EarlierRun {
    /// The run with this id, which is from a file that people edit.
    fn find(id: &str, runs: Option<&Path>, beside: &[PathBuf]) -> Option<Self> {
        let is_name = |id: &str| id.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter));
        if id.is_empty() || id.starts_with('.') || !is_name(id) {
            return None;
        }
        let named = runs.map(|runs| runs.join(id));
        let places = named.into_iter().chain(beside.iter().cloned()).map(|path| RunFolder::at(&path));
        let known = |folder: RunFolder| Some(Self { file: RunFile::load(&folder).ok()?, folder });
        places.filter_map(known).find(|earlier| earlier.file.id == id)
    }

    /// How many rows the run rejected, or had an unknown outcome; `None` if these rows are more or others, so that
    /// somebody put the file together. People may have saved their file over that of the run, which then says nothing.
    fn had(&self, unknown: bool, rows: &HashMap<u64, CorrectedRow>) -> Option<u64> {
        let counts = self.file.counts.as_ref()?;
        let rejected = (counts.rejected + counts.failed, "rejects.csv");
        let (all, file) = if unknown { (counts.unknown, "unknown.csv") } else { rejected };
        let written = places(&self.folder.file(file)).filter(|places| places.len() as u64 == all);
        match written {
            Some(places) => rows.keys().all(|row| places.contains(row)),
            None => rows.len() as u64 <= all,
        }
        .then_some(all)
    }
}

/// The places of the rows of a file as a run writes it; `None` for any other.
fn places(path: &Path) -> Option<HashSet<u64>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).ok()?;
    let names: Vec<String> = reader.headers().ok()?.iter().map(ToOwned::to_owned).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let own = reject_columns(&names);
    let first = names.len().checked_sub(own).filter(|_| own > 0)?;
    let mut places = HashSet::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).ok()? {
        let own = |at: usize| record.get(first + at).unwrap_or_default();
        places.insert(place(own(0), own(1), own(2)));
    }
    Some(places)
}

fn place(file: &str, sheet: &str, row: &str) -> u64 {
    let mut hash = Xxh3::new();
    for part in [file, sheet, row] {
        hash.update(part.trim().as_bytes());
        hash.update(b"\0");
    }
    hash.digest()
}
