//! The proof of a backup: it is restored into an empty help desk, and what that has then is compared with it.

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use super::{IdTrust, RestoreJob, RestoreSource, restore};
use crate::backup::{
    BackupReader, CompareError, ComparedBackup, ComparisonError, CustomerLine, RecordComparison,
    add_earlier_side, export_current, id_or_hash,
};
use crate::customer::PHOTO;
use crate::plan::{ImportMode, OnMultiple};
use crate::run::WriteJob;

/// Not compared: the server makes them, or, of the last, a restore leaves it out.
const IGNORED: &[&str] = &["id", "profilePhotoUrl", "ticketCount", "profilePhotoBlob", "account"];

/// Restores a backup into the help desk of `job`, which must be fresh, through the plan, the writer and the journal of
/// every restore; drains that help desk again, and compares record by record through the id map. The backup's ids are
/// those of the result. Whoever could not be restored is gone in it. Run folder and index vanish at the end.
pub async fn drill(job: WriteJob, backup: &BackupReader) -> Result<ComparedBackup, CompareError> {
    let folder = tempfile::tempdir()?;
    let job = RestoreJob {
        ids: IdTrust::Ignore,
        keys: Vec::new(),
        id_map: None,
        mode: ImportMode::Insert,
        on_multiple: OnMultiple::Reject,
        anew: false,
        dry_run: false,
        plan_out: None,
        run_dir: folder.path().join("runs"),
        write: job,
    };
    let mut whole = RestoreSource::of(backup, backup.path())?;
    whole.notes.clear();
    whole.about.fields.without.push(PHOTO.name.to_owned());
    let restored = restore(&job, whole).await?;
    let mut comparison = RecordComparison::new(IGNORED)?;
    let moved = tokio::task::block_in_place(|| {
        add_earlier_side(&mut comparison, backup.customers()?, |_, line| shown(line))?;
        Moved::read(&restored.folder.path().join("id-map.csv"))
    })?;
    let (records, evidence) = export_current(&job.write, folder.path()).await?;
    tokio::task::block_in_place(|| {
        for line in records {
            let line = line?;
            let new = id_or_hash(&line);
            let old = moved.old(&new)?.unwrap_or(new);
            comparison.after(&old, &shown(&line)?)?;
        }
        Ok::<_, CompareError>(())
    })?;
    Ok(ComparedBackup { changes: comparison.finish()?, evidence })
}

/// A company is read as an object by some servers, and written by its name, which is what both sides are compared by.
fn shown(line: &CustomerLine) -> Result<String, CompareError> {
    let mut record = line.record();
    if record.fault().is_some() {
        return Ok(line.text().into_owned());
    }
    if let Some(name) = record.get("company").and_then(company) {
        record.insert("company".to_owned(), name);
    }
    Ok(serde_json::to_string(&*record).map_err(ComparisonError::from)?)
}

fn company(company: &Value) -> Option<Value> {
    let company: &Map<String, Value> = company.as_object()?;
    company.get("name").filter(|name| name.as_str().is_some_and(|name| !name.is_empty())).cloned()
}

/// Under which id each customer was before.
struct Moved(Connection);

impl Moved {
    fn read(path: &std::path::Path) -> Result<Self, CompareError> {
        let index = Connection::open("").map_err(ComparisonError::from)?;
        let table =
            "CREATE TABLE moved (new TEXT PRIMARY KEY, old TEXT NOT NULL) STRICT, WITHOUT ROWID; BEGIN;";
        index.execute_batch(table).map_err(ComparisonError::from)?;
        // Nobody could be restored.
        if !path.exists() {
            return Ok(Self(index));
        }
        let mut reader = csv::Reader::from_path(path).map_err(std::io::Error::from)?;
        for row in reader.records() {
            let row = row.map_err(std::io::Error::from)?;
            if let (Some(old), Some(new)) = (row.get(0), row.get(1)) {
                let sql = "INSERT INTO moved VALUES (?, ?)";
                let insert = index.prepare_cached(sql).and_then(|mut insert| insert.execute([new, old]));
                insert.map_err(ComparisonError::from)?;
            }
        }
        Ok(Self(index))
    }

    fn old(&self, new: &str) -> Result<Option<String>, ComparisonError> {
        let mut select = self.0.prepare_cached("SELECT old FROM moved WHERE new = ?")?;
        Ok(select.query_row([new], |row| row.get(0)).optional()?)
    }
}
