//! What the updates of a run change: counts by field, the updates that lose most with their fields before and after,
//! and values that a policy protects.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::worst_changes::{Loss, WorstChanges};
use crate::customer::{FieldEffect, WritePolicy, flat_fields};
use crate::journal::{
    ChangeRow, ChangedValue, ChangesOf, FieldChangeCounts, JournalError, JournalReader, ProtectedField,
    SearchKey, SourceRow,
};
use crate::profile::{display_pair, shorten, whole_fields};

/// The maximum number of updates that are kept, and of protected values.
const SAMPLES: usize = 50;
/// The maximum number of values that lose most.
const GREATEST: usize = 10;
/// The maximum number of fields of each update.
const FIELDS: usize = 50;

/// The updates of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedChanges {
    /// The number of planned updates.
    pub rows: u64,
    /// The number of planned updates that change each field.
    pub by_field: BTreeMap<String, u64>,
    /// What happens to values: of a dry run what is planned, otherwise what was written. `None` in a report of an
    /// earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<FieldChangeCounts>,
    /// The updates that lose most.
    pub samples: Vec<ChangeSample>,
    /// The values that lose most, each as an update of one field; absent in a report of an earlier version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub greatest: Vec<ChangeSample>,
    /// The first protected values, then the first that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub protected_samples: Vec<ProtectedSample>,
}

/// An update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSample {
    /// The path of the source, as the user gave it.
    pub file: String,
    /// The number of the row, as a spreadsheet counts.
    pub row: u64,
    /// The values of the match key, or the id without one.
    pub customer: String,
    /// The fields that change, those that lose most first.
    pub fields: Vec<FieldChange>,
}

/// A field that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name in the API.
    pub field: String,
    /// Its value when the plan was made; empty without one.
    pub before: String,
    /// Its new value.
    pub after: String,
    /// What happens to the value; reports of earlier versions lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<FieldEffect>,
    /// The number of characters of the old value that are gone.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lost: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A value that a policy protects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectedSample {
    /// The path of the source, as the user gave it.
    pub file: String,
    /// The number of the row, as a spreadsheet counts.
    pub row: u64,
    /// The match key's values of the row, or the customer's id.
    pub customer: String,
    /// The row inserts a customer, which does not get the value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new_customer: bool,
    /// The field.
    pub field: String,
    /// Its policy.
    pub policy: WritePolicy,
    /// The value of the help desk, which stays.
    pub kept: String,
    /// The value of the row, which is not written.
    pub wanted: String,
}

impl PlannedChanges {
    /// Collects the updates of a journal. `undone` is the journal of the run that it undoes: it has the match keys.
    pub fn from_journal(
        reader: &JournalReader,
        of: ChangesOf,
        undone: Option<&JournalReader>,
    ) -> Result<Self, JournalError> {
        let sources = reader.sources()?;
        let mut changes = Self::default();
        let mut counts = FieldChangeCounts::default();
        let mut worst = Worst {
            updates: WorstChanges::new(SAMPLES),
            values: WorstChanges::new(GREATEST),
            sources: &sources,
            undone,
        };
        reader.each_change(|change| {
            changes.add_planned(&change)?;
            if of.has(&change) { worst.add(&change, reader, &mut counts) } else { Ok(()) }
        })?;
        changes.samples = worst.updates.into_sorted();
        changes.greatest = worst.values.into_sorted();
        let mut left_out = Vec::new();
        reader.each_protected(|kept| {
            let samples = if kept.is_left_out() { &mut left_out } else { &mut changes.protected_samples };
            counts.protect(&kept.value.field, kept.is_left_out());
            if samples.len() < SAMPLES {
                samples.push(ProtectedSample::new(&sources, kept));
            }
            Ok::<_, JournalError>(())
        })?;
        changes.protected_samples.append(&mut left_out);
        changes.values = Some(counts);
        Ok(changes)
    }

    /// True if nothing is updated, protected or left out.
    pub fn is_empty(&self) -> bool {
        self.rows == 0 && self.values.as_ref().is_none_or(FieldChangeCounts::is_empty)
    }

    fn add_planned(&mut self, change: &ChangeRow<'_>) -> Result<(), JournalError> {
        let patch: Map<String, Value> = serde_json::from_str(change.patch)?;
        self.rows += 1;
        for (field, _) in flat_fields(&patch) {
            *self.by_field.entry(field).or_default() += 1;
        }
        Ok(())
    }
}

/// The updates and the values that lose most.
struct Worst<'a> {
    updates: WorstChanges<ChangeSample>,
    values: WorstChanges<ChangeSample>,
    sources: &'a [SourceRow],
    undone: Option<&'a JournalReader>,
}

impl Worst<'_> {
    /// Counts the values of an update, and keeps what is among the worst.
    fn add(
        &mut self,
        change: &ChangeRow<'_>,
        reader: &JournalReader,
        counts: &mut FieldChangeCounts,
    ) -> Result<(), JournalError> {
        let (wanted, base) = change.wanted_and_base()?;
        let values = reader.changed_values(&wanted, &base);
        values.iter().for_each(|value| counts.add(&value.field, value.effect));
        let all = loss(change, &values);
        if !values.is_empty() && self.updates.wants(all) {
            let fields = field_changes(&values, &wanted, &base);
            self.updates.add(all, self.sample(change, fields)?);
        }
        for value in values.iter().filter(|value| value.effect.loses()) {
            let one = std::slice::from_ref(value);
            let own = loss(change, one);
            if self.values.wants(own) {
                let fields = field_changes(one, &wanted, &base);
                self.values.add(own, self.sample(change, fields)?);
            }
        }
        Ok(())
    }

    fn sample(&self, change: &ChangeRow<'_>, fields: Vec<FieldChange>) -> Result<ChangeSample, JournalError> {
        let file = file_of(self.sources, change.source);
        Ok(ChangeSample { file, row: change.row, customer: self.customer(change)?, fields })
    }

    /// The values of the match key, or the id without one.
    fn customer(&self, change: &ChangeRow<'_>) -> Result<String, JournalError> {
        let known = match (change.search, self.undone) {
            (Some(own), _) => Some(own.to_owned()),
            (None, Some(undone)) => undone.plan_row(change.number)?.and_then(|row| row.search),
            (None, None) => None,
        };
        let keys: Vec<SearchKey> =
            known.map_or_else(|| Ok(Vec::new()), |keys| serde_json::from_str(&keys))?;
        let values = keys.first().map(|own| own.values.join(" + "));
        Ok(shorten(&values.unwrap_or_else(|| change.id.unwrap_or_default().to_owned())))
    }
}

/// How much an update loses.
pub(super) fn loss(change: &ChangeRow<'_>, values: &[ChangedValue<'_>]) -> Loss {
    let with = |effect| values.iter().filter(|value| value.effect == effect).count() as u64;
    Loss {
        characters: values.iter().map(ChangedValue::lost_characters).sum(),
        emptied: with(FieldEffect::Emptied),
        replaced: with(FieldEffect::Replaced),
        row: Reverse(change.number),
    }
}

/// The fields as texts, those that lose most first, then those that are added to, then those that were empty.
fn field_changes(
    values: &[ChangedValue<'_>],
    patch: &Map<String, Value>,
    base: &Map<String, Value>,
) -> Vec<FieldChange> {
    let texts = |object| whole_fields(object).into_iter().collect::<BTreeMap<String, String>>();
    let mut after = texts(patch);
    let mut before = texts(base);
    let change = |value: &ChangedValue<'_>| {
        let was = before.remove(&value.field).unwrap_or_default();
        let (before, after) = display_pair(&was, &after.remove(&value.field).unwrap_or_default());
        FieldChange {
            field: value.field.clone(),
            before,
            after,
            effect: Some(value.effect),
            lost: value.lost_characters(),
        }
    };
    let mut fields: Vec<FieldChange> = values.iter().map(change).collect();
    fields.sort_by_key(|field| {
        let keeps = field.effect.filter(|effect| !effect.loses());
        (keeps.is_some(), keeps == Some(FieldEffect::Filled), Reverse(field.lost))
    });
    fields.truncate(FIELDS);
    fields
}

impl ProtectedSample {
    /// True if there is nothing to protect.
    pub(super) fn is_left_out(&self) -> bool {
        self.new_customer || self.kept.trim().is_empty()
    }

    fn new(sources: &[SourceRow], kept: ProtectedField) -> Self {
        let value = kept.value;
        let text = |wanted: &Value| {
            let object = Map::from_iter([(value.field.clone(), wanted.clone())]);
            whole_fields(&object).pop().map_or_else(String::new, |(_, text)| text)
        };
        let customer =
            if kept.key.is_empty() { kept.server_id.unwrap_or_default() } else { kept.key.join(" + ") };
        let (kept_text, wanted) = display_pair(&text(&value.current), &text(&value.wanted));
        Self {
            file: file_of(sources, kept.source),
            row: kept.row,
            customer: shorten(&customer),
            new_customer: kept.is_new,
            policy: value.policy,
            kept: kept_text,
            wanted,
            field: value.field,
        }
    }
}

fn file_of(sources: &[SourceRow], source: u16) -> String {
    sources.get(usize::from(source)).map_or_else(String::new, |source| source.file.clone())
}
