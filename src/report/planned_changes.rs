//! What the updates of a plan change: how often each field, and the first ones with their fields before and after.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::journal::{ChangeRow, JournalError, JournalReader, SearchKey};
use crate::profile::{display_fields, shorten};

/// So many updates are shown.
const SAMPLES: usize = 50;
/// So many fields of each.
const FIELDS: usize = 50;

/// All updates of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedChanges {
    /// How many there are.
    pub rows: u64,
    /// How many of them change a field.
    pub by_field: BTreeMap<String, u64>,
    /// The first ones.
    pub samples: Vec<ChangeSample>,
}

/// One update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSample {
    /// The path as the user gave it.
    pub file: String,
    /// As a spreadsheet numbers it.
    pub row: u64,
    /// The match key, or else the server's id.
    pub customer: String,
    /// Its fields.
    pub fields: Vec<FieldChange>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// As the API names it.
    pub field: String,
    /// As it was when planned; empty where it had no value.
    pub before: String,
    /// As it is to be.
    pub after: String,
}

impl PlannedChanges {
    /// Gathers them from a journal.
    pub fn of(reader: &JournalReader) -> Result<Self, JournalError> {
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

/// The values of its match key, or else the server's id.
fn customer(change: &ChangeRow<'_>) -> Result<String, JournalError> {
    let keys: Vec<SearchKey> = change.search.map_or_else(|| Ok(Vec::new()), serde_json::from_str)?;
    let values = keys.first().map(|own| own.values.join(" + "));
    Ok(shorten(&values.unwrap_or_else(|| change.id.unwrap_or_default().to_owned())))
}
