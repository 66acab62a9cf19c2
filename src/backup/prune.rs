//! The backups in a storage, and the removal of those that the policy does not keep.

use jiff::Timestamp;

use super::alarm::{Alarm, MarkedBackup};
use super::backup_name::BackupName;
use super::each_backup::{backup_names, each_backup};
use super::manifest::{Manifest, ManifestAccount, ManifestError};
use super::retention::{RetentionCandidate, RetentionDecision, RetentionPolicy};
use crate::file::FileError;
use crate::storage::Storage;
use crate::writer::Stop;

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
    /// The newest marked backup that nobody has accepted: then nothing is removed.
    pub frozen: Option<MarkedBackup>,
}

/// All folders with the name of a backup, in the order of time. Other folders are ignored.
pub fn backups(storage: &dyn Storage) -> Result<Vec<FoundBackup>, FileError> {
    each_backup(&backup_names(storage)?, |name| look(storage, name))
}

/// The newest complete backup that nobody has to accept, and what was passed over.
pub(super) struct NewestAccepted {
    pub(super) manifest: Option<Box<Manifest>>,
    /// The newest marked backup that is newer.
    pub(super) passed_over: Option<MarkedBackup>,
    /// Its alarm.
    pub(super) alarm: Option<Alarm>,
}

/// Finds the newest complete and accepted backup that is wanted. Reads no older one.
pub(super) fn newest_accepted(
    storage: &dyn Storage,
    is_wanted: impl Fn(&Manifest) -> bool,
) -> Result<NewestAccepted, FileError> {
    let (mut passed_over, mut alarm) = (None, None);
    for name in backup_names(storage)?.iter().rev() {
        let BackupState::Whole(manifest) = look(storage, name)?.found else { continue };
        if !is_wanted(&manifest) {
            continue;
        }
        if manifest.is_accepted() {
            return Ok(NewestAccepted { manifest: Some(manifest), passed_over, alarm });
        }
        if passed_over.is_none() {
            passed_over = manifest.mark();
            alarm = passed_over.as_ref().and(manifest.alarm);
        }
    }
    Ok(NewestAccepted { manifest: None, passed_over, alarm })
}

/// The marked backups of an account that nobody has accepted, the oldest first, whatever later ones look like.
pub fn open_marks(storage: &dyn Storage, account: &ManifestAccount) -> Result<Vec<MarkedBackup>, FileError> {
    let marks = each_backup(&backup_names(storage)?, |name| {
        look(storage, name).map(|backup| match backup.found {
            BackupState::Whole(manifest) if manifest.account == *account => manifest.mark(),
            _ => None,
        })
    })?;
    Ok(marks.into_iter().flatten().collect())
}

/// The accounts of all backups with a valid manifest.
pub fn backup_accounts(storage: &dyn Storage) -> Result<Vec<ManifestAccount>, FileError> {
    let account = |name: &BackupName| {
        look(storage, name).map(|backup| match backup.found {
            BackupState::Whole(manifest) => Some(manifest.account),
            _ => None,
        })
    };
    let mut accounts: Vec<ManifestAccount> = Vec::new();
    for account in each_backup(&backup_names(storage)?, account)?.into_iter().flatten() {
        if !accounts.contains(&account) {
            accounts.push(account);
        }
    }
    Ok(accounts)
}

fn look(storage: &dyn Storage, name: &BackupName) -> Result<FoundBackup, FileError> {
    let name = name.clone();
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
    let judged = judge(storage, policy, account)?;
    if !dry_run {
        judged.remove(storage, &Stop::default(), &mut |_| {})?;
    }
    Ok(judged)
}

/// Applies the policy, and removes nothing.
pub fn judge(
    storage: &dyn Storage,
    policy: &RetentionPolicy,
    account: &ManifestAccount,
) -> Result<Pruned, PruneError> {
    // Each manifest is dropped at once: those of many backups with photos would fill the memory.
    let seen = each_backup(&backup_names(storage)?, |name| {
        look(storage, name).map(|found| match found.found {
            BackupState::Whole(manifest) if manifest.account == *account => {
                let is_complete = manifest.is_accepted();
                Ok((RetentionCandidate { name: found.name, is_complete }, manifest.mark()))
            }
            _ => Err(found),
        })
    })?;
    let (mut candidates, mut left, mut frozen) = (Vec::new(), Vec::new(), None);
    for one in seen {
        match one {
            Ok((candidate, mark)) => {
                candidates.push(candidate);
                frozen = mark.or(frozen);
            }
            Err(found) => left.push(found),
        }
    }
    Ok(Pruned { judged: policy.decide(&candidates)?, left, frozen })
}

impl Pruned {
    /// Removes the backups that no rule keeps, the oldest first: if a removal fails, the newer ones still exist. Calls
    /// `removed` after each; `stop` ends it between two.
    pub fn remove(
        &self,
        storage: &dyn Storage,
        stop: &Stop,
        removed: &mut dyn FnMut(&BackupName),
    ) -> Result<(), PruneError> {
        if let Some(MarkedBackup { name, reason }) = self.frozen.clone() {
            return Err(PruneError::Frozen { name, reason });
        }
        for gone in self.judged.iter().rev().filter(|keep| !keep.is_kept()) {
            if let Some(reason) = stop.reason() {
                return Err(PruneError::Stopped(reason));
            }
            remove(storage, &gone.name)?;
            removed(&gone.name);
        }
        Ok(())
    }
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
    /// An alarm stands.
    #[error(
        "no backup was removed: {name} is marked, because {reason}; look at what is gone, and if it is meant, accept \
         that backup with `deskferry backup accept`"
    )]
    Frozen {
        /// The marked backup.
        name: BackupName,
        /// Why it is marked.
        reason: String,
    },
    /// The removal was stopped.
    #[error("{0}")]
    Stopped(String),
}
