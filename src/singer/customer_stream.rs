//! The stream `customers`: its schema, its entry in the catalog, and a customer as a record.

use serde_json::{Map, Value, json};

use super::catalog::Selection;
use super::properties::{Property, STREAM, documented, text, text_schema, undocumented};
use crate::api::Object;
use crate::customer::CustomerColumn;

/// The property with the custom fields.
const CUSTOM: &str = "customFields";
/// The property with what the API documentation does not list.
const EXTRA: &str = "extraFields";

/// The stream of one account.
#[derive(Debug, Clone)]
pub struct CustomerStream {
    properties: Vec<Property>,
    /// The custom fields that the account defines.
    custom: Vec<String>,
    selection: Selection,
    /// Values that do not fit the schema and are left out.
    misfits: u64,
    misfit: Option<String>,
}

impl CustomerStream {
    /// The stream of an account with these custom fields.
    pub fn new(custom: Vec<String>, selection: Selection) -> Self {
        let properties = documented().filter(|property| selection.has(&[&property.name])).collect();
        let custom = custom.into_iter().filter(|name| selection.has(&[CUSTOM, name])).collect();
        Self { properties, custom, selection, misfits: 0, misfit: None }
    }

    /// The JSON Schema of a record.
    fn schema(&self) -> Value {
        let mut properties: Map<String, Value> =
            self.properties.iter().map(|property| (property.name.clone(), property.schema())).collect();
        if self.selection.has(&[CUSTOM]) {
            let custom: Map<String, Value> =
                self.custom.iter().map(|name| (name.clone(), text_schema())).collect();
            properties.insert(
                CUSTOM.to_owned(),
                json!({"type": ["object", "null"], "properties": custom, "additionalProperties": text_schema()}),
            );
        }
        if self.selection.has(&[EXTRA]) {
            properties
                .insert(EXTRA.to_owned(), json!({"type": ["object", "null"], "additionalProperties": true}));
        }
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    }

    /// The SCHEMA message.
    pub(super) fn schema_message(&self) -> Value {
        json!({"type": "SCHEMA", "stream": STREAM, "schema": self.schema(), "key_properties": ["id"]})
    }

    /// The catalog of discovery.
    pub fn catalog(&self) -> Value {
        let schema = self.schema();
        let of_stream = json!({
            "inclusion": "available", "selected-by-default": true, "table-key-properties": ["id"],
            "forced-replication-method": "FULL_TABLE", "schema-name": STREAM
        });
        let mut metadata = vec![json!({"breadcrumb": [], "metadata": of_stream})];
        for name in schema["properties"].as_object().into_iter().flat_map(Map::keys) {
            let said = match name.as_str() {
                "id" => json!({"inclusion": "automatic"}),
                _ => json!({"inclusion": "available", "selected-by-default": true}),
            };
            metadata.push(json!({"breadcrumb": ["properties", name], "metadata": said}));
        }
        json!({"streams": [{
            "tap_stream_id": STREAM, "stream": STREAM, "key_properties": ["id"],
            "replication_method": "FULL_TABLE", "schema": schema, "metadata": metadata
        }]})
    }

    /// A customer as a record: each property of the schema, null if the customer has none. `None` for a customer without
    /// an id, which no target could keep.
    pub(super) fn record(&mut self, customer: &Object) -> Option<Map<String, Value>> {
        let mut record = Map::new();
        for property in &self.properties {
            match property.value(customer) {
                Ok(value) => drop(record.insert(property.name.clone(), value)),
                Err(()) if property.name == "id" => return None,
                Err(()) => {
                    self.misfits += 1;
                    self.misfit.get_or_insert_with(|| property.name.clone());
                    record.insert(property.name.clone(), Value::Null);
                }
            }
        }
        if self.selection.has(&[CUSTOM]) {
            record.insert(CUSTOM.to_owned(), self.custom_fields(customer));
        }
        if self.selection.has(&[EXTRA]) {
            record.insert(EXTRA.to_owned(), undocumented(customer));
        }
        Some(record)
    }

    /// The defined custom fields first, so that every record has them in one order.
    fn custom_fields(&self, customer: &Object) -> Value {
        let given = customer.get(CUSTOM).and_then(Value::as_object);
        let mut fields: Map<String, Value> =
            self.custom.iter().map(|name| (name.clone(), Value::Null)).collect();
        for (name, value) in
            given.into_iter().flatten().filter(|(name, _)| self.selection.has(&[CUSTOM, name]))
        {
            fields.insert(name.clone(), text(&CustomerColumn::Custom(name.clone()), value));
        }
        if given.is_none() && fields.is_empty() { Value::Null } else { fields.into() }
    }

    /// How many values did not fit the schema, and the property of the first.
    pub(super) fn misfits(&self) -> Option<(u64, &str)> {
        self.misfit.as_deref().map(|name| (self.misfits, name))
    }

    /// True if the catalog does not select the stream.
    pub(super) fn is_left_out(&self) -> bool {
        self.selection.leaves_all_out()
    }
}
