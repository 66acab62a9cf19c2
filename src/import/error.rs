//! Errors that end an import or a validation.

use super::refused_fixes_error::RefusedFixesError;
use super::unused_columns_error::UnusedColumnsError;
use crate::api::ApiError;
use crate::exit_status::ExitStatus;
use crate::file::FileError;
use crate::fixes::FixesError;
use crate::journal::JournalError;
use crate::lookup::LookupError;
use crate::mapping::MappingError;
use crate::planfile::PlanError;
use crate::run::{EndsRun, RunError};
use crate::source::SourceError;

/// An error that ends an import or a validation. What is wrong with a single row is an issue instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A source can't be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The mapping does not fit a source.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// `--strict-columns`, and a source has values in columns that no rule uses.
    #[error(transparent)]
    UnusedColumns(#[from] UnusedColumnsError),
    /// The file of fixes can't be used.
    #[error(transparent)]
    Fixes(#[from] FixesError),
    /// Some fixes no longer fit.
    #[error(transparent)]
    RefusedFixes(#[from] RefusedFixesError),
    /// A saved plan is refused when it is planned again.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The run fails.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl ImportError {
    /// The exit status: 2 for a source, mapping, unused columns or fixes, otherwise that of the plan or run.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Source(_)
            | Self::Mapping(_)
            | Self::UnusedColumns(_)
            | Self::Fixes(_)
            | Self::RefusedFixes(_) => ExitStatus::Usage,
            Self::Plan(error) => error.status(),
            Self::Run(error) => error.status(),
        }
    }
}

impl EndsRun for ImportError {
    fn exit_status(&self) -> ExitStatus {
        self.status()
    }

    fn as_run_error(&self) -> Option<&RunError> {
        match self {
            Self::Source(_)
            | Self::Mapping(_)
            | Self::UnusedColumns(_)
            | Self::Fixes(_)
            | Self::RefusedFixes(_) => None,
            Self::Plan(error) => error.as_run_error(),
            Self::Run(error) => Some(error),
        }
    }
}

impl From<JournalError> for ImportError {
    fn from(error: JournalError) -> Self {
        Self::Run(error.into())
    }
}

impl From<FileError> for ImportError {
    fn from(error: FileError) -> Self {
        Self::Run(error.into())
    }
}

impl From<ApiError> for ImportError {
    fn from(error: ApiError) -> Self {
        Self::Run(error.into())
    }
}

impl From<LookupError> for ImportError {
    fn from(error: LookupError) -> Self {
        Self::Run(error.into())
    }
}
