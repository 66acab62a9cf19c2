//! A diff of the changes of a plan that lose most: the fields of each row before and after.

use serde_json::{Map, Value};

use super::planned_changes::loss;
use super::protected_text::protected_note;
use super::summary_tables::group_digits;
use super::terminal_text::{WIDTH, piece, shown, width};
use super::worst_changes::WorstChanges;
use crate::customer::{
    CustomerColumn, FieldEffect, HIDDEN, PHOTO, flat_fields, is_blank_value, is_secret, list_in_words,
    lost_characters, photo, table_cell,
};
use crate::journal::{JournalError, JournalReader, PlanRow, RowAction, SearchKey, SourceRow};
use crate::profile::cut_pair;
use crate::wording::counted;

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
const FIELDS: usize = 10;

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
        add_change(&mut lines, "    ", row)?;
    }
    Ok(lines)
}

/// The updates that lose most.
fn worst_updates(reader: &JournalReader) -> Result<Vec<PlanRow>, JournalError> {
    let mut worst = WorstChanges::new(ALL);
    reader.each_change(|change| {
        let (wanted, base) = change.wanted_and_base()?;
        let loss = loss(&change, &reader.changed_values(&wanted, &base));
        if worst.wants(loss) {
            worst.add(loss, change.number);
        }
        Ok::<_, JournalError>(())
    })?;
    let rows = worst.into_sorted().into_iter().map(|id| reader.plan_row(id));
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Adds the action of a planned row, its fields before and after, and those that are protected.
pub fn add_row_diff(lines: &mut Vec<DiffLine>, head: &str, row: &PlanRow) -> Result<(), JournalError> {
    add_change(lines, head, row)?;
    add_protected(lines, row);
    Ok(())
}

/// Adds the action of a planned row, and its fields before and after.
fn add_change(lines: &mut Vec<DiffLine>, head: &str, row: &PlanRow) -> Result<(), JournalError> {
    let text = shown(&format!("{head}{}", action(row)?), WIDTH);
    lines.push(DiffLine { kind: DiffKind::Place, text });
    if !matches!(row.kind, RowAction::Insert | RowAction::Update) {
        return Ok(());
    }
    let after = object(row.payload.as_ref())?;
    let before = object(row.base.as_ref())?;
    let mut after = flat_fields(&after);
    let had = |name: &str| CustomerColumn::named(name).value(&before);
    after.sort_by_cached_key(|(name, value)| {
        let loses = FieldEffect::of(name, had(name), value).is_some_and(FieldEffect::loses);
        std::cmp::Reverse((loses, lost_characters(name, had(name), value)))
    });
    for (name, value) in after.iter().take(FIELDS) {
        add_field(lines, name, had(name), value);
    }
    if after.len() > FIELDS {
        let more = counted((after.len() - FIELDS) as u64, "more field", "more fields");
        // The page has the updates that lose most, but no inserts.
        let place = if row.kind == RowAction::Update { ": see report.html" } else { "" };
        let text = format!("      and {more}{place}");
        lines.push(DiffLine { kind: DiffKind::Place, text });
    }
    Ok(())
}

/// Adds the fields that differ and stay as they are.
fn add_protected(lines: &mut Vec<DiffLine>, row: &PlanRow) {
    let protected = row.protected.iter().take(FIELDS);
    lines.extend(protected.map(|one| {
        let text = shown(&format!("      = {}", protected_note(&[one])), WIDTH);
        DiffLine { kind: DiffKind::Place, text }
    }));
}

/// Adds a field before and after, cut so that the difference shows.
fn add_field(lines: &mut Vec<DiffLine>, name: &str, before: Option<&Value>, after: &Value) {
    let before = before.filter(|value| !is_blank_value(value)).map(|value| in_words(name, value));
    let after = Some(after).filter(|value| !is_blank_value(value)).map(|value| in_words(name, value));
    let room = WIDTH.saturating_sub(width(&head('+', name)));
    let pair = before.as_ref().zip(after.as_ref());
    let cut = pair.map(|(before, after)| cut_pair(before, after, room, |letter| piece(letter).1)).unzip();
    let both = [(DiffKind::Before, '-', cut.0.or(before)), (DiffKind::After, '+', cut.1.or(after))];
    lines.extend(both.into_iter().filter_map(|(kind, sign, text)| {
        let text = shown(&format!("{}{}", head(sign, name), text?), WIDTH);
        Some(DiffLine { kind, text })
    }));
}

fn head(sign: char, name: &str) -> String {
    format!("      {sign} {name}: ")
}

fn in_words(name: &str, value: &Value) -> String {
    if is_secret(name) {
        return HIDDEN.to_owned();
    }
    let photo = photo::in_words(value).filter(|_| name == PHOTO.name);
    let photo = photo.or_else(|| list_in_words(value));
    photo.unwrap_or_else(|| table_cell::written(&CustomerColumn::named(name), value).text.into_owned())
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
