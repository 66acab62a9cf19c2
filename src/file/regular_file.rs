//! Opens regular files only: links, pipes and devices can block the process that opens them.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use super::error::FileError;
use super::name::name_of;
use crate::system::{SafeOpen as _, is_pipe, is_socket};

/// The name of a file type that is neither a file nor a folder.
pub(super) fn kind(found: FileType) -> &'static str {
    match found {
        found if found.is_symlink() => "a link",
        found if is_pipe(found) => "a pipe",
        found if is_socket(found) => "a socket",
        _ => "a device",
    }
}

/// Opens a path without waiting for a pipe's writer.
pub(super) fn open_at_once(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).at_once().open(path)
}

/// Opens a regular file, or a link to one; refuses everything else.
pub(crate) fn open_regular(path: &Path) -> Result<File, FileError> {
    let name = || name_of(path);
    let fault = |error| FileError::reading(&name(), error);
    check_file_type(path, path.metadata().map_err(fault)?.file_type())?;
    let file = open_at_once(path).map_err(fault)?;
    // The file may have been replaced in the meantime.
    check_file_type(path, file.metadata().map_err(fault)?.file_type())?;
    Ok(file)
}

/// Opens a regular file that is no link: for folders that anybody may have filled.
#[cfg(feature = "workbench")]
pub(crate) fn open_unlinked(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).unlinked().open(path)?;
    match file.metadata()?.file_type() {
        found if found.is_file() => Ok(file),
        found if found.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        found => Err(io::Error::other(format!("it is {}, but must be a regular file", kind(found)))),
    }
}

/// Like [`read_text`], but follows no link.
#[cfg(feature = "workbench")]
pub(crate) fn read_unlinked_text(path: &Path) -> io::Result<String> {
    text(open_unlinked(path)?)
}

/// The maximum size of files that are read completely.
const LONGEST: u64 = 1 << 30;
/// The maximum size of settings files and tokens.
const LONGEST_TEXT: u64 = 1 << 24;

/// Reads a regular file, or the one that a link leads to.
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

/// Reads a short text file that the user named.
pub fn read_text(path: &Path) -> io::Result<String> {
    text(open_given(path)?)
}

/// Like [`read_text`], but refuses everything except regular files.
pub(crate) fn read_regular_text(path: &Path) -> io::Result<String> {
    text(open_if(path, FileType::is_file)?)
}

fn text(file: File) -> io::Result<String> {
    let bytes = read_up_to(file, LONGEST_TEXT)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// Opens a file that the user named and that is read completely: a regular file, a file that the shell opened
/// (`<(command)`, `/dev/stdin`) or `/dev/null`. A named pipe is refused, because it may have no writer.
pub(crate) fn open_given(path: &Path) -> io::Result<File> {
    let is_of_disk = !is_descriptor(path) && path != Path::new("/dev/null");
    if is_of_disk { open_if(path, FileType::is_file) } else { File::open(path) }
}

/// True for a file that was opened before this process began, such as `/dev/stdin`. Its other end exists.
pub(crate) fn is_descriptor(path: &Path) -> bool {
    ["/dev/stdin", "/dev/stdout", "/dev/stderr"].iter().any(|own| path == Path::new(own))
        || path.starts_with("/dev/fd")
        || path.starts_with("/proc/self/fd")
}

/// Opens a file of a certain type, without waiting.
fn open_if(path: &Path, fits: fn(&FileType) -> bool) -> io::Result<File> {
    let look = |found: FileType| match found {
        found if fits(&found) => Ok(()),
        found if found.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        found => Err(io::Error::other(format!("it is {}, but must be a regular file", kind(found)))),
    };
    look(path.metadata()?.file_type())?;
    let file = open_at_once(path)?;
    // The file may have been replaced in the meantime.
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

/// Refuses everything except regular files.
pub(crate) fn check_file_type(path: &Path, found: FileType) -> Result<(), FileError> {
    let path = name_of(path);
    match found {
        found if found.is_file() => Ok(()),
        found if found.is_dir() => Err(FileError::Directory { path }),
        found => Err(FileError::NotRegular { path, kind: kind(found) }),
    }
}
