//! results.csv, rejects.csv and unknown.csv. Every row of the sources is in exactly one of them. rejects.xlsx has the
//! rows of rejects.csv again.

use std::path::{Path, PathBuf};

use super::changes_note::changes_note;
use super::corrected_rows::{CorrectedRow, CorrectedRows};
use super::issue_stats::{IssueStats, RowPlace};
use super::merged_header::MergedHeader;
use super::protected_text::{left_out_note, protected_note};
use super::rejects_workbook::{RejectedCells, RejectsWorkbook};
use super::result_csv::ResultCsv;
use crate::failpoint;
use crate::issue::{Code, Complaint, Issue, mark};
use crate::journal::{
    CorrectedRejects, JournalError, JournalReader, ResultRow, RowAction, RowOutcome, RunFile, RunFolder,
};
use crate::plan::ProtectedValue;
use crate::source::REJECT_COLUMNS;

/// The place of `_codes` among [`REJECT_COLUMNS`].
const CODES: usize = 3;

const RESULT_COLUMNS: [&str; 7] = ["_file", "_sheet", "_row", "_action", "_id", "_changes", "_note"];

/// True for a part of `_decided` that is a setting of the run: the rest was decided from whole columns.
pub fn is_setting(part: &str) -> bool {
    ["mode: ", "on_multiple: ", "write: ", "write."].iter().any(|start| part.starts_with(start))
}

/// What an earlier run decided from whole columns, with the settings of this run.
fn with_settings(earlier: &str, own: &str) -> String {
    let parts = |text| str::split(text, ';').map(str::trim).filter(|part| !part.is_empty());
    let decided = parts(earlier).filter(|part| !is_setting(part));
    decided.chain(parts(own).filter(|part| is_setting(part))).collect::<Vec<_>>().join("; ")
}

/// The run that rejects rows, and what it decided about their sources.
#[derive(Debug, Clone, Default)]
pub struct RejectsOrigin {
    /// The id of the run.
    pub run: String,
    /// By source: what was decided from whole columns, and the settings of the run.
    pub decided: Vec<String>,
}

impl RejectsOrigin {
    /// As `run.json` has it.
    pub fn of(run: &RunFile) -> Self {
        Self { run: run.id.clone(), decided: run.inputs.iter().map(|input| input.decided.clone()).collect() }
    }
}

/// The files, open for writing.
pub struct ResultFiles {
    merged: MergedHeader,
    origin: RejectsOrigin,
    results: ResultCsv,
    rejects: ResultCsv,
    workbook: RejectsWorkbook,
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
    /// What of rejects.csv is not in rejects.xlsx, as a sentence.
    pub not_in_workbook: Option<String>,
}

impl ResultFiles {
    /// Prepares the files in a folder. A file is created with its first row.
    pub fn new(folder: &Path, merged: MergedHeader, origin: RejectsOrigin) -> Self {
        let header = merged.header(&REJECT_COLUMNS);
        Self {
            results: ResultCsv::new(folder.join("results.csv"), merged.header(&RESULT_COLUMNS)),
            rejects: ResultCsv::new(folder.join("rejects.csv"), header.clone()),
            unknown: ResultCsv::new(folder.join("unknown.csv"), header.clone()),
            workbook: RejectsWorkbook::new(folder, header, merged.names.len()),
            merged,
            origin,
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
        let cells: Vec<&str> = cells.collect();
        let own = self.issue_cells(source, row, &cells, issues);
        let laid = self.merged.lay(source, cells.iter().copied());
        let all: Vec<&str> = laid.into_iter().chain(own.iter().map(String::as_str)).collect();
        self.rejects.write(all.iter().copied())?;
        let faults = self.faults(source, issues);
        self.workbook.add(&RejectedCells { cells: &all, faults })
    }

    fn unknown<'c>(
        &mut self,
        row: &'c ResultRow,
        cells: impl Iterator<Item = &'c str>,
    ) -> Result<(), JournalError> {
        let cells: Vec<&str> = cells.collect();
        let own = self.issue_cells(row.source, row.row, &cells, &row.issues);
        let laid = self.merged.lay(row.source, cells.iter().copied());
        self.unknown.write(laid.into_iter().chain(own.iter().map(String::as_str)))
    }

    fn add(&mut self, row: &ResultRow, dry_run: bool) -> Result<(), JournalError> {
        failpoint::pass("report-row");
        let cells = row.cells.iter().map(String::as_str);
        match row.outcome {
            Some(RowOutcome::Rejected | RowOutcome::Failed) => {
                self.reject(row.source, row.row, cells, &row.issues)
            }
            Some(RowOutcome::Unknown) => self.unknown(row, cells),
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
        let is_new = row.kind == RowAction::Insert;
        let (left_out, protected): (Vec<&ProtectedValue>, Vec<_>) =
            row.protected.iter().partition(|value| is_new || value.is_left_out());
        let kept = [protected_note(&protected), left_out_note(&left_out)];
        let parts = [state.to_owned(), mended_note(&row.mended)].into_iter().chain(kept);
        let parts = parts.chain([warnings(&row.issues)]);
        let note = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        let action = match row.outcome {
            None if !dry_run => "pending",
            // A planned update may find nothing to write.
            Some(outcome @ (RowOutcome::Merged | RowOutcome::Unchanged)) => outcome.as_str(),
            _ => row.kind.as_str(),
        };
        let (file, sheet) = place(&self.merged, row.source);
        let number = row.row.to_string();
        let id = row.id.clone().unwrap_or_default();
        let cells = self.merged.lay(row.source, row.cells.iter().map(String::as_str));
        let changes = changes_note(&row.effects, &protected, &left_out);
        let own = [file, sheet, &number, action, &id, &changes, &note];
        self.results.write(cells.into_iter().chain(own))
    }

    /// The cells of [`REJECT_COLUMNS`].
    fn issue_cells(&self, source: u16, row: u64, cells: &[&str], issues: &[Issue]) -> [String; 8] {
        let errors: Vec<&Issue> = issues.iter().filter(|issue| issue.is_error()).collect();
        let join = |parts: Vec<String>| parts.join("; ");
        // This warning depends on the country of most rows, which the rejects file does not show.
        let doubt = issues.iter().map(|issue| issue.code).filter(|code| *code == Code::PhoneReadings).take(1);
        let codes: Vec<Code> = errors.iter().map(|issue| issue.code).chain(doubt).collect();
        let columns = join(errors.iter().map(|issue| issue.column.clone().unwrap_or_default()).collect());
        let messages = errors.iter().map(|issue| format!("{} ({})", issue.message, issue.hint)).collect();
        let (file, sheet) = place(&self.merged, source);
        let earlier = self.merged.earlier(source, cells);
        // Not the sheet of the rejects file: whether the cells of the row have types depends on its first source.
        let sheet = earlier.map_or(sheet, |earlier| earlier.typed);
        let own = self.origin.decided.get(usize::from(source)).map_or("", String::as_str);
        let decided = earlier.map_or_else(|| own.to_owned(), |earlier| with_settings(earlier.decided, own));
        let laid = self.merged.lay(source, cells.iter().copied());
        [
            file.to_owned(),
            sheet.to_owned(),
            row.to_string(),
            mark(&codes, self.merged.by_name(&laid)),
            columns.trim_matches([';', ' ']).to_owned(),
            join(messages),
            decided,
            self.origin.run.clone(),
        ]
    }

    /// The faulty cells, each with what is wrong. An issue of the whole row is at its codes.
    fn faults(&self, source: u16, issues: &[Issue]) -> Vec<(usize, String)> {
        let codes = self.merged.names.len() + CODES;
        let mut faults: Vec<(usize, String)> = Vec::new();
        for issue in issues.iter().filter(|issue| issue.is_error()) {
            let text = format!("{} {} ({})", issue.code, issue.message, issue.hint);
            let places = self.merged.places_of(source, issue);
            let places = if places.is_empty() { vec![codes] } else { places };
            for place in places {
                match faults.iter_mut().find(|(own, _)| *own == place) {
                    Some((_, said)) => *said = format!("{said}\n{text}"),
                    None => faults.push((place, text.clone())),
                }
            }
        }
        faults
    }

    /// Finishes the files.
    pub fn finish(self) -> Result<WrittenFiles, JournalError> {
        let formulas = self.results.formulas || self.rejects.formulas || self.unknown.formulas;
        Ok(WrittenFiles {
            formulas,
            not_in_workbook: self.workbook.finish()?,
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

/// The issue of an in-doubt insert.
fn in_doubt() -> Issue {
    let message = "the insert may have arrived: the run ended before the outcome was known";
    let hint = "resume the run: it looks up the customer, and sends the insert again only if it is missing";
    Issue::error(Complaint::new(Code::Unknown, message, hint))
}

/// `mended: Email, City`
fn mended_note(columns: &[String]) -> String {
    if columns.is_empty() { String::new() } else { format!("mended: {}", columns.join(", ")) }
}

fn warnings(issues: &[Issue]) -> String {
    let texts = issues.iter().map(|issue| {
        let column = issue.column.as_ref().or(issue.field.as_ref());
        format!("{} {}: {}", issue.code, column.map_or("row", String::as_str), issue.message)
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// What [`write_results`] found.
#[derive(Debug)]
pub struct WrittenResults {
    /// The issues of the rows.
    pub issues: IssueStats,
    /// What became of the rejected rows of earlier runs.
    pub corrected: Vec<CorrectedRejects>,
}

/// Writes the files from the journal, and counts the issues.
pub fn write_results(
    folder: &RunFolder,
    reader: &JournalReader,
    run: &RunFile,
) -> Result<WrittenResults, JournalError> {
    let merged = MergedHeader::new(reader.sources()?);
    let mut files = ResultFiles::new(folder.path(), merged.clone(), RejectsOrigin::of(run));
    let mut issues = IssueStats::default();
    let mut corrected = CorrectedRows::default();
    reader.each_result(|mut row| {
        if row.outcome == Some(RowOutcome::Unknown) && !row.issues.iter().any(Issue::is_error) {
            row.issues.push(in_doubt());
        }
        issues.add(RowPlace::in_journal(&merged.sources, &row), &row.issues);
        if run.undoes.is_none() && run.is_of_rejects(row.source) {
            let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
            corrected.add(
                merged.earlier(row.source, &cells),
                CorrectedRow::of(row.outcome, row.note.as_deref(), run.dry_run),
            );
        }
        files.add(&row, run.dry_run)
    })?;
    let written = files.finish()?;
    issues.formulas = written.formulas;
    issues.not_in_workbook = written.not_in_workbook;
    if run.undoes.is_none() {
        issues.add_fixes_of(folder)?;
    }
    Ok(WrittenResults { issues, corrected: corrected.finish(folder, run) })
}
