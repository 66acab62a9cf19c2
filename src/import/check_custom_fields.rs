//! Checks the custom fields of the mapping against the definitions of the account.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::ImportError;
use super::opened_source::OpenedSource;
use crate::customer::CustomFieldDefinitions;
use crate::event::{Event, Listener};
use crate::journal::DefinitionsFile;
use crate::mapping::unknown_custom_field;

/// Tells the user which custom fields of the mapping are not defined, and checks the values of further rows. `None` if
/// there are no definitions.
///
/// # Errors
/// If a template reads a custom field that is not defined.
pub(super) fn check_custom_fields(
    opened: &mut [OpenedSource],
    file: &DefinitionsFile,
    listener: &dyn Listener,
) -> Result<Option<Arc<CustomFieldDefinitions>>, ImportError> {
    let definitions = Arc::new(CustomFieldDefinitions::read(&file.definitions));
    if definitions.is_empty() {
        return Ok(None);
    }
    if let Some(source) = opened.first() {
        source.bound.mapping().check_current_fields(&definitions)?;
    }
    let mapped: BTreeSet<&str> = opened.iter().flat_map(OpenedSource::custom_fields).collect();
    for name in mapped.into_iter().filter(|name| definitions.get(name).is_none()) {
        let complaint = unknown_custom_field(&definitions, name);
        let text =
            format!("{}: rows with a value for it are rejected; {}", complaint.message, complaint.hint);
        listener.hear(&Event::Note(text));
    }
    opened.iter_mut().for_each(|source| source.check_against(&definitions));
    Ok(Some(definitions))
}
