//! Start customers from a JSON Lines file: one object a line, blank lines skipped.

use super::error::SandboxError;
use serde_json::{Map, Value};
use std::path::Path;

/// Reads the whole file.
pub(super) fn read(path: &Path) -> Result<Vec<Value>, SandboxError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| SandboxError::StartFile { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| customer(path, at + 1, line)).collect()
}

fn customer(path: &Path, line: usize, text: &str) -> Result<Value, SandboxError> {
    let place = || format!("{} line {line}", path.display());
    let value = serde_json::from_str(text)
        .map_err(|error| SandboxError::NotACustomer { place: place(), reason: error.to_string() })?;
    object(value, place()).map(Value::Object)
}

/// The members of a customer, or why it isn't one.
pub(super) fn object(value: Value, place: String) -> Result<Map<String, Value>, SandboxError> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(SandboxError::NotACustomer { place, reason: "not a JSON object".to_owned() }),
    }
}
