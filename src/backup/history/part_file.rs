//! The history part of a backup on its storage: written with the backup, or later by the first history.

use std::io::Read;

use super::block::BlockBuilder;
use super::collector::{Collected, Wanted};
use super::night::Night;
use super::part_reader::{PartFault, PartReader};
use super::part_writer::PartWriter;
use crate::api::CustomerRecord;
use crate::backup::manifest::{FileContent, ManifestFile};
use crate::backup::reader::{BackupReadError, BackupReader};
use crate::backup::staged_backup::StagedBackup;
use crate::export::{ChosenChunks, PassStore};
use crate::file::{Compression, FileError, Output, compressed};
use crate::storage::StoreError;

/// The name of the part; that of an encrypted one ends in `.age`.
const NAME: &str = "history.zst";

/// True if a file of a backup is its history part.
pub(in crate::backup) fn is_part(backup: &BackupReader, name: &str) -> bool {
    backup.unlisted_name(NAME) == name
}

/// Writes the part of a backup that is being made. Without it, the backup is just as good.
pub(in crate::backup) async fn write_part(
    staged: &StagedBackup<'_>,
    customers: &ManifestFile,
    store: &mut PassStore,
) -> Result<(), FileError> {
    let fault = |error| FileError::writing(NAME, error);
    let mut writer = PartWriter::begin(packed(staged.unlisted(NAME)?)?, customers).map_err(fault)?;
    let mut builder = BlockBuilder::default();
    let mut chunks = ChosenChunks::default();
    let unread = |error: crate::export::ExportError| fault(std::io::Error::other(error.to_string()));
    while let Some(chunk) = chunks.next(store).map_err(unread)? {
        for chosen in &chunk {
            let record = CustomerRecord::read(&store.text(chosen).map_err(unread)?);
            if let Some(block) = builder.add(&record) {
                writer.add(&block).map_err(fault)?;
            }
        }
        tokio::task::yield_now().await;
    }
    writer.add(&builder.take()).map_err(fault)?;
    writer.finish(builder.is_cut())
}

/// Makes the part of a backup from its customers; `out` is its file, encrypted if it is to be.
pub(in crate::backup) fn make_part(
    backup: &BackupReader,
    out: Box<dyn Output>,
) -> Result<(), BackupReadError> {
    let fault = |error| FileError::writing(NAME, error);
    let customers = backup.manifest().files.iter().find(|file| file.holds == FileContent::Customers);
    let missing = || BackupReadError::NotABackup { path: backup.path().to_owned() };
    let mut writer = PartWriter::begin(packed(out)?, customers.ok_or_else(missing)?).map_err(fault)?;
    let mut builder = BlockBuilder::default();
    for line in backup.customers()? {
        if let Some(block) = builder.add(&line?.record()) {
            writer.add(&block).map_err(fault)?;
        }
    }
    writer.add(&builder.take()).map_err(fault)?;
    Ok(writer.finish(builder.is_cut())?)
}

fn packed(out: Box<dyn Output>) -> Result<Box<dyn Output>, FileError> {
    compressed(NAME, out, Compression::Zstd)
}

/// What became of the part of a backup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PartUse {
    /// It was used.
    Used,
    /// It was made, because there was none.
    Made,
    /// It was made again, because it was damaged or belonged to other customers.
    MadeAgain,
    /// A newer deskferry wrote it: it was left alone.
    Newer,
    /// It can't be opened with this key: it was left alone.
    Locked,
    /// It should have been made, but was not written.
    NotWritten(String),
}

/// Looks for customers in one backup: in its part, or in the file of customers, from which the part is made if `writes`.
/// `distrusts`: the part does not fit the customers.
pub(super) fn look(
    night: &Night,
    wanted: &Wanted,
    writes: bool,
    distrusts: bool,
) -> Result<(Collected, PartUse), BackupReadError> {
    night.unlock()?;
    let customers = night.customers_file()?;
    let missing = match if distrusts { Ok(Err(PartFault::Torn)) } else { read(night, customers, wanted) } {
        Ok(Ok(collected)) => return Ok((collected, PartUse::Used)),
        Ok(Err(PartFault::Newer)) => PartUse::Newer,
        Ok(Err(_)) => PartUse::MadeAgain,
        Err(BackupReadError::Missing { .. }) => PartUse::Made,
        Err(BackupReadError::File(fault)) if StoreError::of(&fault).is_some() => return Err(fault.into()),
        Err(BackupReadError::File(FileError::Sealed(fault))) if fault.is_about_keys() => PartUse::Locked,
        Err(_) => PartUse::MadeAgain,
    };
    let is_ours = matches!(missing, PartUse::Made | PartUse::MadeAgain);
    let out = match (is_ours, writes) {
        (true, true) => Some(begin(night, customers)),
        (true, false) => Some(Err(String::new())),
        (false, _) => None,
    };
    let (mut writer, mut failed) = match out {
        Some(Ok(writer)) => (Some(writer), None),
        Some(Err(reason)) => (None, Some(reason)),
        None => (None, None),
    };
    let collected = read_customers(night, wanted, &mut writer, &mut failed)?;
    if let Some(writer) = writer.take() {
        failed = finish(night, writer, collected.is_cut).err();
    }
    Ok((collected, failed.map_or(missing, PartUse::NotWritten)))
}

/// Reads the part; `Missing` if there is none.
fn read(
    night: &Night,
    customers: &ManifestFile,
    wanted: &Wanted,
) -> Result<Result<Collected, PartFault>, BackupReadError> {
    let path = night.backup.unlisted_path(NAME);
    let Some(stored) = night.backup.unlisted(NAME)? else { return Err(BackupReadError::Missing { path }) };
    let fault = |error| BackupReadError::File(FileError::reading(&path, error));
    match collect(stored, customers, wanted) {
        Err(PartFault::Read(error)) => Err(fault(error)),
        found => Ok(found),
    }
}

fn collect(
    stored: Box<dyn Read + Send>,
    customers: &ManifestFile,
    wanted: &Wanted,
) -> Result<Collected, PartFault> {
    let plain = zstd::Decoder::new(stored)?;
    let mut reader = PartReader::begin(plain, customers)?;
    let mut collected = Collected::default();
    while let Some(block) = reader.next()? {
        collected.see(block, wanted);
    }
    collected.is_cut = reader.is_cut();
    Ok(collected)
}

fn begin(night: &Night, customers: &ManifestFile) -> Result<PartWriter, String> {
    let out = night.backup.create_unlisted(NAME).map_err(|fault| fault.to_string())?;
    let out = packed(out).map_err(|fault| fault.to_string())?;
    PartWriter::begin(out, customers).map_err(|fault| fault.to_string())
}

/// Reads all customers, and writes their part if there is a writer. A part that can't be written is left out.
fn read_customers(
    night: &Night,
    wanted: &Wanted,
    writer: &mut Option<PartWriter>,
    failed: &mut Option<String>,
) -> Result<Collected, BackupReadError> {
    let mut builder = BlockBuilder::default();
    let mut collected = Collected::default();
    let mut put = |block: super::block::Block, collected: &mut Collected| {
        if let Some(Err(error)) = writer.as_mut().map(|writer| writer.add(&block)) {
            *failed = Some(error.to_string());
            *writer = None;
        }
        collected.see(block, wanted);
    };
    for line in night.backup.customers()? {
        if let Some(block) = builder.add(&line?.record()) {
            put(block, &mut collected);
        }
    }
    put(builder.take(), &mut collected);
    collected.is_cut = builder.is_cut();
    Ok(collected)
}

/// Finishes a part. If the backup was removed meanwhile, the part goes too.
fn finish(night: &Night, writer: PartWriter, is_cut: bool) -> Result<(), String> {
    writer.finish(is_cut).map_err(|fault| fault.to_string())?;
    night.backup.keep_unlisted(NAME).map_err(|fault| fault.to_string())
}
