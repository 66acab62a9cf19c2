//! Writes `mapping.toml`, exactly as `deskferry mapping suggest` does.

use std::path::Path;

use crate::customer::CustomFieldDefinitions;
use crate::file::name_of;
use crate::mapping::{SourceDefaults, StatedReading};
use crate::suggest::{Answers, recognized, sample, suggest_mapping};

use super::error::WorkbenchError;
use super::project::replace;

/// Suggests a mapping for a file, and writes it. An existing one is replaced only if that is wanted.
pub(super) fn write_suggested(
    file: &str,
    reading: &StatedReading,
    mapping: &Path,
    may_replace: bool,
) -> Result<(), WorkbenchError> {
    if !may_replace && mapping.symlink_metadata().is_ok() {
        return Err(WorkbenchError::MappingExists { path: name_of(mapping) });
    }
    let sample = sample(file, &reading.options(&SourceDefaults::default())?)?;
    let proposal = suggest_mapping(&sample, &CustomFieldDefinitions::default(), &Answers::new());
    let program = recognized(&sample.names).and_then(|found| proposal.to_recognized_toml(&sample, &found));
    replace(mapping, &program.unwrap_or_else(|| proposal.to_toml(&sample)))
}
