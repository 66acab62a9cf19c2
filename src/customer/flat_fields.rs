//! The fields of a customer in one list.

use serde_json::{Map, Value};

/// The fields of a customer in their order; custom fields are named `customFields.NAME`. A `customFields` member that
/// is not an object is one field.
pub(crate) fn flat_fields(customer: &Map<String, Value>) -> Vec<(String, &Value)> {
    let mut fields = Vec::new();
    for (name, value) in customer {
        match value {
            Value::Object(custom) if name == "customFields" => {
                fields.extend(custom.iter().map(|(field, value)| (format!("{name}.{field}"), value)));
            }
            value => fields.push((name.clone(), value)),
        }
    }
    fields
}

/// The value of a field, named as in [`flat_fields`].
pub(crate) fn field_value<'a>(customer: &'a Map<String, Value>, field: &str) -> Option<&'a Value> {
    match field.strip_prefix("customFields.") {
        Some(name) => customer.get("customFields")?.get(name),
        None => customer.get(field),
    }
}

/// Sets a field, named as in [`flat_fields`].
pub(crate) fn put_field(customer: &mut Map<String, Value>, field: &str, value: Value) {
    let Some(name) = field.strip_prefix("customFields.") else {
        customer.insert(field.to_owned(), value);
        return;
    };
    let custom = customer.entry("customFields").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(custom) = custom {
        custom.insert(name.to_owned(), value);
    }
}

/// The fields of a customer that another one lacks.
pub(crate) fn without(customer: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let mut rest = customer.clone();
    flat_fields(other).iter().for_each(|(field, _)| remove_field(&mut rest, field));
    rest
}

/// Removes a field, named as in [`flat_fields`]. `customFields` goes with its last member.
pub(crate) fn remove_field(customer: &mut Map<String, Value>, field: &str) {
    let Some(name) = field.strip_prefix("customFields.") else {
        customer.shift_remove(field);
        return;
    };
    if let Some(Value::Object(custom)) = customer.get_mut("customFields") {
        custom.shift_remove(name);
        if custom.is_empty() {
            customer.shift_remove("customFields");
        }
    }
}
