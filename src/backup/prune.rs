//! The backups of a place, and the removal of those that the policy does not keep.

use jiff::Timestamp;

use super::backup_name::BackupName;
use super::manifest::{Manifest, ManifestAccount, ManifestError};
use super::retention::{RetentionCandidate, RetentionDecision, RetentionPolicy};
use crate::file::FileError;
use crate::storage::Storage;

/// A folder of a place that has the name of a backup.
#[derive(Debug)]
pub struct FoundBackup {
    /// Its name.
    pub name: BackupName,
    /// What it says of itself.
    pub found: BackupState,
}

/// What such a folder is.
#[derive(Debug)]
#[non_exhaustive]
pub enum BackupState {
    /// A backup.
    Whole(Box<Manifest>),
    /// It has no manifest: one that is being written to an object store now, or was broken off there.
    Unfinished,
    /// It has one that can't be used: damaged, or of a newer deskferry.
    Unreadable(ManifestError),
}

/// What a policy did to a place.
#[derive(Debug)]
pub struct Pruned {
    /// Every whole backup with the rules that keep it, the newest first; those that none keeps are gone, or would be.
    pub judged: Vec<RetentionDecision>,
    /// What has a backup's name and was not touched, because nobody can say what it is.
    pub left: Vec<FoundBackup>,
}

/// All folders of a place that have the name of a backup, in the order of time. Others are not looked into.
pub fn backups(place: &dyn Storage) -> Result<Vec<FoundBackup>, FileError> {
    let names = place.folders()?.into_iter().filter_map(|folder| folder.parse().ok());
    let mut found = names.map(|name| look(place, name)).collect::<Result<Vec<_>, _>>()?;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

fn look(place: &dyn Storage, name: BackupName) -> Result<FoundBackup, FileError> {
    let file = format!("{name}/{}", Manifest::NAME);
    let path = format!("{}/{file}", place.name().trim_end_matches('/'));
    let reader = match place.open(&file) {
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
        // A place that fails is no damage of the backup.
        Err(ManifestError::File(fault)) => return Err(fault),
        Err(fault) => BackupState::Unreadable(fault),
    };
    Ok(FoundBackup { name, found })
}

/// Throws away the drafts of backups that began before `before`, which a process left that was killed, and returns
/// their names. What lies on an object store without a manifest is not touched: it may have had one.
pub fn clear(place: &dyn Storage, before: Timestamp) -> Result<Vec<BackupName>, FileError> {
    place.sweep()?;
    let names = place.drafts()?.into_iter().filter_map(|name| name.parse::<BackupName>().ok());
    let old: Vec<BackupName> = names.filter(|name| name.time() < before).collect();
    for name in &old {
        place.discard(&name.to_string())?;
    }
    Ok(old)
}

/// Judges the backups of a place, and removes what the policy does not keep unless it is a dry run. Backups of another
/// account are neither judged nor touched. Broken off, it leaves nothing that looks like a backup and is none.
pub fn prune(
    place: &dyn Storage,
    policy: &RetentionPolicy,
    account: &ManifestAccount,
    dry_run: bool,
) -> Result<Pruned, PruneError> {
    let is_ours = |found: &FoundBackup| match &found.found {
        BackupState::Whole(manifest) => manifest.account == *account,
        _ => false,
    };
    let (whole, left): (Vec<_>, Vec<_>) = backups(place)?.into_iter().partition(is_ours);
    let candidates: Vec<RetentionCandidate> = whole.into_iter().map(candidate).collect();
    let judged = policy.decide(&candidates)?;
    if !dry_run {
        // The oldest first, so that a removal that fails leaves the better ones.
        for gone in judged.iter().rev().filter(|keep| !keep.is_kept()) {
            remove(place, &gone.name)?;
        }
    }
    Ok(Pruned { judged, left })
}

fn candidate(found: FoundBackup) -> RetentionCandidate {
    let is_complete =
        matches!(&found.found, BackupState::Whole(manifest) if manifest.completeness.kind.is_complete());
    RetentionCandidate { name: found.name, is_complete }
}

/// Removes one backup. Its manifest goes first, or the whole folder at once.
pub fn remove(place: &dyn Storage, name: &BackupName) -> Result<(), FileError> {
    place.remove(&name.to_string(), Manifest::NAME)
}

/// Why a place was not pruned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PruneError {
    /// The policy can't be applied.
    #[error(transparent)]
    Policy(#[from] super::retention::RetentionError),
    /// The place refuses.
    #[error(transparent)]
    Place(#[from] FileError),
}
