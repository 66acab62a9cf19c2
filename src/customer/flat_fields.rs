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
