//! results.csv, rejects.csv and unknown.csv. Every row of the sources is in exactly one of them.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::issue_stats::{IssueStats, RowPlace};
use super::protected_text::protected_note;
use crate::failpoint;
use crate::file::AtomicFile;
use crate::issue::{Code, Complaint, Issue, mark};
use crate::journal::{JournalError, JournalReader, ResultRow, RowOutcome, SourceRow};
use crate::record::fold_name;
use crate::source::is_dangerous;

const RESULT_COLUMNS: [&str; 6] = ["_file", "_sheet", "_row", "_action", "_id", "_note"];
const REJECT_COLUMNS: [&str; 6] = ["_file", "_sheet", "_row", "_codes", "_column", "_message"];

/// The byte order mark, by which Excel recognizes UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The columns of all sources: the union of their headers, in order of appearance.
#[derive(Debug, Clone)]
pub struct MergedHeader {
    names: Vec<String>,
    sources: Vec<SourceRow>,
    places: Vec<Vec<usize>>,
}

impl MergedHeader {
    /// Merges the headers of the sources.
    pub fn new(sources: Vec<SourceRow>) -> Self {
        let mut names = Vec::new();
        let places = sources.iter().map(|source| place_all(&mut names, &source.header)).collect();
        Self { names, sources, places }
    }

    /// The source with this number.
    pub fn source(&self, id: u16) -> Option<&SourceRow> {
        self.sources.get(usize::from(id))
    }

    fn header(&self, own: [&str; 6]) -> Vec<String> {
        self.names.iter().cloned().chain(own.map(ToOwned::to_owned)).collect()
    }

    /// The cells of a row in the order of the union. Cells past the header are not data and are left out (see
    /// [`crate::source::Row`]).
    fn lay<'c>(&self, source: u16, cells: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
        let mut laid = vec![""; self.names.len()];
        let places = self.places.get(usize::from(source)).map_or(&[][..], Vec::as_slice);
        for (cell, place) in cells.zip(places) {
            laid[*place] = cell;
        }
        laid
    }
}

/// Returns the place of each column of a header among the names, and adds new names.
///
/// A column takes the place of an equal name, or of one that differs only in case and white space, because a mapping
/// treats these as equal. Columns that share a name, or have none, get a place each.
fn place_all(names: &mut Vec<String>, header: &[String]) -> Vec<usize> {
    let exact = by_name(names, String::clone);
    let folded = by_name(names, |name| fold_name(name));
    let mut taken = HashSet::new();
    let mut take = |of: &HashMap<String, Vec<usize>>, name: &str| {
        let place = of.get(name)?.iter().copied().find(|at| !taken.contains(at))?;
        taken.insert(place);
        Some(place)
    };
    let mut places: Vec<Option<usize>> = header.iter().map(|name| take(&exact, name)).collect();
    for (name, place) in header.iter().zip(&mut places) {
        *place = place.or_else(|| take(&folded, &fold_name(name)));
    }
    let added = |(name, place): (&String, Option<usize>)| {
        place.unwrap_or_else(|| {
            names.push(name.clone());
            names.len() - 1
        })
    };
    header.iter().zip(places).map(added).collect()
}

/// The places of each name, in ascending order.
fn by_name(names: &[String], spelled: impl Fn(&String) -> String) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        places.entry(spelled(name)).or_default().push(at);
    }
    places
}

/// A CSV file. It gets its name when it is finished.
pub(super) struct ResultCsv {
    path: PathBuf,
    header: Vec<String>,
    writer: Option<csv::Writer<AtomicFile>>,
    /// A spreadsheet would compute one of the cells.
    formulas: bool,
}

impl ResultCsv {
    pub(super) fn new(path: PathBuf, header: Vec<String>) -> Self {
        Self { path, header, writer: None, formulas: false }
    }

    pub(super) fn write<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> Result<(), JournalError> {
        let path = self.path.clone();
        let mut formulas = self.formulas;
        let cells = cells.into_iter().inspect(|cell| formulas = formulas || is_dangerous(cell));
        let written = self.writer()?.write_record(cells);
        self.formulas = formulas;
        written.map_err(|error| JournalError::file(path, error.into()))
    }

    fn writer(&mut self) -> Result<&mut csv::Writer<AtomicFile>, JournalError> {
        if self.writer.is_none() {
            let mut file = AtomicFile::create(&self.path)?;
            file.write_all(MARK).map_err(|error| JournalError::file(&self.path, error))?;
            let mut writer = csv::Writer::from_writer(file);
            let written = writer.write_record(&self.header);
            written.map_err(|error| JournalError::file(&self.path, error.into()))?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().ok_or_else(|| JournalError::Damaged("no writer".to_owned()))
    }

    /// Finishes the file. Without rows, there is no file, and an earlier one is removed.
    pub(super) fn finish(self) -> Result<Option<PathBuf>, JournalError> {
        let Some(writer) = self.writer else {
            return match std::fs::remove_file(&self.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(JournalError::file(self.path, error))
                }
                _ => Ok(None),
            };
        };
        let mut file = writer.into_inner().map_err(|error| {
            JournalError::file(
                &self.path,
                std::io::Error::new(error.error().kind(), error.error().to_string()),
            )
        })?;
        file.flush().map_err(|error| JournalError::file(&self.path, error))?;
        file.finish()?;
        Ok(Some(self.path))
    }
}

/// The three files, open for writing.
pub struct ResultFiles {
    merged: MergedHeader,
    results: ResultCsv,
    rejects: ResultCsv,
    unknown: ResultCsv,
}

/// The files that were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenFiles {
    /// The path of results.csv.
    pub results: Option<PathBuf>,
    /// The path of rejects.csv.
    pub rejects: Option<PathBuf>,
    /// The path of unknown.csv.
    pub unknown: Option<PathBuf>,
    /// A spreadsheet would compute one of the cells.
    pub formulas: bool,
}

impl ResultFiles {
    /// Prepares the files in a folder. A file is created with its first row.
    pub fn new(folder: &Path, merged: MergedHeader) -> Self {
        Self {
            results: ResultCsv::new(folder.join("results.csv"), merged.header(RESULT_COLUMNS)),
            rejects: ResultCsv::new(folder.join("rejects.csv"), merged.header(REJECT_COLUMNS)),
            unknown: ResultCsv::new(folder.join("unknown.csv"), merged.header(REJECT_COLUMNS)),
            merged,
        }
    }

    /// Adds a row that was rejected or failed.
    pub fn reject<'c>(
        &mut self,
        source: u16,
        row: u64,
        cells: impl Iterator<Item = &'c str>,
        issues: &[Issue],
    ) -> Result<(), JournalError> {
        write_issue_row(&self.merged, &mut self.rejects, source, row, cells, issues)
    }

    fn add(&mut self, row: &ResultRow, dry_run: bool) -> Result<(), JournalError> {
        failpoint::pass("report-row");
        let cells = row.cells.iter().map(String::as_str);
        match row.outcome {
            Some(RowOutcome::Rejected | RowOutcome::Failed) => {
                write_issue_row(&self.merged, &mut self.rejects, row.source, row.row, cells, &row.issues)
            }
            Some(RowOutcome::Unknown) => {
                write_issue_row(&self.merged, &mut self.unknown, row.source, row.row, cells, &row.issues)
            }
            _ => self.result(row, dry_run),
        }
    }

    fn result(&mut self, row: &ResultRow, dry_run: bool) -> Result<(), JournalError> {
        let state = match (&row.note, &row.outcome) {
            (Some(note), _) => note,
            (None, None) if dry_run => "planned; nothing was sent",
            (None, None) => "pending: not written yet",
            (None, Some(_)) => "",
        };
        let parts = [state.to_owned(), protected_note(&row.protected), warnings(&row.issues)];
        let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        let action = match row.outcome {
            None if !dry_run => "pending",
            Some(RowOutcome::Merged) => RowOutcome::Merged.as_str(),
            _ => row.kind.as_str(),
        };
        let (file, sheet) = place(&self.merged, row.source);
        let number = row.row.to_string();
        let id = row.id.clone().unwrap_or_default();
        let cells = self.merged.lay(row.source, row.cells.iter().map(String::as_str));
        let own = [file, sheet, &number, action, &id, &note];
        self.results.write(cells.into_iter().chain(own))
    }

    /// Finishes the files.
    pub fn finish(self) -> Result<WrittenFiles, JournalError> {
        let formulas = self.results.formulas || self.rejects.formulas || self.unknown.formulas;
        Ok(WrittenFiles {
            formulas,
            results: self.results.finish()?,
            rejects: self.rejects.finish()?,
            unknown: self.unknown.finish()?,
        })
    }
}

fn place(merged: &MergedHeader, source: u16) -> (&str, &str) {
    let source = merged.source(source);
    let sheet = source.and_then(|source| source.sheet.as_deref()).unwrap_or_default();
    (source.map_or("", |source| &source.file), sheet)
}

fn write_issue_row<'c>(
    merged: &MergedHeader,
    table: &mut ResultCsv,
    source: u16,
    row: u64,
    cells: impl Iterator<Item = &'c str>,
    issues: &[Issue],
) -> Result<(), JournalError> {
    let errors: Vec<&Issue> = issues.iter().filter(|issue| issue.is_error()).collect();
    let join = |parts: Vec<String>| parts.join("; ");
    // This warning depends on the country of most rows, which the rejects file does not show.
    let doubt = issues.iter().map(|issue| issue.code).filter(|code| *code == Code::PhoneReadings).take(1);
    let codes: Vec<Code> = errors.iter().map(|issue| issue.code).chain(doubt).collect();
    let columns = join(errors.iter().map(|issue| issue.column.clone().unwrap_or_default()).collect());
    let messages = errors.iter().map(|issue| format!("{} ({})", issue.message, issue.hint)).collect();
    let (file, sheet) = place(merged, source);
    let cells: Vec<&str> = cells.collect();
    let earlier = || merged.source(source).and_then(|source| cells.get(source.header.len()).copied());
    let sheet = if sheet.is_empty() { earlier().unwrap_or_default() } else { sheet };
    let laid = merged.lay(source, cells.iter().copied());
    let number = row.to_string();
    let codes = mark(&codes, laid.iter().copied());
    let messages = join(messages);
    let own = [file, sheet, &number, &codes, columns.trim_matches([';', ' ']), &messages];
    table.write(laid.into_iter().chain(own))
}

/// The issue of an in-doubt insert.
fn in_doubt() -> Issue {
    let message = "the insert may have arrived: the run ended before the outcome was known";
    let hint = "resume the run: it looks up the customer, and sends the insert again only if it is missing";
    Issue::error(Complaint::new(Code::Unknown, message, hint))
}

fn warnings(issues: &[Issue]) -> String {
    let texts = issues.iter().map(|issue| {
        let column = issue.column.as_ref().or(issue.field.as_ref());
        format!("{} {}: {}", issue.code, column.map_or("row", String::as_str), issue.message)
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// Writes the three files from the journal, and counts the issues.
pub fn write_results(
    folder: &Path,
    reader: &JournalReader,
    dry_run: bool,
) -> Result<(WrittenFiles, IssueStats), JournalError> {
    let merged = MergedHeader::new(reader.sources()?);
    let mut files = ResultFiles::new(folder, merged.clone());
    let mut stats = IssueStats::default();
    reader.each_result(|mut row| {
        if row.outcome == Some(RowOutcome::Unknown) && !row.issues.iter().any(Issue::is_error) {
            row.issues.push(in_doubt());
        }
        stats.add(RowPlace::in_journal(&merged.sources, &row), &row.issues);
        files.add(&row, dry_run)
    })?;
    let written = files.finish()?;
    stats.formulas = written.formulas;
    Ok((written, stats))
}
