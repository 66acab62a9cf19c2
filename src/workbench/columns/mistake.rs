//! A mistake in a mapping as the page gets it.

use serde::Serialize;

use crate::mapping::MappingError;

/// A mistake in a mapping, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Mistake {
    pub(crate) message: String,
    pub(crate) help: Vec<String>,
    /// From 1.
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// All of it, as the command line shows it.
    pub(crate) text: String,
}

impl From<&MappingError> for Mistake {
    fn from(error: &MappingError) -> Self {
        Self {
            message: error.message.clone(),
            help: error.help().into_iter().map(ToOwned::to_owned).collect(),
            line: error.line,
            column: error.column,
            text: error.to_string(),
        }
    }
}
