//! The fields that the chosen records of the list show.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_128;

use super::error::ExportError;
use super::pass_store::{ChosenChunks, PassStore};
use crate::api::{CustomerRecord, add_filled_names};
use crate::lookup::{CUSTOM, ShownFields, shows};

/// The maximum number of combinations of fields that are remembered.
const REMEMBERED: usize = 100_000;

/// The fields that the records of the list show.
pub(super) struct ListedFields {
    /// Fields that at least one record shows.
    pub(super) some: ShownFields,
    /// Fields that every record shows.
    pub(super) each: ShownFields,
}

impl ListedFields {
    /// Reads all chosen records.
    pub(super) async fn read(store: &mut PassStore) -> Result<Self, ExportError> {
        let mut seen = SeenFields::default();
        let mut chunks = ChosenChunks::default();
        while let Some(chunk) = chunks.next(store)? {
            for chosen in &chunk {
                seen.see(&store.text(chosen)?);
            }
            tokio::task::yield_now().await;
        }
        Ok(Self { some: seen.some, each: seen.each.unwrap_or_default() })
    }
}

#[derive(Default)]
struct SeenFields {
    some: ShownFields,
    each: Option<ShownFields>,
    /// The hashes of the combinations of fields that were seen. Another record with one of them changes nothing.
    combinations: HashSet<u128>,
    names: Vec<u8>,
}

impl SeenFields {
    fn see(&mut self, text: &[u8]) {
        self.names.clear();
        let is_compact = add_filled_names(text, CUSTOM, &mut self.names);
        let combination = xxh3_128(&self.names);
        if is_compact && self.combinations.contains(&combination) {
            return;
        }
        let record = CustomerRecord::read(text);
        self.some.see(&record);
        self.each.get_or_insert_with(|| self.some.clone()).retain(|name| shows(&record, name));
        if is_compact && self.combinations.len() < REMEMBERED {
            self.combinations.insert(combination);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(texts: &[&str]) -> SeenFields {
        let mut seen = SeenFields::default();
        texts.iter().for_each(|text| seen.see(text.as_bytes()));
        seen
    }

    #[test]
    fn fields_of_some_and_of_each_record() {
        let texts = [
            r#"{"id":"1","memo":"x","customFields":{"a":"1","b":"2"}}"#,
            r#"{"id":"2","memo":"","customFields":{"a":"1"},"city":"Rome"}"#,
            r#"{"id":"3", "memo":null,"customFields":{"a":"1","c":"1"}}"#,
            r#"{"id":"4","memo":"y","customFields":{"a":"3","b":"4"}}"#,
        ];
        let seen = seen(&texts);
        let some = ["city", "customFields.a", "customFields.b", "customFields.c", "id", "memo"];
        assert_eq!(seen.some.names(), some);
        assert_eq!(seen.each.unwrap().names(), ["customFields.a", "id"]);
        assert_eq!(
            seen.combinations.len(),
            2,
            "the first and the fourth record are alike, the third is parsed"
        );
    }
}
