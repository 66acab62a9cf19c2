//! Counts issues by code and by column, and keeps a few examples.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fixes::RefusedFixes;
use crate::issue::{Code, Issue, Severity};
use crate::journal::{JournalError, JournalReader, ResultRow, RunFolder, SourceRow};
use crate::language::ReportLanguage;
use crate::profile::{ReadingProfile, shorten};

/// The maximum number of examples of each code, as long as there are fewer than [`ALL_SAMPLES`] in total.
const SAMPLES: usize = 200;
/// The maximum number of examples of each code after that.
const LEAST: usize = 5;
/// The total number of examples from which on fewer are kept.
const ALL_SAMPLES: usize = 2000;
/// The most combinations of codes that are counted. The rows of others count as having further errors.
const CODE_SETS: usize = 256;
/// How many rejected rows the terminal shows.
const FIRST: usize = 5;

/// An issue with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueSample {
    /// The path of the source, as the user gave it.
    pub file: String,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The number of the row, as a spreadsheet counts.
    pub row: u64,
    /// The line in a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The issue.
    #[serde(flatten)]
    pub issue: Issue,
}

impl IssueSample {
    /// What its number counts. A fix is at a line of its file, as errors about this file say.
    pub(super) fn unit(&self) -> &'static str {
        if self.is_of_fixes() { "line" } else { "row" }
    }

    /// True if it is about a line of the file of fixes, and not about a row of a source.
    pub(super) fn is_of_fixes(&self) -> bool {
        self.issue.code == Code::RefusedFix
    }
}

/// All issues of one code and severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueGroup {
    /// The code.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What the code means.
    pub title: String,
    /// What to do: the hint of the issues if they share it, otherwise the remedy of the code.
    #[serde(default)]
    pub remedy: String,
    /// The number of issues.
    pub count: u64,
    /// Those of them that are in rows with errors.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub in_rejected_rows: u64,
    /// The number of issues by column, or by field without a column.
    pub by_column: BTreeMap<String, u64>,
    /// The first issues.
    pub samples: Vec<IssueSample>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl IssueGroup {
    /// The issues in rows that are not rejected.
    pub(super) fn in_accepted_rows(&self) -> u64 {
        self.count - self.in_rejected_rows.min(self.count)
    }

    /// Adds a word for empty cells to the remedy, which lists all of them.
    fn learn(&mut self, issue: &Issue) {
        let word = issue.value.as_ref().map_or_else(String::new, |value| format!("{value:?}"));
        if self.remedy.contains(&word) {
            return;
        }
        if let Some(list) = self.remedy.strip_suffix(']') {
            self.remedy = format!("{list}, {word}]");
        }
    }
}

/// The place of a row with issues.
#[derive(Debug, Clone, Copy)]
pub struct RowPlace<'a> {
    /// Its source, if that is known.
    pub source: Option<&'a SourceRow>,
    /// The number of the row, as a spreadsheet counts.
    pub row: u64,
    /// The line in a text file, from 1; otherwise 0.
    pub line: u64,
}

impl<'a> RowPlace<'a> {
    /// The place of a row in a journal; `sources` are those of the journal.
    pub fn in_journal(sources: &'a [SourceRow], row: &ResultRow) -> Self {
        Self { source: sources.get(usize::from(row.source)), row: row.row, line: row.line }
    }
}

/// In the place of a column, for an issue of the row as a whole.
pub(super) const WHOLE_ROW: &str = "(row)";

/// The column of an issue, or its field, or `(row)`.
pub(super) fn column_of(issue: &Issue) -> &str {
    issue.column.as_deref().or(issue.field.as_deref()).unwrap_or(WHOLE_ROW)
}

/// Counts an issue by its column.
pub(super) fn count_column(columns: &mut BTreeMap<String, u64>, issue: &Issue) {
    let column = column_of(issue);
    match columns.get_mut(column) {
        Some(count) => *count += 1,
        None => *columns.entry(shorten(column)).or_default() += 1,
    }
}

/// Collects issues. Its memory does not grow with their number.
#[derive(Debug, Default)]
pub struct IssueStats {
    groups: BTreeMap<(Code, Severity), IssueGroup>,
    /// The number of rejected rows by the codes of their errors.
    rejected: BTreeMap<BTreeSet<Code>, u64>,
    first: Vec<IssueSample>,
    rows_shown: usize,
    kept: usize,
    /// A cell in the result files would be computed by a spreadsheet.
    pub formulas: bool,
    /// The language of the titles in the terminal.
    pub language: ReportLanguage,
    /// What of rejects.csv is not in rejects.xlsx, as a sentence.
    pub not_in_workbook: Option<String>,
}

impl IssueStats {
    /// Counts the issues of one row.
    pub fn add(&mut self, place: RowPlace<'_>, issues: &[Issue]) {
        let sample = |issue: &Issue| IssueSample {
            file: place.source.map_or_else(String::new, |source| source.file.clone()),
            sheet: place.source.and_then(|source| source.sheet.clone()),
            row: place.row,
            line: (place.line > 0).then_some(place.line),
            issue: Issue {
                column: issue.column.as_deref().map(shorten),
                suggested: Vec::new(),
                ..issue.clone()
            },
        };
        if self.rows_shown < FIRST && issues.iter().any(Issue::is_error) {
            self.rows_shown += 1;
            self.first.extend(issues.iter().filter(|issue| issue.is_error()).map(sample));
        }
        let rejected = issues.iter().any(Issue::is_error);
        self.add_codes(issues);
        for issue in issues {
            let kept = self.kept;
            let group = self.group(issue);
            group.count += 1;
            group.in_rejected_rows += u64::from(rejected);
            if issue.code == Code::EmptyWord {
                group.learn(issue);
            } else if group.remedy != issue.hint && group.remedy != issue.code.spec().remedy {
                issue.code.spec().remedy.clone_into(&mut group.remedy);
            }
            count_column(&mut group.by_column, issue);
            let most = if kept < ALL_SAMPLES { SAMPLES } else { LEAST };
            if group.samples.len() < most {
                group.samples.push(sample(issue));
                self.kept += 1;
            }
        }
    }

    /// Counts fixes that no longer fit, at their lines of the file of fixes.
    pub fn add_refused_fixes(&mut self, refused: &RefusedFixes) {
        let file = refused.file.clone();
        let fixes = SourceRow { id: 0, file, sheet: None, header: Vec::new() };
        for fix in &refused.first {
            let place = RowPlace { source: Some(&fixes), row: fix.line, line: fix.line };
            self.add(place, &[fix.issue()]);
        }
        if let Some(group) =
            self.groups.get_mut(&(Code::RefusedFix, Severity::Warning)).filter(|_| refused.more > 0)
        {
            group.count += refused.more;
            *group.by_column.entry(WHOLE_ROW.to_owned()).or_default() += refused.more;
        }
    }

    fn add_codes(&mut self, issues: &[Issue]) {
        let errors = issues.iter().filter(|issue| issue.is_error());
        let codes: BTreeSet<Code> = errors.map(|issue| issue.code).collect();
        if !codes.is_empty() && (self.rejected.len() < CODE_SETS || self.rejected.contains_key(&codes)) {
            *self.rejected.entry(codes).or_default() += 1;
        }
    }

    /// The number of rows whose errors all have one of these codes.
    pub(super) fn rejected_only_for(&self, is_one: impl Fn(Code) -> bool) -> u64 {
        let own = self.rejected.iter().filter(|(codes, _)| codes.iter().all(|code| is_one(*code)));
        own.map(|(_, rows)| rows).sum()
    }

    fn group(&mut self, issue: &Issue) -> &mut IssueGroup {
        self.groups.entry((issue.code, issue.severity)).or_insert_with(|| IssueGroup {
            code: issue.code,
            severity: issue.severity,
            title: issue.code.spec().title.to_owned(),
            remedy: issue.hint.clone(),
            count: 0,
            in_rejected_rows: 0,
            by_column: BTreeMap::new(),
            samples: Vec::new(),
        })
    }

    /// The issues of a report.
    pub(super) fn from_groups(groups: Vec<IssueGroup>, language: ReportLanguage) -> Self {
        let errors = groups.iter().filter(|group| group.severity == Severity::Error);
        let first = errors.flat_map(|group| group.samples.iter().cloned()).take(FIRST).collect();
        let groups = groups.into_iter().map(|group| ((group.code, group.severity), group)).collect();
        Self { groups, first, language, ..Self::default() }
    }

    /// The issues of a journal, and the fixes of its run that no longer fit.
    pub(super) fn from_journal(folder: &RunFolder, reader: &JournalReader) -> Result<Self, JournalError> {
        let sources = reader.sources()?;
        let mut stats = Self::default();
        reader.each_result(|row| {
            stats.add(RowPlace::in_journal(&sources, &row), &row.issues);
            Ok::<_, JournalError>(())
        })?;
        stats.add_fixes_of(folder)?;
        Ok(stats)
    }

    /// Counts the fixes of a run that no longer fit.
    pub(super) fn add_fixes_of(&mut self, folder: &RunFolder) -> Result<(), JournalError> {
        let survey = ReadingProfile::load(folder)?;
        let refused = survey.and_then(|survey| survey.refused_fixes);
        refused.iter().for_each(|refused| self.add_refused_fixes(refused));
        Ok(())
    }

    /// The groups: errors first, then the most frequent.
    pub fn groups(&self) -> Vec<&IssueGroup> {
        let mut groups: Vec<&IssueGroup> = self.groups.values().collect();
        groups.sort_by_key(|group| (std::cmp::Reverse(group.severity), std::cmp::Reverse(group.count)));
        groups
    }

    /// The errors of the first rejected rows.
    pub fn first(&self) -> &[IssueSample] {
        &self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Complaint;

    #[test]
    fn the_remedy_for_empty_words_lists_all_of_them() {
        let mut stats = IssueStats::default();
        for word in ["nan", "None", "nan"] {
            let complaint = Complaint::new(Code::EmptyWord, "m", format!("null = [\"\", \"{word}\"]"));
            stats.add(
                RowPlace { source: None, row: 2, line: 0 },
                &[Issue::warning(complaint).in_column(word).with_value(word)],
            );
        }
        assert_eq!(stats.groups()[0].remedy, "null = [\"\", \"nan\", \"None\"]");
    }
}
