//! Compares two sets of customers record by record: two backups, a backup and the server, or a backup and the result
//! of its drill.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use crate::api::CustomerRecord;
use crate::customer::{differences, flat_fields, is_blank_value, is_empty_value};

type Object = Map<String, Value>;

/// Why a comparison did not finish.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComparisonError {
    /// The temporary index can't be used.
    #[error("can't use the temporary index for the comparison: {0} (is the disk full?)")]
    Index(#[from] rusqlite::Error),
    /// A record in the index is no longer JSON.
    #[error(
        "the temporary index for the comparison is damaged: {0}; check the disk, and run the command again"
    )]
    Record(#[from] serde_json::Error),
}

/// How many customers of each kind are listed; all are counted.
const NAMED: usize = 10_000;

const CUSTOM: &str = "customFields";
/// The address of a photo. The server makes it; a sandbox has another port each time.
const PHOTO_URL: &str = "profilePhotoUrl";

/// What differs: only ids and field names. Without values, it may be stored unencrypted next to an encrypted backup.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordChanges {
    /// Customers that only the later side has.
    pub added: u64,
    /// Customers that differ.
    pub changed: u64,
    /// Customers that only the earlier side has.
    pub gone: u64,
    /// Customers that are equal.
    pub unchanged: u64,
    /// The number of customers that differ, by field; custom fields as `customFields.NAME`.
    pub fields: BTreeMap<String, u64>,
    /// The number of values that were emptied, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub emptied: BTreeMap<String, u64>,
    /// The first customers.
    pub customers: ChangedIds,
}

/// The first ten thousand customers of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChangedIds {
    /// The ids of added customers.
    pub added: Vec<String>,
    /// The ids of changed customers, with the fields that differ.
    pub changed: Vec<ChangedRecord>,
    /// The ids of customers that are gone.
    pub gone: Vec<String>,
}

/// A customer that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedRecord {
    /// Its id.
    pub id: String,
    /// The fields that differ.
    pub fields: Vec<String>,
}

impl RecordChanges {
    /// True if both sides are equal.
    pub fn is_empty(&self) -> bool {
        self.added + self.changed + self.gone == 0
    }

    /// The counts as a few lines of at most 80 columns.
    pub fn text(&self) -> String {
        let mut out = format!(
            "added {}, changed {}, gone {}, unchanged {}\n",
            self.added, self.changed, self.gone, self.unchanged
        );
        let mut fields: Vec<_> = self.fields.iter().collect();
        fields.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), *name));
        for (name, count) in fields {
            let emptied = self.emptied.get(name).map(|count| format!(" ({count} emptied)"));
            out.push_str(&format!("{count:>9}  {name}{}\n", emptied.unwrap_or_default()));
        }
        out
    }
}

/// The comparison. The earlier side is in a temporary index on disk, so memory stays flat.
#[derive(Debug)]
pub struct RecordComparison {
    index: Connection,
    ignored: &'static [&'static str],
    changes: RecordChanges,
}

const SCHEMA: &str = "
    CREATE TABLE customer (id TEXT PRIMARY KEY, record TEXT NOT NULL, met INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    BEGIN;";

impl RecordComparison {
    /// An empty comparison. It does not compare the fields `ignored`.
    pub fn new(ignored: &'static [&'static str]) -> Result<Self, ComparisonError> {
        let index = Connection::open("")?;
        index.execute_batch(SCHEMA)?;
        Ok(Self { index, ignored, changes: RecordChanges::default() })
    }

    /// Adds a customer to the earlier side. A later record with the same id replaces it.
    pub fn before(&mut self, id: &str, record: &str) -> Result<(), ComparisonError> {
        let sql = "INSERT OR REPLACE INTO customer VALUES (?, ?, 0)";
        self.index.prepare_cached(sql)?.execute(params![id, record])?;
        Ok(())
    }

    /// Compares a customer of the later side with the earlier one with this id.
    pub fn after(&mut self, id: &str, record: &str) -> Result<(), ComparisonError> {
        let sql = "UPDATE customer SET met = 1 WHERE id = ? RETURNING record";
        let before: Option<String> =
            self.index.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
        match before {
            None => {
                self.changes.added += 1;
                name(&mut self.changes.customers.added, || id.to_owned());
            }
            Some(before) if before == record => self.changes.unchanged += 1,
            Some(before) => self.count(id, &before, record),
        }
        Ok(())
    }

    fn count(&mut self, id: &str, before: &str, after: &str) {
        let [before, after] = [before, after].map(|record| comparable(record, self.ignored));
        let fields = differing(&before, &after);
        if fields.is_empty() {
            self.changes.unchanged += 1;
            return;
        }
        self.changes.changed += 1;
        for field in &fields {
            *self.changes.fields.entry(field.clone()).or_default() += 1;
            if is_filled(&before, field) && !is_filled(&after, field) {
                *self.changes.emptied.entry(field.clone()).or_default() += 1;
            }
        }
        name(&mut self.changes.customers.changed, || ChangedRecord { id: id.to_owned(), fields });
    }

    /// The result, once both sides are complete.
    pub fn finish(mut self) -> Result<RecordChanges, ComparisonError> {
        let gone = "SELECT count(*) FROM customer WHERE met = 0";
        self.changes.gone = self.index.query_row(gone, [], |row| row.get(0))?;
        let mut ids = self.index.prepare("SELECT id FROM customer WHERE met = 0 ORDER BY id LIMIT ?")?;
        let ids = ids.query_map([NAMED], |row| row.get(0))?;
        self.changes.customers.gone = ids.collect::<Result<_, _>>()?;
        Ok(self.changes)
    }
}

fn name<T>(list: &mut Vec<T>, item: impl FnOnce() -> T) {
    if list.len() < NAMED {
        list.push(item());
    }
}

/// The names of the fields that differ; null, absent and empty are equal.
pub(super) fn differing_fields(before: &str, after: &str, ignored: &[&str]) -> Vec<String> {
    differing(&comparable(before, ignored), &comparable(after, ignored))
}

/// True if a record has a value in a field, which is named as by [`flat_fields`].
fn is_filled(record: &Object, field: &str) -> bool {
    let custom = field.strip_prefix(CUSTOM).and_then(|rest| rest.strip_prefix('.'));
    let value = match (custom, record.get(CUSTOM)) {
        (Some(name), Some(Value::Object(custom))) => custom.get(name),
        _ => record.get(field),
    };
    value.is_some_and(|value| !is_blank_value(value))
}

fn differing(before: &Object, after: &Object) -> Vec<String> {
    let mut found = names(&differences(after, before));
    found.extend(names(&lost(before, after)));
    found.sort_unstable();
    found.dedup();
    found
}

/// A hash of a record. Records with the same hash do not differ; records that do not differ mostly have the same.
pub(super) fn compared_hash(record: CustomerRecord) -> u64 {
    let mut record = compared(record, &[]);
    record.retain(|_, value| !is_empty_value(value));
    if let Some(Value::Object(custom)) = record.get_mut(CUSTOM) {
        custom.retain(|_, value| !is_empty_value(value));
    }
    let mut record = Value::Object(record);
    record.sort_all_objects();
    xxh3_64(record.to_string().as_bytes())
}

fn comparable(record: &str, ignored: &[&str]) -> Object {
    compared(CustomerRecord::read(record.as_bytes()), ignored)
}

/// A record without the ignored fields, without empty custom fields, and without the host of the photo's address.
fn compared(record: CustomerRecord, ignored: &[&str]) -> Object {
    let mut record = record.into_object();
    let is_left_out =
        |name: &str, value: &Value| ignored.contains(&name) || (name == CUSTOM && is_empty_value(value));
    record.retain(|name, value| !is_left_out(name, value));
    if let Some(Value::String(url)) = record.get_mut(PHOTO_URL)
        && let Some((_, path)) = url.split_once("://").and_then(|(_, rest)| rest.split_once('/'))
    {
        *url = path.to_owned();
    }
    record
}

/// The fields that the other side does not have at all.
fn lost(before: &Object, after: &Object) -> Object {
    let mut lost = Object::new();
    for (name, value) in before {
        match (value, after.get(name)) {
            (Value::Object(custom), have) if name == CUSTOM => {
                let empty = Object::new();
                let have = have.and_then(Value::as_object).unwrap_or(&empty);
                lost.insert(name.clone(), Value::Object(self::lost(custom, have)));
            }
            (value, None) if !is_empty_value(value) => drop(lost.insert(name.clone(), value.clone())),
            _ => {}
        }
    }
    lost
}

fn names(object: &Object) -> Vec<String> {
    flat_fields(object).into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(before: &[(&str, &str)], after: &[(&str, &str)]) -> RecordChanges {
        let mut comparison = RecordComparison::new(&["id"]).unwrap();
        before.iter().for_each(|(id, record)| comparison.before(id, record).unwrap());
        after.iter().for_each(|(id, record)| comparison.after(id, record).unwrap());
        comparison.finish().unwrap()
    }

    #[test]
    fn each_customer_is_added_changed_gone_or_unchanged() {
        let before = [("1", r#"{"id":"1","memo":"a"}"#), ("2", r#"{"memo":"b"}"#), ("3", r#"{"memo":null}"#)];
        let after = [("2", r#"{"memo":"c"}"#), ("3", r#"{"city":""}"#), ("4", r#"{"memo":"d"}"#)];
        let changes = compared(&before, &after);
        assert_eq!((changes.added, changes.changed, changes.gone, changes.unchanged), (1, 1, 1, 1));
        assert_eq!(changes.customers.added, ["4"]);
        assert_eq!(changes.customers.gone, ["1"]);
        assert_eq!(
            changes.customers.changed,
            [ChangedRecord { id: "2".into(), fields: vec!["memo".into()] }]
        );
        assert_eq!(changes.text(), "added 1, changed 1, gone 1, unchanged 1\n        1  memo\n");
        assert!(!changes.is_empty());
    }

    #[test]
    fn emptied_values_are_counted_by_field() {
        let before = [
            ("1", r#"{"memo":"a","city":"Rome","tags":["x"],"customFields":{"a":"1","b":"2"}}"#),
            ("2", r#"{"memo":"b","city":null,"customFields":{"a":"1"}}"#),
            ("3", r#"{"memo":"gone"}"#),
        ];
        let after = [
            ("1", r#"{"memo":" ","city":"Oslo","tags":[],"customFields":{"a":null,"b":"3"}}"#),
            ("2", r#"{"memo":"","city":"Rome"}"#),
        ];
        let changes = compared(&before, &after);
        let emptied: Vec<(&str, u64)> =
            changes.emptied.iter().map(|(name, count)| (&**name, *count)).collect();
        assert_eq!(emptied, [("customFields.a", 2), ("memo", 2), ("tags", 1)]);
        assert!(changes.text().contains("        2  memo (2 emptied)\n"), "{}", changes.text());
    }

    #[test]
    fn changed_and_removed_fields_are_named() {
        let before =
            [("1", r#"{"id":"1","memo":"a","city":"Rome","customFields":{"a":"1","b":"2","c":"3"}}"#)];
        let after = [("1", r#"{"id":"9","memo":"a","name":"x","customFields":{"a":"1","b":"9"}}"#)];
        let fields = &compared(&before, &after).customers.changed[0].fields;
        assert_eq!(fields, &["city", "customFields.b", "customFields.c", "name"]);
        let without = [("1", r#"{"memo":"a","city":"Rome","customFields":null}"#)];
        let fields = &compared(&before, &without).customers.changed[0].fields;
        assert_eq!(fields, &["customFields.a", "customFields.b", "customFields.c"]);
    }

    #[test]
    fn the_host_of_a_photo_is_no_difference() {
        let photo = |url: &str| format!(r#"{{"id":"1","profilePhotoUrl":"{url}"}}"#);
        let fields = |url: &str| differing_fields(&photo("http://127.0.0.1:4001/photo/1"), &photo(url), &[]);
        assert_eq!(fields("http://127.0.0.1:4002/photo/1"), [] as [&str; 0]);
        assert_eq!(fields("http://127.0.0.1:4001/photo/2"), ["profilePhotoUrl"]);
        assert_eq!(fields(""), ["profilePhotoUrl"]);
    }

    #[test]
    fn the_report_contains_no_values() {
        let changes = compared(&[("1", r#"{"memo":"secret one"}"#)], &[("1", r#"{"memo":"secret two"}"#)]);
        let json = serde_json::to_string(&changes).unwrap();
        assert!(!json.contains("secret") && json.contains(r#""changed":1"#), "{json}");
    }
}
