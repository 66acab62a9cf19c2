//! An insert as it was sent, rebuilt from the journal.

use serde_json::{Map, Value};

use crate::customer::PHOTO;
use crate::journal::JournalError;
use crate::writer::Marker;

type Object = Map<String, Value>;

/// The fields of an insert as they were sent, with the marker.
pub(crate) fn inserted(payload: &str, row: u64, marker: Option<&Marker>) -> Result<Object, JournalError> {
    let mut fields: Object = serde_json::from_str(payload)?;
    if let Some((field, text)) = marker.map(|marker| marker.of(row)) {
        let custom = fields.entry(CUSTOM).or_insert_with(|| Value::Object(Object::new()));
        if let Value::Object(custom) = custom {
            custom.insert(field, Value::String(text));
        }
    }
    Ok(fields)
}

/// The sent fields that a read of the customer can show: an insert empties no field, and photos are not read back.
pub(crate) fn without_nulls(mut sent: Object) -> Object {
    sent.retain(|name, value| !value.is_null() && name != PHOTO.name);
    if let Some(custom) = sent.get_mut(CUSTOM).and_then(Value::as_object_mut) {
        custom.retain(|_, value| !value.is_null());
    }
    sent
}

const CUSTOM: &str = "customFields";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sent_insert_includes_its_marker() {
        let marker = Marker { field: "ref".into(), run: "run".into() };
        let sent = inserted(r#"{"name":"A","memo":null}"#, 7, Some(&marker)).unwrap();
        assert_eq!(Value::Object(sent), json!({"name": "A", "memo": null, "customFields": {"ref": "run/7"}}));
    }
}
