//! Errors about plan files.

use crate::api::ApiError;
use crate::exit_status::ExitStatus;
use crate::file::FileError;
use crate::journal::{JournalError, RunFile};
use crate::run::{EndsRun, RunError};

/// Why a saved plan is not applied. Except for [`PlanError::Run`], nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The file is not a plan.
    #[error("{plan} is not a deskferry plan; {anew}", anew = ANEW)]
    NotAPlan {
        /// The file.
        plan: String,
    },
    /// The plan has a newer format.
    #[error(
        "{plan} was made by a newer deskferry (format version {version}; this one reads up to {known}); \
         apply it with the newer one, or {anew}", anew = ANEW
    )]
    Newer {
        /// The file.
        plan: String,
        /// Its format version.
        version: u64,
        /// The newest format version that this build reads.
        known: u64,
    },
    /// The file is cut off.
    #[error("{plan} is cut off: it ends after line {lines}, without the closing line; {anew}", anew = ANEW)]
    Cut {
        /// The file.
        plan: String,
        /// The number of complete lines.
        lines: u64,
    },
    /// The file is compressed and can't be decompressed.
    #[error("{why}; {anew}", anew = ANEW)]
    Packed {
        /// The file and the reason.
        why: String,
    },
    /// A line was edited.
    #[error("{plan} was edited: line {line} is not as deskferry wrote it; {anew}", anew = ANEW)]
    Line {
        /// The file.
        plan: String,
        /// The number of the line, from 1.
        line: u64,
    },
    /// The plan was edited: the last line does not match the rest.
    #[error("{plan} was edited: its SHA-256 or its counts do not match its last line; {anew}", anew = ANEW)]
    Touched {
        /// The file.
        plan: String,
    },
    /// The plan is for another account.
    #[error("{plan} is for another account ({planned}), but this is {here}; nothing was sent; {reach}")]
    OtherAccount {
        /// The file.
        plan: String,
        /// The account of the plan.
        planned: String,
        /// The account of this command.
        here: String,
        /// How to reach the account of the plan.
        reach: String,
    },
    /// The plan was already applied.
    #[error("{plan} was already applied by the run {run} ({ended}); nothing was sent; {anew}{again}")]
    Applied {
        /// The file.
        plan: String,
        /// The run.
        run: String,
        /// When it ended, as text.
        ended: String,
        /// How to make a new plan of this kind.
        anew: &'static str,
        /// What else the user can do, as the end of a sentence.
        again: String,
    },
    /// An unfinished run applies the plan.
    #[error(
        "{plan} was partly applied by the run {run}; nothing was sent this time. To continue: deskferry resume {run}"
    )]
    HalfApplied {
        /// The file.
        plan: String,
        /// The run.
        run: String,
    },
    /// Rows of the plan are stale.
    #[error("{plan} is stale, and nothing was sent: {rows}\nTo continue, {anew}; `apply --refresh` shows \
    what has changed", anew = ANEW)]
    Stale {
        /// The file.
        plan: String,
        /// The number of rows and the first of them, as text.
        rows: String,
    },
    /// The plan is of a restore, which `--refresh` can't plan again.
    #[error(
        "{plan} is the plan of a restore, which --refresh can't plan again; run restore with --dry-run \
         --plan-out again, and compare"
    )]
    OfARestore {
        /// The file.
        plan: String,
    },
    /// The plan is of `duplicates`, which `--refresh` can't plan again.
    #[error(
        "{plan} is the plan of duplicates, which --refresh can't plan again; run `deskferry duplicates --plan-out \
         FILE` again"
    )]
    OfDuplicates {
        /// The file.
        plan: String,
    },
    /// A source has changed since the plan was made.
    #[error(
        "{source_file} is not the file that {plan} was made from ({why}), so it can't be used to plan \
         again; {anew}", anew = ANEW
    )]
    OtherSource {
        /// The file.
        plan: String,
        /// The source.
        source_file: String,
        /// What differs.
        why: &'static str,
    },
    /// The run that applies or saves the plan fails.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl PlanError {
    /// The exit status: 5 for a plan that is refused, otherwise that of the run.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Run(error) => error.status(),
            _ => ExitStatus::Unproven,
        }
    }
}

impl EndsRun for PlanError {
    fn exit_status(&self) -> ExitStatus {
        self.status()
    }

    fn as_run_error(&self) -> Option<&RunError> {
        match self {
            Self::Run(error) => Some(error),
            _ => None,
        }
    }
}

impl From<JournalError> for PlanError {
    fn from(error: JournalError) -> Self {
        Self::Run(error.into())
    }
}

impl From<FileError> for PlanError {
    fn from(error: FileError) -> Self {
        Self::Run(error.into())
    }
}

impl From<ApiError> for PlanError {
    fn from(error: ApiError) -> Self {
        Self::Run(error.into())
    }
}

/// How to make a new plan like the one of this run.
pub(super) fn how_to_plan_anew(run: &RunFile) -> &'static str {
    // Besides a restore, only `duplicates` plans without a mapping.
    match run.restores {
        None if run.mapping.text.is_empty() => {
            "look for duplicates again with `deskferry duplicates --plan-out FILE`"
        }
        _ => ANEW,
    }
}

const ANEW: &str = "make a new one with `deskferry import …` (or `restore …`) `--dry-run --plan-out FILE`";
