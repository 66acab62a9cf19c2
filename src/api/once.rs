//! Finds JSON objects with duplicate members, of which a parser silently keeps only the last.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// The description of a duplicate member.
pub(super) const TWICE: &str = "appears twice";

/// Parses a text; fails if it is not JSON or a member appears twice.
pub(super) fn value(text: &[u8]) -> serde_json::Result<Value> {
    let value = serde_json::from_slice(text)?;
    serde_json::from_slice::<Once>(text).map(|Once| value)
}

/// True for JSON without duplicate members.
pub(super) fn is_each_member(text: &[u8]) -> bool {
    serde_json::from_slice::<Once>(text).is_ok()
}

/// Any value; only its member names are read.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OnceVisitor)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_str<E>(self, _: &str) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Once, A::Error> {
        while items.next_element::<Once>()?.is_some() {}
        Ok(Once)
    }

    /// With `arbitrary_precision`, a number arrives here as well, as an object with one special member.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Once, A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(A::Error::custom(format!("a member {TWICE}")));
            }
            members.next_value::<Once>()?;
        }
        Ok(Once)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("7", true)]
    #[case(r#"[null,true,"x",1.50,12345678901234567890123,{}]"#, true)]
    #[case(r#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#, true)]
    #[case(r#"{"a":1,"a":1}"#, false)]
    #[case(r#"[{"b":{"a":1,"\u0061":2}}]"#, false)]
    #[case("{", false)]
    fn repeated_member_names_are_detected(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_each_member(text.as_bytes()), expected);
        assert_eq!(value(text.as_bytes()).is_ok(), expected);
    }
}
