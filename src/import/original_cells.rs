//! Gives the cells of rejected rows that only a spreadsheet has changed their value back.
//!
//! The value is that of the rejects which the run wrote, if its folder is at hand. A cell that a person changed stays.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::earlier_runs::{begins_with_mark, find, folder_of};
use crate::event::{Event, Listener};
use crate::file::{name_of, path_of};
use crate::issue::{Bend, Code, Complaint, Issue, bend};
use crate::journal::RunFolder;
use crate::record::{Cell, EarlierCells, Record};
use crate::source::{self, ReadOptions, ReadRow, SourceError};

/// Rows per batch.
const BATCH: usize = 1024;
/// The number of rows of a file that are kept in memory.
const ROWS: u64 = 100_000;

/// The rejects of the runs that rejected the rows of one source.
pub(super) struct OriginalCells {
    file: String,
    run_dir: PathBuf,
    header: Vec<String>,
    secret: HashSet<usize>,
    /// By run; `None` if its rejects are not here.
    runs: BTreeMap<String, Option<RunRejects>>,
    /// The runs of rows that could not be compared.
    unknown: BTreeSet<String>,
}

/// The rejects of one run.
#[derive(Default)]
struct RunRejects {
    rows: Vec<Record>,
    /// The rows by their place; `None` for a place of several rows.
    places: HashMap<[String; 3], Option<usize>>,
    /// By column of the source: the column of the rejects.
    columns: Vec<Option<usize>>,
}

impl OriginalCells {
    pub(super) fn new(file: &str, run_dir: &Path, header: &[String], secret: Vec<usize>) -> Self {
        Self {
            file: file.to_owned(),
            run_dir: run_dir.to_owned(),
            header: header.to_vec(),
            secret: secret.into_iter().collect(),
            runs: BTreeMap::new(),
            unknown: BTreeSet::new(),
        }
    }

    /// Restores the cells of these rows, with a warning for each.
    pub(super) fn restore(&mut self, rows: &mut [ReadRow]) {
        rows.iter_mut().for_each(|row| self.restore_row(row));
    }

    /// Says once of which runs the rows were not compared.
    pub(super) fn say_unknown(&self, listener: &dyn Listener) {
        for run in &self.unknown {
            listener.hear(&Event::Note(format!(
                "The rejects that run {run} wrote are not here, or not complete, so a cell that a spreadsheet has changed \
                 in {} is not found.",
                self.file
            )));
        }
    }

    fn restore_row(&mut self, row: &mut ReadRow) {
        let cell = |at| row.record.get(at).map(|cell| cell.text);
        let earlier = EarlierCells::after(self.header.len(), cell).filter(|earlier| !earlier.run.is_empty());
        let Some(earlier) = earlier else { return };
        if !self.runs.contains_key(earlier.run) {
            let read = read_rejects(&self.file, &self.header, &self.run_dir, earlier.run);
            self.runs.insert(earlier.run.to_owned(), read);
        }
        let rejects = self.runs.get(earlier.run).and_then(Option::as_ref);
        let Some((rejects, original)) = rejects.and_then(|rejects| Some((rejects, rejects.row(&earlier)?)))
        else {
            self.unknown.insert(earlier.run.to_owned());
            return;
        };
        let before = |at: usize| original.get((*rejects.columns.get(at)?)?);
        let (record, warnings) = self.restored(&row.record, &earlier, before);
        if !warnings.is_empty() {
            row.record = record;
            row.issues.extend(warnings);
        }
    }

    fn restored<'o>(
        &self,
        now: &Record,
        earlier: &EarlierCells<'_>,
        original: impl Fn(usize) -> Option<Cell<'o>>,
    ) -> (Record, Vec<Issue>) {
        let mut restored = Record::new(now.row, now.line);
        restored.phones_in_doubt = now.phones_in_doubt;
        let mut warnings = Vec::new();
        for (at, cell) in now.iter().enumerate() {
            let name = self.header.get(at).map_or("", String::as_str);
            match original(at).filter(|before| is_bent(before.text, cell.text, name, earlier.columns)) {
                Some(before) => {
                    let shown = (!self.secret.contains(&at)).then_some((before.text, cell.text));
                    warnings.push(warning(earlier.run, name, shown));
                    restored.push_kind(before.text, before.kind);
                }
                None => restored.push_kind(cell.text, cell.kind),
            }
        }
        (restored, warnings)
    }
}

/// True if only a spreadsheet has changed a cell. In a column with an error, that must be beyond doubt.
fn is_bent(before: &str, after: &str, column: &str, faulty: &str) -> bool {
    match bend(before, after) {
        None => false,
        Some(Bend::Damaged) => true,
        Some(Bend::Rewritten) => {
            !faulty.split("; ").flat_map(|part| part.split(" + ")).any(|name| name == column)
        }
    }
}

fn warning(run: &str, column: &str, values: Option<(&str, &str)>) -> Issue {
    let taken = values.map_or_else(String::new, |(before, _)| format!(": {before:?}"));
    let message = format!("a spreadsheet has changed the cell; the value of run {run} is taken{taken}");
    let hint = "nothing; to keep the value of this file instead, empty the _run cell of the row";
    let issue = Issue::warning(Complaint::new(Code::BentCell, message, hint)).in_column(column);
    match values {
        Some((_, after)) => issue.with_value(after),
        None => issue,
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

impl RunRejects {
    fn row(&self, earlier: &EarlierCells<'_>) -> Option<&Record> {
        let place = keys(earlier).into_iter().find_map(|key| self.places.get(&key))?;
        self.rows.get((*place)?)
    }

    /// Adds the rows of a file that the run has written.
    fn read(&mut self, path: &str, columns: &[String]) -> Result<(), SourceError> {
        let mut source = source::open(path, &ReadOptions::default())?;
        let header = source.header().names().to_vec();
        let places: HashMap<_, _> = numbered(&header).zip(0..).collect();
        self.columns = numbered(columns).map(|column| places.get(&column).copied()).collect();
        while let Some(batch) = source.next_batch(BATCH)? {
            for row in batch.rows {
                let cell = |at| row.record.get(at).map(|cell| cell.text);
                let Some(earlier) = EarlierCells::after(header.len(), cell) else { continue };
                for key in keys(&earlier) {
                    let number = self.rows.len();
                    self.places
                        .entry(key)
                        .and_modify(|place| *place = place.filter(|at| *at == number))
                        .or_insert(Some(number));
                }
                self.rows.push(row.record);
            }
            if source.count() >= ROWS {
                break;
            }
        }
        Ok(())
    }
}

/// The place of a row: exact, and as an office may have saved it.
fn keys(earlier: &EarlierCells<'_>) -> [[String; 3]; 2] {
    let exact = [earlier.file, earlier.sheet, earlier.row].map(|text| text.trim().to_owned());
    let plain =
        |text: &String| text.chars().map(|letter| if letter.is_ascii() { letter } else { '?' }).collect();
    let saved = [plain(&exact[0]), plain(&exact[1]), exact[2].clone()];
    [exact, saved]
}

/// The rejects of a run, as it wrote them; `None` if they are not here.
fn read_rejects(file: &str, header: &[String], run_dir: &Path, run: &str) -> Option<RunRejects> {
    let beside: Vec<PathBuf> = folder_of(file).into_iter().collect();
    let (folder, _) = find(run, run_dir, &beside)?;
    let mut rejects = RunRejects::default();
    let names: &[&str] = if is_usable(&folder, "rejects.csv", file) {
        &["rejects.csv", "unknown.csv"]
    } else {
        &["rejects.xlsx", "unknown.csv"]
    };
    for name in names.iter().filter(|name| is_usable(&folder, name, file)) {
        // Rows after a fault of the file are not compared, which is said.
        if rejects.read(&name_of(folder.file(name)), header).is_err() {
            break;
        }
    }
    (!rejects.rows.is_empty()).then_some(rejects)
}

/// True for a file that deskferry has written, and that is not the one that is imported.
fn is_usable(folder: &RunFolder, name: &str, file: &str) -> bool {
    let path = folder.file(name);
    let is_same = match (path.canonicalize(), path_of(file).canonicalize()) {
        (Ok(path), Ok(file)) => path == file,
        _ => false,
    };
    path.exists() && !is_same && (!name.ends_with(".csv") || begins_with_mark(&path))
}
