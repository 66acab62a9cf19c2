//! The rejected rows of an earlier run as the run has left them: from its journal, which nobody edits, or else from the
//! rejects that a validation has written, unless somebody has changed them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::earlier_runs::{begins_with_mark, find, folder_of};
use crate::file::{name_of, path_of};
use crate::journal::{JournalReader, RunFile, RunFolder};
use crate::record::{EarlierCells, name_order};
use crate::report::left_cells;
use crate::source::{self, ReadOptions, SourceError};

/// Rows per batch.
const BATCH: usize = 1024;
/// The number of rows that are kept in memory.
const ROWS: u64 = 100_000;

/// The rejected rows of one run.
#[derive(Default)]
pub(super) struct OriginalRows {
    /// The year in which the run began.
    pub(super) year: Option<i32>,
    rows: Vec<Vec<String>>,
    /// The rows by their place; `None` for a place of several rows.
    places: HashMap<[String; 3], Option<usize>>,
    /// By column of the imported file: the column of the rejects.
    columns: Vec<Option<usize>>,
    /// The columns of the rejects in the order of their names.
    by_name: Vec<usize>,
}

/// One rejected row.
#[derive(Clone, Copy)]
pub(super) struct OriginalRow<'a> {
    rows: &'a OriginalRows,
    cells: &'a [String],
}

impl<'a> OriginalRow<'a> {
    /// The text in a column of the imported file.
    pub(super) fn cell(&self, at: usize) -> Option<&'a str> {
        self.cells.get((*self.rows.columns.get(at)?)?).map(String::as_str)
    }

    /// The cells in the order of their names, of which the checksum in `_codes` is.
    pub(super) fn by_name(&self) -> impl Iterator<Item = &'a str> {
        let cells = self.cells;
        self.rows.by_name.iter().map(move |at| cells.get(*at).map_or("", String::as_str))
    }

    /// The number of its columns that the imported file has.
    pub(super) fn has_all_columns(&self) -> bool {
        self.rows.columns.iter().flatten().count() == self.rows.by_name.len()
    }
}

impl OriginalRows {
    /// The rows of a run; `None` if they are not here. `file` is imported and has the columns `header`.
    pub(super) fn of_run(file: &str, header: &[String], run_dir: &Path, run: &str) -> Option<Self> {
        let beside: Vec<PathBuf> = folder_of(file).into_iter().collect();
        let (folder, run) = find(run, run_dir, &beside)?;
        let read = Self::of_journal(&folder, header).or_else(|| Self::of_files(&folder, header, file));
        read.filter(|rows| !rows.rows.is_empty()).map(|rows| Self { year: year_of(&run), ..rows })
    }

    fn of_journal(folder: &RunFolder, header: &[String]) -> Option<Self> {
        let journal = folder.has_journal().then(|| folder.journal())?;
        let reader = JournalReader::open(&journal).ok()?;
        let (names, left) = left_cells(&reader, ROWS).ok()?;
        let mut rows = Self::with_columns(&names, header);
        left.into_iter().for_each(|row| rows.add([plain(&row.place), row.place], row.cells));
        Some(rows)
    }

    fn of_files(folder: &RunFolder, header: &[String], file: &str) -> Option<Self> {
        let is_usable = |name: &&&str| is_usable(folder, name, file);
        let rejects = ["rejects.csv", "rejects.xlsx"];
        let names =
            rejects.iter().find(is_usable).into_iter().chain(["unknown.csv"].iter().filter(is_usable));
        let mut rows: Option<Self> = None;
        for name in names {
            // Rows after a fault of the file are not compared, which is said.
            if Self::read(&mut rows, &name_of(folder.file(name)), header).is_err() {
                break;
            }
        }
        rows
    }

    fn with_columns(names: &[String], header: &[String]) -> Self {
        let places: HashMap<_, _> = numbered(names).zip(0..).collect();
        Self {
            columns: numbered(header).map(|column| places.get(&column).copied()).collect(),
            by_name: name_order(names),
            ..Self::default()
        }
    }

    /// Adds the rows of a file that the run has written.
    fn read(into: &mut Option<Self>, path: &str, header: &[String]) -> Result<(), SourceError> {
        let mut source = source::open(path, &ReadOptions::default())?;
        let names = source.header().names().to_vec();
        let rows = into.get_or_insert_with(|| Self::with_columns(&names, header));
        while let Some(batch) = source.next_batch(BATCH)? {
            for row in batch.rows {
                let cell = |at| row.record.get(at).map(|cell| cell.text);
                let Some(earlier) = EarlierCells::after(names.len(), cell) else { continue };
                let cells = row.record.iter().take(names.len()).map(|cell| cell.text.to_owned()).collect();
                rows.add(keys(&earlier), cells);
            }
            if source.count() >= ROWS {
                break;
            }
        }
        Ok(())
    }

    fn add(&mut self, keys: [[String; 3]; 2], cells: Vec<String>) {
        let number = self.rows.len();
        for key in keys {
            let place = self.places.entry(key);
            place.and_modify(|place| *place = place.filter(|at| *at == number)).or_insert(Some(number));
        }
        self.rows.push(cells);
    }

    /// The row at the place that a row of the imported file names.
    pub(super) fn row(&self, earlier: &EarlierCells<'_>) -> Option<OriginalRow<'_>> {
        let place = keys(earlier).into_iter().rev().find_map(|key| self.places.get(&key))?;
        Some(OriginalRow { rows: self, cells: self.rows.get((*place)?)? })
    }
}

/// The name of each column, and how many columns before it have that name.
fn numbered(header: &[String]) -> impl Iterator<Item = (&str, usize)> {
    let mut seen = HashMap::new();
    header.iter().map(move |name| {
        let count = seen.entry(name.as_str()).or_insert(0);
        *count += 1;
        (name.as_str(), *count)
    })
}

/// The place of a row: as an office may have saved it, and exact.
fn keys(earlier: &EarlierCells<'_>) -> [[String; 3]; 2] {
    let exact = [earlier.file, earlier.sheet, earlier.row].map(|text| text.trim().to_owned());
    [plain(&exact), exact]
}

fn plain(exact: &[String; 3]) -> [String; 3] {
    let letters = |text: &String| -> String {
        text.trim().chars().map(|letter| if letter.is_ascii() { letter } else { '?' }).collect()
    };
    [letters(&exact[0]), letters(&exact[1]), exact[2].clone()]
}

fn year_of(run: &RunFile) -> Option<i32> {
    run.started.get(..4)?.parse().ok()
}

/// True for a file as deskferry has written it, and that is not the one that is imported.
fn is_usable(folder: &RunFolder, name: &str, file: &str) -> bool {
    let path = folder.file(name);
    let is_same = match (path.canonicalize(), path_of(file).canonicalize()) {
        (Ok(path), Ok(file)) => path == file,
        _ => false,
    };
    // A run saves its run.json last.
    let is_edited = changed(&path) > changed(&folder.file("run.json"));
    path.exists() && !is_same && !is_edited && (!name.ends_with(".csv") || begins_with_mark(&path))
}

fn changed(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|found| found.modified()).ok()
}
