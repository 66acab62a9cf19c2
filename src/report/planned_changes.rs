//! What the updates of a plan change: counts by field, and the first updates with their fields before and after.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::journal::{ChangeRow, JournalError, JournalReader, SearchKey};
use crate::profile::{display_fields, shorten};

/// The maximum number of updates that are kept.
const SAMPLES: usize = 50;
/// The maximum number of fields of each update.
const FIELDS: usize = 50;

/// The updates of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedChanges {
    /// The number of updates.
    pub rows: u64,
    /// The number of updates that change each field.
    pub by_field: BTreeMap<String, u64>,
    /// The first updates.
    pub samples: Vec<ChangeSample>,
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
    /// The fields that change.
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
}

impl PlannedChanges {
    /// Collects the updates of a journal.
    pub fn from_journal(reader: &JournalReader) -> Result<Self, JournalError> {
        let sources = reader.sources()?;
        let mut changes = Self::default();
        reader.each_change(|change| {
            let file = sources.get(usize::from(change.source)).map_or("", |source| source.file.as_str());
            changes.add(file, &change)
        })?;
        Ok(changes)
    }

    fn add(&mut self, file: &str, change: &ChangeRow<'_>) -> Result<(), JournalError> {
        let patch = display_fields(&serde_json::from_str::<Map<String, Value>>(change.patch)?);
        self.rows += 1;
        for (field, _) in &patch {
            match self.by_field.get_mut(field) {
                Some(count) => *count += 1,
                None => drop(self.by_field.insert(field.clone(), 1)),
            }
        }
        if self.samples.len() < SAMPLES {
            let base: BTreeMap<String, String> =
                display_fields(&serde_json::from_str::<Map<String, Value>>(change.base)?)
                    .into_iter()
                    .collect();
            let field = |(field, after): (String, String)| {
                let before = base.get(&field).cloned().unwrap_or_default();
                FieldChange { field, before, after }
            };
            let customer = customer(change)?;
            let fields = patch.into_iter().take(FIELDS).map(field).collect();
            self.samples.push(ChangeSample { file: file.to_owned(), row: change.row, customer, fields });
        }
        Ok(())
    }
}

/// The values of the match key, or the id without one.
fn customer(change: &ChangeRow<'_>) -> Result<String, JournalError> {
    let keys: Vec<SearchKey> = change.search.map_or_else(|| Ok(Vec::new()), serde_json::from_str)?;
    let values = keys.first().map(|own| own.values.join(" + "));
    Ok(shorten(&values.unwrap_or_else(|| change.id.unwrap_or_default().to_owned())))
}
