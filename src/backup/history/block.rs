//! A block of a history part: the hashes of some customers, in columns.

use std::collections::HashMap;

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use crate::api::CustomerRecord;
use crate::backup::record_comparison::compared_hash;
use crate::customer::{flat_fields, is_empty_value};
use crate::lookup::{compared_text, id_of};

/// The bytes of the hash of a value. Zero means that the customer has no value.
pub(super) const VALUE: usize = 3;
/// The customers of a block, and its values, at most.
pub(super) const ROWS: usize = 4096;
const CELLS: usize = 1 << 20;
/// Fields whose values are hashed. A part with more says so.
pub(super) const FIELDS: usize = 10_000;

/// Some customers, in the order of the backup.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// Fields that no earlier block has. Columns are in the order in which all blocks name their fields.
    pub(super) new_fields: Vec<String>,
    /// The hash of each id; zero without an id.
    pub(super) ids: Vec<u64>,
    /// The hash of each record.
    pub(super) records: Vec<u64>,
    /// One column for each field so far, with `VALUE` bytes for each customer.
    pub(super) columns: Vec<Vec<u8>>,
}

/// The hash of an id; never zero.
pub(super) fn id_hash(id: &str) -> u64 {
    xxh3_64(id.as_bytes()).max(1)
}

/// The hash of a record, by what two backups are compared by.
pub(super) fn record_hash(record: &CustomerRecord) -> u64 {
    compared_hash(record.clone())
}

/// The hash of a value as a filter compares it; never zero.
pub(super) fn value_hash(text: &str) -> [u8; VALUE] {
    let [one, two, three, ..] = xxh3_64(text.as_bytes()).to_le_bytes();
    if [one, two, three] == [0; VALUE] { [1, 0, 0] } else { [one, two, three] }
}

/// Makes blocks of records.
#[derive(Default)]
pub(super) struct BlockBuilder {
    fields: HashMap<String, usize>,
    block: Block,
    is_cut: bool,
}

impl BlockBuilder {
    /// Adds a record; returns a block when it is full.
    pub(super) fn add(&mut self, record: &CustomerRecord) -> Option<Block> {
        let row = self.block.ids.len();
        self.block.ids.push(id_of(record).map_or(0, |id| id_hash(&id)));
        self.block.records.push(record_hash(record));
        for (name, value) in flat_fields(record).into_iter().filter(|(_, value)| !is_empty_value(value)) {
            self.put(row, &name, value);
        }
        for column in &mut self.block.columns {
            column.resize((row + 1) * VALUE, 0);
        }
        let rows = row + 1;
        (rows >= ROWS || rows * self.fields.len() >= CELLS).then(|| self.take())
    }

    fn put(&mut self, row: usize, name: &str, value: &Value) {
        let known = self.fields.len();
        let at = match self.fields.get(name) {
            Some(at) => *at,
            None if known >= FIELDS => {
                self.is_cut = true;
                return;
            }
            None => {
                self.fields.insert(name.to_owned(), known);
                self.block.new_fields.push(name.to_owned());
                self.block.columns.push(Vec::new());
                known
            }
        };
        let Some(column) = self.block.columns.get_mut(at) else { return };
        column.resize(row * VALUE, 0);
        column.extend(value_hash(&compared_text(Some(value))));
    }

    /// The block so far.
    pub(super) fn take(&mut self) -> Block {
        let next = Block { columns: vec![Vec::new(); self.fields.len()], ..Block::default() };
        std::mem::replace(&mut self.block, next)
    }

    /// True if some fields are left out, because there are too many.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> CustomerRecord {
        CustomerRecord::read(text.as_bytes())
    }

    #[test]
    fn values_are_in_columns_and_empty_ones_are_zero() {
        let mut builder = BlockBuilder::default();
        assert!(builder.add(&record(r#"{"id":"1","email":" Ann@X.org ","memo":null}"#)).is_none());
        assert!(
            builder.add(&record(r#"{"id":"2","customFields":{"a":7},"company":{"name":"ACME"}}"#)).is_none()
        );
        assert!(builder.add(&record(r#"{"email":"ann@x.org"}"#)).is_none());
        let block = builder.take();
        assert_eq!(block.new_fields, ["id", "email", "customFields.a", "company"]);
        assert_eq!(block.ids, [id_hash("1"), id_hash("2"), 0]);
        let ann = value_hash("ann@x.org");
        assert_eq!(block.columns[1], [ann, [0; VALUE], ann].concat());
        assert_eq!(block.columns[3], [[0; VALUE], value_hash("acme"), [0; VALUE]].concat());
        assert_eq!(builder.take().columns.len(), 4);
    }

    #[test]
    fn equal_records_have_equal_hashes() {
        let hash = |text: &str| record_hash(&record(text));
        let one = hash(r#"{"id":"1","memo":"a","city":"","customFields":{"a":null}}"#);
        assert_eq!(one, hash(r#"{"memo":"a","id":"1"}"#));
        assert_ne!(one, hash(r#"{"memo":"b","id":"1"}"#));
    }

    #[test]
    fn a_block_is_full_by_customers_or_by_values() {
        let mut builder = BlockBuilder::default();
        let full = (0..ROWS).find_map(|_| builder.add(&record(r#"{"id":"1"}"#))).unwrap();
        assert_eq!(full.ids.len(), ROWS);
        let wide: String = (0..FIELDS + 5).map(|at| format!("\"f{at}\":1,")).collect();
        let wide = record(&format!("{{{wide}\"id\":\"1\"}}"));
        let rows = (1..ROWS).find(|_| builder.add(&wide).is_some()).unwrap();
        assert!(rows * FIELDS >= CELLS && rows < 200 && builder.is_cut(), "{rows}");
    }
}
