//! Regular files, told from links, pipes and devices, which can keep whoever opens them waiting for ever.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

use super::error::FileError;
use super::name::name_of;

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
    let name = || name_of(path);
    let fault = |error| FileError::reading(&name(), error);
    check_file_type(path, path.metadata().map_err(fault)?.file_type())?;
    let file = open_at_once(path).map_err(fault)?;
    // Something else may have come to its place meanwhile.
    check_file_type(path, file.metadata().map_err(fault)?.file_type())?;
    Ok(file)
}

/// Files of ours that are read whole are never longer.
const LONGEST: u64 = 1 << 30;
/// Nor are settings and tokens.
const LONGEST_TEXT: u64 = 1 << 24;

/// All bytes of a regular file, or of one that a link leads to.
pub(crate) fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    let found = path.metadata()?.file_type();
    if !found.is_file() && !found.is_dir() {
        let text = format!("it is {}, but only a regular file can be read there; move it away", kind(found));
        return Err(io::Error::other(text));
    }
    let file = open_at_once(path)?;
    match file.metadata()? {
        facts if facts.is_file() && facts.len() <= LONGEST => read_up_to(file, LONGEST),
        facts if facts.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        _ => Err(too_long(LONGEST)),
    }
}

/// The text of a short file that the user names.
pub fn read_text(path: &Path) -> io::Result<String> {
    text(open_given(path)?)
}

/// The same of a regular file, and of nothing else.
pub(crate) fn read_regular_text(path: &Path) -> io::Result<String> {
    text(open_if(path, FileType::is_file)?)
}

fn text(file: File) -> io::Result<String> {
    let bytes = read_up_to(file, LONGEST_TEXT)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// Opens a file that the user names and that is read whole: a regular one, or what a shell has opened for us, such as
/// `<(command)` and `/dev/stdin`; `/dev/null` is an empty one. A named pipe may have nobody who writes into it, and is refused.
pub(crate) fn open_given(path: &Path) -> io::Result<File> {
    let is_of_disk = !is_descriptor(path) && path != Path::new("/dev/null");
    if is_of_disk { open_if(path, FileType::is_file) } else { File::open(path) }
}

/// True for a name of what was opened before this process began. It has somebody at its other end.
pub(crate) fn is_descriptor(path: &Path) -> bool {
    ["/dev/stdin", "/dev/stdout", "/dev/stderr"].iter().any(|own| path == Path::new(own))
        || path.starts_with("/dev/fd")
        || path.starts_with("/proc/self/fd")
}

/// Opens what is of this type, without waiting for anybody.
fn open_if(path: &Path, fits: fn(&FileType) -> bool) -> io::Result<File> {
    let look = |found: FileType| match found {
        found if fits(&found) => Ok(()),
        found if found.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        found => Err(io::Error::other(format!("it is {}, but must be a regular file", kind(found)))),
    };
    look(path.metadata()?.file_type())?;
    let file = open_at_once(path)?;
    // Something else may have come to its place meanwhile.
    look(file.metadata()?.file_type())?;
    Ok(file)
}

fn read_up_to(file: File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_long(most)) } else { Ok(bytes) }
}

fn too_long(most: u64) -> io::Error {
    io::Error::other(format!("it has more than {} MiB", most >> 20))
}

/// Refuses what is no regular file.
pub(crate) fn check_file_type(path: &Path, found: FileType) -> Result<(), FileError> {
    let path = name_of(path);
    match found {
        found if found.is_file() => Ok(()),
        found if found.is_dir() => Err(FileError::Directory { path }),
        found => Err(FileError::NotRegular { path, kind: kind(found) }),
    }
}
