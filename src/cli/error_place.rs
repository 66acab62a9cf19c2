//! Where a fault is and what is at fault, for programs, as far as its error knows. People read it in the message.

use deskferry::fixes::FixesError;
use deskferry::import::ImportError;
use deskferry::mapping::{LoadError, MappingError};
use deskferry::planfile::PlanError;
use deskferry::source::SourceError;
use serde::Serialize;
use serde_json::{Value, json};

/// The codes of docs/json.md that are no names of an exit status.
pub(crate) const COMMAND_LINE: &str = "command_line";
pub(crate) const MISSING_FEATURE: &str = "missing_feature";
pub(crate) const SETTINGS: &str = "settings";
const FIXES: &str = "fixes";
const MAPPING: &str = "mapping";
const PLAN: &str = "plan";
const SOURCE: &str = "source";

/// What is not known is absent.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ErrorPlace {
    /// What is at fault, if that is known more exactly than by the exit status.
    #[serde(skip)]
    pub(crate) code: Option<&'static str>,
    /// What to do, if that is not part of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// The file, as the user named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Its line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    /// The row, as a spreadsheet counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    /// The name of a column, or the number of a character in the line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<Value>,
}

impl ErrorPlace {
    pub(crate) fn of(code: &'static str) -> Self {
        Self { code: Some(code), ..Self::default() }
    }

    pub(crate) fn hinted(self, hints: &[String]) -> Self {
        Self { hint: Some(hints.join("\n")).filter(|hints| !hints.is_empty()).or(self.hint), ..self }
    }
}

impl From<&MappingError> for ErrorPlace {
    fn from(error: &MappingError) -> Self {
        let hint = Some(error.help().join("\n")).filter(|help| !help.is_empty());
        let (line, column) = (Some(error.line as u64), Some(json!(error.column)));
        Self { hint, file: Some(error.file.clone()), line, column, ..Self::of(MAPPING) }
    }
}

impl From<&LoadError> for ErrorPlace {
    fn from(error: &LoadError) -> Self {
        match error {
            LoadError::Faulty(error) => error.into(),
            _ => Self::of(MAPPING),
        }
    }
}

impl From<&SourceError> for ErrorPlace {
    fn from(error: &SourceError) -> Self {
        let code = match error {
            SourceError::MissingFeature { .. } => MISSING_FEATURE,
            _ => SOURCE,
        };
        Self { file: error.file().map(ToOwned::to_owned), row: error.row(), ..Self::of(code) }
    }
}

impl From<&FixesError> for ErrorPlace {
    fn from(error: &FixesError) -> Self {
        match error {
            FixesError::Source(error) | FixesError::Rows(error) => error.into(),
            FixesError::Line { file, line, column, .. } => {
                let column = column.map(Value::from);
                Self { file: Some(file.clone()), line: Some(*line), column, ..Self::of(FIXES) }
            }
            _ => Self::of(FIXES),
        }
    }
}

impl From<&PlanError> for ErrorPlace {
    fn from(error: &PlanError) -> Self {
        match error {
            PlanError::Line { plan, line, .. } => {
                Self { file: Some(plan.clone()), line: Some(*line), ..Self::of(PLAN) }
            }
            _ => Self::default(),
        }
    }
}

impl From<&ImportError> for ErrorPlace {
    fn from(error: &ImportError) -> Self {
        match error {
            ImportError::Source(error) => error.into(),
            ImportError::Mapping(error) => error.into(),
            ImportError::Fixes(error) => error.into(),
            _ => Self::default(),
        }
    }
}
