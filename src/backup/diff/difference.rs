//! One customer that differs, with the old and the new value of each field.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::api::CustomerRecord;
use crate::backup::record_comparison::differing_fields;
use crate::customer::{HIDDEN, flat_fields, is_empty_value, is_secret};
use crate::report::mask;

type Object = Map<String, Value>;

/// What happened to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::backup) enum DifferenceKind {
    Added,
    Gone,
    Changed,
}

impl DifferenceKind {
    const ALL: [Self; 3] = [Self::Added, Self::Gone, Self::Changed];

    /// The place of the kind in the output.
    pub(in crate::backup) fn order(self) -> i64 {
        match self {
            Self::Added => 0,
            Self::Gone => 1,
            Self::Changed => 2,
        }
    }

    pub(in crate::backup) fn of_order(order: i64) -> Self {
        Self::ALL.into_iter().find(|kind| kind.order() == order).unwrap_or(Self::Changed)
    }

    pub(in crate::backup) fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Gone => "gone",
            Self::Changed => "changed",
        }
    }
}

/// A customer that differs.
pub(in crate::backup) struct Difference {
    pub(in crate::backup) kind: DifferenceKind,
    pub(in crate::backup) id: String,
    /// Name and address, as far as the customer has them; from the later side if there are two.
    pub(in crate::backup) who: Vec<String>,
    pub(in crate::backup) fields: Vec<FieldDifference>,
}

/// A field that differs; a value that a side does not have is `None`.
pub(in crate::backup) struct FieldDifference {
    pub(in crate::backup) name: String,
    pub(in crate::backup) before: Option<Value>,
    pub(in crate::backup) after: Option<Value>,
}

impl Difference {
    /// From the texts of both sides. If `redact`, all values are masked, but not the id.
    pub(in crate::backup) fn new(
        kind: DifferenceKind,
        id: String,
        before: Option<&str>,
        after: Option<&str>,
        redact: bool,
    ) -> Self {
        let names = match (before, after) {
            (Some(before), Some(after)) => Some(differing_fields(before, after, &[])),
            _ => None,
        };
        let [mut old, mut new] = [before, after].map(|text| text.map(object).unwrap_or_default());
        if redact {
            [&mut old, &mut new].into_iter().for_each(|side| side.values_mut().for_each(mask_value));
        }
        let who = who(if after.is_some() { &new } else { &old });
        let [mut old, mut new] = [&old, &new].map(values);
        // Of a customer who came or went, every field but the id, in the order of the record.
        let names = names.unwrap_or_else(|| {
            let side = if after.is_some() { &new } else { &old };
            side.order.iter().filter(|name| *name != "id").cloned().collect()
        });
        let field = |name: String| FieldDifference {
            before: old.by_name.remove(&name),
            after: new.by_name.remove(&name),
            name,
        };
        Self { kind, id, who, fields: names.into_iter().map(field).collect() }
    }
}

fn object(text: &str) -> Object {
    CustomerRecord::read(text.as_bytes()).into_object()
}

/// The values of a record by field, without empty ones.
#[derive(Default)]
struct Values {
    order: Vec<String>,
    by_name: BTreeMap<String, Value>,
}

fn values(record: &Object) -> Values {
    let mut values = Values::default();
    for (name, value) in flat_fields(record).into_iter().filter(|(_, value)| !is_empty_value(value)) {
        let value = if is_secret(&name) { HIDDEN.into() } else { value.clone() };
        values.order.push(name.clone());
        values.by_name.insert(name, value);
    }
    values
}

fn who(record: &Object) -> Vec<String> {
    let text = |field| record.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    ["name", "email"].into_iter().filter_map(text).map(ToOwned::to_owned).collect()
}

/// Masks every text, number and truth value in a value; names of members stay.
fn mask_value(value: &mut Value) {
    match value {
        Value::Null => {}
        Value::String(text) => *text = mask(text),
        Value::Number(_) | Value::Bool(_) => *value = Value::String(mask(&value.to_string())),
        Value::Array(items) => items.iter_mut().for_each(mask_value),
        Value::Object(members) => members.values_mut().for_each(mask_value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(difference: &Difference) -> Value {
        difference
            .fields
            .iter()
            .map(|field| (field.name.clone(), json!([field.before, field.after])))
            .collect::<Object>()
            .into()
    }

    #[test]
    fn only_fields_that_differ_have_values() {
        let before = r#"{"id":"1","name":"Ada","memo":"a","city":"","customFields":{"a":"1","b":"2"}}"#;
        let after = r#"{"id":"1","name":"Ada","city":null,"tags":["x"],"customFields":{"a":"9"}}"#;
        let one = Difference::new(DifferenceKind::Changed, "1".into(), Some(before), Some(after), false);
        let expected = json!({
            "customFields.a": ["1", "9"], "customFields.b": ["2", null], "memo": ["a", null], "tags": [null, ["x"]]
        });
        assert_eq!((shown(&one), one.who), (expected, vec!["Ada".to_owned()]));
        let gone = Difference::new(DifferenceKind::Gone, "1".into(), Some(before), None, false);
        let expected = json!({
            "name": ["Ada", null], "memo": ["a", null], "customFields.a": ["1", null], "customFields.b": ["2", null]
        });
        assert_eq!(shown(&gone), expected);
    }

    #[test]
    fn masked_values_show_nothing_and_secrets_are_hidden() {
        let before =
            r#"{"id":"1","name":"Ada Byron","birthDate":123,"topClient":true,"company":{"name":"Acme"}}"#;
        let after = r#"{"id":"1","name":"Bob Miller","tags":["vip"],"account":{"id":"key"}}"#;
        let one = Difference::new(DifferenceKind::Changed, "1".into(), Some(before), Some(after), true);
        let text = shown(&one).to_string();
        for value in ["Ada", "Byron", "Bob", "Miller", "123", "true", "Acme", "vip", "key"] {
            assert!(!text.contains(value), "{value}: {text}");
        }
        let plain = Difference::new(DifferenceKind::Changed, "1".into(), Some(before), Some(after), false);
        let text = shown(&plain).to_string();
        assert!(text.contains("Miller") && text.contains(HIDDEN) && !text.contains("key"), "{text}");
    }
}
