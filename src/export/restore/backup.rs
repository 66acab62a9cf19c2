//! A backup as the restore takes it: with its manifest, or the file of the customers alone.

use std::path::Path;

use serde_json::{Map, Value};

use super::super::stored::{Records, StoredBackup, StoredError};
use crate::file::store::{StoreOptions, Target};
use crate::file::{FileError, Input, Interrupt, Key};
use crate::import::ImportError;
use crate::journal::{Account, RestoredBackup};

pub(super) type Object = Map<String, Value>;

const SEALED: &str = ".age";

/// A backup that is open to be read once.
pub struct Backup {
    pub(super) records: Records,
    /// What it says of itself.
    pub about: RestoredBackup,
    /// How many customers its manifest counts.
    pub expected: Option<u64>,
}

impl Backup {
    /// Opens what a command line names: a backup, as [`StoredBackup::open`] does, or a file of JSON Lines, packed or
    /// not, which is sealed where its name ends with `.age`.
    pub fn open(path: &str, options: &StoreOptions, key: Key) -> Result<Self, ImportError> {
        if !is_file(path) {
            return Self::of(&StoredBackup::open(path, options, key)?, path);
        }
        let input = if path.ends_with(SEALED) || path.contains("://") {
            let target = Target::parse(path).map_err(FileError::Target)?;
            let stored = target.open(options)?;
            let opened = if path.ends_with(SEALED) { key.open(path, stored)? } else { stored };
            Input::from_reader(path, opened)?
        } else {
            Input::open(path, &Interrupt::default())?
        };
        let about = RestoredBackup { backup: path.to_owned(), ..RestoredBackup::default() };
        Ok(Self { records: Records::new(input, None), about, expected: None })
    }

    /// A backup with its manifest; `name` is what the user calls it.
    pub fn of(stored: &StoredBackup, name: &str) -> Result<Self, ImportError> {
        let manifest = stored.manifest();
        let client = manifest.account.client_id.as_deref().unwrap_or_default();
        let about = RestoredBackup {
            backup: name.to_owned(),
            id: Some(manifest.id.to_string()),
            manifest_sha256: Some(stored.manifest_sha256().to_owned()),
            account: Some(Account::new(&manifest.account.base_url, client)),
            ..RestoredBackup::default()
        };
        let expected = manifest.counts.customers.number;
        Ok(Self { records: stored.customers()?, about, expected })
    }
}

/// In a bucket the name tells: there are no folders.
fn is_file(path: &str) -> bool {
    let (_, name) = path.rsplit_once('/').unwrap_or(("", path));
    match path.contains("://") {
        true => name.contains(".jsonl"),
        false => Path::new(path).exists() && !Path::new(path).is_dir(),
    }
}

impl From<StoredError> for ImportError {
    fn from(error: StoredError) -> Self {
        match error {
            error if error.is_damage() => Self::Damaged(format!(
                "{error}; nothing was sent; name the file of the customers to restore what there is"
            )),
            StoredError::File(fault) => fault.into(),
            error => Self::Usage(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_customers_is_no_backup() {
        let open = |path: &str| Backup::open(path, &StoreOptions::default(), Key::default());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let fault = open(path).err().unwrap();
        assert!(fault.to_string().contains("is not a backup") && fault.status() == 2, "{fault}");
        std::fs::write(folder.path().join("customers.jsonl"), "").unwrap();
        assert_eq!(open(path).err().unwrap().status(), 5, "customers without a manifest");
        assert!(open(&format!("{path}/customers.jsonl")).is_ok());
        std::fs::write(folder.path().join("manifest.json"), "{\"id\":").unwrap();
        assert_eq!(open(path).err().unwrap().status(), 5);
    }
}
