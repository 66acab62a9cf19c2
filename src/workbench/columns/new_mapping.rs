//! Writes `mapping.toml`, exactly as `deskferry mapping suggest` does.

use crate::file::name_of;
use crate::mapping::{SourceDefaults, StatedReading};
use crate::suggest::{Answers, recognized, sample, suggest_mapping};

use super::current_mapping::CurrentMapping;
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, ProjectText, StepLabel};

/// Suggests a mapping for a file, and writes it. An existing one is replaced only if that is wanted.
pub(crate) fn write_suggested(
    project: &Project,
    file: &str,
    reading: &StatedReading,
    may_replace: bool,
) -> Result<(), WorkbenchError> {
    let path = project.mapping();
    if !may_replace && path.symlink_metadata().is_ok() {
        return Err(WorkbenchError::MappingExists { path: name_of(path) });
    }
    let sample = sample(file, &reading.options(&SourceDefaults::default())?)?;
    let definitions = CurrentMapping::of(project)?.definitions.unwrap_or_default();
    let proposal = suggest_mapping(&sample, &definitions, &Answers::new());
    let program = recognized(&sample.names).and_then(|found| proposal.to_recognized_toml(&sample, &found));
    let text = program.unwrap_or_else(|| proposal.to_toml(&sample));
    project.edit(ProjectText::Mapping, StepLabel::new("mapping", String::new()), |mapping| {
        if !may_replace && mapping.is_some() {
            return Err(WorkbenchError::MappingExists { path: name_of(path) });
        }
        *mapping = Some(text);
        Ok(())
    })
}
