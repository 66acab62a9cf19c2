//! How an account's help desk changes what it stores, kept in the user's folder of state for further imports: names of
//! fields and kinds of change, no values.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::error::JournalError;
use super::lock::{own_dir, stem_of};
use crate::customer::StoredForm;
use crate::file::{AtomicFile, read_regular};

/// The form of one account.
#[derive(Debug, Clone)]
pub struct AccountForm {
    path: PathBuf,
}

impl AccountForm {
    /// That of an account, in the user's folder of state.
    pub fn of(account: &Account, state_dir: &Path) -> Self {
        Self { path: state_dir.join(format!("{}.stored.json", stem_of(account))) }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was learned so far; nothing where that can't be read, since it only spares writes.
    pub fn load(&self) -> StoredForm {
        let text = read_regular(&self.path).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Keeps what was learned.
    pub fn save(&self, form: &StoredForm) -> Result<(), JournalError> {
        let fault = |error| JournalError::file(&self.path, error);
        self.path.parent().map_or(Ok(()), own_dir).map_err(fault)?;
        let kept =
            StoredForm { read_back: form.read_back, changes: form.changes.clone(), ..StoredForm::default() };
        let mut file = AtomicFile::create(&self.path)?;
        file.write_all(&serde_json::to_vec(&kept)?).map_err(fault)?;
        Ok(file.finish()?)
    }
}
