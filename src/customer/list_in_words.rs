//! A list such as tags, as people read it.

use serde_json::Value;

/// `vip, it`; an entry with a comma stands in quotes. `None` if the value is not a list of plain values.
pub(crate) fn list_in_words(value: &Value) -> Option<String> {
    let entry = |entry: &Value| match entry {
        Value::Object(_) | Value::Array(_) => None,
        Value::String(text) if text.contains(',') => Some(format!("“{text}”")),
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let entries: Option<Vec<String>> = value.as_array()?.iter().map(entry).collect();
    Some(entries?.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tags_are_a_list_in_words() {
        let words = |value: Value| list_in_words(&value);
        assert_eq!(words(json!(["vip", "a, b", 7])).unwrap(), "vip, “a, b”, 7");
        assert_eq!(words(json!([])).unwrap(), "");
        assert_eq!(words(json!([{"a": 1}])), None);
        assert_eq!(words(json!("vip")), None);
    }
}
