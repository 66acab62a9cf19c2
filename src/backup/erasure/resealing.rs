//! The encryption of a backup that is written again: to the same recipients.

use std::collections::BTreeSet;

use super::error::ErasureError;
use crate::backup::reader::BackupReader;
use crate::file::{Encryption, FileError};

/// Recipients that the user has given, for backups that do not record theirs.
#[derive(Debug, Clone, Default)]
pub struct Recipients(BTreeSet<String>);

impl Recipients {
    /// These: `age1...`.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().collect())
    }

    /// The recipients of a backup; `None` if it is not encrypted, or with its own key. Reads only the manifest.
    pub fn of(&self, backup: &BackupReader) -> Result<Option<Vec<String>>, ErasureError> {
        let manifest = backup.manifest();
        if !backup.is_sealed() || manifest.has_own_key() {
            return Ok(None);
        }
        let name = || manifest.id.to_string();
        match &manifest.recipients {
            None if self.0.is_empty() => Err(ErasureError::NoRecipients { backup: name() }),
            None => Ok(Some(self.0.iter().cloned().collect())),
            Some(recorded)
                if !self.0.is_empty() && recorded.iter().cloned().collect::<BTreeSet<_>>() != self.0 =>
            {
                Err(ErasureError::OtherRecipients { backup: name(), recorded: recorded.join(", ") })
            }
            Some(recorded) => Ok(Some(recorded.clone())),
        }
    }

    /// The encryption of the new files of a backup.
    pub(super) fn encryption(&self, backup: &BackupReader) -> Result<Option<Encryption>, ErasureError> {
        if !backup.is_sealed() {
            return Ok(None);
        }
        Ok(Some(match self.of(backup)? {
            None => backup.own_encryption()?,
            Some(names) => {
                Encryption::to_recipients(names.iter().map(String::as_str)).map_err(FileError::from)?
            }
        }))
    }
}
