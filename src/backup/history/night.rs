//! A backup as one night of the history.

use std::sync::Arc;

use crate::backup::backup_name::BackupName;
use crate::backup::each_backup::{backup_names, each_backup};
use crate::backup::listed_backup::problem;
use crate::backup::manifest::{FileContent, Manifest, ManifestFile};
use crate::backup::reader::{BackupReadError, BackupReader};
use crate::export::IdSample;
use crate::file::{DecryptionKey, FileError};
use crate::storage::Storage;

/// A backup that can be looked at.
pub(super) struct Night {
    pub(super) name: BackupName,
    pub(super) backup: BackupReader,
    /// The details of all customers were read, except those of `listed`.
    is_whole: bool,
    /// Customers that are known only from the list.
    listed: IdSample,
}

/// All backups of a target by time, and why some can't be used.
pub(super) struct Nights {
    pub(super) usable: Vec<Night>,
    pub(super) problems: Vec<Problem>,
}

/// Why nothing is known of a backup.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) name: BackupName,
    pub(super) reason: String,
    /// It was interrupted, so it never was a backup.
    pub(super) is_unfinished: bool,
}

impl Nights {
    /// Reads the manifests of all backups.
    pub(super) fn of(storage: &Arc<dyn Storage>, key: &DecryptionKey) -> Result<Self, FileError> {
        let names = backup_names(&**storage)?;
        let opened = each_backup(&names, |name| {
            match BackupReader::open_in(Arc::clone(storage), &name.to_string(), key.clone()) {
                Ok(backup) => Ok(Ok(Night::new(name.clone(), backup))),
                Err(fault) => problem(fault).map(|(word, reason)| Err((word == "unfinished", reason))),
            }
        })?;
        let mut nights = Self { usable: Vec::new(), problems: Vec::new() };
        for (name, opened) in names.into_iter().zip(opened) {
            match opened {
                Ok(night) => nights.usable.push(night),
                Err((is_unfinished, reason)) => nights.problems.push(Problem { name, reason, is_unfinished }),
            }
        }
        Ok(nights)
    }
}

impl Night {
    fn new(name: BackupName, backup: BackupReader) -> Self {
        let backup = backup.without_photos();
        let manifest = backup.manifest();
        let evidence = &manifest.completeness.evidence;
        let sample =
            |name: &str| serde_json::from_value::<IdSample>(evidence[name].clone()).unwrap_or_default();
        let listed = sample("goneBeforeDetail").and(sample("anotherInstead"));
        let is_whole = manifest.covered().is_some_and(|covered| covered.whole);
        Self { name, is_whole, listed, backup }
    }

    pub(super) fn manifest(&self) -> &Manifest {
        self.backup.manifest()
    }

    /// A customer who is missing was not in the help desk.
    pub(super) fn is_complete(&self) -> bool {
        self.manifest().completeness.kind.is_complete()
    }

    /// A field that this customer lacks may have had a value.
    pub(super) fn is_partial(&self, id: &str) -> bool {
        !self.is_whole || self.listed.count > 0 && self.listed.may_have(Some(id))
    }

    /// True if nothing is known about fields that any of its customers lacks.
    pub(super) fn lacks_details(&self) -> bool {
        !self.is_whole
    }

    /// The file of customers, by the manifest.
    pub(super) fn customers_file(&self) -> Result<&ManifestFile, BackupReadError> {
        let mut files = self.manifest().files.iter();
        let file = files.find(|file| file.holds == FileContent::Customers);
        file.ok_or_else(|| BackupReadError::NotABackup { path: self.backup.path().to_owned() })
    }

    /// Opens the backup's own key, if it has one.
    pub(super) fn unlock(&self) -> Result<(), BackupReadError> {
        if self.backup.is_sealed() { self.backup.unlock() } else { Ok(()) }
    }
}
