//! Deletes the files of a backup that its manifest does not list: old ones, and new ones that were not finished.

use std::collections::HashSet;

use crate::backup::forgotten_records::may_be_left;
use crate::backup::manifest::Manifest;
use crate::backup::reader::{BackupReadError, BackupReader};
use crate::failpoint;

/// Deletes them, also the history part, which is made again. Returns how many photos are among them.
pub(super) fn delete_leftovers(backup: &BackupReader) -> Result<u64, BackupReadError> {
    let listed: HashSet<&str> = backup.manifest().files.iter().map(|file| file.name.as_str()).collect();
    let mut photos = 0;
    for entry in backup.files()? {
        let name = entry.name.as_str();
        if name == Manifest::NAME || listed.contains(name) || !may_be_left(name) {
            continue;
        }
        backup.delete_stored(name)?;
        photos += u64::from(name.starts_with("photos/"));
        failpoint::pass("forget-cleaning");
    }
    Ok(photos)
}
