//! A diff of the changes of a plan that lose most: the fields of each row before and after.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::planned_changes::loss;
use super::protected_text::protected_note;
use super::summary_tables::group_digits;
use super::terminal_text::{WIDTH, shown};
use super::worst_changes::WorstChanges;
use crate::customer::{
    CustomerColumn, HIDDEN, PHOTO, flat_fields, is_empty_value, is_secret, list_in_words, lost_characters,
    photo, table_cell,
};
use crate::journal::{
    JournalError, JournalReader, PlanRow, RowAction, SearchKey, SourceRow, changed_values, wanted_and_base,
};

/// A line of a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// What the line shows, for its colour.
    pub kind: DiffKind,
    /// The text, at most 80 columns wide, without a line break.
    pub text: String,
}

/// What a line of a diff shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffKind {
    /// The title of the diff.
    Title,
    /// The row of a change, or how much is left out.
    Place,
    /// The value before.
    Before,
    /// The value after.
    After,
}

/// The changes that are shown. Updates come first, because they change existing customers.
const UPDATES: usize = 5;
const ALL: usize = 8;
/// Fields shown of each change.
const FIELDS: usize = 6;

/// The changes of the plan in a journal that lose most, then some inserts; empty if nothing will be written.
pub fn preview_changes(reader: &JournalReader) -> Result<Vec<DiffLine>, JournalError> {
    let counts = reader.counts()?;
    let sources = reader.sources()?;
    let updates = worst_updates(reader)?;
    let inserts = reader.plan_rows_of(RowAction::Insert, 0, ALL)?;
    let updates: Vec<_> = updates.into_iter().take((ALL - inserts.len().min(ALL)).max(UPDATES)).collect();
    let inserts = inserts.into_iter().take(ALL - updates.len());
    let rows: Vec<PlanRow> = updates.iter().cloned().chain(inserts).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let all = counts.planned_inserts + counts.planned_updates;
    let of = if all > rows.len() as u64 {
        format!("{} of {} writes; the updates that lose most come first", rows.len(), group_digits(all))
    } else {
        "all writes".to_owned()
    };
    let mut lines = vec![DiffLine { kind: DiffKind::Title, text: format!("What would change ({of})") }];
    for row in &rows {
        let text = format!("  {}", row_place(row, &sources));
        lines.push(DiffLine { kind: DiffKind::Place, text });
        add_row_diff(&mut lines, "    ", row)?;
    }
    Ok(lines)
}

/// The updates that lose most.
fn worst_updates(reader: &JournalReader) -> Result<Vec<PlanRow>, JournalError> {
    let mut worst = WorstChanges::new(ALL);
    reader.each_change(|change| {
        let (wanted, base) = wanted_and_base(&change)?;
        let loss = loss(&change, &changed_values(&change, &wanted, &base));
        if worst.wants(loss) {
            worst.add(loss, change.number);
        }
        Ok::<_, JournalError>(())
    })?;
    let rows = worst.into_sorted().into_iter().map(|id| reader.plan_row(id));
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Adds the action of a planned row, and its fields before and after.
pub fn add_row_diff(lines: &mut Vec<DiffLine>, head: &str, row: &PlanRow) -> Result<(), JournalError> {
    let text = shown(&format!("{head}{}", action(row)?), WIDTH);
    lines.push(DiffLine { kind: DiffKind::Place, text });
    if !matches!(row.kind, RowAction::Insert | RowAction::Update) {
        add_protected(lines, row);
        return Ok(());
    }
    let after = object(row.payload.as_ref())?;
    let before = object(row.base.as_ref())?;
    let mut after = flat_fields(&after);
    let had = |name: &str| CustomerColumn::named(name).value(&before);
    after.sort_by_cached_key(|(name, value)| std::cmp::Reverse(lost_characters(name, had(name), value)));
    for (name, value) in after.iter().take(FIELDS) {
        field(lines, name, had(name), DiffKind::Before);
        field(lines, name, Some(*value), DiffKind::After);
    }
    if after.len() > FIELDS {
        let text = format!("      and {} more", after.len() - FIELDS);
        lines.push(DiffLine { kind: DiffKind::Place, text });
    }
    add_protected(lines, row);
    Ok(())
}

/// Adds the fields that differ and stay as they are.
fn add_protected(lines: &mut Vec<DiffLine>, row: &PlanRow) {
    let protected = row.protected.iter().take(FIELDS).map(std::slice::from_ref);
    lines.extend(protected.map(|one| {
        let text = shown(&format!("      = {}", protected_note(one)), WIDTH);
        DiffLine { kind: DiffKind::Place, text }
    }));
}

fn field(lines: &mut Vec<DiffLine>, name: &str, value: Option<&Value>, kind: DiffKind) {
    let Some(value) = value.filter(|value| !is_empty_value(value)) else { return };
    let sign = if kind == DiffKind::Before { '-' } else { '+' };
    let photo = photo::in_words(value).filter(|_| name == PHOTO.name);
    let photo = photo.or_else(|| list_in_words(value));
    let written =
        photo.map_or_else(|| table_cell::written(&CustomerColumn::named(name), value).text, Cow::Owned);
    let text = format!("      {sign} {name}: {}", if is_secret(name) { HIDDEN } else { &written });
    lines.push(DiffLine { kind, text: shown(&text, WIDTH) });
}

/// `a.csv, row 7`.
pub fn row_place(row: &PlanRow, sources: &[SourceRow]) -> String {
    let source = sources.get(usize::from(row.source));
    let file = source.map_or("", |source| source.file.rsplit('/').next().unwrap_or(&source.file));
    let sheet = source.and_then(|source| source.sheet.as_ref());
    let sheet = sheet.map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
    shown(&format!("{file}{sheet}, row {}", row.row), WIDTH - 2)
}

/// `update 17 (ada@example.org)`.
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
