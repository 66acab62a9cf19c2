//! The definitions of the account's custom fields: from the help desk or from a file, kept in `run.json`.

use super::error::RunError;
use crate::api::{ApiError, Client, Object};
use crate::customer::CustomFieldDefinitions;
use crate::file::{path_of, read_text};
use crate::journal::DefinitionsFile;

/// Where the definitions come from.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CustomFields {
    /// Custom fields are not checked.
    Unchecked,
    /// The help desk returns them.
    #[default]
    Asked,
    /// A file or an earlier run has them.
    Given(DefinitionsFile),
}

impl CustomFields {
    /// Reads a file that `deskferry customer fields` wrote. `none` turns the check off, unless a file has that name.
    ///
    /// # Errors
    /// If the file can't be read or is not a list of definitions.
    pub fn of_file(file: &str) -> Result<Self, RunError> {
        if file == "none" && !path_of(file).exists() {
            return Ok(Self::Unchecked);
        }
        let fault = |why: String| RunError::Usage(format!("can't read the custom fields in {file}: {why}"));
        let text = read_text(&path_of(file)).map_err(|error| fault(error.to_string()))?;
        let definitions: Vec<Object> = serde_json::from_str(&text).map_err(|error| {
            fault(format!("{error}; `deskferry customer fields -o {file}` writes it again"))
        })?;
        Ok(Self::Given(DefinitionsFile { from: file.to_owned(), definitions }))
    }

    /// The definitions of an interrupted run; if it had none yet, the help desk is asked.
    pub fn of_run(known: Option<&DefinitionsFile>) -> Self {
        known.map_or(Self::Asked, |known| Self::Given(known.clone()))
    }

    /// The definitions of a file; `None` if there is nothing to check against.
    pub fn definitions(&self) -> Option<CustomFieldDefinitions> {
        match self {
            Self::Given(file) => {
                Some(CustomFieldDefinitions::read(&file.definitions)).filter(|read| !read.is_empty())
            }
            Self::Unchecked | Self::Asked => None,
        }
    }

    /// What `run.json` records before the help desk is asked; an empty list turns the check off.
    pub(crate) fn given(&self) -> Option<DefinitionsFile> {
        match self {
            Self::Unchecked => Some(DefinitionsFile { from: "none".to_owned(), definitions: Vec::new() }),
            Self::Asked => None,
            Self::Given(file) => Some(file.clone()),
        }
    }
}

/// Asks the help desk. If it returns no definitions, nothing is checked and the second value says why: not every
/// account may have this call.
pub(crate) async fn ask_definitions(client: &Client) -> Result<(DefinitionsFile, Option<String>), RunError> {
    let (definitions, why) = match client.custom_fields().await {
        Ok(definitions) if definitions.is_empty() => (definitions, Some("the account has none".to_owned())),
        Ok(definitions) => (definitions, None),
        Err(error) if is_an_answer(&error) => (Vec::new(), Some(error.without_advice())),
        Err(error) => return Err(error.into()),
    };
    Ok((DefinitionsFile { from: "help desk".to_owned(), definitions }, why))
}

/// True if the help desk was reached and accepted the credentials.
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
