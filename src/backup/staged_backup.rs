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
    place: &'a dyn Storage,
    name: BackupName,
    sealer: Option<&'a BackupEncryption>,
    files: Vec<ManifestFile>,
    published: bool,
}

/// A file that is being written.
pub(super) struct StagedFile {
    /// Takes the content.
    pub(super) out: Box<dyn Output>,
    /// To pass to [`StagedBackup::keep`] once the content is finished.
    pub(super) ticket: ManifestEntry,
}

/// A future entry of the manifest.
pub(super) struct ManifestEntry {
    file: ManifestFile,
    receipt: Receipt,
}

impl<'a> StagedBackup<'a> {
    /// Creates the folder, and writes the key of the backup if it has one.
    pub(super) fn begin(
        place: &'a dyn Storage,
        name: BackupName,
        sealer: Option<&'a BackupEncryption>,
    ) -> Result<Self, FileError> {
        let mut draft = Self { place, name, sealer, files: Vec::new(), published: false };
        if let Some(key) = sealer.and_then(|sealer| sealer.key.as_ref()) {
            let (mut out, receipt) = HashingWriter::around(draft.create("key.age")?);
            out.write_all(key).map_err(|error| FileError::writing("key.age", error))?;
            out.finish()?;
            let file =
                stored("key.age".to_owned(), FileContent::Key, FileCompression::None, FileEncryption::Age);
            draft.keep(ManifestEntry { file, receipt });
        }
        failpoint::pass("backup-begun");
        Ok(draft)
    }

    /// Creates a file. The name of an encrypted one ends in `.age`.
    pub(super) fn file(
        &self,
        name: &str,
        holds: FileContent,
        packing: FileCompression,
    ) -> Result<StagedFile, FileError> {
        let (name, sealing) = match self.sealer {
            Some(_) => (format!("{name}.age"), FileEncryption::Age),
            None => (name.to_owned(), FileEncryption::None),
        };
        let (mut out, receipt) = HashingWriter::around(self.create(&name)?);
        if let Some(sealer) = self.sealer {
            out = sealer.seal.around(&name, out)?;
        }
        let compression = match packing {
            FileCompression::None => Compression::None,
            FileCompression::Gzip => Compression::Gzip,
            FileCompression::Zstd => Compression::Zstd,
        };
        let out = compressed(&name, out, compression)?;
        Ok(StagedFile { out, ticket: ManifestEntry { file: stored(name, holds, packing, sealing), receipt } })
    }

    fn create(&self, name: &str) -> Result<Box<dyn Output>, FileError> {
        self.place.create(&format!("{}/{name}", self.place.draft(&self.name.to_string())))
    }

    /// Adds a finished file to the manifest.
    pub(super) fn keep(&mut self, ticket: ManifestEntry) -> ManifestFile {
        let ManifestEntry { mut file, receipt } = ticket;
        if let Some(stored) = receipt.get() {
            (file.bytes, file.sha256) = (stored.bytes, stored.sha256);
        }
        // A file without a receipt is unfinished and has no hash, so the manifest's check rejects it.
        self.files.push(file.clone());
        file
    }

    /// Writes a complete file.
    pub(super) fn put(&mut self, name: &str, holds: FileContent, content: &[u8]) -> Result<(), FileError> {
        let StagedFile { mut out, ticket } = self.file(name, holds, FileCompression::None)?;
        out.write_all(content).map_err(|error| FileError::writing(&ticket.file.name, error))?;
        out.finish()?;
        self.keep(ticket);
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
        self.place.publish(&self.name.to_string()).map_err(BackupError::Write)?;
        self.published = true;
        failpoint::pass("backup-named");
        Ok(())
    }

    /// Removes the manifest first: on an object store it may exist although its creation seemed to fail.
    fn throw_away(&self) -> Result<(), FileError> {
        let name = self.name.to_string();
        self.place.delete(&format!("{}/{}", self.place.draft(&name), Manifest::NAME))?;
        self.place.discard(&name)
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
