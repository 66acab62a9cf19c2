//! The folder of a backup until it is complete.

use std::io::Write;

use super::backup_name::BackupName;
use super::encryption::BackupEncryption;
use super::error::BackupError;
use super::manifest::{FileCompression, FileContent, FileEncryption, Manifest, ManifestFile};
use crate::failpoint;
use crate::file::{Compression, FileError, HashingWriter, Output, Receipt, compressed};
use crate::storage::Storage;

/// A folder that is being filled. If it is dropped before it is published, it is removed.
pub(super) struct StagedBackup<'a> {
    storage: &'a dyn Storage,
    name: BackupName,
    encryption: Option<&'a BackupEncryption>,
    files: Vec<ManifestFile>,
    published: bool,
}

/// A file that is being written.
pub(super) struct StagedFile {
    /// Takes the content.
    pub(super) out: Box<dyn Output>,
    /// To pass to [`StagedBackup::keep`] once the content is finished.
    pub(super) entry: ManifestEntry,
}

/// A future entry of the manifest.
pub(super) struct ManifestEntry {
    file: ManifestFile,
    receipt: Receipt,
}

impl<'a> StagedBackup<'a> {
    /// Creates the folder, and writes the key of the backup if it has one.
    pub(super) fn begin(
        storage: &'a dyn Storage,
        name: BackupName,
        encryption: Option<&'a BackupEncryption>,
    ) -> Result<Self, FileError> {
        let mut staged = Self { storage, name, encryption, files: Vec::new(), published: false };
        if let Some(key) = encryption.and_then(|encryption| encryption.key.as_ref()) {
            let (mut out, receipt) = HashingWriter::around(staged.create("key.age")?);
            out.write_all(key).map_err(|error| FileError::writing("key.age", error))?;
            out.finish()?;
            let file =
                stored("key.age".to_owned(), FileContent::Key, FileCompression::None, FileEncryption::Age);
            staged.keep(ManifestEntry { file, receipt });
        }
        failpoint::pass("backup-begun");
        Ok(staged)
    }

    /// Creates a file. The name of an encrypted one ends in `.age`.
    pub(super) fn file(
        &self,
        name: &str,
        holds: FileContent,
        packing: FileCompression,
    ) -> Result<StagedFile, FileError> {
        let (name, sealing) = match self.encryption {
            Some(_) => (format!("{name}.age"), FileEncryption::Age),
            None => (name.to_owned(), FileEncryption::None),
        };
        let (mut out, receipt) = HashingWriter::around(self.create(&name)?);
        if let Some(encryption) = self.encryption {
            out = encryption.seal.around(&name, out)?;
        }
        let compression = match packing {
            FileCompression::None => Compression::None,
            FileCompression::Gzip => Compression::Gzip,
            FileCompression::Zstd => Compression::Zstd,
        };
        let out = compressed(&name, out, compression)?;
        Ok(StagedFile { out, entry: ManifestEntry { file: stored(name, holds, packing, sealing), receipt } })
    }

    /// Creates a file that is not in the manifest, because it can be made again.
    pub(super) fn unlisted(&self, name: &str) -> Result<Box<dyn Output>, FileError> {
        match self.encryption {
            Some(encryption) => {
                let name = format!("{name}.age");
                encryption.seal.around(&name, self.create(&name)?)
            }
            None => self.create(name),
        }
    }

    fn create(&self, name: &str) -> Result<Box<dyn Output>, FileError> {
        self.storage.create(&format!("{}/{name}", self.storage.draft(&self.name.to_string())))
    }

    /// Adds a finished file to the manifest.
    pub(super) fn keep(&mut self, entry: ManifestEntry) -> ManifestFile {
        let ManifestEntry { mut file, receipt } = entry;
        if let Some(stored) = receipt.get() {
            file.bytes = stored.bytes;
            file.sha256 = stored.sha256;
        }
        // A file without a receipt is unfinished and has no hash, so the manifest's check rejects it.
        self.files.push(file.clone());
        file
    }

    /// Writes a complete file.
    pub(super) fn put(&mut self, name: &str, holds: FileContent, content: &[u8]) -> Result<(), FileError> {
        let StagedFile { mut out, entry } = self.file(name, holds, FileCompression::None)?;
        out.write_all(content).map_err(|error| FileError::writing(&entry.file.name, error))?;
        out.finish()?;
        self.keep(entry);
        Ok(())
    }

    /// The files so far.
    pub(super) fn files(&self) -> &[ManifestFile] {
        &self.files
    }

    /// Writes the manifest, and gives the folder its final name.
    pub(super) fn publish(mut self, manifest: &Manifest) -> Result<(), BackupError> {
        let text = manifest.to_json()?;
        let mut out = self.create(Manifest::NAME).map_err(BackupError::Write)?;
        let written = out.write_all(&text).map_err(|error| FileError::writing(Manifest::NAME, error));
        failpoint::pass("backup-manifest");
        written.and_then(|()| out.finish()).map_err(BackupError::Write)?;
        failpoint::pass("backup-whole");
        self.storage.publish(&self.name.to_string()).map_err(BackupError::Write)?;
        self.published = true;
        failpoint::pass("backup-named");
        Ok(())
    }

    /// Removes the manifest first: on an object store it may exist although its creation seemed to fail.
    fn throw_away(&self) -> Result<(), FileError> {
        let name = self.name.to_string();
        self.storage.delete(&format!("{}/{}", self.storage.draft(&name), Manifest::NAME))?;
        self.storage.discard(&name)
    }
}

impl Drop for StagedBackup<'_> {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = self.throw_away()
        {
            tracing::warn!("could not remove the incomplete backup: {error}");
        }
    }
}

fn stored(
    name: String,
    holds: FileContent,
    packing: FileCompression,
    sealing: FileEncryption,
) -> ManifestFile {
    ManifestFile { name, bytes: 0, sha256: String::new(), holds, packing, sealing }
}
