//! Whose a file is, so that the one in its place is the same user's.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use crate::system::{SafeOpen as _, change_owner, group, link_count, mode, owner, set_file_mode};

/// Owner, group and mode of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptOwner {
    /// The owner.
    pub uid: u32,
    gid: u32,
    mode: u32,
}

impl KeptOwner {
    /// Those of a file; `None` if there is no such file.
    pub fn of(path: &Path) -> Option<Self> {
        let found = path.symlink_metadata().ok().filter(Metadata::is_file)?;
        Some(Self { uid: owner(&found), gid: group(&found), mode: mode(&found) & 0o777 })
    }

    /// Those of a new file in a folder: only the folder's owner can read it.
    pub fn in_folder(folder: &Path) -> Option<Self> {
        let found = folder.metadata().ok()?;
        Some(Self { uid: owner(&found), gid: group(&found), mode: 0o600 })
    }

    /// Gives a file to the owner. Changes nothing if it is the owner's already.
    pub fn give(&self, file: &File) -> io::Result<()> {
        let found = file.metadata()?;
        if (owner(&found), group(&found)) != (self.uid, self.gid) {
            change_owner(file, self.uid, self.gid)?;
        }
        if mode(&found) & 0o777 != self.mode {
            set_file_mode(file, self.mode)?;
        }
        Ok(())
    }

    /// Gives the file at a path to the owner. A file with a second name may be somebody else's: it stays.
    pub fn give_at(&self, path: &Path) -> io::Result<()> {
        let file = OpenOptions::new().read(true).unlinked().open(path)?;
        if file.metadata()?.is_file() && link_count(&file)? == 1 { self.give(&file) } else { Ok(()) }
    }
}
