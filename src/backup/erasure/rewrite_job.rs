//! Writes a backup again without a person. It is whole at every moment: new files have new names, the manifest is
//! replaced in one step, and only then the old files are deleted.

use std::sync::Arc;

use jiff::Timestamp;

use super::changed_manifest::{count_again, without_ids};
use super::changed_report::ReportWithout;
use super::error::ErasureError;
use super::kept_customers::{KeptCustomers, LeftOut, NewFile, keep_customers};
use super::leftovers::delete_leftovers;
use super::person::{ForgottenPerson, account_key};
use super::person_search::FoundInBackup;
use super::resealing::Recipients;
use crate::backup::backup_name::BackupName;
use crate::backup::forgotten_records::ForgottenRecords;
use crate::backup::history::make_part;
use crate::backup::manifest::{FileCompression, FileContent, Manifest, ManifestFile};
use crate::backup::reader::{BackupReadError, BackupReader};
use crate::failpoint;
use crate::file::{DecryptionKey, Encryption};
use crate::lookup::Filter;
use crate::storage::Storage;
use crate::wording::in_seconds;
use crate::writer::Stop;

/// What it takes to write one backup again.
pub struct RewriteJob<'a> {
    /// The target.
    pub storage: &'a Arc<dyn Storage>,
    /// Who is taken out.
    pub person: &'a ForgottenPerson,
    /// The values that she has.
    pub filter: &'a Filter,
    /// The recipients of backups that do not record theirs.
    pub recipients: &'a Recipients,
    /// Ends it before the manifest is replaced.
    pub stop: &'a Stop,
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplacedFile {
    /// What it holds; no name, because a photo is named by an id.
    pub holds: String,
    /// Size and SHA-256 of the old one.
    pub before: (u64, String),
    /// Those of the new one; `None` if there is none.
    pub after: Option<(u64, String)>,
}

/// A backup that was written again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RewrittenBackup {
    /// Its name.
    pub backup: String,
    /// The records that were taken out.
    pub records: u64,
    /// The photos.
    pub photos: u64,
    /// Ids in the evidence and in the report of changes.
    pub ids: u64,
    /// The files that were replaced or deleted.
    pub files: Vec<ReplacedFile>,
    /// The SHA-256 of the manifest before.
    pub manifest_before: String,
    /// The SHA-256 of the manifest after; empty until it is known.
    #[serde(default)]
    pub manifest_after: String,
}

impl RewrittenBackup {
    /// The SHA-256 of its new file of customers.
    pub(crate) fn customers_after(&self) -> Option<&str> {
        let customers = self.files.iter().find(|file| file.holds == "customers")?;
        customers.after.as_ref().map(|(_, hash)| hash.as_str())
    }
}

/// Notes what is about to become valid.
pub type BeforeSwap<'a> = dyn FnMut(&RewrittenBackup) -> Result<(), ErasureError> + 'a;

impl RewriteJob<'_> {
    /// Deletes what an interrupted process has left in a backup, and makes its history part again. False if there was
    /// nothing to do.
    pub fn clean(&self, name: &BackupName, key: &DecryptionKey) -> Result<bool, ErasureError> {
        let mut backup = self.open(name, key)?;
        if !backup.manifest().forgotten.as_ref().is_some_and(|forgotten| forgotten.unfinished) {
            return Ok(false);
        }
        let encryption = self.recipients.encryption(&backup)?;
        delete_leftovers(&backup)?;
        close(&mut backup, encryption.as_ref())?;
        Ok(true)
    }

    /// Takes her out of a backup; `None` if nothing there is about her. `before_swap` notes what is about to become
    /// valid: after a kill, the next process finds it there.
    pub fn run(
        &self,
        name: &BackupName,
        of: &FoundInBackup,
        before_swap: &mut BeforeSwap<'_>,
    ) -> Result<Option<RewrittenBackup>, ErasureError> {
        let key = &of.key;
        self.clean(name, key)?;
        let mut backup = self.open(name, key)?;
        let account = account_key(&backup.manifest().account);
        let is_hers = |id: &str| self.person.has_id(&account, id);
        let mut made = backup.manifest().clone();
        let encryption = self.recipients.encryption(&backup)?;
        if let Some(encryption) = encryption.as_ref().filter(|_| !made.has_own_key()) {
            made.recipients = Some(encryption.recipients().to_vec());
        }
        let ids = without_ids(&mut made.completeness.evidence, &is_hers);
        let report = ReportWithout::read(&backup, &is_hers)?;
        let in_report = report.as_ref().map_or(0, |report| report.ids);
        let hers = |file: &ManifestFile| photo_id(file).is_some_and(is_hers);
        let photos = made.files.iter().filter(|file| hers(file)).count() as u64;
        if of.records + ids + in_report + photos == 0 {
            return Ok(None);
        }
        let mut new = Rewriting { backup: &mut backup, made, files: Vec::new(), encryption };
        new.flag()?;
        failpoint::pass("forget-flagged");
        let kept = new.customers(LeftOut { person: self.person, filter: self.filter, stop: self.stop })?;
        failpoint::pass("forget-customers");
        if let Some(report) = report {
            new.report(report, kept.removed)?;
        }
        new.drop_photos(&hers);
        let mut rewritten = RewrittenBackup {
            backup: name.to_string(),
            records: kept.removed,
            photos,
            ids: ids + in_report,
            files: Vec::new(),
            manifest_before: String::new(),
            manifest_after: String::new(),
        };
        new.swap(&kept, &mut rewritten, before_swap)?;
        let encryption = new.encryption;
        failpoint::pass("forget-swapped");
        delete_leftovers(&backup)?;
        close(&mut backup, encryption.as_ref())?;
        failpoint::pass("forget-backup-done");
        Ok(Some(rewritten))
    }

    fn open(&self, name: &BackupName, key: &DecryptionKey) -> Result<BackupReader, BackupReadError> {
        BackupReader::open_in(Arc::clone(self.storage), &name.to_string(), key.clone())
    }
}

/// A backup that is being written again.
struct Rewriting<'a> {
    backup: &'a mut BackupReader,
    made: Manifest,
    files: Vec<ReplacedFile>,
    encryption: Option<Encryption>,
}

impl Rewriting<'_> {
    /// From now on, files that are not listed are no damage.
    fn flag(&mut self) -> Result<(), ErasureError> {
        let mut flagged = self.backup.manifest().clone();
        flagged.schema_version = Manifest::VERSION;
        flagged.forgotten.get_or_insert_with(ForgottenRecords::default).unfinished = true;
        replace(self.backup, flagged)
    }

    /// The number in the names of the new files.
    fn number(&self) -> usize {
        self.made.forgotten.as_ref().map_or(0, |forgotten| forgotten.times.len()) + 1
    }

    fn customers(&mut self, left_out: LeftOut<'_>) -> Result<KeptCustomers, ErasureError> {
        let old = self.made.files.iter().position(|file| file.holds == FileContent::Customers);
        let packing = old.and_then(|at| self.made.files.get(at)).map(|file| file.packing);
        let end = match packing {
            Some(FileCompression::None) => "",
            Some(FileCompression::Gzip) => ".gz",
            Some(FileCompression::Zstd) | None => ".zst",
        };
        let name = format!("customers-{}.jsonl{end}", self.number());
        let kept = keep_customers(self.backup, &name, self.encryption.as_ref(), left_out)?;
        self.replace_file(old, kept.file.clone());
        Ok(kept)
    }

    fn replace_file(&mut self, old: Option<usize>, new: ManifestFile) {
        let Some(file) = old.and_then(|at| self.made.files.get_mut(at)) else { return };
        self.files.push(ReplacedFile {
            holds: holds(file),
            before: (file.bytes, file.sha256.clone()),
            after: Some((new.bytes, new.sha256.clone())),
        });
        *file = new;
    }

    /// Writes the report of changes without her, as JSON and as text.
    fn report(&mut self, mut report: ReportWithout, records: u64) -> Result<(), ErasureError> {
        if !report.count_removed(records) {
            return Ok(());
        }
        self.change_file(Some(report.at), "json", &report.json())?;
        self.change_file(report.text_at, "txt", report.text().as_bytes())
    }

    fn change_file(&mut self, at: Option<usize>, end: &str, content: &[u8]) -> Result<(), ErasureError> {
        if at.is_none() {
            return Ok(());
        }
        let name = format!("changes-{}.{end}", self.number());
        let none = FileCompression::None;
        let mut new =
            NewFile::create(self.backup, &name, FileContent::Changes, none, self.encryption.as_ref())?;
        new.write(content)?;
        let new = new.finish()?;
        self.replace_file(at, new);
        Ok(())
    }

    fn drop_photos(&mut self, is_hers: &dyn Fn(&ManifestFile) -> bool) {
        let (gone, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.made.files).into_iter().partition(|file| is_hers(file));
        self.made.files = kept;
        if let Some(number) = &mut self.made.counts.photos.number {
            *number = number.saturating_sub(gone.len() as u64);
        }
        let deleted = gone.into_iter().map(|file| ReplacedFile {
            holds: holds(&file),
            before: (file.bytes, file.sha256),
            after: None,
        });
        self.files.extend(deleted);
    }

    /// Replaces the manifest: from now on, she is not in the backup.
    fn swap(
        &mut self,
        kept: &KeptCustomers,
        rewritten: &mut RewrittenBackup,
        before_swap: &mut BeforeSwap<'_>,
    ) -> Result<(), ErasureError> {
        let mut made = self.made.clone();
        count_again(&mut made, kept);
        made.schema_version = Manifest::VERSION;
        let forgotten = made.forgotten.get_or_insert_with(ForgottenRecords::default);
        forgotten.unfinished = true;
        forgotten.add(in_seconds(Timestamp::now()), kept.removed);
        rewritten.files = std::mem::take(&mut self.files);
        rewritten.manifest_before = self.backup.manifest_sha256().to_owned();
        before_swap(rewritten)?;
        replace(self.backup, made)
    }
}

fn replace(backup: &mut BackupReader, manifest: Manifest) -> Result<(), ErasureError> {
    // A bucket has no lock: a prune may have removed the backup meanwhile.
    if !backup.is_there()? {
        return Err(ErasureError::Gone { backup: manifest.id.to_string() });
    }
    Ok(backup.replace_manifest(manifest)?)
}

/// Makes the history part again, and takes the flag off. A part that can't be written is made by the next history.
fn close(backup: &mut BackupReader, encryption: Option<&Encryption>) -> Result<(), ErasureError> {
    let name = backup.unlisted_name("history.zst");
    let out = backup.create_stored(&name).and_then(|out| match encryption {
        Some(encryption) => encryption.around(&name, out),
        None => Ok(out),
    });
    if let Err(error) = out.map_err(BackupReadError::from).and_then(|out| make_part(backup, out)) {
        tracing::warn!("the history part is made by the next history: {error}");
    }
    failpoint::pass("forget-part");
    let mut manifest = backup.manifest().clone();
    if let Some(forgotten) = &mut manifest.forgotten {
        forgotten.unfinished = false;
    }
    // Interrupted before anybody was taken out.
    manifest.forgotten = manifest.forgotten.filter(|forgotten| !forgotten.times.is_empty());
    replace(backup, manifest)
}

/// The id of the customer that a photo shows.
fn photo_id(file: &ManifestFile) -> Option<&str> {
    let name = file.name.strip_prefix("photos/").filter(|_| file.holds == FileContent::Photo)?;
    Some(name.strip_suffix(".age").unwrap_or(name))
}

fn holds(file: &ManifestFile) -> String {
    serde_json::to_value(file.holds)
        .ok()
        .and_then(|word| word.as_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}
