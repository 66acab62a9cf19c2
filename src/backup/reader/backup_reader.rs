//! Reads a backup from a folder or a bucket, encrypted or not.

use std::io::{Read, Write as _};
use std::sync::{Arc, OnceLock};

use sha2::{Digest as _, Sha256};

use super::customer_lines::{CustomerLines, PromisedFile};
use super::error::BackupReadError;
use super::find_backup::{self, BackupPlace, below};
use crate::backup::alarm::MarkedBackup;
use crate::backup::manifest::{FileContent, FileEncryption, Manifest, ManifestFile};
use crate::failpoint;
use crate::file::{
    DecryptionKey, Digest, Encryption, EncryptionError, FileError, HashingReader, InputStream, Output,
    ReadProgress, name_of, path_of,
};
use crate::storage::{Storage, StorageEntry, StoreOptions};

/// A backup whose manifest was read, and nothing else yet.
pub struct BackupReader {
    storage: Arc<dyn Storage>,
    folder: String,
    path: String,
    manifest: Manifest,
    manifest_sha256: String,
    key: DecryptionKey,
    unlocked: OnceLock<DecryptionKey>,
    passed_over: Option<MarkedBackup>,
}

impl BackupReader {
    /// Opens the backup named on a command line: its folder, its `s3://` address, or `TARGET/latest` for the newest
    /// complete one. `key` opens encrypted files; it is not tried yet.
    pub fn open(text: &str, options: &StoreOptions, key: DecryptionKey) -> Result<Self, BackupReadError> {
        let BackupPlace { storage, folder, passed_over } = find_backup::find(text, options)?;
        Ok(Self { passed_over, ..Self::open_in(storage, &folder, key)? })
    }

    /// What to say if a newer backup is marked, so that `TARGET/latest` is this one.
    pub fn newer_is_marked(&self) -> Option<String> {
        let MarkedBackup { name, reason } = self.passed_over.as_ref()?;
        Some(format!(
            "{name} is newer but marked, because {reason}; until it is accepted, `latest` is {}",
            self.manifest.id
        ))
    }

    /// Replaces the manifest in one step.
    pub(crate) fn replace_manifest(&mut self, manifest: Manifest) -> Result<(), BackupReadError> {
        let text = manifest.to_json()?;
        let mut out = self.storage.create(&below(&self.folder, Manifest::NAME))?;
        out.write_all(&text).map_err(|error| FileError::writing(&self.full(Manifest::NAME), error))?;
        failpoint::pass("backup-accepting");
        out.finish()?;
        self.manifest = manifest;
        Ok(())
    }

    /// Opens a backup in a folder of a storage; the empty name means the storage itself. In a folder with the name of a
    /// backup, the manifest must be that of this backup.
    pub fn open_in(
        storage: Arc<dyn Storage>,
        folder: &str,
        key: DecryptionKey,
    ) -> Result<Self, BackupReadError> {
        let root = storage.name().trim_end_matches('/');
        let path = if folder.is_empty() { root.to_owned() } else { format!("{root}/{folder}") };
        let at = below(folder, Manifest::NAME);
        let reader = match storage.open(&at) {
            Err(FileError::NotFound { .. }) => {
                return Err(find_backup::without_manifest(&*storage, folder, path));
            }
            opened => opened?,
        };
        let digest = Digest::default();
        let mut reader = HashingReader::new(reader, ReadProgress::default(), digest.clone());
        let manifest_path = format!("{path}/{}", Manifest::NAME);
        let mut manifest = Manifest::read(&manifest_path, &mut reader)?;
        if let Ok(name) = folder.parse() {
            manifest = manifest.of(&name, &manifest_path)?;
        }
        let empty = || Sha256::digest([]).iter().map(|byte| format!("{byte:02x}")).collect();
        let manifest_sha256 = digest.get().unwrap_or_else(empty);
        let folder = folder.to_owned();
        let unlocked = OnceLock::new();
        let passed_over = None;
        Ok(Self { storage, folder, path, manifest, manifest_sha256, key, unlocked, passed_over })
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The SHA-256 of the manifest: 64 hexadecimal digits.
    pub fn manifest_sha256(&self) -> &str {
        &self.manifest_sha256
    }

    /// Its folder or address, for messages.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// All files in the folder, including the manifest.
    pub fn files(&self) -> Result<Vec<StorageEntry>, BackupReadError> {
        Ok(self.storage.files(&self.folder)?)
    }

    /// The customers, decrypted and decompressed, in the order of the backup. If the file does not match the manifest,
    /// the last item is an error.
    pub fn customers(&self) -> Result<CustomerLines, BackupReadError> {
        let mut files = self.manifest.files.iter().filter(|file| file.holds == FileContent::Customers);
        let Some(file) = files.next() else {
            return Err(BackupReadError::NotABackup { path: self.path.clone() });
        };
        let (reader, promise) = self.stored(file)?;
        let reader = self.opened(file, reader)?;
        Ok(CustomerLines::new(InputStream::from_reader(&promise.path, reader)?, Some(promise)))
    }

    /// Without the list of photos, which is most of the memory of a backup that has them.
    pub(crate) fn without_photos(mut self) -> Self {
        self.manifest.files.retain(|file| file.holds != FileContent::Photo);
        self.manifest.files.shrink_to_fit();
        self
    }

    /// The stored name of a file that is not in the manifest: that of an encrypted backup ends in `.age`.
    pub(crate) fn unlisted_name(&self, name: &str) -> String {
        if self.is_sealed() { format!("{name}.age") } else { name.to_owned() }
    }

    /// Its path, for messages.
    pub(crate) fn unlisted_path(&self, name: &str) -> String {
        self.full(&self.unlisted_name(name))
    }

    /// Opens a file that is not in the manifest, decrypted; `None` if there is none.
    pub(crate) fn unlisted(&self, name: &str) -> Result<Option<Box<dyn Read + Send>>, BackupReadError> {
        let stored = match self.storage.open(&below(&self.folder, &self.unlisted_name(name))) {
            Err(FileError::NotFound { .. }) => return Ok(None),
            opened => opened?,
        };
        let path = self.unlisted_path(name);
        Ok(Some(if self.is_sealed() { self.key()?.open(&path, stored)? } else { stored }))
    }

    /// Begins a file that is not in the manifest. In an encrypted backup, it is encrypted to those of the identities that
    /// open the customers.
    pub(crate) fn create_unlisted(&self, name: &str) -> Result<Box<dyn Output>, BackupReadError> {
        let stored = self.unlisted_name(name);
        let create = || self.storage.create(&below(&self.folder, &stored));
        if !self.is_sealed() {
            return Ok(create()?);
        }
        Ok(self.own_encryption()?.around(&stored, create()?)?)
    }

    /// Removes a finished file that is not in the manifest, if the backup was removed meanwhile.
    pub(crate) fn keep_unlisted(&self, name: &str) -> Result<(), BackupReadError> {
        if self.storage.size(&below(&self.folder, Manifest::NAME))?.is_none() {
            self.storage.delete(&below(&self.folder, &self.unlisted_name(name)))?;
        }
        Ok(())
    }

    /// The identities that open its files: a key for which no passphrase must be tried again.
    pub(in crate::backup) fn opened_key(&self) -> Result<DecryptionKey, BackupReadError> {
        if self.is_sealed() {
            Ok(self.key()?.clone().without_passphrase())
        } else {
            Ok(DecryptionKey::default())
        }
    }

    /// The encryption to those of the identities that open its customers.
    pub(in crate::backup) fn own_encryption(&self) -> Result<Encryption, BackupReadError> {
        let sealed = self.manifest.files.iter().find(|file| file.holds == FileContent::Customers);
        let opens = |key: &DecryptionKey| {
            sealed.is_some_and(|file| {
                let opened = self.stored(file).map(|(reader, promise)| key.open(&promise.path, reader));
                matches!(opened, Ok(Ok(_)))
            })
        };
        Ok(self.key()?.encryption(opens).map_err(FileError::from)?)
    }

    /// Begins a file of the backup, as it is stored.
    pub(in crate::backup) fn create_stored(&self, name: &str) -> Result<Box<dyn Output>, FileError> {
        self.storage.create(&below(&self.folder, name))
    }

    /// Deletes a file of the backup, if it is there.
    pub(in crate::backup) fn delete_stored(&self, name: &str) -> Result<(), FileError> {
        self.storage.delete(&below(&self.folder, name))
    }

    /// True if its manifest is still there.
    pub(in crate::backup) fn is_there(&self) -> Result<bool, FileError> {
        Ok(self.storage.size(&below(&self.folder, Manifest::NAME))?.is_some())
    }

    /// Opens the backup's own key, if it has one. Later reads need no time for it.
    pub fn unlock(&self) -> Result<(), BackupReadError> {
        self.key().map(|_| ())
    }

    /// True if no passphrase must be tried to open its files, which takes a second.
    pub fn opens_at_once(&self) -> bool {
        let own = self.manifest.has_own_key();
        !own || !self.key.has_passphrase()
    }

    /// The content of a small file, decrypted. The file must match the manifest.
    pub(crate) fn content(&self, file: &ManifestFile) -> Result<Vec<u8>, BackupReadError> {
        let opened = self.opened(file, Box::new(std::io::Cursor::new(self.whole(file)?)))?;
        Ok(read_all(&self.full(&file.name), opened)?)
    }

    /// A small file as it is stored. It must match the manifest.
    pub(crate) fn whole(&self, file: &ManifestFile) -> Result<Vec<u8>, BackupReadError> {
        let (reader, promise) = self.stored(file)?;
        // One byte more than listed, or the end of the file: either shows that it is another file.
        let stored = read_all(&promise.path, reader.take(file.bytes.saturating_add(1)))?;
        if promise.is_kept() { Ok(stored) } else { Err(BackupReadError::Altered { path: promise.path }) }
    }

    /// The absolute path of its folder; `None` for a backup in a bucket.
    pub(crate) fn local_folder(&self) -> Option<String> {
        let path = Some(&self.path).filter(|path| !path.contains("://"))?;
        std::path::absolute(path_of(path)).ok().map(name_of)
    }

    /// A file as it is stored, and what the manifest says about it.
    pub(crate) fn stored(
        &self,
        file: &ManifestFile,
    ) -> Result<(Box<dyn Read + Send>, PromisedFile), BackupReadError> {
        let path = self.full(&file.name);
        let reader = match self.storage.open(&below(&self.folder, &file.name)) {
            Err(FileError::NotFound { .. }) => return Err(BackupReadError::Missing { path }),
            Err(FileError::Directory { .. }) => return Err(BackupReadError::Altered { path }),
            opened => opened?,
        };
        let promise = PromisedFile::new(path, file);
        let reader = HashingReader::new(reader, promise.progress.clone(), promise.digest.clone());
        Ok((Box::new(reader), promise))
    }

    fn opened(
        &self,
        file: &ManifestFile,
        reader: Box<dyn Read + Send>,
    ) -> Result<Box<dyn Read + Send>, BackupReadError> {
        match file.sealing {
            FileEncryption::None => Ok(reader),
            FileEncryption::Age => {
                let path = self.full(&file.name);
                self.key()?.open(&path, reader).map_err(|fault| self.needs_passphrase(path, fault).into())
            }
        }
    }

    /// A backup with a passphrase needs that, if the user has given only an identity, which is not its own key.
    fn needs_passphrase(&self, path: String, fault: FileError) -> FileError {
        let own = self.manifest.has_own_key();
        match fault {
            FileError::Sealed(EncryptionError::WrongIdentity { .. }) if own && !self.key.has_passphrase() => {
                EncryptionError::NeedsPassphrase { path }.into()
            }
            fault => fault,
        }
    }

    /// True if reading the customers needs a key.
    pub fn is_sealed(&self) -> bool {
        self.manifest.is_encrypted()
    }

    /// The key for the files: the user's, combined with the backup's own. A passphrase takes a second, once for all
    /// backups with the same key.
    fn key(&self) -> Result<&DecryptionKey, BackupReadError> {
        if let Some(key) = self.unlocked.get() {
            return Ok(key);
        }
        let own = self.manifest.files.iter().find(|file| file.holds == FileContent::Key);
        let key = match own {
            // The user may have extracted the backup's key and given it as an identity.
            Some(_) if !self.key.has_passphrase() && self.key.has_identity() => self.key.clone(),
            Some(own) => {
                let (reader, promise) = self.stored(own)?;
                self.key.clone().with_key_of(&promise.path, reader)?
            }
            None => self.key.clone(),
        };
        Ok(self.unlocked.get_or_init(|| key))
    }

    fn full(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }
}

fn read_all(path: &str, mut reader: impl Read) -> Result<Vec<u8>, FileError> {
    let mut content = Vec::new();
    let read = reader.read_to_end(&mut content);
    read.map(|_| content).map_err(|error| FileError::reading(path, error))
}
