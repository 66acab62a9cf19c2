//! How an account's help desk changes what it stores, kept in the state folder for later imports. Contains names of
//! fields and kinds of changes, but no values.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::error::JournalError;
use super::locks::{own_dir, stem_of};
use crate::account::HelpDeskAccount;
use crate::customer::StoredChanges;
use crate::file::{AtomicFile, read_regular};

/// The file of one account.
#[derive(Debug, Clone)]
pub struct StoredChangesFile {
    path: PathBuf,
}

impl StoredChangesFile {
    /// The file of an account in the state folder.
    pub fn of(account: &HelpDeskAccount, state_dir: &Path) -> Self {
        Self { path: state_dir.join(format!("{}.stored.json", stem_of(account))) }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was learned so far. Empty if it can't be read, since it only saves writes.
    pub fn load(&self) -> StoredChanges {
        let text = read_regular(&self.path).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Stores what was learned.
    pub fn save(&self, form: &StoredChanges) -> Result<(), JournalError> {
        let fault = |error| JournalError::file(&self.path, error);
        self.path.parent().map_or(Ok(()), own_dir).map_err(fault)?;
        let kept = StoredChanges {
            read_back: form.read_back,
            changes: form.changes.clone(),
            cut: form.cut.clone(),
            ..StoredChanges::default()
        };
        let mut file = AtomicFile::create(&self.path)?;
        file.write_all(&serde_json::to_vec(&kept)?).map_err(fault)?;
        Ok(file.finish()?)
    }
}
