//! The rows of a plan, page by page: what changes of each customer, before and after.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::customer::{FieldEffect, WritePolicy};
use crate::issue::Issue;
use crate::journal::{JournalReader, PlanRow, RowAction, RunFile, RunFolder, SearchKey, SourceRow};
use crate::profile::{display_pair, whole_fields};

use crate::workbench::error::WorkbenchError;

/// The rows of a page, and how many are read at once.
const ROWS: usize = 50;
const BATCH: usize = 200;
/// A search goes on with another request after this time.
const PATIENCE: Duration = Duration::from_millis(400);
/// The most fields of a row.
const FIELDS: usize = 60;

/// Which rows are wanted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanQuery {
    /// `insert`, `update`, `unchanged`, `skip`, `reject` or `merge`
    show: String,
    /// Only rows with this text, in whatever case, in a cell or a value.
    #[serde(default)]
    search: String,
    /// Only rows after this one.
    #[serde(default)]
    after: u64,
}

#[derive(Debug, Serialize)]
pub(crate) struct PlanPage {
    rows: Vec<ShownRow>,
    /// Go on after this row; `null` if there are no more.
    next: Option<u64>,
}

#[derive(Debug, Serialize)]
struct ShownRow {
    /// The row in the journal.
    id: u64,
    file: String,
    /// As a spreadsheet counts.
    row: u64,
    /// The match key, or the name, or the id.
    customer: String,
    fields: Vec<ShownField>,
    protected: Vec<ShownProtected>,
    note: Option<String>,
    issues: Vec<ShownIssue>,
}

#[derive(Debug, Serialize)]
struct ShownField {
    field: String,
    before: String,
    after: String,
    effect: Option<FieldEffect>,
}

#[derive(Debug, Serialize)]
struct ShownProtected {
    field: String,
    kept: String,
    wanted: String,
    policy: WritePolicy,
}

#[derive(Debug, Serialize)]
struct ShownIssue {
    code: &'static str,
    column: Option<String>,
    message: String,
    hint: String,
}

/// The page of a run that a query asks for.
pub(crate) fn plan_page(
    folder: &RunFolder,
    run: &RunFile,
    query: &PlanQuery,
) -> Result<PlanPage, WorkbenchError> {
    let kind = kind_of(&query.show)?;
    let reader = JournalReader::look(&folder.journal())?.under(&run.write_policies);
    let sources = reader.sources()?;
    let wanted = query.search.to_lowercase();
    let (start, mut after, mut rows) = (Instant::now(), query.after, Vec::new());
    loop {
        let batch = reader.plan_rows_of(kind, after, BATCH)?;
        let is_last = batch.len() < BATCH;
        for row in batch {
            if rows.len() == ROWS {
                return Ok(PlanPage { rows, next: Some(after) });
            }
            after = row.id;
            let shown = shown(&reader, &sources, &row)?;
            if wanted.is_empty() || row.cells.to_lowercase().contains(&wanted) || shown.has(&wanted) {
                rows.push(shown);
            }
        }
        if is_last {
            return Ok(PlanPage { rows, next: None });
        }
        if start.elapsed() >= PATIENCE {
            return Ok(PlanPage { rows, next: Some(after) });
        }
    }
}

/// The most customers that are named for a run.
const NAMED: usize = 3;

/// The first customers that a run writes, by name or key, and `…` if there are more; none if its journal can't be read.
pub(super) fn first_customers(folder: &RunFolder) -> Vec<String> {
    let names = || -> Result<Vec<String>, WorkbenchError> {
        let reader = JournalReader::look(&folder.journal())?;
        let mut names = Vec::new();
        for kind in [RowAction::Update, RowAction::Insert] {
            for row in reader.plan_rows_of(kind, 0, NAMED + 1)? {
                let (after, before) = (object(row.payload.as_ref())?, object(row.base.as_ref())?);
                names.extend(name_in(&after, &before).or_else(|| key_of(&row)));
            }
        }
        if names.len() > NAMED {
            names.truncate(NAMED);
            names.push("…".to_owned());
        }
        Ok(names)
    };
    names().unwrap_or_default()
}

fn name_in(after: &Map<String, Value>, before: &Map<String, Value>) -> Option<String> {
    let name = after.get("name").or_else(|| before.get("name"));
    name.and_then(Value::as_str).map(ToOwned::to_owned)
}

fn kind_of(word: &str) -> Result<RowAction, WorkbenchError> {
    use RowAction::{Insert, Merge, Reject, Skip, Unchanged, Update};
    let all = [Insert, Update, Unchanged, Skip, Reject, Merge];
    let unknown = || WorkbenchError::Request {
        what: format!("show takes insert, update, unchanged, skip, reject or merge, not {word:?}"),
        field: Some("show"),
    };
    all.into_iter().find(|kind| kind.as_str() == word).ok_or_else(unknown)
}

impl ShownRow {
    fn has(&self, wanted: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(wanted);
        has(&self.customer) || self.fields.iter().any(|field| has(&field.before) || has(&field.after))
    }
}

fn object(text: Option<&String>) -> Result<Map<String, Value>, WorkbenchError> {
    let parsed = text.map_or_else(|| Ok(Map::new()), |text| serde_json::from_str(text));
    parsed.map_err(|error| WorkbenchError::Lock(error.into()))
}

fn shown(reader: &JournalReader, sources: &[SourceRow], row: &PlanRow) -> Result<ShownRow, WorkbenchError> {
    let (after, before) = (object(row.payload.as_ref())?, object(row.base.as_ref())?);
    let key = key_of(row).or_else(|| name_in(&after, &before)).or_else(|| row.server_id.clone());
    let issues: Vec<Issue> = row.issues.as_deref().map_or_else(Vec::new, |text| {
        // An issue of a later version is not shown.
        serde_json::from_str(text).unwrap_or_default()
    });
    Ok(ShownRow {
        id: row.id,
        file: sources.get(usize::from(row.source)).map_or_else(String::new, |source| source.file.clone()),
        row: row.row,
        customer: key.unwrap_or_default(),
        fields: fields(reader, row.kind, &after, &before),
        protected: row.protected.iter().map(protected).collect(),
        note: row.note.clone(),
        issues: issues.into_iter().map(shown_issue).collect(),
    })
}

fn shown_issue(issue: Issue) -> ShownIssue {
    ShownIssue { code: issue.code.id(), column: issue.column, message: issue.message, hint: issue.hint }
}

fn key_of(row: &PlanRow) -> Option<String> {
    let keys: Vec<SearchKey> = serde_json::from_str(row.search.as_deref()?).ok()?;
    Some(keys.first()?.values.join(" + "))
}

/// The fields that are written, those that lose a value first.
fn fields(
    reader: &JournalReader,
    kind: RowAction,
    after: &Map<String, Value>,
    before: &Map<String, Value>,
) -> Vec<ShownField> {
    let texts = |object: &Map<String, Value>| whole_fields(object);
    let effects = match kind {
        RowAction::Update => reader.changed_values(after, before),
        _ => Vec::new(),
    };
    let had = texts(before);
    let field = |(name, text): (String, String)| {
        let was = had.iter().find(|(field, _)| *field == name).map_or("", |(_, text)| text.as_str());
        let (before, after) = display_pair(was, &text);
        let effect = effects.iter().find(|value| value.field == name).map(|value| value.effect);
        ShownField { field: name, before, after, effect }
    };
    let mut fields: Vec<ShownField> = texts(after).into_iter().map(field).collect();
    fields.sort_by_key(|field| !field.effect.is_some_and(FieldEffect::loses));
    fields.truncate(FIELDS);
    fields
}

fn protected(value: &crate::plan::ProtectedValue) -> ShownProtected {
    let text = |of: &Value| {
        let object = Map::from_iter([(value.field.clone(), of.clone())]);
        whole_fields(&object).pop().map_or_else(String::new, |(_, text)| text)
    };
    let (kept, wanted) = display_pair(&text(&value.current), &text(&value.wanted));
    ShownProtected { field: value.field.clone(), kept, wanted, policy: value.policy }
}
