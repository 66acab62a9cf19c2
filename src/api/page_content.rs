//! Hashes by which a repeated page or record is recognized.

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::customer_record::{CustomerRecord, id_of};
use super::response_bodies::Page;

/// The hash of a page's records without their ids. Records that nothing but their ids tells apart are hashed by id.
pub(super) fn content_hash(page: &Page) -> u64 {
    let contents: Vec<u64> = page.records.iter().map(record_content_hash).collect();
    let nothing = record_content_hash(&CustomerRecord::default());
    let alike = contents.iter().all(|one| Some(one) == contents.first());
    let with_ids = alike && (contents.len() > 1 || contents.first() == Some(&nothing));
    let mut hash = Xxh3::new();
    for (record, content) in page.records.iter().zip(contents) {
        hash.update(&if with_ids { record_hash(record) } else { content }.to_ne_bytes());
    }
    hash.digest()
}

fn record_content_hash(record: &CustomerRecord) -> u64 {
    let mut hash = Xxh3::new();
    for (name, value) in record.iter().filter(|(name, value)| *name != "id" && !value.is_null()) {
        hash.update(name.as_bytes());
        hash.update(value.to_string().as_bytes());
    }
    hash.digest()
}

/// The hash of a record's id, or of its complete text if it has no id.
pub(super) fn record_hash(record: &CustomerRecord) -> u64 {
    match id_of(record) {
        Some(id) => xxh3_64(id.as_bytes()),
        None => xxh3_64(&record.text().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(value: &serde_json::Value) -> CustomerRecord {
        value.as_object().cloned().unwrap().into()
    }

    fn page(records: Vec<CustomerRecord>) -> Page {
        Page { number: 1, records, ..Page::default() }
    }

    #[test]
    fn pages_of_ids_alone_are_distinguished_by_id() {
        let ids =
            |ids: &[u64]| content_hash(&page(ids.iter().map(|id| record(&json!({"id": id}))).collect()));
        assert_ne!(ids(&[1, 2]), ids(&[3, 4]));
        assert_eq!(ids(&[1, 2]), ids(&[1, 2]));
        let named = |ids: &[u64]| {
            let records = ids.iter().enumerate().map(|(at, id)| record(&json!({"id": id, "name": at})));
            content_hash(&page(records.collect()))
        };
        assert_eq!(named(&[1, 2]), named(&[3, 4]));
    }

    #[test]
    fn records_without_an_id_are_distinguished_by_their_text() {
        let hash = |name: &str| record_hash(&record(&json!({ "name": name })));
        assert_ne!(hash("a"), hash("b"));
        assert_eq!(hash("a"), hash("a"));
    }
}
