//! Copies the customers of a backup without those that are forgotten, record by record.

use std::io::Write as _;

use super::error::ErasureError;
use super::person::{ForgottenPerson, account_key};
use crate::backup::filled_counts::FilledCounts;
use crate::backup::manifest::{FileCompression, FileContent, FileEncryption, ManifestFile};
use crate::backup::reader::BackupReader;
use crate::file::{Compression, Encryption, FileError, HashingWriter, Receipt, compressed};
use crate::lookup::{Filter, ShownFields};
use crate::writer::Stop;

/// What was copied.
pub(super) struct KeptCustomers {
    /// The new file.
    pub(super) file: ManifestFile,
    /// How many are in it.
    pub(super) kept: u64,
    /// How many are not.
    pub(super) removed: u64,
    /// The fields of those who are in it.
    pub(super) shown: ShownFields,
    /// Their filled values.
    pub(super) filled: FilledCounts,
}

/// Who is left out.
#[derive(Clone, Copy)]
pub(super) struct LeftOut<'a> {
    pub(super) person: &'a ForgottenPerson,
    pub(super) filter: &'a Filter,
    pub(super) stop: &'a Stop,
}

/// Writes the customers of `backup` into a new file named `name`, compressed and encrypted as the old one.
pub(super) fn keep_customers(
    backup: &BackupReader,
    name: &str,
    encryption: Option<&Encryption>,
    left_out: LeftOut<'_>,
) -> Result<KeptCustomers, ErasureError> {
    let old = backup.manifest().files.iter().find(|file| file.holds == FileContent::Customers);
    let packing = old.map_or(FileCompression::Zstd, |file| file.packing);
    let account = account_key(&backup.manifest().account);
    let mut new = NewFile::create(backup, name, FileContent::Customers, packing, encryption)?;
    let (mut kept, mut removed) = (0, 0);
    let (mut shown, mut filled) = (ShownFields::default(), FilledCounts::default());
    for line in backup.customers()? {
        let line = line?;
        let record = line.record();
        if left_out.person.is_hers(left_out.filter, &account, &record) {
            removed += 1;
            continue;
        }
        kept += 1;
        shown.see(&record);
        filled.see(&record);
        new.write(&line.bytes)?;
        new.write(b"\n")?;
        if kept % 1024 == 0
            && let Some(reason) = left_out.stop.reason()
        {
            return Err(ErasureError::Stopped(reason));
        }
    }
    Ok(KeptCustomers { file: new.finish()?, kept, removed, shown, filled })
}

/// A file of a backup that takes the place of another.
pub(super) struct NewFile {
    out: Box<dyn crate::file::Output>,
    receipt: Receipt,
    file: ManifestFile,
}

impl NewFile {
    /// Begins it. Its name gets the end of an encrypted file.
    pub(super) fn create(
        backup: &BackupReader,
        name: &str,
        holds: FileContent,
        packing: FileCompression,
        encryption: Option<&Encryption>,
    ) -> Result<Self, FileError> {
        let (name, sealing) = match encryption {
            Some(_) => (format!("{name}.age"), FileEncryption::Age),
            None => (name.to_owned(), FileEncryption::None),
        };
        let (mut out, receipt) = HashingWriter::around(backup.create_stored(&name)?);
        if let Some(encryption) = encryption {
            out = encryption.around(&name, out)?;
        }
        let compression = match packing {
            FileCompression::None => Compression::None,
            FileCompression::Gzip => Compression::Gzip,
            FileCompression::Zstd => Compression::Zstd,
        };
        let out = compressed(&name, out, compression)?;
        let file = ManifestFile { name, bytes: 0, sha256: String::new(), holds, packing, sealing };
        Ok(Self { out, receipt, file })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.out.write_all(bytes).map_err(|error| FileError::writing(&self.file.name, error))
    }

    /// Finishes it. Returns its entry of the manifest; one without a hash is refused there.
    pub(super) fn finish(self) -> Result<ManifestFile, FileError> {
        let Self { out, receipt, mut file } = self;
        out.finish()?;
        if let Some(stored) = receipt.get() {
            (file.bytes, file.sha256) = (stored.bytes, stored.sha256);
        }
        Ok(file)
    }
}
