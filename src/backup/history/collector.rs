//! What is looked for in the blocks of a history part, and what is found.

use std::collections::HashSet;

use super::block::{Block, VALUE, value_hash};
use crate::lookup::{Filter, compared_text};

/// The values that select a customer, and customers that are known already.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    values: Vec<(String, [u8; VALUE])>,
    /// The hashes of ids.
    pub(super) ids: HashSet<u64>,
}

impl Wanted {
    /// By the values of a filter.
    pub(super) fn by(filter: &Filter) -> Self {
        let hash = |value: &String| value_hash(&compared_text(Some(&value.as_str().into())));
        let values = filter.pairs().iter().map(|(field, value)| (field.clone(), hash(value)));
        Self { values: values.collect(), ids: HashSet::new() }
    }
}

/// A wanted customer in one backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sighting {
    /// The hash of its id.
    pub(super) id: u64,
    /// The hash of its record.
    pub(super) record: u64,
    /// Its place in the file of customers, from 0.
    pub(super) row: u64,
    /// It has the wanted values.
    pub(super) is_selected: bool,
}

/// What the blocks of one backup have shown.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) sightings: Vec<Sighting>,
    /// The fields that at least one customer has.
    pub(super) fields: Vec<String>,
    /// Not all fields were searched.
    pub(super) is_cut: bool,
    rows: u64,
}

impl Collected {
    /// Looks at one more block.
    pub(super) fn see(&mut self, block: Block, wanted: &Wanted) {
        self.fields.extend(block.new_fields);
        let column = |(field, hash): &(String, [u8; VALUE])| {
            let at = self.fields.iter().position(|name| name == field)?;
            Some((block.columns.get(at)?, *hash))
        };
        let columns: Option<Vec<_>> = wanted.values.iter().map(column).collect();
        let columns = columns.filter(|columns| !columns.is_empty());
        let has = |row: usize| {
            let at = row * VALUE..(row + 1) * VALUE;
            let is_same =
                |(column, hash): &(&Vec<u8>, [u8; VALUE])| column.get(at.clone()) == Some(hash.as_slice());
            columns.as_ref().is_some_and(|columns| columns.iter().all(is_same))
        };
        for (row, (&id, &record)) in block.ids.iter().zip(&block.records).enumerate() {
            let is_selected = id != 0 && has(row);
            if is_selected || wanted.ids.contains(&id) {
                let row = self.rows + row as u64;
                self.sightings.push(Sighting { id, record, row, is_selected });
            }
        }
        self.rows += block.ids.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::{BlockBuilder, id_hash};
    use super::*;
    use crate::api::CustomerRecord;

    fn collected(records: &[&str], wanted: &Wanted) -> Vec<(u64, bool)> {
        let mut builder = BlockBuilder::default();
        let mut collected = Collected::default();
        for record in records {
            assert!(builder.add(&CustomerRecord::read(record.as_bytes())).is_none());
            collected.see(builder.take(), wanted);
        }
        collected.sightings.iter().map(|seen| (seen.row, seen.is_selected)).collect()
    }

    #[test]
    fn all_values_must_fit_and_known_ids_are_followed() {
        let records = [
            r#"{"id":"1","name":"Ann","email":"ann@x.org"}"#,
            r#"{"id":"2","email":"ANN@x.org","city":"Rome"}"#,
            r#"{"id":"3","city":"Rome"}"#,
            r#"{"email":"ann@x.org"}"#,
        ];
        let filter = |pairs: &[&str]| {
            Wanted::by(&Filter::parse(&pairs.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap())
        };
        assert_eq!(collected(&records, &filter(&["email=Ann@x.org "])), [(0, true), (1, true)]);
        assert_eq!(collected(&records, &filter(&["email=ann@x.org", "city=rome"])), [(1, true)]);
        assert_eq!(collected(&records, &filter(&["id=3"])), [(2, true)]);
        let mut known = filter(&["memo=x"]);
        known.ids.insert(id_hash("3"));
        assert_eq!(collected(&records, &known), [(2, false)]);
        assert!(collected(&records, &Wanted::default()).is_empty());
    }
}
