//! A settings file in JSON, as Singer and Meltano write it for a tap or a target. No TOML begins with a brace.

use std::path::Path;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::error::ConfigError;

/// The settings. Other members of such a file belong to the tap or the target.
pub const SETTING_NAMES: [&str; 17] = [
    "base_url",
    "client_id",
    "token_file",
    "api_token_file",
    "token_command",
    "rate",
    "concurrency",
    "run_dir",
    "timeout",
    "photo_encoding",
    "language",
    "notify_url",
    "ping_url",
    "ping_style",
    "keep_traces",
    "journal",
    "journal_password_file",
];

/// True if a settings file is JSON.
pub fn is_json_settings(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// The settings of a file as a section of TOML. Each value has its place in the text, so that errors name its line.
pub(super) fn section<'t>(path: &Path, text: &'t str) -> Result<Spanned<DeValue<'t>>, ConfigError> {
    let mut table = DeTable::new();
    for (name, raw) in json_members(text).map_err(|error| faulty(path, &error))? {
        if !SETTING_NAMES.contains(&name.as_str()) || raw.get() == "null" {
            continue;
        }
        let start = raw.get().as_ptr() as usize - text.as_ptr() as usize;
        let span = start..start + raw.get().len();
        let value = value(raw.get()).map_err(|error| faulty(path, &error))?;
        table.insert(Spanned::new(span.clone(), name.into()), Spanned::new(span, value));
    }
    Ok(Spanned::new(0..text.len(), DeValue::Table(table)))
}

fn faulty(path: &Path, error: &serde_json::Error) -> ConfigError {
    ConfigError::Faulty {
        path: path.to_owned(),
        message: format!("it is no JSON object: {error}"),
        near: None,
    }
}

/// The members of a JSON object, in order.
fn json_members(text: &str) -> serde_json::Result<Vec<(String, &RawValue)>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader.deserialize_map(Members)?;
    reader.end()?;
    Ok(members)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

/// A value of JSON as one of TOML. What TOML can't hold stays a text, which the setting refuses.
fn value(raw: &str) -> serde_json::Result<DeValue<'_>> {
    Ok(match serde_json::from_str(raw)? {
        Value::Bool(truth) => DeValue::Boolean(truth),
        Value::Number(_) => {
            DeValue::parse(raw).map_or_else(|_| DeValue::String(raw.into()), Spanned::into_inner)
        }
        Value::Array(values) => {
            let words =
                values.into_iter().map(|value| Spanned::new(0..0, DeValue::String(plain(value).into())));
            let mut array = DeArray::new();
            words.for_each(|word| array.push(word));
            DeValue::Array(array)
        }
        other => DeValue::String(plain(other).into()),
    })
}

fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
