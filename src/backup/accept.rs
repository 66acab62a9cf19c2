//! Accepts a marked backup: what is gone is meant.

use jiff::Timestamp;

use super::alarm::Alarm;
use super::manifest::Manifest;
use super::reader::{BackupReadError, BackupReader};

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
    let at = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let alarm = Alarm { accepted: Some(at), ..alarm };
    let manifest = Manifest { alarm: Some(alarm.clone()), ..backup.manifest().clone() };
    backup.replace_manifest(manifest)?;
    Ok(Acceptance::Accepted(alarm))
}
