//! Real rows before and after a rule, also one that is not saved yet.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::customer::HIDDEN;
use crate::file::name_of;
use crate::issue::Issue;
use crate::mapping::{OneField, Outcome};
use crate::suggest::{RowSample, SampledRow};

use super::current_mapping::{CurrentMapping, bound_to, read_options};
use super::field_examples::cut;
use super::mapping_edit::MappingEdit;
use crate::workbench::error::WorkbenchError;
use crate::workbench::files::KnownFiles;
use crate::workbench::project::Project;

/// How many rows are shown; at most so many are tried, for at most this long.
const SHOWN: usize = 20;
const TRIED: usize = 400;
const PATIENCE: Duration = Duration::from_millis(50);

/// What a preview is of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewRequest {
    file: String,
    field: String,
    /// A rule that is not saved yet; without it, the stored one.
    rule: Option<Map<String, Json>>,
}

/// Rows before and after.
#[derive(Debug, Serialize)]
pub(crate) struct Preview {
    rows: Vec<PreviewRow>,
    /// The rows that were tried, all with different cells, and how many of them have an error or a warning.
    tried: usize,
    errors: usize,
    warnings: usize,
    /// The rows of the sample.
    sample: usize,
    conversion: &'static str,
}

#[derive(Debug, Serialize)]
struct PreviewRow {
    /// As a spreadsheet counts; `null` for a row from further down.
    row: Option<u64>,
    before: Vec<CellView>,
    /// `value`, `nothing`, `cleared` or `skipped`.
    what: &'static str,
    after: String,
    issues: Vec<IssueView>,
}

#[derive(Debug, Serialize)]
struct CellView {
    column: String,
    text: String,
}

/// An error or a warning about a value.
#[derive(Debug, Serialize)]
pub(crate) struct IssueView {
    pub(crate) code: String,
    pub(crate) error: bool,
    pub(crate) message: String,
    pub(crate) hint: String,
    /// The values that were probably meant.
    pub(crate) suggested: Vec<String>,
}

impl IssueView {
    /// A message may have a part of the value: if that is hidden, only the name of the issue is shown.
    pub(crate) fn of(issue: &Issue, hides: bool) -> Self {
        let (message, hint, suggested) = match hides {
            true => (issue.code.spec().title.to_owned(), String::new(), Vec::new()),
            false => (issue.message.clone(), issue.hint.clone(), issue.suggested.clone()),
        };
        Self { code: issue.code.to_string(), error: issue.is_error(), message, hint, suggested }
    }
}

/// Applies a rule to rows of a file.
pub(crate) fn preview(
    project: &Project,
    known: &KnownFiles,
    asked: PreviewRequest,
) -> Result<Preview, WorkbenchError> {
    let file = project.read()?;
    let entry = file.entry(&asked.file).ok_or(WorkbenchError::NoFile)?;
    let path = name_of(project.path(entry));
    let current = CurrentMapping::of(project)?;
    let stored = current.text.as_deref().unwrap_or(EMPTY);
    let field = asked.field.clone();
    let text = match asked.rule {
        None => stored.to_owned(),
        Some(rule) => current.edited(stored, &[MappingEdit::Rule { field: asked.field, rule }])?,
    };
    let mapping = current.check(&text)?;
    let sample = known.rows(&path, &read_options(&entry.reading, Some(&mapping))?)?;
    let (bound, mistake) = bound_to(&mapping, &sample, current.definitions.as_ref())?;
    let reading = entry.reading.options(mapping.source())?;
    let sensitive = known.sensitive(&path, &reading, current.definitions.as_deref())?;
    let one = bound.one_field(&field);
    // A column that is missing elsewhere in the mapping is told with the columns.
    match (one, mistake) {
        (None, Some(mistake)) => Err(mistake.into()),
        (None, None) => Err(WorkbenchError::NoRule(field)),
        (Some(one), _) => Ok(applied(&one, &sample, &sensitive)),
    }
}

/// The beginning of a mapping, for a rule that would be its first.
pub(crate) const EMPTY: &str = "version = 1\n\n[fields]\n";

fn applied(one: &OneField<'_>, sample: &RowSample, sensitive: &[bool]) -> Preview {
    let columns = one.columns();
    let hides = one.is_secret() || columns.iter().any(|at| sensitive.get(*at) == Some(&true));
    let start = Instant::now();
    let mut tried: Vec<PreviewRow> = Vec::new();
    for row in different(sample, &columns) {
        tried.push(row_view(one, sample, row, &columns, hides));
        if tried.len() >= TRIED || (tried.len() >= SHOWN && start.elapsed() > PATIENCE) {
            break;
        }
    }
    let with =
        |error: bool| tried.iter().filter(|row| row.issues.iter().any(|issue| issue.error == error)).count();
    let (errors, warnings, number) = (with(true), with(false), tried.len());
    let conversion = one.conversion();
    Preview { rows: chosen(tried), tried: number, errors, warnings, sample: sample.rows.len(), conversion }
}

/// Rows with different cells, one of each.
fn different<'s>(sample: &'s RowSample, columns: &[usize]) -> impl Iterator<Item = &'s SampledRow> {
    let text = |row: &'s SampledRow| -> Vec<&'s str> {
        columns.iter().map(|at| row.record.get(*at).map_or("", |cell| cell.text)).collect()
    };
    let mut seen = HashSet::new();
    let new: Vec<_> = sample.rows.iter().filter(|row| seen.insert(text(row))).collect();
    // Rows from all parts of the sample come first.
    let step = (new.len() / SHOWN).max(1);
    let (early, late): (Vec<_>, Vec<_>) = new.into_iter().enumerate().partition(|(at, _)| at % step == 0);
    early.into_iter().chain(late).map(|(_, row)| row)
}

fn row_view(
    one: &OneField<'_>,
    sample: &RowSample,
    row: &SampledRow,
    columns: &[usize],
    hides: bool,
) -> PreviewRow {
    let (outcome, issues) = one.outcome(&row.record);
    let (what, after) = match outcome {
        Outcome::Nothing => ("nothing", String::new()),
        Outcome::Value(_) if hides => ("value", HIDDEN.to_owned()),
        Outcome::Value(text) => ("value", cut(&text)),
        Outcome::Cleared => ("cleared", String::new()),
        Outcome::Skipped(why) => ("skipped", why),
    };
    let cell = |at: &usize| CellView {
        column: sample.header.label(*at),
        text: row.record.get(*at).map_or_else(String::new, |cell| cut(cell.text)),
    };
    PreviewRow {
        row: row.number,
        before: columns.iter().map(cell).filter(|_| !hides).collect(),
        what,
        after,
        issues: issues.iter().map(|issue| IssueView::of(issue, hides)).collect(),
    }
}

/// The rows to show: those with problems first, but not only those; and of rows that look the same only a few.
fn chosen(tried: Vec<PreviewRow>) -> Vec<PreviewRow> {
    let rank = |row: &PreviewRow| match row {
        row if row.issues.iter().any(|issue| issue.error) => 0,
        row if !row.issues.is_empty() => 1,
        row if row.what == "value" => 2,
        _ => 3,
    };
    let mut groups: [Vec<PreviewRow>; 4] = Default::default();
    for row in tried {
        if let Some(group) = groups.get_mut(rank(&row)) {
            group.push(row);
        }
    }
    let mut left = SHOWN;
    let most = [8, 6, SHOWN, 2];
    let mut shown = Vec::new();
    for (group, most) in groups.into_iter().zip(most) {
        let taken = group.into_iter().take(most.min(left));
        shown.extend(taken);
        left = SHOWN - shown.len().min(SHOWN);
    }
    shown
}
