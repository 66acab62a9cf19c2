//! The backups in a storage, and the removal of those that the policy does not keep.

use jiff::Timestamp;

use super::backup_name::BackupName;
use super::manifest::{Manifest, ManifestAccount, ManifestError};
use super::retention::{RetentionCandidate, RetentionDecision, RetentionPolicy};
use crate::file::FileError;
use crate::storage::Storage;

/// A folder with the name of a backup.
#[derive(Debug)]
pub struct FoundBackup {
    /// Its name.
    pub name: BackupName,
    /// Its state.
    pub found: BackupState,
}

/// The state of such a folder.
#[derive(Debug)]
#[non_exhaustive]
pub enum BackupState {
    /// A complete folder with a valid manifest.
    Whole(Box<Manifest>),
    /// It has no manifest: it is being written to an object store, or that was interrupted.
    Unfinished,
    /// Its manifest is damaged or from a newer deskferry.
    Unreadable(ManifestError),
}

/// The result of applying a policy.
#[derive(Debug)]
pub struct Pruned {
    /// Every complete backup with the rules that keep it, newest first. A backup that no rule keeps was removed, or
    /// would be.
    pub judged: Vec<RetentionDecision>,
    /// Folders that were not touched: without a valid manifest, or of another account.
    pub left: Vec<FoundBackup>,
}

/// All folders with the name of a backup, in the order of time. Other folders are ignored.
pub fn backups(storage: &dyn Storage) -> Result<Vec<FoundBackup>, FileError> {
    let names = storage.folders()?.into_iter().filter_map(|folder| folder.parse().ok());
    let mut found = names.map(|name| look(storage, name)).collect::<Result<Vec<_>, _>>()?;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

fn look(storage: &dyn Storage, name: BackupName) -> Result<FoundBackup, FileError> {
    let file = format!("{name}/{}", Manifest::NAME);
    let path = format!("{}/{file}", storage.name().trim_end_matches('/'));
    let reader = match storage.open(&file) {
        Err(FileError::NotFound { .. }) => return Ok(FoundBackup { name, found: BackupState::Unfinished }),
        Err(fault @ FileError::NotRegular { .. }) => {
            return Ok(FoundBackup { name, found: BackupState::Unreadable(fault.into()) });
        }
        opened => opened?,
    };
    let found = match Manifest::read(&path, reader) {
        Ok(manifest) if manifest.id == name => BackupState::Whole(Box::new(manifest)),
        Ok(manifest) => {
            let reason = format!("it belongs to the backup {}", manifest.id);
            BackupState::Unreadable(ManifestError::Damaged { path, reason })
        }
        // An error of the storage does not mean that the backup is damaged.
        Err(ManifestError::File(fault)) => return Err(fault),
        Err(fault) => BackupState::Unreadable(fault),
    };
    Ok(FoundBackup { name, found })
}

/// Removes the incomplete folders that killed processes left, if they began before `before`; returns their names.
/// A folder without a manifest on an object store is not touched, because it may have been a backup.
pub fn clear(storage: &dyn Storage, before: Timestamp) -> Result<Vec<BackupName>, FileError> {
    storage.sweep()?;
    let names = storage.drafts()?.into_iter().filter_map(|name| name.parse::<BackupName>().ok());
    let old: Vec<BackupName> = names.filter(|name| name.time() < before).collect();
    for name in &old {
        storage.discard(&name.to_string())?;
    }
    Ok(old)
}

/// Applies the policy, and removes the backups that it does not keep unless `dry_run`.
///
/// Backups of other accounts are ignored. An interruption leaves no incomplete folder that looks like a backup.
pub fn prune(
    storage: &dyn Storage,
    policy: &RetentionPolicy,
    account: &ManifestAccount,
    dry_run: bool,
) -> Result<Pruned, PruneError> {
    let is_ours = |found: &FoundBackup| match &found.found {
        BackupState::Whole(manifest) => manifest.account == *account,
        _ => false,
    };
    let (whole, left): (Vec<_>, Vec<_>) = backups(storage)?.into_iter().partition(is_ours);
    let candidates: Vec<RetentionCandidate> = whole.into_iter().map(candidate).collect();
    let judged = policy.decide(&candidates)?;
    if !dry_run {
        // The oldest first: if a removal fails, the newer ones still exist.
        for gone in judged.iter().rev().filter(|keep| !keep.is_kept()) {
            remove(storage, &gone.name)?;
        }
    }
    Ok(Pruned { judged, left })
}

fn candidate(found: FoundBackup) -> RetentionCandidate {
    let is_complete =
        matches!(&found.found, BackupState::Whole(manifest) if manifest.completeness.kind.is_complete());
    RetentionCandidate { name: found.name, is_complete }
}

/// Removes one backup: its manifest first, or the whole folder at once.
pub fn remove(storage: &dyn Storage, name: &BackupName) -> Result<(), FileError> {
    storage.remove(&name.to_string(), Manifest::NAME)
}

/// Why pruning failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PruneError {
    /// The policy can't be applied.
    #[error(transparent)]
    Policy(#[from] super::retention::RetentionError),
    /// The storage can't be used.
    #[error(transparent)]
    Storage(#[from] FileError),
}
