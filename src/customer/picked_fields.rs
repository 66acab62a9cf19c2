//! A few fields of a customer that lies as JSON; the others are not taken apart.

use std::fmt::{self, Formatter};

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The customer with these fields only. A custom field (`customFields.NAME`) brings all of them.
pub(crate) fn picked_fields(json: &str, fields: &[&str]) -> serde_json::Result<Map<String, Value>> {
    let names: Vec<&str> = fields.iter().map(|field| member_of(field)).collect();
    let mut from = serde_json::Deserializer::from_str(json);
    let picked = from.deserialize_map(Picked { names: &names })?;
    from.end()?;
    Ok(picked)
}

/// The member of a customer that has a field.
fn member_of(field: &str) -> &str {
    if field.starts_with("customFields.") { "customFields" } else { field }
}

/// Takes an object.
struct Picked<'n> {
    names: &'n [&'n str],
}

impl<'de> Visitor<'de> for Picked<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut picked = Map::new();
        while let Some(name) = members.next_key_seed(Name { names: self.names })? {
            match name {
                Some(name) => drop(picked.insert(name.to_owned(), members.next_value()?)),
                None => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(picked)
    }
}

/// Takes the name of a member; `None` if it is none of these.
struct Name<'n> {
    names: &'n [&'n str],
}

impl<'de, 'n> DeserializeSeed<'de> for Name<'n> {
    type Value = Option<&'n str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'n> Visitor<'_> for Name<'n> {
    type Value = Option<&'n str>;

    fn expecting(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.names.iter().copied().find(|own| *own == name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let plain = prop_oneof![
            any::<String>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null),
        ];
        let nested = prop::collection::vec((any::<String>(), plain.clone()), 0..3);
        prop_oneof![plain, nested.prop_map(|members| Value::Object(members.into_iter().collect()))]
    }

    proptest! {
        #[test]
        fn picked_members_are_those_of_the_whole_object(
            members in prop::collection::vec((prop_oneof!["email", "name", "customFields", "n\\PC*", any::<String>()], value()), 0..8),
        ) {
            let names = ["email", "customFields", "missing", ""];
            let fields = ["email", "customFields.x", "customFields.y", "missing", ""];
            let mut whole: Map<String, Value> = members.into_iter().collect();
            let json = serde_json::to_string(&whole).unwrap();
            let picked = picked_fields(&json, &fields).unwrap();
            whole.retain(|name, _| names.contains(&name.as_str()));
            prop_assert_eq!(picked, whole, "{}", json);
        }
    }

    #[test]
    fn names_may_be_escaped_and_what_is_no_object_is_refused() {
        let picked =
            picked_fields(r#" {"em\u0061il": "a", "x": [1, {"email": 2}], "email": "b"} "#, &["email"]);
        assert_eq!(
            picked.unwrap(),
            Map::from_iter([("email".to_owned(), Value::from("b"))]),
            "the last one counts"
        );
        for json in ["", "[]", "1", r#"{"a": 1"#, r#"{"a": }"#, r#"{"a": 1} x"#, r#"{"a": "\q"}"#] {
            assert!(picked_fields(json, &["email"]).is_err(), "{json}");
        }
    }
}
