//! Which file it is, whatever its name.

use std::fs::File;
use std::io;
use std::path::Path;

/// The number of a file on its disk: inode and device, or file index and volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileId {
    pub(crate) file: u64,
    disk: u64,
}

#[cfg(unix)]
impl FileId {
    /// That of an open file or folder.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        file.metadata().map(|found| Self::in_facts(&found))
    }

    /// That of the file at a path, or of the one that a link leads to.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        path.metadata().map(|found| Self::in_facts(&found))
    }

    /// That of what is at a path, which may be a link.
    pub(crate) fn at_unlinked(path: &Path) -> io::Result<Self> {
        path.symlink_metadata().map(|found| Self::in_facts(&found))
    }

    fn in_facts(found: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { file: found.ino(), disk: found.dev() }
    }
}

#[cfg(windows)]
impl FileId {
    /// That of an open file or folder.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let found = winapi_util::file::information(file)?;
        Ok(Self { file: found.file_index(), disk: found.volume_serial_number() })
    }

    /// That of the file at a path, or of the one that a link leads to.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        Self::of(&opened(path, FOLDERS_TOO)?)
    }

    /// That of what is at a path, which may be a link.
    pub(crate) fn at_unlinked(path: &Path) -> io::Result<Self> {
        Self::of(&opened(path, FOLDERS_TOO | super::open::THE_LINK_ITSELF)?)
    }
}

/// `FILE_FLAG_BACKUP_SEMANTICS`
#[cfg(windows)]
const FOLDERS_TOO: u32 = 0x0200_0000;

/// Opened for neither reading nor writing, so that no lock keeps it out.
#[cfg(windows)]
fn opened(path: &Path, flags: u32) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().access_mode(0).custom_flags(flags).open(path)
}

/// How many names an open file has; none once it was removed.
#[cfg(unix)]
pub(crate) fn link_count(file: &File) -> io::Result<u64> {
    file.metadata().map(|found| std::os::unix::fs::MetadataExt::nlink(&found))
}

/// The same for the file at a path, or for the one that a link leads to.
#[cfg(unix)]
pub(crate) fn link_count_at(path: &Path) -> io::Result<u64> {
    path.metadata().map(|found| std::os::unix::fs::MetadataExt::nlink(&found))
}

/// The same from a handle.
#[cfg(windows)]
pub(crate) fn link_count_at(path: &Path) -> io::Result<u64> {
    link_count(&opened(path, FOLDERS_TOO)?)
}

/// The same from the handle.
#[cfg(windows)]
pub(crate) fn link_count(file: &File) -> io::Result<u64> {
    winapi_util::file::information(file).map(|found| found.number_of_links())
}
