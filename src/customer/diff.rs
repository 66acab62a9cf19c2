//! Compares wanted fields with a customer of the help desk, and merges them into it.

use serde_json::{Map, Value};

use super::field::PHOTO;
use super::photo;
use super::same_number::same_value;

const CUSTOM: &str = "customFields";
const TAGS: &str = "tags";

/// True for what the API treats as empty: null, `""`, `[]`, `{}`. An object of which all members are empty is empty too,
/// such as a company without name and id; `{"id": 5}` is a value.
pub fn is_empty_value(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty_value),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// True for a value that shows nothing: an empty one, or one whose texts are all blank. Policies and effects are decided
/// by it; two blank values may still differ.
pub fn is_blank_value(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_blank_value),
        Value::Object(members) => members.values().all(is_blank_value),
        other => is_empty_value(other),
    }
}

/// The wanted fields that differ from `base`, as an object of the same shape; empty if none differs.
///
/// Null, absent and empty are the same. Custom fields are compared one by one. A company that the server
/// returns as an object is compared by its `name`. A number or truth value that the server keeps as text is compared
/// by its text. Numbers compare as numbers. Tags compare as a set.
pub fn differences(wanted: &Map<String, Value>, base: &Map<String, Value>) -> Map<String, Value> {
    let mut patch = Map::new();
    for (name, want) in wanted {
        match want {
            Value::Object(custom) if name == CUSTOM => {
                let empty = Map::new();
                let have = base.get(CUSTOM).and_then(Value::as_object).unwrap_or(&empty);
                let inner = differences(custom, have);
                if !inner.is_empty() {
                    patch.insert(name.clone(), Value::Object(inner));
                }
            }
            _ if name == PHOTO.name && photo::is_same(want, base.get(name)) => {}
            _ if name == TAGS && has_same_tags(want, base.get(name)) => {}
            _ if same(want, base.get(name)) => {}
            _ => drop(patch.insert(name.clone(), want.clone())),
        }
    }
    patch
}

/// Tags have no order.
fn has_same_tags(want: &Value, have: Option<&Value>) -> bool {
    let (Value::Array(want), Some(Value::Array(have))) = (want, have) else { return false };
    want.iter().all(|tag| have.contains(tag)) && have.iter().all(|tag| want.contains(tag))
}

fn same(want: &Value, have: Option<&Value>) -> bool {
    let Some(have) = have else { return is_empty_value(want) };
    if is_empty_value(want) || is_empty_value(have) {
        return is_empty_value(want) && is_empty_value(have);
    }
    match (want, have) {
        (Value::String(_), Value::Object(members)) => members.get("name") == Some(want),
        (Value::String(text), other @ (Value::Number(_) | Value::Bool(_)))
        | (other @ (Value::Number(_) | Value::Bool(_)), Value::String(text)) => is_text_of(text, other),
        _ => same_value(want, have),
    }
}

fn is_text_of(text: &str, scalar: &Value) -> bool {
    let shown = scalar.to_string();
    text == shown
}

/// Some servers return a company as an object; it is written as its name, or unchanged if it has no name.
pub fn written_company(company: &Map<String, Value>) -> Value {
    match company.get("name") {
        Some(Value::String(name)) if !name.is_empty() => Value::String(name.clone()),
        _ => Value::Object(company.clone()),
    }
}

/// The complete object to send: `base` overwritten by the patch, custom fields one by one.
pub fn merged(base: &Map<String, Value>, patch: &Map<String, Value>) -> Map<String, Value> {
    let mut whole = base.clone();
    for (name, value) in patch {
        match (name.as_str(), value, whole.get_mut(name)) {
            (CUSTOM, Value::Object(inner), Some(Value::Object(have))) => {
                have.extend(inner.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
            _ => drop(whole.insert(name.clone(), value.clone())),
        }
    }
    whole
}

/// `some` with null for each field that only `other` has, custom fields one by one.
///
/// For showing what an update wants next to what it found: both then have the same fields.
pub fn with_absent(some: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let mut all = some.clone();
    for (name, value) in other {
        match (value, all.get(name)) {
            (Value::Object(fields), have)
                if name == CUSTOM && have.is_none_or(|have| is_empty_value(have) || have.is_object()) =>
            {
                let empty = Map::new();
                let own = have.and_then(Value::as_object).unwrap_or(&empty);
                all.insert(name.clone(), Value::Object(with_absent(own, fields)));
            }
            (_, None) => drop(all.insert(name.clone(), Value::Null)),
            _ => {}
        }
    }
    all
}

/// Removes from `whole` the fields of `changed` that `wanted` lacks, custom fields one by one; true if any was removed.
/// If no custom field is left, `customFields` is as in `wanted`: null or absent.
pub fn leave_out(
    whole: &mut Map<String, Value>,
    changed: &Map<String, Value>,
    wanted: &Map<String, Value>,
) -> bool {
    let mut any = false;
    for (name, value) in changed {
        match (value, wanted.get(name), whole.get_mut(name)) {
            (Value::Object(fields), want, Some(Value::Object(have))) if name == CUSTOM => {
                let own = want.and_then(Value::as_object);
                let gone = fields.keys().filter(|field| own.is_none_or(|own| !own.contains_key(*field)));
                any |= gone.map(|field| have.shift_remove(field)).count() > 0;
                if have.is_empty() && own.is_none() {
                    match want {
                        Some(want) => drop(whole.insert(name.clone(), want.clone())),
                        None => drop(whole.shift_remove(name)),
                    }
                }
            }
            (_, None, Some(_)) => {
                whole.shift_remove(name);
                any = true;
            }
            _ => {}
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    fn diff(wanted: Value, base: Value) -> Value {
        Value::Object(differences(&object(wanted), &object(base)))
    }

    #[test]
    fn null_absent_and_empty_are_the_same() {
        let wanted = json!({"memo": null, "city": "", "tags": []});
        assert_eq!(diff(wanted, json!({"city": null, "tags": null})), json!({}));
    }

    #[test]
    fn numbers_compare_as_numbers_and_texts_never_do() {
        let base: Value = serde_json::from_str(r#"{"birthDate": 8.64e7, "extra": 7.0}"#).unwrap();
        assert_eq!(diff(json!({"birthDate": 86_400_000, "extra": 7}), base), json!({}));
        let texts = json!({"postalNumber": "01067", "phoneNumber": "7.0"});
        assert_eq!(diff(texts.clone(), json!({"postalNumber": "1067", "phoneNumber": "7"})), texts);
    }

    #[test]
    fn tags_have_no_order() {
        let tags = |tags: Value| json!({"tags": tags, "other": tags});
        assert_eq!(diff(tags(json!(["a", "b"])), tags(json!(["b", "a"]))), json!({"other": ["a", "b"]}));
        assert_eq!(diff(json!({"tags": ["a"]}), json!({"tags": ["a", "b"]})), json!({"tags": ["a"]}));
    }

    #[test]
    fn blank_texts_show_nothing_and_still_differ() {
        for blank in [json!(" \n"), json!([""]), json!([" ", null]), json!({"name": " ", "id": null})] {
            assert!(is_blank_value(&blank) && !is_empty_value(&json!(" ")), "{blank}");
        }
        assert!(
            [json!("a"), json!(0), json!(false), json!(["", "a"])].iter().all(|one| !is_blank_value(one))
        );
        assert_eq!(diff(json!({"memo": null}), json!({"memo": " "})), json!({"memo": null}));
    }

    #[test]
    fn custom_fields_compare_one_by_one() {
        let wanted = json!({"customFields": {"a": "1", "b": null, "c": "3"}});
        let base = json!({"customFields": {"a": "1", "b": "2", "z": "9"}});
        assert_eq!(diff(wanted, base), json!({"customFields": {"b": null, "c": "3"}}));
    }

    #[test]
    fn a_company_given_as_an_object_compares_by_name() {
        assert_eq!(
            diff(json!({"company": "Acme"}), json!({"company": {"id": "1", "name": "Acme"}})),
            json!({})
        );
    }

    #[test]
    fn a_merge_keeps_fields_that_the_patch_does_not_name() {
        let base = object(json!({"id": "7", "memo": "old", "customFields": {"a": "1"}}));
        let patch = object(json!({"memo": "new", "customFields": {"b": "2"}}));
        let whole = Value::Object(merged(&base, &patch));
        assert_eq!(whole, json!({"id": "7", "memo": "new", "customFields": {"a": "1", "b": "2"}}));
    }

    #[test]
    fn fields_missing_in_the_base_become_null() {
        let patch = object(json!({"memo": "new", "customFields": {"a": "1"}}));
        for (base, expected) in [
            (json!({}), json!({"memo": null, "customFields": {"a": null}})),
            (json!({"memo": "", "customFields": null}), json!({"memo": "", "customFields": {"a": null}})),
            (
                json!({"customFields": {"b": "2"}}),
                json!({"customFields": {"b": "2", "a": null}, "memo": null}),
            ),
        ] {
            assert_eq!(Value::Object(with_absent(&object(base), &patch)), expected);
        }
        assert_eq!(with_absent(&patch, &Map::new()), patch);
    }

    #[test]
    fn unwanted_changed_fields_are_left_out() {
        let left = |wanted: Value, whole: Value| {
            let changed = object(json!({"memo": null, "customFields": {"a": null}}));
            let mut whole = object(whole);
            let any = leave_out(&mut whole, &changed, &object(wanted));
            (Value::Object(whole), any)
        };
        let now = json!({"city": "Rome", "memo": null, "customFields": {"a": null}});
        let mixed = json!({"city": "Rome", "memo": null, "customFields": {"a": null, "b": "2"}});
        assert_eq!(left(json!({}), now.clone()), (json!({"city": "Rome"}), true));
        assert_eq!(
            left(json!({"memo": null, "customFields": null}), now.clone()),
            (json!({"city": "Rome", "memo": null, "customFields": null}), true)
        );
        assert_eq!(
            left(json!({"memo": null, "customFields": {}}), now.clone()),
            (json!({"city": "Rome", "memo": null, "customFields": {}}), true)
        );
        assert_eq!(
            left(json!({"customFields": null}), mixed),
            (json!({"city": "Rome", "customFields": {"b": "2"}}), true)
        );
        assert_eq!(left(json!({"memo": null, "customFields": {"a": ""}}), now.clone()), (now, false));
    }
}
