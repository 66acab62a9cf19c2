//! Compares two reports: which rejected rows are fixed, which are new, and how the counts of issues changed.
//!
//! Rows with the same cells are the same row, wherever they are. Of the rest, rows with the same place are the same
//! row: its cells were changed, but it is still rejected. A remaining row of the earlier run is fixed or gone from the
//! source; a remaining row of the later run is new.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::report_json::{ReportInput, RunReport};
use crate::exit_status::ExitStatus;
use crate::journal::{JournalError, RunCommand, RunFolder};
use crate::source::reject_columns;

/// The differences between two runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReportDiff {
    /// The format version: 1.
    pub version: u32,
    /// The id of the earlier run.
    pub before: String,
    /// The id of the later run.
    pub after: String,
    /// The number of rows, before and after.
    pub rows: (u64, u64),
    /// The number of rejected rows, before and after.
    pub rejected: (u64, u64),
    /// Rows that are no longer rejected: corrected, or gone from the source. The places are those of the earlier run.
    pub fixed: Vec<RejectedRow>,
    /// Rows that are rejected again with the same cells.
    pub unchanged: u64,
    /// Rows that are rejected again in the same place, with other cells. The places are those of the later run.
    pub changed: Vec<RejectedRow>,
    /// Rows that are rejected only now.
    pub new: Vec<RejectedRow>,
    /// Counts of issues that changed, by code and column.
    pub issues: Vec<IssueChange>,
    /// Other differences between the two runs, as sentences.
    pub remarks: Vec<String>,
}

/// A row of a rejects file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedRow {
    /// The path of the source, as the user gave it.
    pub file: String,
    /// The sheet of a workbook; otherwise empty.
    pub sheet: String,
    /// The number of the row, as a spreadsheet counts.
    pub row: String,
    /// Its codes, separated by `; `.
    pub codes: String,
    /// What is wrong, and what to do.
    pub message: String,
    #[serde(skip)]
    content: u64,
}

/// The number of issues with a code in a column, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssueChange {
    /// The code.
    pub code: String,
    /// The column, or the field without one.
    pub column: String,
    /// The number in the earlier run.
    pub before: u64,
    /// The number in the later run.
    pub after: u64,
}

/// A run to compare.
#[derive(Debug, Clone, Copy)]
pub struct ComparedRun<'a> {
    /// Its report.
    pub report: &'a RunReport,
    /// Its folder, with the rejects file.
    pub folder: &'a RunFolder,
}

impl ReportDiff {
    /// Compares two runs.
    pub fn new(earlier: ComparedRun<'_>, later: ComparedRun<'_>) -> Result<Self, JournalError> {
        let before = earlier.report;
        let after = later.report;
        let mut diff = Self {
            version: 1,
            before: before.run.clone(),
            after: after.run.clone(),
            rows: (before.counts.rows, after.counts.rows),
            rejected: (before.counts.rejected, after.counts.rejected),
            issues: issues(before, after),
            remarks: remarks(before, after),
            ..Self::default()
        };
        diff.match_rows(rejected(earlier.folder)?, rejected(later.folder)?, &FilePairs::new(before, after));
        Ok(diff)
    }

    fn match_rows(&mut self, before: Vec<RejectedRow>, after: Vec<RejectedRow>, files: &FilePairs) {
        let mut contents: HashMap<u64, u64> = HashMap::new();
        after.iter().for_each(|row| *contents.entry(row.content).or_default() += 1);
        let mut left: Vec<RejectedRow> = Vec::new();
        let mut kept: HashMap<u64, u64> = HashMap::new();
        for row in before {
            match contents.get_mut(&row.content).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    *kept.entry(row.content).or_default() += 1;
                    self.unchanged += 1;
                }
                None => left.push(row),
            }
        }
        let mut places: HashMap<_, RejectedRow> =
            left.into_iter().map(|row| (files.place(&row, false), row)).collect();
        for row in after {
            match kept.get_mut(&row.content).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None if places.remove(&files.place(&row, true)).is_some() => self.changed.push(row),
                None => self.new.push(row),
            }
        }
        self.fixed = places.into_values().collect();
        self.fixed.sort_by_key(|row| (row.file.clone(), row.row.parse::<u64>().unwrap_or(0)));
    }
}

/// Pairs the files of both runs: by name, or by order if their number is the same.
struct FilePairs {
    before: Vec<String>,
    after: Vec<String>,
}

impl FilePairs {
    fn new(before: &RunReport, after: &RunReport) -> Self {
        let names = |report: &RunReport| report.about.inputs.iter().map(|input| input.file.clone()).collect();
        Self { before: names(before), after: names(after) }
    }

    fn place(&self, row: &RejectedRow, later: bool) -> (String, String, String) {
        let same = self.before.len() == self.after.len() && later && !self.before.contains(&row.file);
        let at = self.after.iter().position(|name| *name == row.file).filter(|_| same);
        let file = at.and_then(|at| self.before.get(at)).unwrap_or(&row.file);
        (file.clone(), row.sheet.clone(), row.row.clone())
    }
}

fn rejected(folder: &RunFolder) -> Result<Vec<RejectedRow>, JournalError> {
    let path = folder.file("rejects.csv");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let fault = |error: csv::Error| JournalError::file(&path, error.into());
    let mut reader = csv::Reader::from_path(&path).map_err(fault)?;
    let header = reader.headers().map_err(fault)?.clone();
    let names: Vec<&str> = header.iter().collect();
    let width = header.len().saturating_sub(reject_columns(&names));
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.push(row(&header, &record.map_err(fault)?, width));
    }
    Ok(rows)
}

fn row(header: &csv::StringRecord, record: &csv::StringRecord, width: usize) -> RejectedRow {
    let own = |at: usize| record.get(width + at).unwrap_or_default().to_owned();
    // The order of columns and empty cells make no difference.
    let name = |name: &str| name.trim_start_matches('\u{feff}').to_owned();
    let cells: BTreeMap<String, &str> =
        header.iter().map(name).zip(record).take(width).filter(|(_, cell)| !cell.is_empty()).collect();
    let mut text = Vec::new();
    for (name, cell) in cells {
        text.extend_from_slice(name.as_bytes());
        text.push(0);
        text.extend_from_slice(cell.as_bytes());
        text.push(0);
    }
    let codes = own(3).split(" #").next().unwrap_or_default().to_owned();
    let content = xxh3_64(&text);
    RejectedRow { file: own(0), sheet: own(1), row: own(2), codes, message: own(5), content }
}

fn issues(before: &RunReport, after: &RunReport) -> Vec<IssueChange> {
    let mut all: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for (report, later) in [(before, false), (after, true)] {
        for group in &report.issues {
            for (column, count) in &group.by_column {
                let counts = all.entry((group.code.to_string(), column.clone())).or_default();
                *(if later { &mut counts.1 } else { &mut counts.0 }) += count;
            }
        }
    }
    let change = |((code, column), (before, after))| IssueChange { code, column, before, after };
    all.into_iter().filter(|(_, (before, after))| before != after).map(change).collect()
}

/// Reasons why the two runs may not be comparable.
fn remarks(before: &RunReport, after: &RunReport) -> Vec<String> {
    let what = |report: &RunReport| match (&report.command, report.dry_run) {
        (RunCommand::Validate, _) => "a validation".to_owned(),
        (command, true) => format!("a dry run of {command}"),
        (command, false) => format!("a run of {command}"),
    };
    let other = |name: &str, before: String, after: String| {
        (before != after).then(|| format!("{name}: {before} before, {after} after."))
    };
    let mapping = |report: &RunReport| {
        let short = report.about.mapping_sha256.get(..12).unwrap_or("none");
        format!("{:?} (SHA-256 {short}…)", report.about.mapping)
    };
    let mode = |report: &RunReport| format!("{:?}", report.about.mode).to_lowercase();
    let keys = |report: &RunReport| {
        let keys: Vec<String> = report.about.match_keys.iter().map(|key| key.join(" + ")).collect();
        keys.join(", or ")
    };
    let unfinished = |name: &str, report: &RunReport| {
        let ended = report.exit.is_some_and(ExitStatus::is_finished);
        (!ended).then(|| format!("The {name} run did not finish, so not all of its rejects are known."))
    };
    let corrected =
        after.about.corrected.iter().find(|corrected| corrected.run == before.run && !corrected.unknown);
    let parts = [
        corrected.map(|corrected| corrected.sentence("no longer rejected")),
        other("Different kind of run", what(before), what(after)),
        sources(before, after),
        other("Different mapping", mapping(before), mapping(after)),
        other("Different mode", mode(before), mode(after)),
        other("Different match keys", keys(before), keys(after)),
        other("Different version of deskferry", before.about.tool.clone(), after.about.tool.clone()),
        unfinished("earlier", before),
        unfinished("later", after),
    ];
    parts.into_iter().flatten().collect()
}

fn sources(before: &RunReport, after: &RunReport) -> Option<String> {
    let one = &before.about.inputs;
    let two = &after.about.inputs;
    let names = |inputs: &[ReportInput]| {
        inputs.iter().map(|input| input.file.as_str()).collect::<Vec<_>>().join(", ")
    };
    let hashes =
        |inputs: &[ReportInput]| inputs.iter().map(|input| input.sha256.clone()).collect::<Option<Vec<_>>>();
    let paired = if one.len() == two.len() {
        "they are compared in order"
    } else {
        "the number of sources differs, so rows are compared by cells, or by file name and row"
    };
    match (hashes(one), hashes(two)) {
        (Some(one), Some(two)) if one == two => Some("The sources are identical.".to_owned()),
        _ if names(one) == names(two) => None,
        _ => Some(format!("Different sources: {} before, {} after; {paired}.", names(one), names(two))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(file: &str, row: u64, content: u64) -> RejectedRow {
        let file = file.to_owned();
        let row = row.to_string();
        RejectedRow { file, sheet: String::new(), row, codes: String::new(), message: String::new(), content }
    }

    #[test]
    fn rows_are_matched_by_content_and_then_by_place() {
        let files = FilePairs { before: vec!["a.csv".into()], after: vec!["b.csv".into()] };
        let before = vec![row("a.csv", 2, 1), row("a.csv", 3, 2), row("a.csv", 4, 3), row("a.csv", 5, 1)];
        // Row 2 moved to row 9, row 3 was changed in its place, rows 4 and 5 are fixed, and row 7 is new.
        let after = vec![row("b.csv", 3, 20), row("b.csv", 7, 70), row("b.csv", 9, 1)];
        let mut diff = ReportDiff::default();
        diff.match_rows(before, after, &files);
        let rows =
            |rows: &[RejectedRow]| rows.iter().map(|row| row.row.clone()).collect::<Vec<_>>().join(" ");
        assert_eq!(
            (rows(&diff.fixed), rows(&diff.changed), rows(&diff.new)),
            ("4 5".into(), "3".into(), "7".into())
        );
        assert_eq!(diff.unchanged, 1);
    }
}
