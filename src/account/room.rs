//! The room of an account: found, or made by whoever comes first.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::error::AccountError;
use super::guard::{PATIENCE, RoomGuard};
use super::help_desk_account::HelpDeskAccount;
use super::key::AccountKey;
use super::places::{Places, facts};
use super::signed_files::{SignedFiles, SignedRead};
use super::user_name::user_name;
use crate::system::{has_mode, own_user, owner, set_mode};

/// The room of an account on this machine. It is made once and stays.
#[derive(Debug, Clone)]
pub struct AccountRoom {
    dir: PathBuf,
    key: AccountKey,
    uid: u32,
    files: SignedFiles,
    places: Places,
}

/// Everybody may pass through the outer folder, nobody but its owner may list it.
const OUTER: u32 = 0o711;
/// Everybody who knows the name of the inner folder may make files in it, and remove only his own.
const INNER: u32 = 0o1777;
/// The file by which the owner of the folders proves that he has the account's key.
const OWNER: &str = "owner";

impl AccountRoom {
    /// Finds the room of an account, or makes it. `None` for an in-process sandbox, which no other process can reach.
    pub fn open(account: &HelpDeskAccount, client_id: &str) -> Result<Option<Self>, AccountError> {
        if account.is_sandbox() {
            return Ok(None);
        }
        Self::open_in(&Places::of_machine(), &AccountKey::of(account, client_id)).map(Some)
    }

    /// The outer folder of an account's room, which may not exist, if this machine has a place for it.
    pub fn folder_of(account: &HelpDeskAccount, client_id: &str) -> Result<PathBuf, AccountError> {
        let name = outer_name(&AccountKey::of(account, client_id));
        Ok(Places::of_machine().current(&name)?.join(name))
    }

    /// The room of an account, if there is one.
    pub(super) fn existing(account: &HelpDeskAccount, client_id: &str) -> Result<Option<Self>, AccountError> {
        let found = !account.is_sandbox() && Self::folder_of(account, client_id)?.symlink_metadata().is_ok();
        if found { Self::open(account, client_id) } else { Ok(None) }
    }

    /// Like [`Self::open`], in other places.
    pub(super) fn open_in(places: &Places, key: &AccountKey) -> Result<Self, AccountError> {
        let place = places.current(&outer_name(key))?;
        let room = Self::at(places, place, key);
        room.prepare(place).map_err(|error| places.explained(error))?;
        room.files.sweep();
        Ok(room)
    }

    /// Makes the folders if there are none, and checks them.
    fn prepare(&self, place: &Path) -> Result<(), AccountError> {
        if self.outer().symlink_metadata().is_err() {
            self.make(place)?;
        }
        self.check()
    }

    /// A room in a folder of a test, which gets the mode of a place for rooms.
    #[cfg(test)]
    pub(crate) fn in_folder(folder: &Path, client_id: &str) -> Self {
        set_mode(folder, 0o1777).unwrap();
        let key = AccountKey::of(&HelpDeskAccount::new("https://api.example", client_id), client_id);
        Self::open_in(&Places::at(&folder.join("system"), folder), &key).unwrap()
    }

    fn at(places: &Places, place: &Path, key: &AccountKey) -> Self {
        let uid = own_user();
        let dir = place.join(outer_name(key)).join(key.name("inner"));
        Self { files: SignedFiles::new(&dir, key, uid), dir, key: key.clone(), uid, places: places.clone() }
    }

    /// The folder with the files.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The key that names and signs what is in it.
    pub fn key(&self) -> &AccountKey {
        &self.key
    }

    /// The user id of this process.
    pub fn uid(&self) -> u32 {
        self.uid
    }

    /// The signed files in it.
    pub fn files(&self) -> &SignedFiles {
        &self.files
    }

    /// Keeps every other process out while the guard lives: for a few file operations.
    pub fn enter(&self) -> Result<RoomGuard, AccountError> {
        RoomGuard::of(&self.dir, PATIENCE)
    }

    /// True if processes that begin now use this room, too: no administrator has made another place.
    pub fn is_current(&self) -> Result<bool, AccountError> {
        let name = outer_name(&self.key);
        Ok(self.dir.starts_with(self.places.current(&name)?.join(&name)))
    }

    /// The room in which processes are that began before an administrator made another place.
    pub(super) fn former(&self) -> Option<Self> {
        let place = self.outer().parent()?;
        let former = Self::at(&self.places, self.places.former(place)?, &self.key);
        former.check().is_ok().then_some(former)
    }

    fn outer(&self) -> &Path {
        self.dir.parent().unwrap_or(&self.dir)
    }

    /// Makes the room under another name and renames it, so that it is complete when others see it.
    fn make(&self, place: &Path) -> Result<(), AccountError> {
        let outer = self.outer();
        let fault = |source| AccountError::file(outer, source);
        let staged = tempfile::Builder::new().prefix(".deskferry-").tempdir_in(place);
        let staged = staged.map_err(|source| AccountError::file(place, source))?;
        let inner = staged.path().join(self.dir.file_name().unwrap_or_default());
        std::fs::create_dir(&inner).map_err(fault)?;
        // The mode of `mkdir` is subject to the umask.
        set_mode(&inner, INNER).map_err(fault)?;
        SignedFiles::new(&inner, &self.key, self.uid).write(OWNER, &())?;
        set_mode(staged.path(), OUTER).map_err(fault)?;
        match std::fs::rename(staged.path(), outer) {
            Ok(()) => {
                // It is a room now, not a temporary folder.
                _ = staged.keep();
                Ok(())
            }
            // Another process was faster. `check` judges what it has made.
            Err(_) if outer.symlink_metadata().is_ok() => Ok(()),
            Err(error) => Err(fault(error)),
        }
    }

    /// Refuses folders by which another user could deceive this process.
    fn check(&self) -> Result<(), AccountError> {
        let outer = self.outer();
        let owner = Self::check_folder(outer, OUTER, None)?;
        Self::check_folder(&self.dir, INNER, Some(owner))
            .map_err(|error| self.if_incomplete(error, owner))?;
        if owner == 0 || owner == self.uid {
            return Ok(());
        }
        match self.files.read::<()>(OWNER, owner) {
            SignedRead::Valid(()) => Ok(()),
            _ => {
                let fault = format!(
                    "was made by user {}, who has not shown that he knows the account",
                    user_name(owner)
                );
                Err(AccountError::unsafe_at(outer, fault, removal(outer)))
            }
        }
    }

    /// Says that the outer folder is no room, if the inner one is missing in it.
    fn if_incomplete(&self, error: AccountError, owner: u32) -> AccountError {
        let outer = self.outer();
        if !error.is_gone() || outer.symlink_metadata().is_err() {
            return error;
        }
        let fault =
            format!("was not made by deskferry, or is damaged (its owner is user {})", user_name(owner));
        AccountError::unsafe_at(outer, fault, removal(outer))
    }

    /// Refuses what is not a folder of this mode and owner. Returns the owner.
    fn check_folder(path: &Path, mode: u32, expected: Option<u32>) -> Result<u32, AccountError> {
        let found = path.symlink_metadata().map_err(|source| AccountError::file(path, source))?;
        let is_fit = |found: &Metadata| {
            found.is_dir()
                && has_mode(found, mode)
                && expected.is_none_or(|expected| expected == owner(found))
        };
        if is_fit(&found) {
            return Ok(owner(&found));
        }
        let fault = match found.file_type() {
            kind if kind.is_symlink() => "is a link".to_owned(),
            kind if kind.is_dir() => {
                format!("has another owner or mode than it was made with ({})", facts(&found))
            }
            _ => "is not a folder".to_owned(),
        };
        Err(AccountError::unsafe_at(path, fault, removal(path)))
    }
}

fn removal(path: &Path) -> String {
    format!(
        "when no deskferry is running, have an administrator or its owner remove {}; the next command makes it again",
        path.display()
    )
}

fn outer_name(key: &AccountKey) -> String {
    format!("deskferry-{}", key.name("outer"))
}
