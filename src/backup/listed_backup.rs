//! One backup as `backup list` and `backup show` tell of it: what its manifest says, and what changed.

use std::sync::Arc;

use serde::Serialize;

use super::alarm::Alarm;
use super::backup_name::BackupName;
use super::change_report::ChangeReport;
use super::each_backup::{backup_names, backup_path, each_backup};
use super::manifest::{FileContent, Manifest, ManifestAccount, ManifestError};
use super::reader::{BackupReadError, BackupReader};
use super::record_comparison::RecordChanges;
use crate::file::{DecryptionKey, FileError};
use crate::storage::{Storage, StoreError};

/// One backup of a target. What is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedBackup {
    /// Its name.
    pub id: String,
    /// Its folder or address.
    pub path: String,
    /// `snapshot`, `steady`, `counted` or `unproven`; or `broken`, `unfinished`, `newer`, `unreadable`.
    pub verdict: &'static str,
    /// Why there is no verdict about its customers.
    pub problem: Option<String>,
    /// When it began (UTC).
    pub began: Option<String>,
    /// When it ended (UTC).
    pub ended: Option<String>,
    /// Its account.
    pub account: Option<ManifestAccount>,
    /// The number of customers.
    pub customers: Option<u64>,
    /// What is gone beyond the limits, and when that was accepted.
    pub alarm: Option<Alarm>,
    /// The number of photos; `None` if they were not requested.
    pub photos: Option<u64>,
    /// The size of all files, in bytes, without the manifest.
    pub bytes: Option<u64>,
    /// True if reading the customers needs a key.
    pub sealed: Option<bool>,
    /// What changed since the last complete backup before it.
    pub changes: Option<ListedChanges>,
    /// Why that is not known.
    pub changes_unknown: Option<String>,
    /// How many customers more (or fewer) than the last complete and accepted backup of the account before it.
    pub net: Option<i64>,
    /// True if it is complete and not marked.
    #[serde(skip)]
    is_accepted: bool,
}

/// What changed since an earlier backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedChanges {
    /// The earlier backup.
    pub against: Option<String>,
    /// Customers that were added; `None` if there was no earlier backup, like the next two.
    pub added: Option<u64>,
    /// Customers that differ.
    pub changed: Option<u64>,
    /// Customers that are gone.
    pub gone: Option<u64>,
    /// True if there was no earlier backup.
    pub first: bool,
}

/// All backups of a target, the oldest first. A bad one is listed as such; only a store that fails is an error.
///
/// Needs no key. An identity also opens the changes of sealed backups; a passphrase is not tried, because that takes a
/// second for each.
pub fn list_backups(storage: &Arc<dyn Storage>, key: &DecryptionKey) -> Result<Vec<ListedBackup>, FileError> {
    let names = backup_names(&**storage)?;
    let mut listed = each_backup(&names, |name| look(storage, name, key))?;
    add_net_changes(&mut listed);
    Ok(listed)
}

fn look(
    storage: &Arc<dyn Storage>,
    name: &BackupName,
    key: &DecryptionKey,
) -> Result<ListedBackup, FileError> {
    match BackupReader::open_in(Arc::clone(storage), &name.to_string(), key.clone()) {
        Ok(backup) => Ok(ListedBackup::read(&backup, backup.opens_at_once())?.0),
        Err(fault) => {
            let (verdict, reason) = problem(fault)?;
            Ok(ListedBackup::bad(storage, name, verdict, reason))
        }
    }
}

/// The word for a bad backup, and why; an error of the store ends the list.
pub(super) fn problem(fault: BackupReadError) -> Result<(&'static str, String), FileError> {
    let verdict = match fault {
        BackupReadError::File(fault) | BackupReadError::Manifest(ManifestError::File(fault)) => {
            if StoreError::of(&fault).is_some() {
                return Err(fault);
            }
            let is_broken = matches!(fault, FileError::NotRegular { .. } | FileError::Directory { .. });
            return Ok((if is_broken { "broken" } else { "unreadable" }, fault.to_string()));
        }
        BackupReadError::Manifest(ManifestError::Newer { .. }) => "newer",
        BackupReadError::Unfinished { .. } | BackupReadError::NotABackup { .. } => {
            return Ok(("unfinished", NO_MANIFEST.to_owned()));
        }
        _ => "broken",
    };
    Ok((verdict, fault.to_string()))
}

/// Why a folder with the name of a backup is none, or none yet.
pub const NO_MANIFEST: &str = "it has no manifest.json: it was interrupted, or it is still being made";

impl ListedBackup {
    /// What a backup says of itself, and its report of changes if `opens` is true or it needs no key. Only a store that
    /// fails is an error.
    pub fn read(backup: &BackupReader, opens: bool) -> Result<(Self, Option<RecordChanges>), FileError> {
        let manifest = backup.manifest();
        let report = if opens { changes(backup)? } else { Err(LOCKED.to_owned()) };
        let ReportedCounts { listed, unknown, whole } = match report {
            Ok(report) => counts_of(report),
            Err(reason) => ReportedCounts { listed: None, unknown: Some(reason), whole: None },
        };
        let listed = Self {
            id: manifest.id.to_string(),
            path: backup.path().to_owned(),
            verdict: manifest.completeness.kind.name(),
            problem: None,
            began: Some(manifest.began.to_string()),
            ended: Some(manifest.ended.to_string()),
            account: Some(manifest.account.clone()),
            customers: manifest.counts.customers.number,
            alarm: manifest.alarm.clone(),
            photos: manifest.counts.photos.number,
            bytes: Some(size(manifest)),
            sealed: Some(backup.is_sealed()),
            changes: listed,
            changes_unknown: unknown,
            net: None,
            is_accepted: manifest.is_accepted(),
        };
        Ok((listed, whole))
    }

    fn bad(storage: &Arc<dyn Storage>, name: &BackupName, verdict: &'static str, reason: String) -> Self {
        Self {
            id: name.to_string(),
            path: backup_path(&**storage, name),
            verdict,
            problem: Some(reason),
            began: None,
            ended: None,
            account: None,
            customers: None,
            alarm: None,
            photos: None,
            bytes: None,
            sealed: None,
            changes: None,
            changes_unknown: None,
            net: None,
            is_accepted: false,
        }
    }
}

const LOCKED: &str = "the backup is encrypted and was not opened: give --identity FILE, or use `backup show`";

fn size(manifest: &Manifest) -> u64 {
    manifest.files.iter().map(|file| file.bytes).sum()
}

/// The report of a backup about what changed, or why it can't be read; an error of the store is an error.
fn changes(backup: &BackupReader) -> Result<Result<ChangeReport, String>, FileError> {
    let is_report = |name: &str| name.ends_with(".json") || name.ends_with(".json.age");
    let mut files = backup.manifest().files.iter();
    let file = files.find(|file| file.holds == FileContent::Changes && is_report(&file.name));
    let Some(file) = file else { return Ok(Err("the backup has no report of changes".to_owned())) };
    let text = match backup.content(file) {
        Ok(text) => text,
        Err(BackupReadError::File(fault)) if StoreError::of(&fault).is_some() => return Err(fault),
        Err(error) => return Ok(Err(error.to_string())),
    };
    let damaged = |error| format!("{}/{} is not a report of changes: {error}", backup.path(), file.name);
    Ok(serde_json::from_slice(&text).map_err(damaged))
}

/// What a report says of the changes.
struct ReportedCounts {
    listed: Option<ListedChanges>,
    /// Why they are not known.
    unknown: Option<String>,
    whole: Option<RecordChanges>,
}

fn counts_of(report: ChangeReport) -> ReportedCounts {
    let (against, unknown) = (report.against, report.not_compared);
    match report.changes {
        Some(RecordChanges { added, changed, gone, .. }) => {
            let [added, changed, gone] = [added, changed, gone].map(Some);
            let listed = ListedChanges { against, added, changed, gone, first: false };
            ReportedCounts { listed: Some(listed), unknown: None, whole: report.changes }
        }
        None if against.is_none() => {
            let listed = ListedChanges { against, added: None, changed: None, gone: None, first: true };
            ReportedCounts { listed: Some(listed), unknown, whole: None }
        }
        None => ReportedCounts { listed: None, unknown, whole: None },
    }
}

/// Adds how many customers each backup has more than the last complete and accepted one before of the same account.
fn add_net_changes(listed: &mut [ListedBackup]) {
    let mut last: Vec<(ManifestAccount, i64)> = Vec::new();
    for one in listed {
        let customers = one.customers.and_then(|customers| i64::try_from(customers).ok());
        let Some((account, customers)) = one.account.as_ref().zip(customers) else { continue };
        let before = last.iter().position(|(known, _)| known == account);
        one.net = before.map(|at| customers - last[at].1);
        match before {
            _ if !one.is_accepted => {}
            Some(at) => last[at].1 = customers,
            None => last.push((account.clone(), customers)),
        }
    }
}
