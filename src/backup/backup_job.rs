//! Makes a backup.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::alarm::{Alarm, Loss};
use super::attachments;
use super::backup_name::BackupName;
use super::change_report::{self, ChangeReport, ReportedChange, filled_values};
use super::each_backup::{backup_names, backup_path};
use super::encryption::{BackupEncryption, ChosenEncryption};
use super::error::BackupError;
use super::filled_counts::FilledCounts;
use super::held_change::HeldChange;
use super::history;
use super::loss_limits::LossLimits;
use super::manifest::{
    BackupCounts, Completeness, CompletenessKind, FileCompression, FileContent, Manifest, ManifestAccount,
    ManifestCount, ManifestFile,
};
use super::prune::{NewestAccepted, clear, newest_accepted};
use super::reader::BackupReader;
use super::staged_backup::{StagedBackup, StagedFile};
use crate::export::{Evidence, ExportWriter, ReadListJob, Verdict, WrittenExport};
use crate::failpoint;
use crate::file::{DecryptionKey, FileError};
use crate::sink::{SinkColumns, SinkFormat, SinkOptions};
use crate::storage::Storage;
use crate::writer::Stop;

/// What a backup needs.
pub struct BackupJob {
    /// How to read the customers. A backup has all of them.
    pub drain: ReadListJob,
    /// The account, for the manifest.
    pub account: ManifestAccount,
    /// Also fetch the photos.
    pub photos: bool,
    /// How to encrypt the files; `None` leaves them readable.
    pub encryption: Option<ChosenEncryption>,
    /// Also if the last accepted backup is encrypted, this one need not be.
    pub may_be_plain: bool,
    /// Opens the previous backup, if it is encrypted. Its passphrase encrypts the new one, if that is chosen.
    pub key: DecryptionKey,
    /// What may be gone since the last accepted backup.
    pub limits: LossLimits,
    /// The folder for the unencrypted temporary files. They have no names.
    pub temporary: PathBuf,
    /// Stops the backup.
    pub stop: Stop,
}

/// A finished backup.
#[derive(Debug)]
pub struct BackedUp {
    /// Its folder or address.
    pub path: String,
    /// Its manifest.
    pub manifest: Manifest,
    /// The evidence for its completeness.
    pub evidence: Evidence,
    /// The changes since the last accepted backup.
    pub report: ChangeReport,
    /// What is gone beyond the limits, with the names of all fields. The manifest's alarm may lack some.
    pub losses: Vec<Loss>,
    /// What the limits could not be held against, and why.
    pub unheld: Option<String>,
    /// The newest complete and accepted backup, and when it began: this one, or the one before.
    pub accepted: Option<(BackupName, Timestamp)>,
    /// True if there was a backup to compare with.
    pub is_held: bool,
    /// Incomplete backups of earlier processes that were removed.
    pub cleared: Vec<BackupName>,
    /// Why the passphrase of the earlier backup does not open this one.
    pub new_key: Option<String>,
}

/// Makes a backup. If it fails or is stopped, it leaves nothing that looks like a backup.
///
/// A killed process leaves an incomplete folder, which the next backup removes. So only one backup at a time may write
/// to the same storage.
pub async fn back_up(job: &BackupJob, storage: &Arc<dyn Storage>) -> Result<BackedUp, BackupError> {
    tokio::select! {
        biased;
        () = job.stop.requested() => Err(BackupError::Stopped(job.stop.reason().unwrap_or_default())),
        done = job.run(storage) => done.map_err(|error| job.stop.reason().map_or(error, BackupError::Stopped)),
    }
}

impl BackupJob {
    async fn run(&self, at: &Arc<dyn Storage>) -> Result<BackedUp, BackupError> {
        let storage = &**at;
        let earlier = newest_accepted(storage, |manifest| manifest.account == self.account);
        let NewestAccepted { manifest: earlier, passed_over, alarm } =
            earlier.map_err(BackupError::Storage)?;
        self.check_encryption(storage, earlier.as_deref())?;
        let cleared = clear(storage, Timestamp::now()).map_err(BackupError::Storage)?;
        let existing = backup_names(storage).map_err(BackupError::Storage)?;
        let began = after(&existing).await;
        let open = passed_over.map(|marked| marked.name).zip(alarm);
        let name = BackupName::new(began);
        let path = backup_path(storage, &name);
        let own = self.own_encryption(at, earlier.as_deref()).map_err(BackupError::Storage)?;
        let (own, new_key) = own.map_or((None, None), |(own, new_key)| (Some(own), new_key));
        let encryption = own.as_ref().or(match &self.encryption {
            Some(ChosenEncryption::Recipients(recipients)) => Some(recipients),
            _ => None,
        });
        let staged = StagedBackup::begin(storage, name.clone(), encryption);
        let mut staged = staged.map_err(BackupError::Storage)?;
        let customers = staged.file("customers.jsonl.zst", FileContent::Customers, FileCompression::Zstd);
        let StagedFile { out, entry } = customers.map_err(BackupError::Storage)?;

        let mut drained = self.drain.run(&self.temporary).await?;
        let number = self.writing(&path).run(&mut drained.store, out).await?.customers;
        let file = staged.keep(entry);
        failpoint::pass("backup-customers");
        let custom_fields = attachments::custom_fields(&self.drain, &mut staged).await?;
        let photos = self.photos(&mut staged, &drained.store).await?;
        let store = &mut drained.store;
        let reported = change_report::report(at, &self.key, earlier.as_deref(), store, &mut staged).await?;
        let filled = filled_values(store).await?;

        // Without its part, a history reads the whole backup.
        if let Err(error) = history::write_part(&staged, &file, store).await {
            tracing::warn!("the backup has no history part, which the first history makes: {error}");
        }

        let written = written(file, number);
        let evidence = self.drain.evidence(&drained, written)?;
        let customers = ManifestCount { number: Some(number), note: None };
        let counts = BackupCounts { customers, photos, custom_fields };
        let made = self.manifest(name, began, &evidence, counts, &staged);
        let Held { manifest, losses, unheld } =
            self.held(made, &filled, &reported, earlier.as_deref(), open.as_ref(), &evidence);
        staged.publish(&manifest)?;
        let accepted = Some(&manifest).filter(|made| made.is_accepted()).or(earlier.as_deref());
        let (accepted, is_held) =
            (accepted.map(|manifest| (manifest.id.clone(), manifest.began)), earlier.is_some());
        let report = reported.report;
        Ok(BackedUp { path, manifest, evidence, report, losses, unheld, accepted, is_held, cleared, new_key })
    }

    /// Fails if this backup would be the first of an account that is not encrypted any more.
    fn check_encryption(&self, storage: &dyn Storage, earlier: Option<&Manifest>) -> Result<(), BackupError> {
        let earlier = earlier.filter(|earlier| earlier.is_encrypted());
        match earlier {
            Some(earlier) if self.encryption.is_none() && !self.may_be_plain => {
                Err(BackupError::NotEncrypted { path: backup_path(storage, &earlier.id) })
            }
            _ => Ok(()),
        }
    }

    /// The encryption with a passphrase, if that is chosen: with the key of the earlier backup, or a new one and the
    /// reason for it.
    fn own_encryption(
        &self,
        at: &Arc<dyn Storage>,
        earlier: Option<&Manifest>,
    ) -> Result<Option<(BackupEncryption, Option<String>)>, FileError> {
        let Some(ChosenEncryption::Passphrase) = self.encryption else { return Ok(None) };
        let opened = earlier
            .map(|earlier| BackupReader::open_in(Arc::clone(at), &earlier.id.to_string(), self.key.clone()));
        let (earlier, fault) = match opened.transpose() {
            Ok(earlier) => (earlier, None),
            Err(fault) => (None, Some(fault.to_string())),
        };
        let (own, new_key) = BackupEncryption::by_passphrase(&self.key, earlier.as_ref())?;
        Ok(Some((own, fault.or(new_key))))
    }

    /// Adds the counts and the alarm to the manifest. `open` is the newest mark since the earlier backup.
    fn held(
        &self,
        made: Manifest,
        filled: &FilledCounts,
        reported: &ReportedChange,
        earlier: Option<&Manifest>,
        open: Option<&(BackupName, Alarm)>,
        evidence: &Evidence,
    ) -> Held {
        let refined = &evidence.refined;
        let filled_before =
            reported.filled_before.as_ref().or_else(|| earlier.and_then(|earlier| earlier.filled.as_ref()));
        let was_whole = earlier.and_then(Manifest::covered).is_some_and(|covered| covered.whole);
        let change = HeldChange {
            changes: reported.report.changes.as_ref(),
            customers_before: earlier.and_then(|earlier| earlier.counts.customers.number),
            customers_after: evidence.file.customers,
            filled_before,
            filled_after: filled,
            without_detail: refined.gone_before_detail.count + refined.another_instead.count,
            shows_emptied: refined.fields.whole || !was_whole,
        };
        let alarm = earlier.and_then(|earlier| self.alarm(&change, &earlier.id, open));
        let losses = alarm.as_ref().map_or_else(Vec::new, |alarm| alarm.losses.clone());
        let unheld = earlier.and_then(|_| unheld(&change));
        let (filled, alarm) = match &self.encryption {
            Some(_) => (filled.sealed(), alarm.map(|alarm| alarm.sealed())),
            None => (filled.clone(), alarm),
        };
        Held { manifest: Manifest { filled: Some(filled), alarm, ..made }, losses, unheld }
    }

    /// What is lost since the earlier backup; or the open mark, unless it is known to be over.
    fn alarm(
        &self,
        change: &HeldChange<'_>,
        against: &BackupName,
        open: Option<&(BackupName, Alarm)>,
    ) -> Option<Alarm> {
        let losses = change.losses(&self.limits);
        if !losses.is_empty() {
            return Some(Alarm { against: against.to_string(), losses, seen_in: None, accepted: None });
        }
        let (marked, alarm) = open.filter(|_| !change.is_all_clear(&self.limits))?;
        Some(alarm.standing(marked, against))
    }

    fn writing(&self, path: &str) -> ExportWriter<'_> {
        let options = SinkOptions::new(format!("{path}/customers.jsonl.zst"));
        ExportWriter {
            format: SinkFormat::Jsonl,
            columns: SinkColumns::all(),
            options,
            listener: &self.drain.listener,
        }
    }

    async fn photos(
        &self,
        staged: &mut StagedBackup<'_>,
        store: &crate::export::PassStore,
    ) -> Result<ManifestCount, BackupError> {
        if self.photos {
            return attachments::photos(&self.drain, staged, store).await;
        }
        Ok(ManifestCount { number: None, note: Some("not requested (--photos)".to_owned()) })
    }

    fn manifest(
        &self,
        id: BackupName,
        began: Timestamp,
        evidence: &Evidence,
        counts: BackupCounts,
        staged: &StagedBackup<'_>,
    ) -> Manifest {
        let mut evidence = evidence.clone();
        if self.encryption.is_some() {
            evidence.refined.fields = evidence.refined.fields.sealed();
        }
        Manifest {
            schema_version: Manifest::VERSION,
            tool: concat!("deskferry ", env!("CARGO_PKG_VERSION")).to_owned(),
            id,
            account: self.account.clone(),
            began,
            // If the clock was set back meanwhile, the manifest must still be valid.
            ended: Timestamp::now().max(began),
            completeness: Completeness {
                kind: kind(&evidence.verdict),
                evidence: serde_json::to_value(&evidence).unwrap_or_default(),
            },
            counts,
            filled: None,
            alarm: None,
            recipients: self.recipients(),
            forgotten: None,
            files: staged.files().to_vec(),
        }
    }

    /// The recipients of the backup, if it is encrypted to any.
    fn recipients(&self) -> Option<Vec<String>> {
        match &self.encryption {
            Some(ChosenEncryption::Recipients(encryption)) => encryption.recipients.clone(),
            Some(ChosenEncryption::Passphrase) | None => None,
        }
    }
}

/// A manifest with its alarm, and what only the user is told.
struct Held {
    manifest: Manifest,
    losses: Vec<Loss>,
    unheld: Option<String>,
}

/// What the limits could not be held against.
fn unheld(change: &HeldChange<'_>) -> Option<String> {
    if !change.shows_emptied {
        let text = "Whether values were emptied is not known: this backup did not read the details, and the \
                    last accepted one did; --max-emptied was not applied";
        return Some(text.to_owned());
    }
    let text = match (change.changes, change.filled_before) {
        (Some(_), _) => return None,
        (None, Some(_)) => {
            "What was changed is not known: only the numbers of customers and of filled values were held against \
             the limits"
        }
        (None, None) => {
            "What was changed is not known: only the number of customers was held against the limits, because the \
             last accepted backup is of an earlier version, which did not count filled values"
        }
    };
    Some(text.to_owned())
}

/// The start time: now, or the next second if a backup of this second exists. Names order by the second.
async fn after(existing: &[BackupName]) -> Timestamp {
    let newest = existing.last().map(|name| name.time().as_second());
    while newest == Some(Timestamp::now().as_second()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Timestamp::now()
}

fn written(file: ManifestFile, customers: u64) -> WrittenExport {
    WrittenExport {
        path: file.name,
        format: SinkFormat::Jsonl.name(),
        compression: "zstd",
        fields: None,
        excel_safe: false,
        customers,
        bytes: file.bytes,
        sha256: file.sha256,
        notes: Vec::new(),
    }
}

fn kind(verdict: &Verdict) -> CompletenessKind {
    match verdict {
        Verdict::Snapshot { .. } => CompletenessKind::Snapshot,
        Verdict::Steady { .. } => CompletenessKind::Steady,
        Verdict::Counted => CompletenessKind::Counted,
        Verdict::Unproven { .. } => CompletenessKind::Unproven,
    }
}
