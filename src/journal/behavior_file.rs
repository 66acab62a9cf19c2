//! What a probe has found out about an account, kept in the state folder.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::error::JournalError;
use super::locks::{own_dir, stem_of};
use crate::account::HelpDeskAccount;
use crate::behavior::{AccountBehavior, FORM};
use crate::file::{AtomicFile, read_regular};

/// The file of one account.
#[derive(Debug, Clone)]
pub struct BehaviorFile {
    path: PathBuf,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq)]
pub enum KnownBehavior {
    /// No probe has ended yet.
    NeverProbed,
    /// What the last probe has found out.
    Known(Box<AccountBehavior>),
    /// Nothing, because the file can't be used, for this reason.
    Unusable(String),
}

impl KnownBehavior {
    /// What is known, if anything is.
    pub fn known(self) -> Option<AccountBehavior> {
        match self {
            Self::Known(behavior) => Some(*behavior),
            Self::NeverProbed | Self::Unusable(_) => None,
        }
    }
}

impl BehaviorFile {
    /// The file of an account in the state folder.
    pub fn of(account: &HelpDeskAccount, state_dir: &Path) -> Self {
        Self { path: state_dir.join(format!("{}.behavior.json", stem_of(account))) }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is known. A file that can't be read, or that a newer version has written, counts as nothing: the behavior
    /// only saves calls and sets defaults.
    pub fn load(&self) -> KnownBehavior {
        let text = match read_regular(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return KnownBehavior::NeverProbed,
            Err(error) => return KnownBehavior::Unusable(format!("it can't be read ({error})")),
        };
        let form = serde_json::from_slice::<serde_json::Value>(&text).ok();
        match form.as_ref().and_then(|whole| whole.get("form")?.as_u64()) {
            Some(form) if form > u64::from(FORM) => {
                KnownBehavior::Unusable("a newer version of deskferry has written it".to_owned())
            }
            Some(_) => match serde_json::from_slice::<AccountBehavior>(&text) {
                Ok(behavior) => KnownBehavior::Known(Box::new(behavior)),
                Err(error) => KnownBehavior::Unusable(format!("it is damaged ({error})")),
            },
            None => KnownBehavior::Unusable("it is damaged".to_owned()),
        }
    }

    /// Stores what was found out, for this user only.
    pub fn save(&self, behavior: &AccountBehavior) -> Result<(), JournalError> {
        let fault = |error| JournalError::file(&self.path, error);
        self.path.parent().map_or(Ok(()), own_dir).map_err(fault)?;
        let mut file = AtomicFile::create(&self.path)?;
        file.write_all(&serde_json::to_vec_pretty(behavior)?).map_err(fault)?;
        Ok(file.finish()?)
    }
}
