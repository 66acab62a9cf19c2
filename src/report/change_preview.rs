//! The first changes of a plan, as a diff: for each row the fields before and after.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::summary_tables::grouped;
use super::terminal_text::{WIDTH, shown};
use crate::customer::{CustomerColumn, HIDDEN, PHOTO, is_empty_value, is_secret, photo, table_cell};
use crate::journal::{JournalError, JournalReader, PlanRow, RowAction, SearchKey, SourceRow};

/// A line of a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// Which colour it may have.
    pub kind: DiffKind,
    /// At most eighty columns, without its end.
    pub text: String,
}

/// What a line of a diff tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffKind {
    /// What all of it is about.
    Title,
    /// Where a change stands, or what is left out.
    Place,
    /// The value before.
    Before,
    /// The value after.
    After,
}

/// Changes that are shown: what changes somebody who is there comes first.
const UPDATES: usize = 5;
const ALL: usize = 8;
/// Fields of one change that are shown.
const FIELDS: usize = 6;

/// The first changes of the plan in a journal; empty where nothing is to be written.
pub fn preview(reader: &JournalReader) -> Result<Vec<DiffLine>, JournalError> {
    let counts = reader.counts()?;
    let sources = reader.sources()?;
    let updates = reader.plan_rows_of(RowAction::Update, 0, ALL)?;
    let inserts = reader.plan_rows_of(RowAction::Insert, 0, ALL)?;
    let updates: Vec<_> = updates.into_iter().take((ALL - inserts.len().min(ALL)).max(UPDATES)).collect();
    let inserts = inserts.into_iter().take(ALL - updates.len());
    let rows: Vec<PlanRow> = updates.iter().cloned().chain(inserts).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let all = counts.planned_inserts + counts.planned_updates;
    let of = if all > rows.len() as u64 {
        format!("the first {} of {} writes", rows.len(), grouped(all))
    } else {
        "all writes".to_owned()
    };
    let mut lines = vec![DiffLine { kind: DiffKind::Title, text: format!("What would change ({of})") }];
    for row in &rows {
        let text = format!("  {}", place_of(row, &sources));
        lines.push(DiffLine { kind: DiffKind::Place, text });
        diff_of(&mut lines, "    ", row)?;
    }
    Ok(lines)
}

/// What a row of a plan is to become, with its fields before and after.
pub fn diff_of(lines: &mut Vec<DiffLine>, head: &str, row: &PlanRow) -> Result<(), JournalError> {
    let text = shown(&format!("{head}{}", action(row)?), WIDTH);
    lines.push(DiffLine { kind: DiffKind::Place, text });
    if !matches!(row.kind, RowAction::Insert | RowAction::Update) {
        return Ok(());
    }
    let after = object(row.payload.as_ref())?;
    let before = object(row.base.as_ref())?;
    let after = flat(&after);
    for (name, value) in after.iter().take(FIELDS) {
        field(lines, name, CustomerColumn::named(name).value(&before), DiffKind::Before);
        field(lines, name, Some(value), DiffKind::After);
    }
    if after.len() > FIELDS {
        let text = format!("      and {} more", after.len() - FIELDS);
        lines.push(DiffLine { kind: DiffKind::Place, text });
    }
    Ok(())
}

fn field(lines: &mut Vec<DiffLine>, name: &str, value: Option<&Value>, kind: DiffKind) {
    let Some(value) = value.filter(|value| !is_empty_value(value)) else { return };
    let sign = if kind == DiffKind::Before { '-' } else { '+' };
    let photo = photo::in_words(value).filter(|_| name == PHOTO.name);
    let written =
        photo.map_or_else(|| table_cell::written(&CustomerColumn::named(name), value).text, Cow::Owned);
    let text = format!("      {sign} {name}: {}", if is_secret(name) { HIDDEN } else { &written });
    lines.push(DiffLine { kind, text: shown(&text, WIDTH) });
}

/// `a.csv, row 7`
pub fn place_of(row: &PlanRow, sources: &[SourceRow]) -> String {
    let source = sources.get(usize::from(row.source));
    let file = source.map_or("", |source| source.file.rsplit('/').next().unwrap_or(&source.file));
    let sheet = source.and_then(|source| source.sheet.as_ref());
    let sheet = sheet.map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
    shown(&format!("{file}{sheet}, row {}", row.row), WIDTH - 2)
}

/// `update 17 (ada@example.org)`
fn action(row: &PlanRow) -> Result<String, JournalError> {
    let id = row.server_id.as_ref().map_or_else(String::new, |id| format!(" {id}"));
    let keys: Vec<SearchKey> = match &row.search {
        Some(text) => serde_json::from_str(text)?,
        None => Vec::new(),
    };
    let key = keys.first().map_or_else(String::new, |key| format!(" ({})", key.values.join(", ")));
    Ok(format!("{}{id}{key}", row.kind))
}

fn object(text: Option<&String>) -> Result<Map<String, Value>, JournalError> {
    Ok(text.map_or_else(|| Ok(Map::new()), |text| serde_json::from_str(text))?)
}

/// The members, custom fields among them by `customFields.NAME`.
fn flat(members: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (name, value) in members {
        match value {
            Value::Object(custom) if name == "customFields" => {
                all.extend(custom.iter().map(|(field, value)| (format!("{name}.{field}"), value.clone())));
            }
            value => all.push((name.clone(), value.clone())),
        }
    }
    all
}
