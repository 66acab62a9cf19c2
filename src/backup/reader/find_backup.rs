//! Finds the backup that a command line names.

use std::sync::Arc;

use super::error::BackupReadError;
use crate::backup::alarm::MarkedBackup;
use crate::backup::prune::{NewestAccepted, newest_accepted};
use crate::backup::{backup_name::BackupName, manifest::Manifest};
use crate::file::{FileError, path_of};
use crate::storage::{Location, Storage, StoreOptions};

const LATEST: &str = "latest";

/// Where a backup is.
pub(super) struct BackupPlace {
    pub(super) storage: Arc<dyn Storage>,
    /// Its folder there; empty if the storage is the backup itself.
    pub(super) folder: String,
    /// For `TARGET/latest`: a newer backup that is marked.
    pub(super) passed_over: Option<MarkedBackup>,
}

/// Finds the backup.
pub(super) fn find(text: &str, options: &StoreOptions) -> Result<BackupPlace, BackupReadError> {
    let trimmed = text.trim_end_matches('/');
    let text = if trimmed.is_empty() || text.ends_with("://") { text } else { trimmed };
    if let Some(target) = target_of_latest(text) {
        let storage = storage_at(target, options)?;
        let NewestAccepted { manifest, passed_over, .. } = newest_accepted(&*storage, |_| true)?;
        let Some(manifest) = manifest else {
            return Err(none_accepted(storage.name().to_owned(), passed_over));
        };
        return Ok(BackupPlace { folder: manifest.id.to_string(), storage, passed_over });
    }
    Ok(BackupPlace { storage: storage_at(text, options)?, folder: String::new(), passed_over: None })
}

/// The storage of a target that the command line names: the folder of several backups.
pub fn backup_target(text: &str, options: &StoreOptions) -> Result<Arc<dyn Storage>, BackupReadError> {
    let storage = storage_at(text, options).map_err(|fault| match fault {
        BackupReadError::NotABackup { path } => BackupReadError::NoTarget { path },
        fault => fault,
    })?;
    if storage.size(Manifest::NAME)?.is_some() {
        return Err(BackupReadError::OneBackup { path: text.to_owned() });
    }
    Ok(storage)
}

fn storage_at(text: &str, options: &StoreOptions) -> Result<Arc<dyn Storage>, BackupReadError> {
    let target = Location::parse(text).map_err(FileError::from)?;
    if let Location::Path(path) = &target {
        // A missing folder is reported now, with the name that the user gave.
        let found = path.metadata().map_err(|error| FileError::reading(text, error))?;
        if !found.is_dir() {
            return Err(BackupReadError::NotABackup { path: text.to_owned() });
        }
    }
    Ok(Arc::from(target.place(options)?))
}

/// The part before `/latest`; `None` if a folder has this name and contains a backup.
fn target_of_latest(text: &str) -> Option<&str> {
    let target = match text.rsplit_once('/') {
        Some((target, LATEST)) => target,
        None if text == LATEST => ".",
        _ => return None,
    };
    (!path_of(text).join(Manifest::NAME).exists()).then_some(target)
}

fn none_accepted(path: String, marked: Option<MarkedBackup>) -> BackupReadError {
    match marked {
        Some(MarkedBackup { name, reason }) => BackupReadError::OnlyMarked { path, name, reason },
        None => BackupReadError::NoLatest { path },
    }
}

/// The error for a folder without a manifest.
pub(super) fn without_manifest(storage: &dyn Storage, folder: &str, path: String) -> BackupReadError {
    let name = "customers.jsonl";
    let files = [".zst", ".zst.age", "", ".gz", ".age"].map(|end| below(folder, &format!("{name}{end}")));
    let is_there = |file: &String| storage.size(file).is_ok_and(|size| size.is_some());
    if files.iter().any(is_there) {
        return BackupReadError::Unfinished { path };
    }
    let is_backup = |folder: &String| folder.parse::<BackupName>().is_ok();
    if folder.is_empty() && storage.folders().is_ok_and(|folders| folders.iter().any(is_backup)) {
        return BackupReadError::HoldsBackups { path };
    }
    BackupReadError::NotABackup { path }
}

/// The path of a file in a folder; the empty folder means the storage itself.
pub(super) fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_part_latest_means_the_newest_backup() {
        assert_eq!(target_of_latest("a/latest"), Some("a"));
        assert_eq!(target_of_latest("latest"), Some("."));
        assert_eq!(target_of_latest("s3://b/c/latest"), Some("s3://b/c"));
        assert_eq!(target_of_latest("a/latest/b"), None);
        assert_eq!(target_of_latest("a/notlatest"), None);
    }
}
