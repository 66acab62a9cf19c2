//! Finds the backup that a command line names.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::error::BackupReadError;
use crate::backup::alarm::MarkedBackup;
use crate::backup::prune::{NewestAccepted, newest_accepted, newest_accepted_until};
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
    if let Some((target, until)) = target_at(text) {
        let storage = storage_at(target, options)?;
        let NewestAccepted { manifest, passed_over, .. } = newest_accepted_until(&*storage, until, |_| true)?;
        let Some(manifest) = manifest else {
            let (path, time) =
                (storage.name().to_owned(), text.rsplit('/').next().unwrap_or_default().to_owned());
            return Err(BackupReadError::NoneBefore { path, time });
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

/// The part before `/2026-11-24` or `/2026-11-24T02:30`, and the last moment that is meant (UTC); `None` for any other
/// text, and if there is a folder with this name.
fn target_at(text: &str) -> Option<(&str, Timestamp)> {
    let (target, time) = text.rsplit_once('/')?;
    let until = last_moment(time)?;
    (!path_of(text).exists()).then_some((target, until))
}

/// The end of a day, of a minute or of a second.
fn last_moment(text: &str) -> Option<Timestamp> {
    let begin = match text.parse::<Date>() {
        Ok(day) if text.len() == 10 => (day.at(0, 0, 0, 0), 1.day()),
        _ => {
            let time: DateTime = text.trim_end_matches('Z').parse().ok()?;
            (time, if text.matches(':').count() > 1 { 1.second() } else { 1.minute() })
        }
    };
    let next = begin.0.checked_add(begin.1).ok()?.checked_sub(1.nanosecond()).ok()?;
    TimeZone::UTC.to_timestamp(next).ok()
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
