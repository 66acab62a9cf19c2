//! Fields that were filled after the plan was made, and that their policy protects.

use serde_json::{Map, Value};

use crate::customer::{Change, is_blank_value};
use crate::plan::{ProtectedValue, WritePolicies, WritePolicy, leave_known_numbers};

type Object = Map<String, Value>;

const CUSTOM: &str = "customFields";

/// Takes the phone numbers out of what is still to be written (`rest`) that the customer has in another form.
pub(crate) fn leave_phones(
    phones: &[String],
    policies: &WritePolicies,
    base: &Object,
    rest: &mut Object,
    now: &Object,
) {
    if phones.is_empty() || rest.is_empty() {
        return;
    }
    let mut written = rest.clone();
    late_protected(policies, base, &mut written, now, false);
    leave_known_numbers(phones, rest, now, &written);
}

/// Takes the protected fields out of what is still to be written (`rest`).
///
/// The plan writes a field with `if_empty` only where it was empty (`base`). If it has a value now, that stays. If an
/// attempt of this run may have arrived (`sent`), a value that the help desk could have made of the wanted one counts as
/// written.
pub(crate) fn late_protected(
    policies: &WritePolicies,
    base: &Object,
    rest: &mut Object,
    now: &Object,
    sent: bool,
) -> Vec<ProtectedValue> {
    let mut protected = Vec::new();
    let mut stays = |field: String, want: &Value, base: Option<&Value>, now: Option<&Value>| {
        let late = late(policies, field, want, base, now);
        let is_left = late.is_none();
        protected.extend(late.filter(|late| !(sent && is_stored_form(late))));
        is_left
    };
    rest.retain(|name, want| match want {
        Value::Object(custom) if name == CUSTOM => {
            let inner = |object: &Object| object.get(CUSTOM).and_then(Value::as_object).cloned();
            let (base, now) = (inner(base).unwrap_or_default(), inner(now).unwrap_or_default());
            custom
                .retain(|name, want| stays(format!("{CUSTOM}.{name}"), want, base.get(name), now.get(name)));
            !custom.is_empty()
        }
        want => stays(name.clone(), want, base.get(name), now.get(name)),
    });
    protected
}

fn late(
    policies: &WritePolicies,
    field: String,
    want: &Value,
    base: Option<&Value>,
    now: Option<&Value>,
) -> Option<ProtectedValue> {
    let now = now.filter(|now| !is_blank_value(now))?;
    let was_empty = base.is_none_or(is_blank_value);
    let protects = policies.of(&field) == WritePolicy::IfEmpty && was_empty;
    protects.then(|| ProtectedValue::new(field, WritePolicy::IfEmpty, want.clone(), now.clone()))
}

/// True if the help desk may have made the current text of the wanted one.
fn is_stored_form(late: &ProtectedValue) -> bool {
    match (late.wanted.as_str(), late.current.as_str()) {
        (Some(wanted), Some(current)) => Change::between(wanted, current).is_some(),
        _ => false,
    }
}

/// The conflicts in fields that are still to be written.
pub(crate) fn conflicts_in(rest: &Object, conflicts: Vec<String>) -> Vec<String> {
    let is_left = |field: &String| match field.strip_prefix("customFields.") {
        Some(name) => rest.get(CUSTOM).is_some_and(|custom| custom.get(name).is_some()),
        None => rest.contains_key(field),
    };
    conflicts.into_iter().filter(is_left).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn only_fields_that_were_filled_since_are_protected() {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let fields = ["memo", "city", "customFields.a", "customFields.b"];
        let fields = BTreeMap::from(fields.map(|field| (field.to_owned(), WritePolicy::IfEmpty)));
        let policies = WritePolicies { fields, ..WritePolicies::default() };
        let mut rest =
            object(json!({"memo": "m", "city": "c", "name": "n", "customFields": {"a": "1", "b": "1"}}));
        let base = object(json!({"memo": "", "name": "old", "customFields": {"b": null}}));
        let now = object(json!({"memo": "theirs", "city": "", "name": "other", "customFields": {"a": "2"}}));
        let shouted = object(json!({"memo": "M"}));
        let ours = late_protected(&policies, &base, &mut object(json!({"memo": "m"})), &shouted, true);
        assert!(ours.is_empty(), "the help desk stores it in capitals");
        let late = late_protected(&policies, &base, &mut rest, &now, false);
        let named: Vec<&str> = late.iter().map(|late| late.field.as_str()).collect();
        assert_eq!(named, ["memo", "customFields.a"]);
        assert_eq!(
            Value::Object(rest.clone()),
            json!({"city": "c", "name": "n", "customFields": {"b": "1"}})
        );
        let all = ["memo", "name", "customFields.a", "customFields.b"].map(ToOwned::to_owned);
        assert_eq!(conflicts_in(&rest, all.to_vec()), ["name", "customFields.b"]);
    }
}
