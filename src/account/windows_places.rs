//! The counterpart of `places` on Windows: the rooms of one user, in his own profile. No safe call tells who else may write
//! to a folder, so accounts of several users can't share a room.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::error::AccountError;

/// Where an administrator would make the folder for all users.
const ALL_USERS: &str = r"C:\ProgramData\deskferry";

/// The folder that holds the rooms of this user.
#[derive(Debug, Clone)]
pub(super) struct Places {
    all_users: PathBuf,
    own: Option<PathBuf>,
}

impl Places {
    /// The folders of this machine. No setting changes them: processes that look in different places would not know of each
    /// other.
    pub(super) fn of_machine() -> Self {
        let own = std::env::home_dir().map(|home| home.join(r"AppData\Local\deskferry\rooms"));
        Self { all_users: ALL_USERS.into(), own }
    }

    /// The folder for a room of this name. A folder for all users is refused: it would promise what nobody keeps.
    pub(super) fn current(&self, _: &str) -> Result<&Path, AccountError> {
        if self.all_users.symlink_metadata().is_ok() {
            let fault = "can't be a place for accounts of several users, because deskferry does not know on Windows who \
                         may write to it";
            let remedy =
                "have an administrator remove it, and let only one user of this machine write to an account";
            return Err(AccountError::unsafe_at(&self.all_users, fault, remedy));
        }
        let Some(own) = &self.own else {
            let fault = "can't be found, because this user has no profile folder";
            return Err(AccountError::unsafe_at(
                Path::new("AppData"),
                fault,
                "log in as a user with a profile",
            ));
        };
        std::fs::create_dir_all(own).map_err(|source| AccountError::file(own, source))?;
        Ok(own)
    }

    /// There never was another place.
    pub(super) fn former(&self, _: &Path) -> Option<&Path> {
        None
    }

    /// No error has to do with groups.
    pub(super) fn explained(&self, error: AccountError) -> AccountError {
        error
    }
}

/// What is known of a folder, for messages.
pub(super) fn facts(found: &Metadata) -> String {
    (if found.is_dir() { "a folder" } else { "a file" }).to_owned()
}
