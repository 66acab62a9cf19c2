//! Errors that end a run, and its exit status.

use std::path::PathBuf;

use crate::api::ApiError;
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
    /// A backup is damaged.
    #[error("{0}")]
    Damaged(String),
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
    /// The exit status: 2 for usage, for a file and for a lock that is held, 3 for authorization, 4 for a stop before
    /// the end, 5 for a damaged backup or journal.
    pub fn status(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Begun(_) | Self::File(_) => 2,
            Self::Damaged(_) => 5,
            Self::Journal(error) if error.is_damage() => 5,
            Self::Journal(error) if error.is_refusal() => 2,
            Self::Api(error) if error.is_unauthorized() || matches!(error, ApiError::Forbidden { .. }) => 3,
            Self::Journal(_) | Self::Api(_) | Self::Lookup(_) | Self::Reports { .. } => 4,
            Self::Stopped(_) | Self::Interrupted(_) => 4,
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
            LookupError::Index(error) => Self::Journal(error),
            other => Self::Lookup(other),
        }
    }
}

/// An error that `run.json` can record as the end of its run.
pub(crate) trait EndsRun: std::fmt::Display {
    /// The exit status of the command.
    fn exit_status(&self) -> u8;

    /// The error as one of the run itself; `None` for an error of planning.
    fn as_run_error(&self) -> Option<&RunError>;
}

impl EndsRun for RunError {
    fn exit_status(&self) -> u8 {
        self.status()
    }

    fn as_run_error(&self) -> Option<&RunError> {
        Some(self)
    }
}
