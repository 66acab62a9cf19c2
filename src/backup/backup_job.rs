//! The chain of a backup.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::attachments;
use super::backup_name::BackupName;
use super::change_report::{self, ChangeReport};
use super::encryption::BackupEncryption;
use super::error::BackupError;
use super::manifest::{
    BackupCounts, Completeness, CompletenessKind, FileCompression, FileContent, Manifest, ManifestAccount,
    ManifestCount, ManifestFile,
};
use super::prune::{FoundBackup, backups, clear};
use super::staged_backup::{StagedBackup, StagedFile};
use crate::export::{Evidence, ExportWriter, ReadListJob, Verdict, WrittenExport};
use crate::failpoint;
use crate::file::DecryptionKey;
use crate::sink::{SinkColumns, SinkFormat, SinkOptions};
use crate::storage::Storage;
use crate::writer::Stop;

/// Everything that a backup needs to know.
pub struct BackupJob {
    /// How the customers are read; a backup is of everybody.
    pub drain: ReadListJob,
    /// Of whom it is, for the manifest.
    pub account: ManifestAccount,
    /// Fetch the photos too.
    pub photos: bool,
    /// How the files are sealed.
    pub sealer: Option<BackupEncryption>,
    /// Opens the previous backup, where that is sealed.
    pub key: DecryptionKey,
    /// A folder for what lies on disk meanwhile, unsealed, without a name.
    pub temporary: PathBuf,
    /// Asks it to stop.
    pub stop: Stop,
}

/// A backup that is whole.
#[derive(Debug)]
pub struct BackedUp {
    /// Where it is: the place with the backup's name.
    pub path: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// How sure it is that all customers are in it.
    pub evidence: Evidence,
    /// What changed since the previous backup.
    pub report: ChangeReport,
    /// Drafts of earlier processes that were thrown away.
    pub cleared: Vec<BackupName>,
}

/// Makes a backup. Where it fails or is stopped, nothing is left that looks like one; a process that is killed leaves a
/// draft, which the next backup into the place throws away. So there must be no other in the same folder meanwhile.
pub async fn back_up(job: &BackupJob, place: &Arc<dyn Storage>) -> Result<BackedUp, BackupError> {
    tokio::select! {
        biased;
        () = job.stop.requested() => Err(BackupError::Stopped(job.stop.reason().unwrap_or_default())),
        done = job.run(place) => done.map_err(|error| job.stop.reason().map_or(error, BackupError::Stopped)),
    }
}

impl BackupJob {
    async fn run(&self, at: &Arc<dyn Storage>) -> Result<BackedUp, BackupError> {
        let place = &**at;
        let cleared = clear(place, Timestamp::now()).map_err(BackupError::Place)?;
        let standing = backups(place).map_err(BackupError::Place)?;
        let began = after(&standing).await;
        let earlier = change_report::earlier(standing, &self.account);
        let name = BackupName::new(began);
        let path = format!("{}/{name}", place.name().trim_end_matches('/'));
        let draft = StagedBackup::begin(place, name.clone(), self.sealer.as_ref());
        let mut draft = draft.map_err(BackupError::Place)?;
        let customers = draft.file("customers.jsonl.zst", FileContent::Customers, FileCompression::Zstd);
        let StagedFile { out, ticket } = customers.map_err(BackupError::Place)?;

        let mut drained = self.drain.run(&self.temporary).await?;
        let number = self.writing(&path).run(&mut drained.spool, out).await?.customers;
        let file = draft.keep(ticket);
        failpoint::pass("backup-customers");
        let custom_fields = attachments::custom_fields(&self.drain, &mut draft).await?;
        let photos = self.photos(&mut draft, &drained.spool).await?;
        let spool = &mut drained.spool;
        let report = change_report::report(at, &self.key, earlier.as_deref(), spool, &mut draft).await?;

        let written = written(file, number);
        let evidence = self.drain.evidence(&drained, written)?;
        let customers = ManifestCount { number: Some(number), note: None };
        let counts = BackupCounts { customers, photos, custom_fields };
        let manifest = self.manifest(name, began, &evidence, counts, &draft);
        draft.publish(&manifest)?;
        Ok(BackedUp { path, manifest, evidence, report, cleared })
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
        draft: &mut StagedBackup<'_>,
        spool: &crate::export::PassStore,
    ) -> Result<ManifestCount, BackupError> {
        if self.photos {
            return attachments::photos(&self.drain, draft, spool).await;
        }
        Ok(ManifestCount { number: None, note: Some("not requested (--photos)".to_owned()) })
    }

    fn manifest(
        &self,
        id: BackupName,
        began: Timestamp,
        evidence: &Evidence,
        counts: BackupCounts,
        draft: &StagedBackup<'_>,
    ) -> Manifest {
        let mut evidence = evidence.clone();
        if self.sealer.is_some() {
            evidence.refined.fields = evidence.refined.fields.sealed();
        }
        Manifest {
            schema_version: Manifest::VERSION,
            tool: concat!("deskferry ", env!("CARGO_PKG_VERSION")).to_owned(),
            id,
            account: self.account.clone(),
            began,
            // A clock that was set back meanwhile is no reason to lose the backup.
            ended: Timestamp::now().max(began),
            completeness: Completeness {
                kind: kind(&evidence.verdict),
                evidence: serde_json::to_value(&evidence).unwrap_or_default(),
            },
            counts,
            files: draft.files().to_vec(),
        }
    }
}

/// Now, or in a moment: names order by the second, and no two backups of a place begin within the same one.
async fn after(standing: &[FoundBackup]) -> Timestamp {
    let newest = standing.last().map(|backup| backup.name.time().as_second());
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
