//! Keeps files the user's who has made them, also if another one, such as root, runs the job.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::ForgetError;
use super::run_files::files_of;
use crate::account::user_name;
use crate::file::{AtomicFile, FileError, KeptOwner, name_of};
use crate::system::own_user;

/// Fails if a file can't be replaced by one of the same owner. Changes nothing.
pub(super) fn check_file(path: &Path) -> Result<(), ForgetError> {
    let Some(owner) = KeptOwner::of(path) else { return Ok(()) };
    match AtomicFile::create(path).and_then(|file| file.owned_by(owner)) {
        Err(_) if owner.uid != own_user() => Err(belongs_to(path, owner)),
        tried => Ok(tried.map(drop)?),
    }
}

/// Fails if a folder is another user's.
pub(super) fn check_own_folder(path: &Path) -> Result<(), ForgetError> {
    match KeptOwner::in_folder(path) {
        Some(owner) if owner.uid != own_user() => Err(belongs_to(path, owner)),
        _ => Ok(()),
    }
}

fn belongs_to(path: &Path, owner: KeptOwner) -> ForgetError {
    ForgetError::Owner { path: name_of(path), user: user_name(owner.uid) }
}

/// The owners of the files of a folder, before it is changed.
pub(super) struct FileOwners {
    folder: PathBuf,
    files: BTreeMap<PathBuf, KeptOwner>,
}

impl FileOwners {
    /// Looks at a folder. What an interrupted call has left as its own counts as the folder's owner's.
    pub(super) fn of(folder: &Path) -> Result<Self, ForgetError> {
        let all = files_of(folder)?.into_iter().filter_map(|path| Some((KeptOwner::of(&path)?, path)));
        let is_left = |owner: KeptOwner| owner.uid == own_user() && check_own_folder(folder).is_err();
        let files = all.filter(|(owner, _)| !is_left(*owner)).map(|(owner, path)| (path, owner)).collect();
        Ok(Self { folder: folder.to_owned(), files })
    }

    /// Gives each file back; one that is new gets the owner of the folder.
    pub(super) fn give_back(&self) -> Result<(), ForgetError> {
        let Some(of_folder) = KeptOwner::in_folder(&self.folder) else { return Ok(()) };
        for path in files_of(&self.folder)? {
            let Some(now) = KeptOwner::of(&path) else { continue };
            let owner = match self.files.get(&path) {
                Some(before) => *before,
                None if now.uid == of_folder.uid => continue,
                None => of_folder,
            };
            if now != owner {
                owner.give_at(&path).map_err(|error| FileError::writing(&name_of(&path), error))?;
            }
        }
        Ok(())
    }
}
