//! The differences as CSV: one row for each field of each customer that differs.

use std::io::Write as _;
use std::path::Path;

use csv::Writer;
use serde_json::Value;

use super::compare::BackupDiff;
use super::error::DiffError;
use crate::file::{FileError, Output, create, name_of};
use crate::source::guarded;

/// The byte order mark, by which Excel recognizes UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

const HEADER: [&str; 5] = ["change", "id", "field", "before", "after"];

impl BackupDiff {
    /// Writes a CSV file; `-` is standard output. If `safe`, cells that a spreadsheet would compute get an apostrophe.
    pub fn write_csv(&self, path: &Path, safe: bool) -> Result<(), DiffError> {
        let fault = |error: std::io::Error| DiffError::from(FileError::writing(&name_of(path), error));
        let mut out: Box<dyn Output> = create(path)?;
        out.write_all(BYTE_ORDER_MARK).map_err(fault)?;
        let mut writer = Writer::from_writer(out);
        let mut put = |cells: [&str; 5]| {
            let cells = cells.iter().map(|cell| guarded(cell, safe).into_owned());
            writer.write_record(cells).map_err(|error| fault(error.into()))
        };
        put(HEADER)?;
        self.each(|one| {
            let word = one.kind.word();
            // A customer without values has a row too.
            if one.fields.is_empty() {
                put([word, &one.id, "", "", ""])?;
            }
            one.fields.iter().try_for_each(|field| {
                let [before, after] = [&field.before, &field.after].map(cell);
                put([word, &one.id, &field.name, &before, &after])
            })
        })?;
        let out = writer.into_inner().map_err(|error| fault(error.into_error()))?;
        Ok(out.finish()?)
    }
}

/// A text as it is, anything else as JSON.
fn cell(value: &Option<Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}
