//! The folder of one backup while it is filled.

use std::io::Write;

use super::super::manifest::{Holds, Manifest, Packing, Sealing, StoredFile};
use super::super::name::BackupName;
use super::error::BackupError;
use super::sealer::Sealer;
use crate::failpoint;
use crate::file::store::Place;
use crate::file::{Compression, FileError, Output, Receipt, Tally, packed};

/// A folder that is being filled. Dropped before it is published, it is thrown away.
pub(super) struct Draft<'a> {
    place: &'a dyn Place,
    name: BackupName,
    sealer: Option<&'a Sealer>,
    files: Vec<StoredFile>,
    published: bool,
}

/// A file that is being written.
pub(super) struct Begun {
    /// Where its content goes.
    pub(super) out: Box<dyn Output>,
    /// To be handed back once the content is finished.
    pub(super) ticket: Ticket,
}

/// What will stand in the manifest.
pub(super) struct Ticket {
    file: StoredFile,
    receipt: Receipt,
}

impl<'a> Draft<'a> {
    /// Begins the folder; where there is a key to lie beside the files, it is written.
    pub(super) fn begin(
        place: &'a dyn Place,
        name: BackupName,
        sealer: Option<&'a Sealer>,
    ) -> Result<Self, FileError> {
        let mut draft = Self { place, name, sealer, files: Vec::new(), published: false };
        if let Some(key) = sealer.and_then(|sealer| sealer.key.as_ref()) {
            let (mut out, receipt) = Tally::around(draft.create("key.age")?);
            out.write_all(key).map_err(|error| FileError::writing("key.age", error))?;
            out.finish()?;
            let file = stored("key.age".to_owned(), Holds::Key, Packing::None, Sealing::Age);
            draft.keep(Ticket { file, receipt });
        }
        failpoint::pass("backup-begun");
        Ok(draft)
    }

    /// Begins a file. A sealed one ends in `.age`.
    pub(super) fn file(&self, name: &str, holds: Holds, packing: Packing) -> Result<Begun, FileError> {
        let (name, sealing) = match self.sealer {
            Some(_) => (format!("{name}.age"), Sealing::Age),
            None => (name.to_owned(), Sealing::None),
        };
        let (mut out, receipt) = Tally::around(self.create(&name)?);
        if let Some(sealer) = self.sealer {
            out = sealer.seal.around(&name, out)?;
        }
        let compression = match packing {
            Packing::None => Compression::None,
            Packing::Gzip => Compression::Gzip,
            Packing::Zstd => Compression::Zstd,
        };
        let out = packed(&name, out, compression)?;
        Ok(Begun { out, ticket: Ticket { file: stored(name, holds, packing, sealing), receipt } })
    }

    fn create(&self, name: &str) -> Result<Box<dyn Output>, FileError> {
        self.place.create(&format!("{}/{name}", self.place.draft(&self.name.to_string())))
    }

    /// Takes note of a file that is finished.
    pub(super) fn keep(&mut self, ticket: Ticket) -> StoredFile {
        let Ticket { mut file, receipt } = ticket;
        if let Some(stored) = receipt.get() {
            (file.bytes, file.sha256) = (stored.bytes, stored.sha256);
        }
        // A file without a receipt was not finished: the manifest refuses it, for it has no hash.
        self.files.push(file.clone());
        file
    }

    /// Writes a whole file.
    pub(super) fn put(&mut self, name: &str, holds: Holds, content: &[u8]) -> Result<(), FileError> {
        let Begun { mut out, ticket } = self.file(name, holds, Packing::None)?;
        out.write_all(content).map_err(|error| FileError::writing(&ticket.file.name, error))?;
        out.finish()?;
        self.keep(ticket);
        Ok(())
    }

    /// The files so far.
    pub(super) fn files(&self) -> &[StoredFile] {
        &self.files
    }

    /// Writes the manifest, and gives the folder its name.
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

    /// The manifest goes first: on an object store it may have arrived, although the answer was lost.
    fn throw_away(&self) -> Result<(), FileError> {
        let name = self.name.to_string();
        self.place.delete(&format!("{}/{}", self.place.draft(&name), Manifest::NAME))?;
        self.place.discard(&name)
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = self.throw_away()
        {
            tracing::warn!("could not remove the incomplete backup: {error}");
        }
    }
}

fn stored(name: String, holds: Holds, packing: Packing, sealing: Sealing) -> StoredFile {
    StoredFile { name, bytes: 0, sha256: String::new(), holds, packing, sealing }
}
