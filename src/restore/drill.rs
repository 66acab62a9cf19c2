//! The drill of a backup: restores it into an empty help desk, exports that, and compares.

use std::path::Path;

use serde_json::{Map, Value};

use super::drill_error::DrillError;
use super::id_map::{OldIds, read_id_map};
use super::restore_job::{IdTrust, RestoreJob, restore};
use super::restore_source::RestoreSource;
use crate::backup::{
    BackupReader, CompareError, ComparedBackup, ComparisonError, CustomerLine, RecordComparison,
    add_earlier_side, export_current, id_or_hash,
};
use crate::customer::PHOTO;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::run::WriteJob;

/// Fields that are not compared: the server sets them, or, for `account`, a restore leaves it out.
const IGNORED: &[&str] = &["id", "profilePhotoUrl", "ticketCount", "profilePhotoBlob", "account"];

/// Restores a backup into the help desk of `job`, which must be empty, and compares the result with the backup.
///
/// Plan, writer and journal are those of every restore. The records are matched by the id map; the result has the ids
/// of the backup. A customer that could not be restored counts as gone. The run folder is temporary.
pub async fn drill(job: WriteJob, backup: &BackupReader) -> Result<ComparedBackup, DrillError> {
    let folder = tempfile::tempdir()?;
    let job = RestoreJob {
        ids: IdTrust::Ignore,
        keys: Vec::new(),
        id_map: None,
        mode: ImportMode::Insert,
        on_multiple: OnMultiple::Reject,
        policies: WritePolicies::default(),
        anew: false,
        dry_run: false,
        plan_out: None,
        run_dir: folder.path().join("runs"),
        write: job,
    };
    let mut source = RestoreSource::from_backup(backup, backup.path())?;
    source.notes.clear();
    source.about.fields.without.push(PHOTO.name.to_owned());
    let restored = restore(&job, source).await?;
    let mut comparison = RecordComparison::new(IGNORED)?;
    let old_ids = tokio::task::block_in_place(|| {
        add_earlier_side(&mut comparison, backup.customers()?, |_, line| comparable(line))?;
        old_ids(&restored.folder.path().join("id-map.csv"))
    })?;
    let (records, evidence) = export_current(&job.write, folder.path()).await?;
    tokio::task::block_in_place(|| {
        for line in records {
            let line = line?;
            let new = id_or_hash(&line);
            let old = old_ids.old(&new)?.unwrap_or(new);
            comparison.after(&old, &comparable(&line)?)?;
        }
        Ok::<_, DrillError>(())
    })?;
    Ok(ComparedBackup { changes: comparison.finish()?, evidence })
}

/// Without an id map, no customer was restored.
fn old_ids(path: &Path) -> Result<OldIds, DrillError> {
    let old_ids = OldIds::new()?;
    if path.exists() {
        read_id_map(path, |old, new| old_ids.add(old, new).map_err(DrillError::from))?;
    }
    Ok(old_ids)
}

/// The text of a record with its company as a name: some servers return an object, but a restore writes the name.
fn comparable(line: &CustomerLine) -> Result<String, CompareError> {
    let mut record = line.record();
    if record.fault().is_some() {
        return Ok(line.text().into_owned());
    }
    if let Some(name) = record.get("company").and_then(company_name) {
        record.insert("company".to_owned(), name);
    }
    Ok(serde_json::to_string(&*record).map_err(ComparisonError::from)?)
}

fn company_name(company: &Value) -> Option<Value> {
    let company: &Map<String, Value> = company.as_object()?;
    company.get("name").filter(|name| name.as_str().is_some_and(|name| !name.is_empty())).cloned()
}
