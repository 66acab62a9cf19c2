//! The backups in a storage, and the removal of those that the policy does not keep.

use std::io::Read as _;
use std::time::Duration;

use jiff::Timestamp;

use super::alarm::{Alarm, MarkedBackup};
use super::backup_name::BackupName;
use super::each_backup::{backup_names, backup_path, each_backup};
use super::manifest::{Manifest, ManifestAccount, ManifestError};
use super::retention::{RetentionCandidate, RetentionDecision, RetentionPolicy};
use crate::file::{AtomicFile, FileError};
use crate::storage::Storage;
use crate::writer::Stop;

/// A folder with the name of a backup.
#[derive(Debug)]
pub struct FoundBackup {
    /// Its name.
    pub name: BackupName,
    /// Its state.
    pub found: BackupState,
    /// Its manifest is damaged and has an alarm: nobody can tell whether that was accepted.
    pub may_be_marked: bool,
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

/// Which backups a policy keeps, and which it removes.
#[derive(Debug)]
pub struct PrunePlan {
    /// Every complete backup with the rules that keep it, newest first. A backup that no rule keeps is to be removed.
    pub decisions: Vec<RetentionDecision>,
    /// Folders that are not touched: without a valid manifest, or of another account.
    pub left: Vec<FoundBackup>,
    /// The newest marked backup that nobody has accepted: then nothing is removed.
    pub frozen: Option<MarkedBackup>,
    /// The newest damaged backup that may be marked: then nothing is removed either.
    pub doubtful: Option<BackupName>,
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
    newest_accepted_until(storage, Timestamp::MAX, is_wanted)
}

/// The same of those that did not begin after a time.
pub(super) fn newest_accepted_until(
    storage: &dyn Storage,
    until: Timestamp,
    is_wanted: impl Fn(&Manifest) -> bool,
) -> Result<NewestAccepted, FileError> {
    let (mut passed_over, mut alarm) = (None, None);
    for name in backup_names(storage)?.iter().rev().filter(|name| name.time() <= until) {
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
    let accounts = each_backup(&backup_names(storage)?, account)?;
    Ok(distinct_accounts(accounts.iter().flatten()).into_iter().cloned().collect())
}

/// Each account once, in the order in which they come.
pub fn distinct_accounts<'a>(
    accounts: impl IntoIterator<Item = &'a ManifestAccount>,
) -> Vec<&'a ManifestAccount> {
    let mut distinct = Vec::new();
    for account in accounts {
        if !distinct.contains(&account) {
            distinct.push(account);
        }
    }
    distinct
}

fn look(storage: &dyn Storage, name: &BackupName) -> Result<FoundBackup, FileError> {
    let as_found = |found, may_be_marked| Ok(FoundBackup { name: name.clone(), found, may_be_marked });
    let path = format!("{}/{}", backup_path(storage, name), Manifest::NAME);
    let reader = match storage.open(&manifest_of(name)) {
        Err(FileError::NotFound { .. }) => return as_found(BackupState::Unfinished, false),
        Err(fault @ FileError::NotRegular { .. }) => {
            return as_found(BackupState::Unreadable(fault.into()), false);
        }
        opened => opened?,
    };
    match Manifest::read(&path, reader).and_then(|manifest| manifest.of(name, &path)) {
        Ok(manifest) => as_found(BackupState::Whole(Box::new(manifest)), false),
        // An error of the storage does not mean that the backup is damaged.
        Err(ManifestError::File(fault)) => Err(fault),
        Err(fault) => as_found(BackupState::Unreadable(fault), has_alarm(storage, name)?),
    }
}

fn manifest_of(name: &BackupName) -> String {
    format!("{name}/{}", Manifest::NAME)
}

/// The alarm stands before the list of files, which may be long.
const HEAD: u64 = 1 << 20;
/// The member of a manifest that only a backup with an alarm has.
const ALARM: &[u8] = b"\"alarm\"";

/// True if a manifest that can't be read has an alarm, as far as that can be seen.
fn has_alarm(storage: &dyn Storage, name: &BackupName) -> Result<bool, FileError> {
    let at = manifest_of(name);
    let mut head = Vec::new();
    let read = storage.open(&at)?.take(HEAD).read_to_end(&mut head);
    read.map_err(|error| FileError::reading(&at, error))?;
    Ok(head.windows(ALARM.len()).any(|window| window == ALARM))
}

/// Removes the incomplete folders that killed processes left, if they began before `before`; returns their names.
/// A folder without a manifest on an object store is not touched, because it may have been a backup.
pub fn clear(storage: &dyn Storage, before: Timestamp) -> Result<Vec<BackupName>, FileError> {
    clear_older(storage, before, AtomicFile::YOUNG)
}

/// The same for the holder of the folder's lock: nobody else writes there, so everything is left.
pub(crate) fn clear_all(storage: &dyn Storage) -> Result<Vec<BackupName>, FileError> {
    clear_older(storage, Timestamp::now(), Duration::ZERO)
}

fn clear_older(
    storage: &dyn Storage,
    before: Timestamp,
    age: Duration,
) -> Result<Vec<BackupName>, FileError> {
    storage.sweep(age)?;
    let names = storage.drafts()?.into_iter().filter_map(|name| name.parse::<BackupName>().ok());
    let old: Vec<BackupName> = names.filter(|name| name.time() < before).collect();
    for name in &old {
        storage.discard(&name.to_string())?;
    }
    Ok(old)
}

/// Applies the policy to the backups of the account, and removes nothing.
pub fn plan_prune(
    storage: &dyn Storage,
    policy: &RetentionPolicy,
    account: &ManifestAccount,
) -> Result<PrunePlan, PruneError> {
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
    let (mut candidates, mut left, mut frozen, mut doubtful) = (Vec::new(), Vec::new(), None, None);
    for one in seen {
        match one {
            Ok((candidate, mark)) => {
                candidates.push(candidate);
                frozen = mark.or(frozen);
            }
            Err(found) => {
                doubtful = found.may_be_marked.then(|| found.name.clone()).or(doubtful);
                left.push(found);
            }
        }
    }
    Ok(PrunePlan { decisions: policy.decide(&candidates)?, left, frozen, doubtful })
}

impl PrunePlan {
    /// An error if nothing may be removed.
    pub fn check_removal(&self) -> Result<(), PruneError> {
        match (self.frozen.clone(), self.doubtful.clone()) {
            (Some(MarkedBackup { name, reason }), _) => Err(PruneError::Frozen { name, reason }),
            (None, Some(name)) => Err(PruneError::Doubtful(name)),
            (None, None) => Ok(()),
        }
    }

    /// Removes the backups that no rule keeps, the oldest first: if a removal fails, the newer ones still exist. Calls
    /// `removed` after each; `stop` ends it between two. An interruption leaves no half of a backup that looks whole.
    pub fn remove(
        &self,
        storage: &dyn Storage,
        stop: &Stop,
        removed: &mut dyn FnMut(&BackupName),
    ) -> Result<(), PruneError> {
        self.check_removal()?;
        for gone in self.decisions.iter().rev().filter(|keep| !keep.is_kept()) {
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
    /// An alarm may stand.
    #[error(
        "no backup was removed: the manifest of {0} is damaged and has an alarm, so nobody can tell whether that was \
         accepted; look at what is gone, then move the folder of that backup to another place"
    )]
    Doubtful(BackupName),
    /// The removal was stopped.
    #[error("{0}")]
    Stopped(String),
}
