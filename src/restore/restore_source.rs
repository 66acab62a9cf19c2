//! What a restore reads: a backup with its manifest, or a file of customers.

use std::io::Read;

use serde_json::{Map, Value};

use super::error::RestoreError;
use super::export_evidence::{ExportEvidence, not_complete, only_listed, uncovered};
use super::find_few::FEW;
use super::record_selection::RecordSelection;
use crate::account::HelpDeskAccount;
use crate::api::CustomerRecord;
use crate::backup::{BackupReader, CompletenessKind, CustomerLines, Manifest, PromisedFile};
use crate::export::{FieldCoverage, IdSample};
use crate::file::{DecryptionKey, FileError, HashingReader, InputStream, path_of};
use crate::journal::RestoredBackup;
use crate::lookup::ShownFields;
use crate::run::RunError;
use crate::sink::SinkFormat;
use crate::storage::{Location, StoreOptions};

pub(super) type Object = Map<String, Value>;

const SEALED: &str = ".age";

/// An open backup. It can be read once.
pub struct RestoreSource {
    pub(super) records: CustomerLines,
    /// The facts about it, for the journal.
    pub about: RestoredBackup,
    /// The number of customers in its manifest.
    pub expected: Option<u64>,
    /// The exported fields; `None` for all.
    pub(super) chosen: Option<Vec<String>>,
    /// The fields that were seen when it was made; `None` if unknown. A restore empties no other field, and none at all
    /// unless every detail was read.
    pub(super) seen: Option<FieldCoverage>,
    /// Customers known only from the list.
    pub(super) listed: IdSample,
    /// Which of its customers are restored; `None` for all.
    pub selection: Option<RecordSelection>,
    /// Notes for the user before anything is written.
    pub notes: Vec<String>,
    /// The backup with the photos; `None` if photos are not restored.
    pub(super) photos: Option<BackupReader>,
}

impl RestoreSource {
    /// Opens what a command line names: a backup, as [`BackupReader::open`] does, or a file of JSON Lines. The file may
    /// be compressed, and is encrypted if its name ends with `.age`. If the evidence of an export exists next to the
    /// file, the file must match it.
    pub fn open(path: &str, options: &StoreOptions, key: DecryptionKey) -> Result<Self, RestoreError> {
        if !is_file(path) {
            let stored = BackupReader::open(path, options, key)?;
            let mut source = Self::from_backup(&stored, path)?;
            source.notes.extend(stored.newer_is_marked());
            return Ok(source.with_photos_of(stored));
        }
        if let Some(format) = SinkFormat::from_path(path).filter(|format| *format != SinkFormat::Jsonl) {
            return Err(other_format(path, format.name()).into());
        }
        let about = RestoredBackup { backup: path.to_owned(), ..RestoredBackup::default() };
        let stored = Location::parse(path).map_err(FileError::from)?.open(options)?;
        if let Some(exported) = ExportEvidence::load(path, options)? {
            return Self::from_export(path, stored, exported, about);
        }
        let opened = if path.ends_with(SEALED) { key.open(path, stored)? } else { stored };
        let records = CustomerLines::new(InputStream::from_reader(path, opened)?, None);
        let notes = uncovered("file", None).into_iter().collect();
        let listed = IdSample::default();
        Ok(Self {
            records,
            about,
            expected: None,
            chosen: None,
            seen: None,
            listed,
            selection: None,
            notes,
            photos: None,
        })
    }

    fn with_photos_of(self, stored: BackupReader) -> Self {
        Self { photos: Some(stored), ..self }
    }

    fn from_export(
        path: &str,
        stored: Box<dyn Read + Send>,
        exported: ExportEvidence,
        about: RestoredBackup,
    ) -> Result<Self, RestoreError> {
        let notes = exported.notes();
        let listed = exported.listed();
        let ExportEvidence { account, file, fields: seen, .. } = exported;
        if file.format != SinkFormat::Jsonl.name() {
            return Err(other_format(path, &file.format).into());
        }
        let promise = PromisedFile::from_evidence(path, file.bytes, file.sha256);
        let reader = HashingReader::new(stored, promise.progress.clone(), promise.digest.clone());
        let records = CustomerLines::new(InputStream::from_reader(path, Box::new(reader))?, Some(promise));
        let about = RestoredBackup { account: Some(account), ..about };
        Ok(Self {
            records,
            about,
            expected: None,
            chosen: file.fields,
            seen,
            listed,
            selection: None,
            notes,
            photos: None,
        })
    }

    /// A backup with its manifest but without its photos; `name` is the user's name for it.
    pub fn from_backup(stored: &BackupReader, name: &str) -> Result<Self, RestoreError> {
        let manifest = stored.manifest();
        let client = manifest.account.client_id.as_deref().unwrap_or_default();
        let about = RestoredBackup {
            // `latest` is another backup tomorrow.
            backup: if name.ends_with("latest") { stored.path().to_owned() } else { name.to_owned() },
            id: Some(manifest.id.to_string()),
            manifest_sha256: Some(stored.manifest_sha256().to_owned()),
            account: Some(HelpDeskAccount::new(&manifest.account.base_url, client)),
            ..RestoredBackup::default()
        };
        let expected = manifest.counts.customers.number;
        let seen = manifest.covered();
        let listed = listed(manifest);
        let records = stored.customers()?;
        let mut notes = notes(manifest, seen.as_ref());
        notes.extend(only_listed("backup", &listed));
        Ok(Self {
            records,
            about,
            expected,
            chosen: None,
            seen,
            listed,
            selection: None,
            notes,
            photos: None,
        })
    }

    /// The selected records, if they are few and known before the backup is read. Refuses a selection that selects nobody,
    /// before the help desk is read.
    pub(super) fn few_selected(&self) -> Result<Option<Vec<CustomerRecord>>, RestoreError> {
        let (Some(selection), Some(stored)) = (&self.selection, &self.photos) else { return Ok(None) };
        let (mut all, mut chosen) = (0, Vec::new());
        for line in stored.customers()? {
            let record = line?.record();
            if selection.takes(&record) {
                chosen.push(record);
            }
            if chosen.len() > FEW {
                return Ok(None);
            }
            all += 1;
        }
        if chosen.is_empty() {
            let nobody = selection.found(0, all, &self.about.backup).err();
            return nobody.map_or(Ok(None), |nobody| Err(RunError::Usage(nobody).into()));
        }
        Ok(Some(chosen))
    }

    /// Names the fields that the manifest of an encrypted backup only counts, by reading its customers once. With all
    /// names, the help desk is read as for a backup that is not encrypted.
    pub(super) fn name_fields(&mut self) -> Result<(), RestoreError> {
        let (Some(seen), Some(stored)) = (&mut self.seen, &self.photos) else { return Ok(()) };
        if seen.unnamed == 0 {
            return Ok(());
        }
        let mut shown = ShownFields::default();
        for line in stored.customers()? {
            shown.see(&line?.record());
        }
        let mut names = shown.names();
        names.retain(|name| !seen.seen.contains(name));
        if !shown.is_cut() && names.len() as u64 == seen.unnamed {
            seen.seen.extend(names);
            seen.unnamed = 0;
        }
        Ok(())
    }

    /// Refuses an export of some fields: a restore would empty all others.
    pub(super) fn check_complete(&self) -> Result<(), RunError> {
        match &self.chosen {
            Some(chosen) if !self.about.fields.keep_added => Err(RunError::Usage(format!(
                "{} is an export of only some fields ({}), so a restore would empty all others; use \
                 --keep-added, which does not touch them",
                self.about.backup,
                chosen.join(", ")
            ))),
            _ => Ok(()),
        }
    }
}

fn other_format(path: &str, format: &str) -> RunError {
    RunError::Usage(format!(
        "restore needs JSON Lines, but {path} is {format}; use: deskferry import {path} -m deskferry"
    ))
}

/// What the user should know about a backup before anything is written.
fn notes(manifest: &Manifest, fields: Option<&FieldCoverage>) -> Vec<String> {
    let evidence = &manifest.completeness.evidence;
    let sentence = evidence["completeness"].as_str().unwrap_or("its list is not proven complete");
    let unproven =
        (manifest.completeness.kind == CompletenessKind::Unproven).then(|| not_complete("backup", sentence));
    let photos = manifest.counts.photos.number.and(manifest.counts.photos.note.as_ref());
    let photos = photos.map(|note| format!("Not all photos are in this backup: {note}."));
    unproven.into_iter().chain(uncovered("backup", fields)).chain(photos).collect()
}

/// Customers whose detail was not available when the backup was made, or was another customer.
fn listed(manifest: &Manifest) -> IdSample {
    let evidence = &manifest.completeness.evidence;
    let sample = |name: &str| serde_json::from_value::<IdSample>(evidence[name].clone()).unwrap_or_default();
    sample("goneBeforeDetail").and(sample("anotherInstead"))
}

/// In a bucket, only the name shows this, because there are no folders.
fn is_file(path: &str) -> bool {
    let (_, name) = path.rsplit_once('/').unwrap_or(("", path));
    if path.contains("://") {
        return name.contains(".jsonl");
    }
    path_of(path).exists() && !path_of(path).is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit_status::ExitStatus;

    #[test]
    fn a_folder_without_customers_is_not_a_backup() {
        let open = |path: &str| RestoreSource::open(path, &StoreOptions::default(), DecryptionKey::default());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let fault = open(path).err().unwrap();
        assert!(
            fault.to_string().contains("is not a backup") && fault.status() == ExitStatus::Usage,
            "{fault}"
        );
        std::fs::write(folder.path().join("customers.jsonl"), "").unwrap();
        assert_eq!(open(path).err().unwrap().status(), ExitStatus::Unproven, "customers without a manifest");
        assert!(open(&format!("{path}/customers.jsonl")).is_ok());
        std::fs::write(folder.path().join("manifest.json"), "{\"id\":").unwrap();
        assert_eq!(open(path).err().unwrap().status(), ExitStatus::Unproven);
    }
}
