//! The definitions of the account's custom fields: asked for once, or read from a file, and held in `run.json`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::ImportError;
use crate::api::{ApiError, Client, Object};
use crate::customer::CustomFieldDefinitions;
use crate::event::{Event, Listener};
use crate::file::{path_of, read_text};
use crate::import::OpenedSource;
use crate::journal::DefinitionsFile;
use crate::mapping::unknown_custom_field;

/// Where definitions come from.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CustomFields {
    /// Custom fields are not checked.
    Unchecked,
    /// The help desk is asked.
    #[default]
    Asked,
    /// They are these.
    Given(DefinitionsFile),
}

impl CustomFields {
    /// Reads a file that `deskferry customer fields` has written; `none` is no file and no check.
    ///
    /// # Errors
    /// A file that can't be read, or that holds no list of definitions.
    pub fn of_file(file: &str) -> Result<Self, ImportError> {
        if file == "none" && !path_of(file).exists() {
            return Ok(Self::Unchecked);
        }
        let fault =
            |why: String| ImportError::Usage(format!("can't read the custom fields in {file}: {why}"));
        let text = read_text(&path_of(file)).map_err(|error| fault(error.to_string()))?;
        let definitions: Vec<Object> = serde_json::from_str(&text).map_err(|error| {
            fault(format!("{error}; `deskferry customer fields -o {file}` writes it again"))
        })?;
        Ok(Self::Given(DefinitionsFile { from: file.to_owned(), definitions }))
    }

    /// Those of a run that was broken off; one that had not asked yet asks now.
    pub fn of_run(known: Option<&DefinitionsFile>) -> Self {
        known.map_or(Self::Asked, |known| Self::Given(known.clone()))
    }

    /// What there is in the file, to hold custom fields against.
    pub fn definitions(&self) -> Option<CustomFieldDefinitions> {
        match self {
            Self::Given(file) => {
                Some(CustomFieldDefinitions::read(&file.definitions)).filter(|read| !read.is_empty())
            }
            Self::Unchecked | Self::Asked => None,
        }
    }

    /// What is known before anybody is asked.
    pub(crate) fn given(&self) -> Option<DefinitionsFile> {
        match self {
            Self::Unchecked => Some(DefinitionsFile { from: "none".to_owned(), definitions: Vec::new() }),
            Self::Asked => None,
            Self::Given(file) => Some(file.clone()),
        }
    }
}

/// Asks the help desk. An answer that is no list of definitions is noted, and nothing is checked then: whether every
/// account has this call is not known.
pub(crate) async fn ask(client: &Client) -> Result<(DefinitionsFile, Option<String>), ImportError> {
    let (definitions, why) = match client.custom_fields().await {
        Ok(definitions) if definitions.is_empty() => (definitions, Some("the account has none".to_owned())),
        Ok(definitions) => (definitions, None),
        Err(error) if is_an_answer(&error) => (Vec::new(), Some(error.without_advice())),
        Err(error) => return Err(error.into()),
    };
    Ok((DefinitionsFile { from: "help desk".to_owned(), definitions }, why))
}

/// True where the help desk was reached and let us in.
pub(crate) fn is_an_answer(error: &ApiError) -> bool {
    !error.is_unauthorized()
        && matches!(
            error,
            ApiError::Missing { .. }
                | ApiError::Forbidden { .. }
                | ApiError::Refused { .. }
                | ApiError::Server { .. }
                | ApiError::BadAnswer { .. }
                | ApiError::BrokenPage { .. }
        )
}

/// Holds the rows to come against definitions; says which custom fields of the mapping are not among them.
pub(crate) fn save_in_run(
    opened: &mut [OpenedSource],
    file: &DefinitionsFile,
    listener: &dyn Listener,
) -> Option<Arc<CustomFieldDefinitions>> {
    let definitions = Arc::new(CustomFieldDefinitions::read(&file.definitions));
    if definitions.is_empty() {
        return None;
    }
    let mapped: BTreeSet<&str> = opened.iter().flat_map(OpenedSource::custom_fields).collect();
    for name in mapped.into_iter().filter(|name| definitions.get(name).is_none()) {
        let complaint = unknown_custom_field(&definitions, name);
        let text =
            format!("{}: rows with a value for it are rejected; {}", complaint.message, complaint.hint);
        listener.hear(&Event::Note(text));
    }
    opened.iter_mut().for_each(|source| source.hold(&definitions));
    Some(definitions)
}
