//! The rule for whether a record shows a field, used by lookups, exports, backups and restores.
//!
//! A field that is null, absent or empty is not shown: a list may leave it out although the customer has it. Each
//! custom field counts separately. A list shows a field if any of its records does.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api::Object;

/// The member of a record that holds the custom fields.
pub(crate) const CUSTOM: &str = "customFields";
/// The maximum number of names kept. If records have more, the others count as not shown.
const MOST: usize = 10_000;

/// True if a record has a value for a field. A custom field is `customFields.NAME`.
pub fn shows(record: &Object, field: &str) -> bool {
    let value = match custom(field) {
        Some(name) => record.get(CUSTOM).and_then(|fields| fields.get(name)),
        None => record.get(field),
    };
    value.is_some_and(has_value)
}

/// True if a detail has a value, at any depth, that the list does not show.
pub(crate) fn shows_less(listed: &Object, detail: &Object) -> bool {
    let mut values = detail.iter().filter(|(_, value)| has_value(value));
    values.any(|(name, value)| match (listed.get(name), value) {
        (Some(Value::Object(listed)), Value::Object(value)) => shows_less(listed, value),
        (listed, _) => !listed.is_some_and(has_value),
    })
}

fn has_value(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => members.values().any(has_value),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn custom(field: &str) -> Option<&str> {
    field.strip_prefix(CUSTOM)?.strip_prefix('.')
}

/// The fields that at least one of some records shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownFields {
    fields: BTreeSet<String>,
    custom: BTreeSet<String>,
    cut: bool,
}

impl ShownFields {
    /// The fields of no records.
    pub const NOTHING: Self = Self { fields: BTreeSet::new(), custom: BTreeSet::new(), cut: false };

    /// The inverse of [`ShownFields::names`].
    pub fn of(names: &[String]) -> Self {
        let (custom_names, fields): (Vec<_>, Vec<_>) = names.iter().partition(|name| custom(name).is_some());
        let custom_names = custom_names.into_iter().filter_map(|name| custom(name));
        let custom = custom_names.map(ToOwned::to_owned).collect();
        Self { fields: fields.into_iter().cloned().collect(), custom, cut: false }
    }

    /// Keeps the fields for which `keep` returns true.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.fields.retain(|name| keep(name));
        self.custom.retain(|name| keep(&format!("{CUSTOM}.{name}")));
    }

    /// Adds the fields that one more record shows.
    pub fn see(&mut self, record: &Object) {
        for (name, value) in record {
            match value {
                Value::Object(custom) if name == CUSTOM => {
                    custom.iter().for_each(|(name, value)| self.note(true, name, value));
                }
                value => self.note(false, name, value),
            }
        }
    }

    /// True if any record shows a field.
    pub fn has(&self, field: &str) -> bool {
        custom(field).map_or_else(|| self.fields.contains(field), |name| self.custom.contains(name))
    }

    /// The sorted names of the fields; a custom field is `customFields.NAME`.
    pub fn names(&self) -> Vec<String> {
        let custom = self.custom.iter().map(|name| format!("{CUSTOM}.{name}"));
        let mut names: Vec<String> = self.fields.iter().cloned().chain(custom).collect();
        names.sort_unstable();
        names
    }

    /// True if there were more names than are kept.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    fn len(&self) -> usize {
        self.fields.len() + self.custom.len()
    }

    fn note(&mut self, is_custom: bool, name: &str, value: &Value) {
        let is_full = self.len() >= MOST;
        let names = if is_custom { &mut self.custom } else { &mut self.fields };
        if names.contains(name) || !has_value(value) {
            return;
        }
        if is_full {
            self.cut = true;
        } else {
            names.insert(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn object(text: &str) -> Object {
        serde_json::from_str(text).unwrap()
    }

    #[rstest]
    #[case(r#"{"memo":"x"}"#, "memo", true)]
    #[case(r#"{"memo":null}"#, "memo", false)]
    #[case(r#"{"memo":""}"#, "memo", false)]
    #[case(r#"{"tags":[]}"#, "tags", false)]
    #[case(r#"{"topClient":false}"#, "topClient", true)]
    #[case(r#"{"customFields":{"a":"1","b":null}}"#, "customFields.a", true)]
    #[case(r#"{"customFields":{"a":"1","b":null}}"#, "customFields.b", false)]
    #[case(r#"{"customFields":{"b":null}}"#, "customFields", false)]
    #[case(r#"{"customFields":null}"#, "customFields.a", false)]
    #[case("{}", "memo", false)]
    fn null_absent_and_empty_are_not_shown(
        #[case] record: &str,
        #[case] field: &str,
        #[case] expected: bool,
    ) {
        let record = object(record);
        assert_eq!(shows(&record, field), expected);
        let mut shown = ShownFields::default();
        shown.see(&record);
        assert_eq!(shown.has(field), expected && field != CUSTOM);
    }

    #[rstest]
    #[case(r#"{"id":"1","name":"Ada"}"#, r#"{"id":"1","name":"Bob"}"#, false)]
    #[case(r#"{"id":"1"}"#, r#"{"id":"1","memo":"x"}"#, true)]
    #[case(r#"{"id":"1"}"#, r#"{"id":"1","memo":"","tags":[],"customFields":{"a":null}}"#, false)]
    #[case(r#"{"id":"1","memo":null}"#, r#"{"id":"1","memo":"x"}"#, true)]
    #[case(r#"{"customFields":{"a":"1"}}"#, r#"{"customFields":{"a":"1","b":"2"}}"#, true)]
    #[case(r#"{"id":"1","more":true}"#, r#"{"id":"1"}"#, false)]
    fn listed_records_that_show_less_than_details(
        #[case] listed: &str,
        #[case] detail: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(shows_less(&object(listed), &object(detail)), expected);
    }

    #[test]
    fn names_are_collected_up_to_a_limit() {
        let mut shown = ShownFields::default();
        shown.see(&object(r#"{"id":"1","customFields":{"a":"1"},"memo":null}"#));
        assert_eq!(shown.names(), ["customFields.a", "id"]);
        assert_eq!(ShownFields::of(&shown.names()), shown);
        (0..MOST + 5).for_each(|at| shown.see(json!({format!("f{at}"): 1}).as_object().unwrap()));
        assert!(shown.is_cut() && shown.len() == MOST && !shown.has(&format!("f{MOST}")));
    }
}
