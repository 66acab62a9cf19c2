//! Regular files, told from links, pipes and devices, which can keep whoever opens them waiting for ever.

use std::fs::{File, FileType, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

use super::error::FileError;

/// What something is that is no regular file and no folder.
pub(super) fn kind(found: FileType) -> &'static str {
    match found {
        found if found.is_symlink() => "a link",
        found if found.is_fifo() => "a pipe",
        found if found.is_socket() => "a socket",
        _ => "a device",
    }
}

/// Opens what is at a path without waiting for whoever writes into it.
pub(super) fn open_at_once(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path)
}

/// Opens a regular file, or a link to one, and nothing else.
pub(crate) fn open_regular(path: &Path) -> Result<File, FileError> {
    let name = || path.display().to_string();
    let fault = |error| FileError::reading(&name(), error);
    check(path, path.metadata().map_err(fault)?.file_type())?;
    let file = open_at_once(path).map_err(fault)?;
    // Something else may have come to its place meanwhile.
    check(path, file.metadata().map_err(fault)?.file_type())?;
    Ok(file)
}

/// Refuses what is no regular file.
pub(super) fn check(path: &Path, found: FileType) -> Result<(), FileError> {
    let path = path.display().to_string();
    match found {
        found if found.is_file() => Ok(()),
        found if found.is_dir() => Err(FileError::Directory { path }),
        found => Err(FileError::NotRegular { path, kind: kind(found) }),
    }
}
