//! An index of values for each searched field. The first search builds it; later changes keep it up to date.

use super::entry::{StoredCustomer, fold};
use std::collections::{BTreeSet, HashMap};

#[derive(Debug, Default)]
pub(super) struct Indexes {
    fields: HashMap<String, HashMap<String, BTreeSet<u64>>>,
}

impl Indexes {
    /// The `seq` of each entry with this value, ignoring case.
    pub(super) fn find(&mut self, field: &str, value: &str, entries: &[StoredCustomer]) -> Vec<u64> {
        let index = self.fields.entry(field.to_owned()).or_insert_with(|| build(field, entries));
        index.get(&fold(value)).into_iter().flatten().copied().collect()
    }

    pub(super) fn add(&mut self, entry: &StoredCustomer) {
        for (field, index) in &mut self.fields {
            note(index, field, entry);
        }
    }

    pub(super) fn remove(&mut self, entry: &StoredCustomer) {
        for (field, index) in &mut self.fields {
            for text in entry.texts(field) {
                if let Some(entries) = index.get_mut(&fold(&text)) {
                    entries.remove(&entry.seq);
                }
            }
        }
    }
}

fn build(field: &str, entries: &[StoredCustomer]) -> HashMap<String, BTreeSet<u64>> {
    let mut index = HashMap::new();
    for entry in entries {
        note(&mut index, field, entry);
    }
    index
}

fn note(index: &mut HashMap<String, BTreeSet<u64>>, field: &str, entry: &StoredCustomer) {
    for text in entry.texts(field) {
        index.entry(fold(&text)).or_default().insert(entry.seq);
    }
}
