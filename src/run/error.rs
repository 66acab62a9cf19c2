//! Errors that end a run, and its exit status.

use std::path::PathBuf;

use crate::api::ApiError;
use crate::exit_status::ExitStatus;
use crate::file::FileError;
use crate::journal::JournalError;
use crate::lookup::LookupError;

/// An error that ends a run. What is wrong with a single row is an issue instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The run folder can't be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A call to the help desk failed.
    #[error(transparent)]
    Api(ApiError),
    /// The arguments make no sense, or do not fit the run.
    #[error("{0}")]
    Usage(String),
    /// An earlier run of the same source, plan or backup is not finished.
    #[error("{0}")]
    Begun(String),
    /// A file other than the journal can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The customers of the help desk can't be looked up.
    #[error(transparent)]
    Lookup(LookupError),
    /// The results and reports of a run can't be written. The journal is complete.
    #[error(
        "{ended}: {written}. The journal has all of this, but the results and reports can't be written to \
         {folder}: {source}. Fix that, then run `{resume}`: it writes them and sends nothing twice"
    )]
    Reports {
        /// How the writing ended.
        ended: String,
        /// The counts of rows by outcome, as text.
        written: String,
        /// The run folder.
        folder: PathBuf,
        /// The command line that resumes the run.
        resume: String,
        /// Why the files can't be written.
        source: Box<RunError>,
    },
    /// The user stopped the run during planning.
    #[error("stopped before anything was sent: {0}")]
    Stopped(String),
    /// The user stopped a command that writes nothing.
    #[error("{0}")]
    Interrupted(String),
}

impl RunError {
    /// The exit status. A lock that another process holds counts as wrong usage.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Usage(_) | Self::Begun(_) | Self::File(_) => ExitStatus::Usage,
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

impl From<ApiError> for RunError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Stopped { reason } => Self::Stopped(reason),
            error => Self::Api(error),
        }
    }
}

impl From<LookupError> for RunError {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::Api(error) => error.into(),
            other => Self::Lookup(other),
        }
    }
}

/// An error that `run.json` can record as the end of its run.
pub(crate) trait EndsRun: std::fmt::Display {
    /// The exit status of the command.
    fn exit_status(&self) -> ExitStatus;

    /// The error as one of the run itself; `None` for an error of planning.
    fn as_run_error(&self) -> Option<&RunError>;
}

impl EndsRun for RunError {
    fn exit_status(&self) -> ExitStatus {
        self.status()
    }

    fn as_run_error(&self) -> Option<&RunError> {
        Some(self)
    }
}
