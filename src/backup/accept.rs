//! Accepts a marked backup: what is gone is meant.

use std::sync::Arc;

use jiff::Timestamp;

use super::alarm::Alarm;
use super::backup_name::BackupName;
use super::manifest::Manifest;
use super::prune::open_marks;
use super::reader::{BackupReadError, BackupReader};
use crate::file::DecryptionKey;
use crate::storage::Storage;
use crate::wording::in_seconds;

/// What accepting a backup has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// It counts from now on.
    Accepted(Alarm),
    /// Somebody has accepted it before.
    Already(Alarm),
    /// It is not marked.
    NotMarked,
}

/// Takes the mark off a backup. Only its manifest changes, in one step, and no key is needed. The caller keeps others
/// from removing it meanwhile.
pub fn accept(backup: &mut BackupReader, now: Timestamp) -> Result<Acceptance, BackupReadError> {
    let Some(alarm) = backup.manifest().alarm.clone() else { return Ok(Acceptance::NotMarked) };
    if alarm.accepted.is_some() {
        return Ok(Acceptance::Already(alarm));
    }
    let at = in_seconds(now);
    let alarm = Alarm { accepted: Some(at), ..alarm };
    let manifest = Manifest { alarm: Some(alarm.clone()), ..backup.manifest().clone() };
    backup.replace_manifest(manifest)?;
    Ok(Acceptance::Accepted(alarm))
}

/// Accepts the older marked backups of the account too: who accepts a complete backup has seen what is gone until then.
/// Returns their names.
pub fn accept_older(
    storage: &Arc<dyn Storage>,
    than: &Manifest,
    now: Timestamp,
) -> Result<Vec<BackupName>, BackupReadError> {
    if than.alarm.is_none() || !than.completeness.kind.is_complete() {
        return Ok(Vec::new());
    }
    let marks = open_marks(&**storage, &than.account)?.into_iter().map(|marked| marked.name);
    let older: Vec<BackupName> = marks.filter(|name| *name < than.id).collect();
    for name in &older {
        let open = BackupReader::open_in(Arc::clone(storage), &name.to_string(), DecryptionKey::default());
        accept(&mut open?, now)?;
    }
    Ok(older)
}
