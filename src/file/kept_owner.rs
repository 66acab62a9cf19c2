//! Whose a file is, so that the one in its place is the same user's.

use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

use rustix::fs::OFlags;

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
        Some(Self { uid: found.uid(), gid: found.gid(), mode: found.mode() & 0o777 })
    }

    /// Those of a new file in a folder: only the folder's owner can read it.
    pub fn in_folder(folder: &Path) -> Option<Self> {
        let found = folder.metadata().ok()?;
        Some(Self { uid: found.uid(), gid: found.gid(), mode: 0o600 })
    }

    /// Gives a file to the owner. Changes nothing if it is the owner's already.
    pub fn give(&self, file: &File) -> io::Result<()> {
        let found = file.metadata()?;
        if (found.uid(), found.gid()) != (self.uid, self.gid) {
            fchown(file, Some(self.uid), Some(self.gid))?;
        }
        if found.mode() & 0o777 != self.mode {
            file.set_permissions(Permissions::from_mode(self.mode))?;
        }
        Ok(())
    }

    /// Gives the file at a path to the owner. A file with a second name may be somebody else's: it stays.
    pub fn give_at(&self, path: &Path) -> io::Result<()> {
        let flags = (OFlags::NONBLOCK | OFlags::NOFOLLOW).bits().cast_signed();
        let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
        let found = file.metadata()?;
        if found.is_file() && found.nlink() == 1 { self.give(&file) } else { Ok(()) }
    }
}
