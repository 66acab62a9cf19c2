//! Why a command failed, with its exit status.

use deskferry::api::{ApiError, SetupError};
use deskferry::backup::{
    BackupError, BackupReadError, CheckError, CompareError, DiffError, ErasureError, HistoryError,
    ManifestError, PruneError,
};
use deskferry::config::ConfigError;
use deskferry::duplicates::DuplicatesError;
use deskferry::exit_status::ExitStatus;
use deskferry::export::ExportError;
use deskferry::features::MissingFeature;
use deskferry::file::FileError;
use deskferry::fixes::FixesError;
use deskferry::forget::ForgetError;
use deskferry::import::ImportError;
use deskferry::journal::JournalError;
use deskferry::login::LoginError;
use deskferry::mapping::{LoadError, ReadingError};
use deskferry::planfile::PlanError;
use deskferry::restore::{DrillError, RestoreError};
use deskferry::run::RunError;
use deskferry::source::SourceError;
use deskferry::storage::StoreError;
use serde_json::{Map, Value};

use super::error_place::{COMMAND_LINE, ErrorPlace, MISSING_FEATURE, SETTINGS};

mod of_files;
#[cfg(feature = "sandbox")]
mod of_sandbox;

use of_files::{missing_feature, of_store};

/// The exit status of a command, or why it failed.
pub(crate) type CommandResult = Result<ExitStatus, CommandError>;

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct CommandError {
    pub(crate) status: ExitStatus,
    pub(crate) message: String,
    /// Boxed, because results are passed around a lot.
    pub(crate) place: Box<ErrorPlace>,
}

impl CommandError {
    pub(crate) fn new(status: ExitStatus, message: String) -> Self {
        Self { status, message, place: Box::default() }
    }

    fn at(self, place: ErrorPlace) -> Self {
        Self { place: Box::new(place), ..self }
    }

    /// A command line that is wrong in itself, with what was probably meant.
    pub(crate) fn of_command_line(message: &str, hints: &[String]) -> Self {
        Self::usage(message).at(ErrorPlace::of(COMMAND_LINE).hinted(hints))
    }

    /// What is at fault, in a word that stays: the name of the exit status, or a more exact one.
    fn code(&self) -> &'static str {
        self.place.code.unwrap_or_else(|| self.status.name())
    }

    /// What a program reads of it.
    pub(crate) fn document(&self) -> Value {
        let mut all = Map::from_iter([
            ("code".to_owned(), self.code().into()),
            ("message".to_owned(), self.message.trim_end().into()),
        ]);
        if let Ok(Value::Object(place)) = serde_json::to_value(&*self.place) {
            all.extend(place);
        }
        Value::Object(all)
    }

    /// Usage, settings or mapping: nothing was sent.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Usage, message.into())
    }

    /// Stopped before the end.
    pub(crate) fn stopped(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Stopped, message.into())
    }
}

macro_rules! usage {
    ($($error:ty)*) => {
        $(impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                Self::usage(error.to_string())
            }
        })*
    };
}

usage!(SetupError ReadingError LoginError);

macro_rules! usage_at_a_place {
    ($($error:ty)*) => {
        $(impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                Self::usage(error.to_string()).at(ErrorPlace::from(&error))
            }
        })*
    };
}

usage_at_a_place!(LoadError SourceError FixesError);

#[cfg(feature = "workbench")]
impl From<deskferry::workbench::WorkbenchError> for CommandError {
    fn from(error: deskferry::workbench::WorkbenchError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        Self::new(error.status(), error.to_string()).at(ErrorPlace::of(SETTINGS))
    }
}

impl From<MissingFeature> for CommandError {
    fn from(error: MissingFeature) -> Self {
        Self::usage(error.to_string()).at(ErrorPlace::of(MISSING_FEATURE))
    }
}

impl From<ApiError> for CommandError {
    fn from(error: ApiError) -> Self {
        let status = match &error {
            error if error.is_unauthorized() => ExitStatus::Unauthorized,
            ApiError::Forbidden { .. } => ExitStatus::Unauthorized,
            ApiError::Refused { .. } | ApiError::Missing { .. } => ExitStatus::Incomplete,
            ApiError::BadId { .. } => ExitStatus::Usage,
            _ => ExitStatus::Stopped,
        };
        Self::new(status, error.to_string())
    }
}

impl From<RunError> for CommandError {
    fn from(error: RunError) -> Self {
        if let RunError::File(fault) = error {
            return fault.into();
        }
        Self::new(error.status(), error.to_string())
    }
}

impl From<PlanError> for CommandError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Run(error) => error.into(),
            error => Self::new(error.status(), error.to_string()).at(ErrorPlace::from(&error)),
        }
    }
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Plan(error) => error.into(),
            ImportError::Run(error) => error.into(),
            error => Self::new(error.status(), error.to_string()).at(ErrorPlace::from(&error)),
        }
    }
}

impl From<BackupReadError> for CommandError {
    fn from(error: BackupReadError) -> Self {
        let status = if error.is_damage() { ExitStatus::Unproven } else { ExitStatus::Usage };
        match error {
            BackupReadError::File(fault) | BackupReadError::Manifest(ManifestError::File(fault))
                if status == ExitStatus::Usage =>
            {
                fault.into()
            }
            error => Self::new(status, error.to_string()),
        }
    }
}

impl From<ErasureError> for CommandError {
    fn from(error: ErasureError) -> Self {
        match error {
            ErasureError::Stored(fault) => fault.into(),
            ErasureError::File(fault) => fault.into(),
            ErasureError::Manifest(_) => Self::new(ExitStatus::Unproven, error.to_string()),
            ErasureError::Gone { .. } | ErasureError::Stopped(_) => Self::stopped(error.to_string()),
            error => Self::usage(error.to_string()),
        }
    }
}

impl From<ForgetError> for CommandError {
    fn from(error: ForgetError) -> Self {
        match error {
            ForgetError::Backup(error) => error.into(),
            ForgetError::Journal(error) => error.into(),
            ForgetError::File(error) => error.into(),
            ForgetError::Reports { .. } | ForgetError::Stopped(_) => Self::stopped(error.to_string()),
            error => Self::usage(error.to_string()),
        }
    }
}

impl From<CheckError> for CommandError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Stored(fault) => fault.into(),
            error => Self::stopped(error.to_string()),
        }
    }
}

impl From<CompareError> for CommandError {
    fn from(error: CompareError) -> Self {
        let message = error.to_string();
        match error {
            CompareError::Stored(fault) => fault.into(),
            CompareError::Export(fault) => Self::new(Self::from(fault).status, message),
            _ => Self::stopped(message),
        }
    }
}

impl From<RestoreError> for CommandError {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::Run(error) => error.into(),
            error => Self::new(error.status(), error.to_string()),
        }
    }
}

impl From<DrillError> for CommandError {
    fn from(error: DrillError) -> Self {
        match error {
            DrillError::Compare(fault) => fault.into(),
            DrillError::Restore(fault) => fault.into(),
            error => Self::stopped(error.to_string()),
        }
    }
}

impl From<ExportError> for CommandError {
    fn from(error: ExportError) -> Self {
        let status = match &error {
            ExportError::Output(FileError::Closed { .. }) | ExportError::Write(FileError::Closed { .. }) => {
                ExitStatus::ClosedPipe
            }
            ExportError::Output(fault) | ExportError::Write(fault) => {
                StoreError::of(fault).map_or_else(|| error.status(), of_store)
            }
            _ => error.status(),
        };
        let message = match &error {
            // The output may be complete by then.
            ExportError::TemporaryFile(_) | ExportError::Index(_) => error.to_string(),
            ExportError::Output(_) | ExportError::Write(_) | ExportError::SamePlace(_) => error.to_string(),
            _ => format!("{error}; nothing was exported"),
        };
        let missing = match &error {
            ExportError::Output(fault) | ExportError::Write(fault) => missing_feature(fault),
            _ => None,
        };
        let place = missing.map(|_| ErrorPlace::of(MISSING_FEATURE)).unwrap_or_default();
        Self::new(status, message).at(place)
    }
}

impl From<DuplicatesError> for CommandError {
    fn from(error: DuplicatesError) -> Self {
        match error {
            DuplicatesError::Plan(error) => error.into(),
            error => Self::new(error.status(), error.to_string()),
        }
    }
}

impl From<BackupError> for CommandError {
    fn from(error: BackupError) -> Self {
        let message = error.to_string();
        let status = match error {
            BackupError::Storage(fault) => return Self { message, ..fault.into() },
            BackupError::Drain(error) => error.status(),
            BackupError::Api(error) => Self::from(error).status,
            BackupError::NotEncrypted { .. } => ExitStatus::Usage,
            _ => ExitStatus::Stopped,
        };
        Self::new(status, message)
    }
}

impl From<DiffError> for CommandError {
    fn from(error: DiffError) -> Self {
        let message = error.to_string();
        match error {
            DiffError::Stored(fault) => Self { message, ..fault.into() },
            DiffError::Output(fault) => fault.into(),
            DiffError::Print(fault) => fault.into(),
            DiffError::Damaged { .. } => Self::new(ExitStatus::Unproven, message),
            _ => Self::stopped(message),
        }
    }
}

impl From<HistoryError> for CommandError {
    fn from(error: HistoryError) -> Self {
        let message = error.to_string();
        match error {
            HistoryError::Stored(fault) => fault.into(),
            HistoryError::File(fault) => fault.into(),
            HistoryError::Many { .. } => Self::usage(message),
            _ => Self::stopped(message),
        }
    }
}

impl From<PruneError> for CommandError {
    fn from(error: PruneError) -> Self {
        match error {
            PruneError::Policy(error) => Self::usage(error.to_string()),
            PruneError::Frozen { .. } | PruneError::Doubtful(_) => {
                Self::new(ExitStatus::Alarm, error.to_string())
            }
            // What can't be removed from a folder is no wrong setting.
            PruneError::Storage(fault) => {
                let status = StoreError::of(&fault).map_or(ExitStatus::Stopped, of_store);
                Self::new(status, fault.to_string())
            }
            error => Self::stopped(error.to_string()),
        }
    }
}

impl From<JournalError> for CommandError {
    fn from(error: JournalError) -> Self {
        let status = match &error {
            error if error.is_refusal() => ExitStatus::Usage,
            error if error.is_damage() => ExitStatus::Unproven,
            _ => ExitStatus::Stopped,
        };
        Self::new(status, error.to_string())
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        let status = if error.kind() == std::io::ErrorKind::BrokenPipe {
            ExitStatus::ClosedPipe
        } else {
            ExitStatus::Usage
        };
        Self::new(status, format!("can't write the output: {error}"))
    }
}

#[cfg(test)]
mod tests;
