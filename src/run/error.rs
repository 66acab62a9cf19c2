//! What ends an import before its end.

use crate::api::ApiError;
use crate::exit_status::ExitStatus;
use crate::journal::JournalError;
use crate::lookup::LookupError;
use crate::mapping::MappingError;
use crate::source::SourceError;

/// A fault that is not one of a row.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A source can't be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The mapping does not fit a source.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The run's folder can't be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The help desk can't be asked.
    #[error(transparent)]
    Api(ApiError),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
    /// An earlier run has begun with a source, and is not finished.
    #[error("{0}")]
    Begun(String),
    /// A file for the mapped customers can't be written.
    #[error(transparent)]
    File(#[from] crate::file::FileError),
    /// The help desk's customers can't be looked up.
    #[error(transparent)]
    Lookup(LookupError),
    /// A saved plan is refused.
    #[error(transparent)]
    Plan(#[from] crate::planfile::PlanError),
    /// The run went as far as it went, and its results and reports can't be written.
    #[error(
        "{ended}: {written}. The journal has all of this, but the results and reports can't be written to \
         {folder}: {source}. Fix that, then run `{resume}`: it writes them and sends nothing twice"
    )]
    Reports {
        /// How the writing ended.
        ended: String,
        /// How many rows ended where, in words.
        written: String,
        /// The run's folder.
        folder: std::path::PathBuf,
        /// What goes on with it.
        resume: String,
        /// Why.
        source: Box<ImportError>,
    },
    /// Somebody asked to stop while the plan was made.
    #[error("stopped before anything was sent: {0}")]
    Stopped(String),
    /// Somebody asked to stop what writes nothing.
    #[error("{0}")]
    Interrupted(String),
}

impl ImportError {
    /// The exit status. A lock that another process holds is a matter of usage.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Source(_) | Self::Mapping(_) | Self::Usage(_) | Self::Begun(_) | Self::File(_) => {
                ExitStatus::Usage
            }
            Self::Plan(_) => ExitStatus::Unproven,
            Self::Journal(error) if error.is_damage() => ExitStatus::Unproven,
            Self::Journal(error) if error.is_refusal() => ExitStatus::Usage,
            Self::Api(error) if error.is_unauthorized() || matches!(error, ApiError::Forbidden { .. }) => {
                ExitStatus::Unauthorized
            }
            Self::Journal(_) | Self::Api(_) | Self::Lookup(_) | Self::Reports { .. } => ExitStatus::Stopped,
            Self::Stopped(_) | Self::Interrupted(_) => ExitStatus::Stopped,
        }
    }
}

impl From<ApiError> for ImportError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Stopped { reason } => Self::Stopped(reason),
            error => Self::Api(error),
        }
    }
}

impl From<LookupError> for ImportError {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::Api(error) => error.into(),
            other => Self::Lookup(other),
        }
    }
}
