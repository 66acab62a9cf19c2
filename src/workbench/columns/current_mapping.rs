//! The mapping of a project as it is now, also one with mistakes.

use std::sync::Arc;

use crate::customer::CustomFieldDefinitions;
use crate::file::name_of;
use crate::mapping::{BoundMapping, Mapping, MappingError, SourceDefaults, StatedReading};
use crate::run::CustomFields;
use crate::source::ReadOptions;
use crate::suggest::{RowSample, is_column_name, reading};

use super::mapping_edit::{MappingEdit, NoEdit, edited};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, text_of};

/// The mapping of a project.
pub(crate) struct CurrentMapping {
    /// Its path, as a command names it.
    pub(crate) path: String,
    /// `None` if there is no mapping yet.
    pub(crate) text: Option<String>,
    /// The file with the custom fields of the account, as a command names it.
    pub(crate) fields_file: Option<String>,
    pub(crate) definitions: Option<Arc<CustomFieldDefinitions>>,
}

impl CurrentMapping {
    pub(crate) fn of(project: &Project) -> Result<Self, WorkbenchError> {
        let fields_file = project.custom_fields_file();
        let known = fields_file.as_deref().map(CustomFields::of_file).transpose();
        let known = known.map_err(|error| WorkbenchError::CustomFields(error.to_string()))?;
        Ok(Self {
            path: name_of(project.mapping()),
            text: text_of(&project.mapping())?,
            fields_file,
            definitions: known.and_then(|fields| fields.definitions()).map(Arc::new),
        })
    }

    /// Checks a text as `deskferry mapping check` does.
    pub(crate) fn check(&self, text: &str) -> Result<Arc<Mapping>, MappingError> {
        let mapping = Mapping::parse(&self.path, text)?;
        if let Some(definitions) = &self.definitions {
            mapping.check_custom_fields(definitions)?;
        }
        Ok(Arc::new(mapping))
    }

    /// A text after some changes, not checked yet.
    pub(crate) fn edited(&self, text: &str, edits: &[MappingEdit]) -> Result<String, WorkbenchError> {
        edited(text, edits).or_else(|error| match error {
            NoEdit::Pattern { .. } => Err(WorkbenchError::Refused { what: error.to_string() }),
            NoEdit::Toml(what) => {
                // The check tells where the text is no TOML.
                self.check(text)?;
                Err(WorkbenchError::Request { what, field: Some("edits") })
            }
        })
    }

    /// The checked mapping; `None` if there is none.
    pub(crate) fn checked(&self) -> Option<Result<Arc<Mapping>, MappingError>> {
        self.text.as_deref().map(|text| self.check(text))
    }

    /// The command line that checks the mapping, without its name.
    pub(crate) fn check_words(&self) -> Vec<&str> {
        let fields = self.fields_file.as_deref().map(|file| ["--fields", file]);
        ["mapping", "check", self.path.as_str()].into_iter().chain(fields.into_iter().flatten()).collect()
    }
}

/// The options with which an import with this mapping reads a file.
pub(crate) fn read_options(
    stated: &StatedReading,
    mapping: Option<&Mapping>,
) -> Result<ReadOptions, WorkbenchError> {
    Ok(match mapping {
        None => reading(&stated.options(&SourceDefaults::default())?),
        Some(mapping) => {
            let known = mapping.known_columns(is_column_name);
            ReadOptions { known, ..stated.options(mapping.source())? }
        }
    })
}

/// A mapping bound to the header of a sample, with what the sample shows of dates and countries. The mistake is a column
/// that the file does not have; then all columns may be missing.
pub(crate) fn bound_to(
    mapping: &Arc<Mapping>,
    sample: &RowSample,
    definitions: Option<&Arc<CustomFieldDefinitions>>,
) -> Result<(BoundMapping, Option<MappingError>), MappingError> {
    let (bound, mistake) = match mapping.bind(&sample.origin, &sample.header) {
        Ok(bound) => (bound, None),
        Err(error) => (mapping.bind_leniently(&sample.origin, &sample.header)?, Some(error)),
    };
    let mut bound = bound.within(definitions.cloned());
    if let Some(mut scan) = bound.column_scan() {
        sample.rows.iter().for_each(|row| scan.look(&bound, &row.record));
        bound.use_scan(&scan);
    }
    Ok((bound, mistake))
}
