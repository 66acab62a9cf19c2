//! Start customers from a JSON Lines file, where blank lines are skipped, and definitions of custom fields.

use super::error::SandboxError;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The size limit of a start file, in bytes.
const LONGEST: u64 = 1 << 30;

/// Reads all customers of the file.
pub(super) fn read(path: &Path) -> Result<Vec<Value>, SandboxError> {
    let text =
        read_start_file(path).map_err(|source| SandboxError::StartFile { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| customer(path, at + 1, line)).collect()
}

/// Reads the definitions of custom fields: a JSON array of objects, as the API returns them.
pub(super) fn read_definitions(path: &Path) -> Result<Vec<Value>, SandboxError> {
    let fault = |reason: String| SandboxError::DefinitionsFile { path: path.to_owned(), reason };
    let text = read_start_file(path).map_err(|error| fault(error.to_string()))?;
    let found: Vec<Map<String, Value>> =
        serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
    Ok(found.into_iter().map(Value::Object).collect())
}

/// The text of a regular file, or of a pipe that a shell has opened, such as `<(command)`. A named pipe is refused,
/// because it may have no writer.
fn read_start_file(path: &Path) -> io::Result<String> {
    let opened = path == Path::new("/dev/stdin") || path.starts_with("/dev/fd");
    let found = path.metadata()?;
    if !found.is_file() && !found.is_dir() && !opened {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut text = String::new();
    File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST { Err(io::Error::other("it is larger than 1 GiB")) } else { Ok(text) }
}

fn customer(path: &Path, line: usize, text: &str) -> Result<Value, SandboxError> {
    let place = || format!("{} line {line}", path.display());
    let value = serde_json::from_str(text)
        .map_err(|error| SandboxError::NotACustomer { place: place(), reason: error.to_string() })?;
    object(value, place()).map(Value::Object)
}

/// The members of a customer; an error if the value is not an object.
pub(super) fn object(value: Value, place: String) -> Result<Map<String, Value>, SandboxError> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(SandboxError::NotACustomer { place, reason: "not a JSON object".to_owned() }),
    }
}
