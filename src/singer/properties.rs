//! The properties of a customer in the stream, and their types. Each value has the type that the schema says, because
//! many targets end at the first record that differs.

use serde_json::{Map, Value, json};

use crate::api::Object;
use crate::customer::{CustomerColumn, FieldKind, table_cell};

/// The name of the stream.
pub const STREAM: &str = "customers";

/// The type of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PropertyKind {
    /// The key.
    Id,
    /// The text of a cell in a table of customers.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Truth,
    /// An array of texts.
    Texts,
}

/// A property of the documentation, in the order of a table of customers.
#[derive(Debug, Clone)]
pub(super) struct Property {
    pub(super) column: CustomerColumn,
    pub(super) name: String,
    pub(super) kind: PropertyKind,
}

/// All properties of the documentation.
pub(super) fn documented() -> impl Iterator<Item = Property> {
    CustomerColumn::known().map(|column| {
        let name = column.to_string();
        let kind = match (column.field().map(|field| field.kind), name.as_str()) {
            (_, "id") => PropertyKind::Id,
            (_, "ticketCount") => PropertyKind::Integer,
            (Some(FieldKind::Bool), _) => PropertyKind::Truth,
            (Some(FieldKind::Tags), _) => PropertyKind::Texts,
            _ => PropertyKind::Text,
        };
        Property { column, name, kind }
    })
}

impl Property {
    /// Its JSON Schema.
    pub(super) fn schema(&self) -> Value {
        match self.kind {
            PropertyKind::Id => json!({"type": "string"}),
            PropertyKind::Text => text_schema(),
            PropertyKind::Integer => json!({"type": ["integer", "null"]}),
            PropertyKind::Truth => json!({"type": ["boolean", "null"]}),
            PropertyKind::Texts => json!({"type": ["array", "null"], "items": {"type": "string"}}),
        }
    }

    /// The value in a customer; `Err` if it does not fit the type and is left out.
    pub(super) fn value(&self, customer: &Object) -> Result<Value, ()> {
        let Some(value) = self.column.value(customer).filter(|value| !value.is_null()) else {
            return if self.kind == PropertyKind::Id { Err(()) } else { Ok(Value::Null) };
        };
        match (self.kind, value) {
            (PropertyKind::Id | PropertyKind::Text, _) => Ok(text(&self.column, value)),
            (PropertyKind::Truth, Value::Bool(_)) => Ok(value.clone()),
            (PropertyKind::Truth, Value::String(text)) => text.parse().map(Value::Bool).map_err(drop),
            (PropertyKind::Integer, Value::Number(number)) if is_whole(&number.to_string()) => {
                Ok(value.clone())
            }
            (PropertyKind::Integer, Value::String(text)) => {
                text.parse().map(|number: i64| number.into()).map_err(drop)
            }
            (PropertyKind::Texts, Value::Array(tags)) => Ok(tags.iter().map(plain).collect()),
            (PropertyKind::Texts, Value::String(_)) => Ok(Value::Array(vec![value.clone()])),
            _ => Err(()),
        }
    }
}

/// The schema of a text that may be absent.
pub(super) fn text_schema() -> Value {
    json!({"type": ["string", "null"]})
}

/// The text of a cell.
pub(super) fn text(column: &CustomerColumn, value: &Value) -> Value {
    if value.is_null() { Value::Null } else { table_cell::written(column, value).text.into_owned().into() }
}

fn plain(value: &Value) -> Value {
    match value {
        Value::String(_) => value.clone(),
        other => other.to_string().into(),
    }
}

fn is_whole(number: &str) -> bool {
    number.strip_prefix('-').unwrap_or(number).bytes().all(|byte| byte.is_ascii_digit())
}

/// What the documentation does not list.
pub(super) fn undocumented(customer: &Object) -> Value {
    let mut extra = Map::new();
    CustomerColumn::each_further(customer, |column| {
        if let CustomerColumn::Unknown(name) = column
            && let Some(value) = customer.get(&name)
        {
            extra.insert(name, value.clone());
        }
    });
    if extra.is_empty() { Value::Null } else { extra.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, value: &Value) -> Result<Value, ()> {
        let mut customer = Object::new();
        customer.insert(name.to_owned(), value.clone());
        documented().find(|property| property.name == name).unwrap().value(&customer)
    }

    #[test]
    fn every_value_has_the_type_of_the_schema() {
        for (name, given, expected) in [
            ("id", json!(7), json!("7")),
            ("name", json!("Ada"), json!("Ada")),
            ("name", json!(""), json!("")),
            ("name", json!(null), json!(null)),
            ("city", json!(5), json!("5")),
            ("company", json!({"id": "1", "name": "Acme"}), json!("Acme")),
            ("birthDate", json!(-72_748_800_000_i64), json!("1967-09-12")),
            ("topClient", json!("true"), json!(true)),
            ("topClient", json!(false), json!(false)),
            ("ticketCount", json!("3"), json!(3)),
            ("tags", json!(["a", 1]), json!(["a", "1"])),
            ("tags", json!("a"), json!(["a"])),
        ] {
            assert_eq!(value(name, &given), Ok(expected), "{name}: {given}");
        }
        for (name, given) in
            [("topClient", json!(1)), ("ticketCount", json!(1.5)), ("tags", json!({})), ("id", json!(null))]
        {
            assert_eq!(value(name, &given), Err(()), "{name}: {given}");
        }
    }
}
