//! JSON of a request as TOML, and TOML of a mapping as JSON.

use serde_json::{Map, Value as Json};
use toml_edit::{Array, InlineTable, Item, TableLike, Value};

/// The options of `[match]` and of a rule in the order in which they are written.
const ORDER: &[&str] = &[
    "keys",
    "on_no_key",
    "on_duplicate",
    "from",
    "first",
    "join",
    "value",
    "template",
    "optional",
    "repair",
    "split",
    "take",
    "trim",
    "apostrophe",
    "as",
    "formats",
    "pivot",
    "order",
    "format",
    "region",
    "trust_country",
    "true_values",
    "false_values",
    "values",
    "separator",
    "decimal",
    "scheme",
    "lost_zeros",
    "fallback",
    "folder",
    "lookup",
    "lookup_file",
    "lookup_else",
    "case",
    "pattern",
    "default",
    "required",
    "on_empty",
    "on_invalid",
    "merge",
    "merge_join",
    "write",
];

/// The members of an object in the order in which a mapping has them.
pub(crate) fn in_order(options: &Map<String, Json>) -> Vec<(&String, &Json)> {
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut members: Vec<(&String, &Json)> = options.iter().collect();
    members.sort_by_key(|(name, _)| place(name));
    members
}

/// A value as TOML; `None` for `null`.
pub(crate) fn toml_of(json: &Json) -> Option<Value> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(flag) => (*flag).into(),
        Json::String(text) => text.as_str().into(),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64()?.into(),
        },
        Json::Array(items) => items.iter().filter_map(toml_of).collect::<Array>().into(),
        Json::Object(members) => inline(members).into(),
    })
}

/// An object as a table on one line.
pub(crate) fn inline(members: &Map<String, Json>) -> InlineTable {
    let pairs =
        in_order(members).into_iter().filter_map(|(name, value)| Some((name.as_str(), toml_of(value)?)));
    pairs.collect()
}

/// A table as JSON. Dates and times become texts.
pub(crate) fn json_of_table(table: &dyn TableLike) -> Map<String, Json> {
    table.iter().map(|(name, item)| (name.to_owned(), json_of_item(item))).collect()
}

/// An item as JSON.
pub(crate) fn json_of_item(item: &Item) -> Json {
    match item {
        Item::None => Json::Null,
        Item::Value(value) => json_of_value(value),
        Item::Table(table) => json_of_table(table).into(),
        Item::ArrayOfTables(tables) => tables.iter().map(|table| Json::from(json_of_table(table))).collect(),
    }
}

fn json_of_value(value: &Value) -> Json {
    match value {
        Value::String(text) => text.value().as_str().into(),
        Value::Integer(number) => (*number.value()).into(),
        Value::Float(number) => (*number.value()).into(),
        Value::Boolean(flag) => (*flag.value()).into(),
        Value::Datetime(moment) => moment.value().to_string().into(),
        Value::Array(items) => items.iter().map(json_of_value).collect(),
        Value::InlineTable(table) => json_of_table(table).into(),
    }
}

/// The options of a rule in TOML, without braces.
pub(crate) fn json_of_rule(rule: &str) -> Map<String, Json> {
    let document: Result<toml_edit::DocumentMut, _> = format!("rule = {{ {rule} }}").parse();
    let rule = document.ok().and_then(|document| Some(json_of_table(document.get("rule")?.as_table_like()?)));
    rule.unwrap_or_default()
}
