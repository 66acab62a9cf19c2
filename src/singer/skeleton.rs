//! The members that a SCHEMA names, all empty. The first record of a batch gets those that it lacks: a column that is
//! empty in all records of a batch is a column.

use serde_json::{Map, Value};

/// Objects nested deeper are no columns of their own.
const DEPTH: usize = 16;

/// Members of a record, each null or an object of members.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Skeleton(Map<String, Value>);

impl Skeleton {
    /// The members of a JSON Schema. Where it does not say what an object has, those of the columns in `used`.
    pub(super) fn of(schema: &str, used: &[String]) -> serde_json::Result<Self> {
        let mut open = Vec::new();
        let mut all = members(&serde_json::from_str(schema)?, &mut Vec::new(), &mut open);
        if all.is_empty() {
            open.push(Vec::new());
        }
        for name in used {
            let path: Vec<&str> = name.split('.').collect();
            if open
                .iter()
                .any(|open| path.len() > open.len() && path.iter().zip(open).all(|(one, own)| one == own))
            {
                put(&mut all, &path);
            }
        }
        Ok(Self(all))
    }

    /// The record with all members.
    pub(super) fn filled(&self, record: &str) -> serde_json::Result<String> {
        let mut record: Map<String, Value> = serde_json::from_str(record)?;
        fill(&mut record, &self.0);
        serde_json::to_string(&record)
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

fn fill(record: &mut Map<String, Value>, skeleton: &Map<String, Value>) {
    for (name, empty) in skeleton {
        match (record.get_mut(name), empty) {
            (None | Some(Value::Null), _) => drop(record.insert(name.clone(), empty.clone())),
            (Some(Value::Object(members)), Value::Object(below)) => fill(members, below),
            (Some(_), _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(schema: &str, used: &[&str], record: &str) -> String {
        let used: Vec<String> = used.iter().map(ToString::to_string).collect();
        Skeleton::of(schema, &used).unwrap().filled(record).unwrap()
    }

    #[test]
    fn a_record_gets_the_members_that_it_lacks() {
        let schema = r#"{"properties": {"id": {"type": "integer"}, "place": {"anyOf": [{"type": "object",
            "properties": {"city": {}, "zip": {}}}, {"type": "null"}]}, "note": {}}}"#;
        for (record, expected) in [
            (r#"{"id":1.50}"#, r#"{"id":1.50,"place":{"city":null,"zip":null},"note":null}"#),
            (
                r#"{"place":{"zip":"1"},"note":0,"more":true}"#,
                r#"{"place":{"zip":"1","city":null},"note":0,"more":true,"id":null}"#,
            ),
            (r#"{"place":null,"note":"","id":2}"#, r#"{"place":{"city":null,"zip":null},"note":"","id":2}"#),
        ] {
            assert_eq!(filled(schema, &["typo", "place.town"], record), expected);
        }
    }

    #[test]
    fn an_open_object_gets_the_columns_of_the_mapping() {
        let schema =
            r#"{"properties": {"place": {"type": ["null", "object"], "additionalProperties": true}}}"#;
        let expected = r#"{"place":{"city":null,"at":{"lat":null}}}"#;
        assert_eq!(filled(schema, &["place.city", "place.at.lat", "typo"], "{}"), expected);
        assert_eq!(filled("{}", &["a", "b.c"], r#"{"b":"x"}"#), r#"{"b":"x","a":null}"#);
    }
}
