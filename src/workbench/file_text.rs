//! Reading and writing the short texts of a project.

use std::io::{self, Write as _};
use std::path::Path;

use crate::file::{AtomicFile, FileError, name_of, read_text};

use super::error::WorkbenchError;

/// The text of a file; `None` if there is none.
pub(super) fn text_of(path: &Path) -> Result<Option<String>, WorkbenchError> {
    match read_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::reading(&name_of(path), error).into()),
    }
}

/// Writes a file, whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), WorkbenchError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(text.as_bytes()).map_err(|error| WorkbenchError::write(path, error))?;
    Ok(file.finish()?)
}

/// Writes a text, or removes the file.
pub(super) fn write_or_remove(path: &Path, text: Option<&str>) -> Result<(), WorkbenchError> {
    let Some(text) = text else {
        return match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WorkbenchError::write(path, error)),
            _ => Ok(()),
        };
    };
    replace(path, text)
}
