//! The columns that a SCHEMA names: a property that no record of a batch has is a column, too.

use serde_json::{Map, Value};

/// Objects nested deeper are no columns of their own.
const DEPTH: usize = 16;

/// The columns of a JSON Schema. Where it does not say what an object has, those in `used`. Names of members of objects
/// are joined by dots.
pub(super) fn schema_columns(schema: &str, used: &[String]) -> serde_json::Result<Vec<String>> {
    let mut open = Vec::new();
    let mut all = members(&serde_json::from_str(schema)?, &mut Vec::new(), &mut open);
    if all.is_empty() {
        open.push(Vec::new());
    }
    for name in used {
        let path: Vec<&str> = name.split('.').collect();
        let is_below = |open: &Vec<String>| {
            path.len() > open.len() && path.iter().zip(open).all(|(one, own)| one == own)
        };
        if open.iter().any(is_below) {
            put(&mut all, &path);
        }
    }
    let mut columns = Vec::new();
    collect(&all, "", &mut columns);
    Ok(columns)
}

/// The names of the members without members, joined by dots.
fn collect(members: &Map<String, Value>, prefix: &str, columns: &mut Vec<String>) {
    for (name, below) in members {
        let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match below.as_object().filter(|below| !below.is_empty()) {
            Some(below) => collect(below, &name, columns),
            None => columns.push(name),
        }
    }
}

/// The members that a schema names; `open` gets the paths of objects of which it names none. Schemas may be
/// alternatives: `{"anyOf": [{"type": "object", ...}, {"type": "null"}]}`.
fn members(schema: &Value, path: &mut Vec<String>, open: &mut Vec<Vec<String>>) -> Map<String, Value> {
    let mut found = Map::new();
    if path.len() >= DEPTH {
        return found;
    }
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        path.push(name.clone());
        let below = members(property, path, open);
        if below.is_empty() && is_object(property) {
            open.push(path.clone());
        }
        path.pop();
        found.insert(name.clone(), if below.is_empty() { Value::Null } else { Value::Object(below) });
    }
    for (name, value) in alternatives(schema).flat_map(|part| members(part, path, open)) {
        found.entry(name).or_insert(value);
    }
    found
}

fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    let parts = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|name| schema.get(name)?.as_array());
    parts.flatten()
}

fn is_object(schema: &Value) -> bool {
    let said = match schema.get("type") {
        Some(Value::Array(types)) => types.contains(&"object".into()),
        Some(one) => one == "object",
        None => false,
    };
    said || alternatives(schema).any(is_object)
}

/// Adds an empty member, and the objects above it.
fn put(members: &mut Map<String, Value>, path: &[&str]) {
    let [name, below @ ..] = path else { return };
    let member = members.entry(*name).or_insert(Value::Null);
    if below.is_empty() {
        return;
    }
    if member.is_null() {
        *member = Value::Object(Map::new());
    }
    if let Some(members) = member.as_object_mut() {
        put(members, below);
    }
}

#[cfg(test)]
mod tests {
    fn columns(schema: &str, used: &[&str]) -> Vec<String> {
        let used: Vec<String> = used.iter().map(ToString::to_string).collect();
        super::schema_columns(schema, &used).unwrap()
    }

    #[test]
    fn each_property_is_a_column() {
        let schema = r#"{"properties": {"id": {"type": "integer"}, "place": {"anyOf": [{"type": "object",
            "properties": {"city": {}, "zip": {}}}, {"type": "null"}]}, "note": {}}}"#;
        assert_eq!(columns(schema, &["typo", "place.town"]), ["id", "place.city", "place.zip", "note"]);
    }

    #[test]
    fn an_open_object_has_the_columns_of_the_mapping() {
        let schema =
            r#"{"properties": {"place": {"type": ["null", "object"], "additionalProperties": true}}}"#;
        assert_eq!(columns(schema, &["place.city", "place.at.lat", "typo"]), ["place.city", "place.at.lat"]);
        assert_eq!(columns("{}", &["a", "b.c"]), ["a", "b.c"]);
    }
}
