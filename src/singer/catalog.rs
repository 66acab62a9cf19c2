//! The catalog, by which a user or Meltano selects the stream and its properties.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::properties::STREAM;

/// Why a catalog can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the catalog {file}: {what}; write a new one with `deskferry singer tap --discover`")]
pub struct CatalogError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub what: String,
}

/// What a catalog selects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The stream is not selected.
    leaves_all_out: bool,
    /// Properties that are not selected, by their path.
    left_out: HashSet<Vec<String>>,
}

impl Selection {
    /// Reads a catalog. What it says nothing about is selected, as discovery says (`selected-by-default`).
    pub fn of_catalog(file: &str, text: &str) -> Result<Self, CatalogError> {
        let fault = |what: String| CatalogError { file: file.to_owned(), what };
        let catalog: Value =
            serde_json::from_str(text).map_err(|error| fault(format!("it is no JSON: {error}")))?;
        let streams = catalog.get("streams").and_then(Value::as_array);
        let streams = streams.ok_or_else(|| fault("it has no list \"streams\"".to_owned()))?;
        let is_ours = |stream: &&Value| {
            stream.get("tap_stream_id").or_else(|| stream.get("stream")) == Some(&STREAM.into())
        };
        Ok(match streams.iter().find(is_ours) {
            Some(stream) => Self::of_stream(stream),
            None => Self { leaves_all_out: true, ..Self::default() },
        })
    }

    fn of_stream(stream: &Value) -> Self {
        let metadata: HashMap<Vec<String>, &Value> = stream
            .get("metadata")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(entry)
            .collect();
        let root = metadata.get(&Vec::new()).and_then(|found| chosen(found));
        let legacy =
            stream.get("selected").or_else(|| stream.get("schema")?.get("selected")).and_then(Value::as_bool);
        let out =
            metadata.into_iter().filter(|(path, found)| !path.is_empty() && chosen(found) == Some(false));
        Self {
            leaves_all_out: root.or(legacy) == Some(false),
            left_out: out.map(|(path, _)| path).filter(|path| path != &["id"]).collect(),
        }
    }

    /// True if the stream is not selected.
    pub fn leaves_all_out(&self) -> bool {
        self.leaves_all_out
    }

    /// True if a property is sent.
    pub(super) fn has(&self, path: &[&str]) -> bool {
        !(1..=path.len()).any(|length| {
            let part: Vec<String> = path[..length].iter().map(ToString::to_string).collect();
            self.left_out.contains(&part)
        })
    }
}

/// The path of a property without the words `properties`, and what is said of it.
fn entry(entry: &Value) -> Option<(Vec<String>, &Value)> {
    let path = entry.get("breadcrumb")?.as_array()?;
    let names = path.iter().enumerate().filter(|(at, _)| at % 2 == 1).filter_map(|(_, name)| name.as_str());
    Some((names.map(ToOwned::to_owned).collect(), entry.get("metadata")?))
}

/// Whether metadata select something; `None` if they say nothing.
fn chosen(metadata: &Value) -> Option<bool> {
    match metadata.get("inclusion").and_then(Value::as_str) {
        Some("automatic") => Some(true),
        Some("unsupported") => Some(false),
        _ => {
            metadata.get("selected").or_else(|| metadata.get("selected-by-default")).and_then(Value::as_bool)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn selection(metadata: Value) -> Selection {
        let catalog = json!({"streams": [{"tap_stream_id": STREAM, "metadata": metadata}]});
        Selection::of_catalog("c.json", &catalog.to_string()).unwrap()
    }

    #[test]
    fn metadata_select_properties() {
        let selected = selection(json!([
            {"breadcrumb": [], "metadata": {"selected": true}},
            {"breadcrumb": ["properties", "email"], "metadata": {"selected": false}},
            {"breadcrumb": ["properties", "id"], "metadata": {"selected": false, "inclusion": "automatic"}},
            {"breadcrumb": ["properties", "customFields", "properties", "tier"], "metadata": {"selected": false}},
        ]));
        assert!(!selected.leaves_all_out);
        for (path, expected) in [
            (&["name"][..], true),
            (&["id"], true),
            (&["email"], false),
            (&["customFields"], true),
            (&["customFields", "tier"], false),
            (&["customFields", "segment"], true),
        ] {
            assert_eq!(selected.has(path), expected, "{path:?}");
        }
        assert!(selection(json!([{"breadcrumb": [], "metadata": {"selected": false}}])).leaves_all_out);
        assert!(Selection::of_catalog("c", r#"{"streams":[{"tap_stream_id":"x"}]}"#).unwrap().leaves_all_out);
    }

    #[test]
    fn a_broken_catalog_is_named() {
        let fault = |text: &str| Selection::of_catalog("c.json", text).unwrap_err().to_string();
        assert!(fault("{").starts_with("the catalog c.json: it is no JSON: EOF"), "{}", fault("{"));
        assert!(fault("{}").contains("it has no list \"streams\""));
    }
}
