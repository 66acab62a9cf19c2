//! The form of a search answer without customers. A server has one such form. An answer in another form may come from a
//! proxy or from a failing server, and proves nothing.

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

/// A hash of the structure of a body: its names and kinds of values. Of the values only true and false count
/// (`"partial": true`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form(u64);

impl Form {
    pub(super) fn of(body: &[u8]) -> Self {
        let mut text = String::new();
        match serde_json::from_slice(body) {
            Ok(value) => describe(&value, &mut text),
            Err(_) if body.trim_ascii().is_empty() => {}
            Err(_) => text.push('?'),
        }
        Self(xxh3_64(text.as_bytes()))
    }
}

fn describe(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in members {
                text.push_str(name);
                text.push(':');
                describe(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            values.iter().for_each(|value| describe(value, text));
            text.push(']');
        }
        Value::Bool(value) => text.push(if *value { 't' } else { 'f' }),
        _ => text.push('.'),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", " \n", true)]
    #[case("", "[]", false)]
    #[case("", "null", false)]
    #[case(
        r#"{"customer":{"totalRecords":0,"records":[]}}"#,
        r#"{"customer":{"records":[],"totalRecords":"0"}}"#,
        true
    )]
    #[case(r#"{"customer":{"totalRecords":0,"records":[]}}"#, r#"{"customer":{"totalRecords":0}}"#, false)]
    #[case(r#"{"customer":{"records":[]}}"#, r#"{"customer":{"records":null}}"#, false)]
    #[case(r#"{"records":[],"partial":false}"#, r#"{"records":[],"partial":true}"#, false)]
    #[case(r#"{"records":[],"nextQuery":null}"#, r#"{"records":[],"nextQuery":""}"#, true)]
    fn which_texts_have_the_same_form(#[case] one: &str, #[case] other: &str, #[case] same: bool) {
        assert_eq!(Form::of(one.as_bytes()) == Form::of(other.as_bytes()), same);
    }
}
