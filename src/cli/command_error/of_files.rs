//! The errors of files, of places and of their encryption.

use deskferry::exit_status::ExitStatus;
use deskferry::features::MissingFeature;
use deskferry::file::{EncryptionError, FileError};
use deskferry::storage::{LocationError, StoreError};

use super::CommandError;

impl From<EncryptionError> for CommandError {
    fn from(error: EncryptionError) -> Self {
        match error {
            EncryptionError::MissingFeature(feature) => feature.into(),
            error => Self::usage(error.to_string()),
        }
    }
}

impl From<LocationError> for CommandError {
    fn from(error: LocationError) -> Self {
        match error {
            LocationError::MissingFeature(feature) => feature.into(),
            error => Self::usage(error.to_string()),
        }
    }
}

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        if let Some(feature) = missing_feature(&error) {
            return feature.into();
        }
        let status = match &error {
            FileError::Sealed(fault) if !fault.is_about_keys() => ExitStatus::Unproven,
            FileError::Closed { .. } => ExitStatus::ClosedPipe,
            error => StoreError::of(error).map_or(ExitStatus::Usage, of_store),
        };
        Self::new(status, error.to_string())
    }
}

/// The feature that this build lacks, if that is the error.
pub(super) fn missing_feature(error: &FileError) -> Option<MissingFeature> {
    match error {
        FileError::Sealed(EncryptionError::MissingFeature(feature)) => Some(*feature),
        FileError::Target(fault) => match fault.get() {
            Some(LocationError::MissingFeature(feature)) => Some(*feature),
            _ => None,
        },
        _ => None,
    }
}

/// Not authorized, wrong settings, or unreachable for now.
pub(super) fn of_store(fault: &StoreError) -> ExitStatus {
    match fault {
        StoreError::Credentials { .. } | StoreError::Denied { .. } | StoreError::NoCredentials => {
            ExitStatus::Unauthorized
        }
        StoreError::NoBucket | StoreError::Settings { .. } => ExitStatus::Usage,
        _ => ExitStatus::Stopped,
    }
}
