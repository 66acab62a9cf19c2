//! The errors of sandboxes and of what is tried in them.

use deskferry::exit_status::ExitStatus;
use deskferry::rehearsal::RehearsalError;
use deskferry::sandbox::SandboxError;

use super::CommandError;

impl From<SandboxError> for CommandError {
    fn from(error: SandboxError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<RehearsalError> for CommandError {
    fn from(error: RehearsalError) -> Self {
        match error {
            RehearsalError::Check(error) => error.into(),
            RehearsalError::Backup(error) => error.into(),
            RehearsalError::Sandbox(error) => error.into(),
            RehearsalError::File(error) => error.into(),
            RehearsalError::Journal(error) => error.into(),
            RehearsalError::Run(error) => error.into(),
            RehearsalError::Damaged { .. } | RehearsalError::Content { .. } => {
                Self::new(ExitStatus::Unproven, error.to_string())
            }
            RehearsalError::Exists(_)
            | RehearsalError::NotAFile(_)
            | RehearsalError::InBackup(_)
            | RehearsalError::Leftover(_) => Self::usage(error.to_string()),
            error => Self::stopped(error.to_string()),
        }
    }
}
