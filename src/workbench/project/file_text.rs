//! Reading and writing the short texts of a project.

use std::io::{self, Write as _};
use std::path::Path;

use crate::file::{AtomicFile, FileError, name_of, read_regular, read_regular_text, sha256_hex};
use crate::fixes::FixesError;

use crate::journal::own_dir;

use crate::workbench::error::WorkbenchError;

/// The text of a file; `None` if there is none.
pub(crate) fn text_of(path: &Path) -> Result<Option<String>, WorkbenchError> {
    match read_regular_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::reading(&name_of(path), error).into()),
    }
}

/// The text of the fixes; `None` if there are none. A spreadsheet may have saved them in another encoding: commands read that,
/// but they can be changed only in UTF-8.
pub(crate) fn fixes_text(path: &Path) -> Result<Option<String>, WorkbenchError> {
    match read_regular_text(path) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(FixesError::Encoding { file: name_of(path) }.into())
        }
        _ => text_of(path),
    }
}

/// The SHA-256 of a file; `None` if there is none.
pub(crate) fn hash_of(path: &Path) -> Result<Option<String>, WorkbenchError> {
    match read_regular(path) {
        Ok(bytes) => Ok(Some(sha256_hex(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::reading(&name_of(path), error).into()),
    }
}

/// Writes a file, whole or not at all.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), WorkbenchError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(text.as_bytes()).map_err(|error| WorkbenchError::write(path, error))?;
    Ok(file.finish()?)
}

/// Writes a file that is not there yet.
pub(crate) fn write_if_missing(path: &Path, text: &str) -> Result<(), WorkbenchError> {
    if path.symlink_metadata().is_ok() { Ok(()) } else { replace(path, text) }
}

/// Makes a folder that only its owner can enter. A link is refused: a project may come from anybody, and the link would
/// lead what is written, and removed, to another place.
pub(crate) fn make_own_folder(path: &Path) -> Result<(), WorkbenchError> {
    let fault = |error| WorkbenchError::write(path, error);
    match path.symlink_metadata() {
        Ok(found) if !found.is_dir() => {
            let what = if found.is_symlink() { "is a link" } else { "is not a folder" };
            return Err(WorkbenchError::UnusablePath {
                name: format!("{:?} {what}", name_of(path)),
                remedy: "remove it",
            });
        }
        _ => {}
    }
    own_dir(path).map_err(fault)
}

/// Writes a text, or removes the file.
pub(crate) fn write_or_remove(path: &Path, text: Option<&str>) -> Result<(), WorkbenchError> {
    let Some(text) = text else {
        return match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WorkbenchError::write(path, error)),
            _ => Ok(()),
        };
    };
    replace(path, text)
}
