//! A customer of the help desk as `[[tests]]` writes it, in TOML.

use serde_json::{Map, Value as Json};

use crate::customer::table_cell::read;
use crate::customer::{CustomerColumn, FieldValue};

/// The customer as the help desk would return it.
pub(super) fn customer_of_toml(table: &toml::Table) -> Map<String, Json> {
    table.iter().map(|(name, value)| (name.clone(), member(name, value))).collect()
}

fn member(name: &str, value: &toml::Value) -> Json {
    match value {
        toml::Value::String(text) => text_of(name, text),
        toml::Value::Datetime(moment) => text_of(name, &moment.to_string()),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(truth) => (*truth).into(),
        toml::Value::Array(items) => items.iter().map(|item| member("", item)).collect(),
        toml::Value::Table(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), member("", value)))
            .collect::<Map<_, _>>()
            .into(),
    }
}

/// A day is stored as milliseconds.
fn text_of(name: &str, text: &str) -> Json {
    let target = CustomerColumn::named(name).target();
    match target.as_ref().and_then(|target| read(target, text).ok()) {
        Some(FieldValue::Date(day)) => day.millis().into(),
        _ => text.into(),
    }
}
