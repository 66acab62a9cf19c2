//! A mistake in a mapping as the page gets it.

use serde::Serialize;

use crate::mapping::MappingError;

/// A mistake in a mapping, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Mistake {
    pub(super) message: String,
    pub(super) help: Vec<String>,
    /// From 1.
    pub(super) line: usize,
    pub(super) column: usize,
    /// All of it, as the command line shows it.
    pub(super) text: String,
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
