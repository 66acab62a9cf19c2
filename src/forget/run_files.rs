//! The files of a run's folder, of the state folder and the like, and which of them are copies of results.

use std::path::{Path, PathBuf};

use crate::journal::{JournalError, RunFolder};

/// The files that every report of a run makes again from its journal.
const MADE_AGAIN: [&str; 7] =
    ["results.csv", "rejects.csv", "rejects.xlsx", "unknown.csv", "id-map.csv", "report.html", "report.json"];
/// The ends of names of tables and pages that a user may have asked for, or made of them.
const COPIES: [&str; 7] = ["csv", "html", "xlsx", "xlsm", "xlsb", "xls", "ods"];

/// The files directly in a folder, by name. A folder that is not there has none.
pub(super) fn files_in(folder: &Path) -> Result<Vec<PathBuf>, JournalError> {
    let (mut files, _) = listed(folder)?;
    files.sort();
    Ok(files)
}

/// The files of a folder at any depth, by name. Links to folders are not followed.
pub(super) fn files_of(folder: &Path) -> Result<Vec<PathBuf>, JournalError> {
    let (mut files, folders) = listed(folder)?;
    for below in folders {
        files.extend(files_of(&below)?);
    }
    files.sort();
    Ok(files)
}

fn listed(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), JournalError> {
    let fault = |error| JournalError::file(folder, error);
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Default::default()),
        entries => entries.map_err(fault)?,
    };
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in entries {
        let entry = entry.map_err(fault)?;
        if entry.file_type().map_err(fault)?.is_dir() {
            folders.push(entry.path());
        } else if entry.path().is_file() {
            files.push(entry.path());
        }
    }
    Ok((files, folders))
}

/// The name of a file below a folder.
pub(super) fn name_below(folder: &Path, path: &Path) -> String {
    crate::file::name_of(path.strip_prefix(folder).unwrap_or(path))
}

/// True for a file of a run that a report makes again.
pub(super) fn is_made_again(folder: &RunFolder, path: &Path) -> bool {
    MADE_AGAIN.iter().any(|name| folder.file(name) == path)
}

/// True for the journal, whose rows are searched, and the lock.
pub(super) fn is_journal(folder: &RunFolder, path: &Path) -> bool {
    ["journal.db", "journal.db-wal", "journal.db-shm", "journal.json", "lock"]
        .iter()
        .any(|name| folder.file(name) == path)
}

/// True for a document that is changed in its place.
pub(super) fn is_document(folder: &RunFolder, path: &Path) -> bool {
    let is_json = path.extension().is_some_and(|end| end == "json" || end == "jsonl");
    is_json && path.parent() == Some(folder.path()) && !is_made_again(folder, path)
}

/// True for a copy of results, which is removed: it can be made again.
pub(super) fn is_copy(folder: &RunFolder, path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase();
    COPIES.contains(&end.as_str()) && !is_made_again(folder, path)
}
