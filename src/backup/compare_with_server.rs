//! Compares a backup with the current customers of a help desk.

use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::reader::{BackupReadError, BackupReader, CustomerLine, CustomerLines};
use super::record_comparison::{ComparisonError, RecordChanges, RecordComparison};
use crate::api::CustomerRecord;
use crate::export::{DetailsMode, Evidence, ExportError, ExportJob, ReadListJob, export};
use crate::file::{InputStream, Interrupt};
use crate::lookup::{Filter, id_of};
use crate::run::WriteJob;
use crate::sink::{SinkColumns, SinkFormat};
use crate::storage::StoreOptions;

/// The maximum number of passes over the list, as for an export.
const PASSES: u32 = 5;

/// Why a backup could not be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// The backup can't be read.
    #[error(transparent)]
    Stored(#[from] BackupReadError),
    /// The help desk can't be read.
    #[error("{0}; the comparison is not complete")]
    Export(#[from] ExportError),
    /// The temporary index of the records can't be used.
    #[error(transparent)]
    Comparison(#[from] ComparisonError),
    /// The temporary folder can't be created.
    #[error("can't create a temporary folder: {0} (is the disk full? TMPDIR can name another folder)")]
    Temporary(#[from] std::io::Error),
}

/// The result of comparing a backup with a help desk.
pub struct ComparedBackup {
    /// What differs. The backup is the earlier side.
    pub changes: RecordChanges,
    /// The evidence for the completeness of the help desk's list.
    pub evidence: Evidence,
}

/// Compares every field of a backup with the current customers of the help desk.
///
/// The list is read as for an export, into a temporary file. Nothing is written to the help desk of `job`.
pub async fn compare_with_server(
    job: &WriteJob,
    backup: &BackupReader,
) -> Result<ComparedBackup, CompareError> {
    let mut comparison = RecordComparison::new(&[])?;
    tokio::task::block_in_place(|| {
        add_earlier_side(&mut comparison, backup.customers()?, |_, line| Ok(text(line)))
    })?;
    let folder = tempfile::tempdir()?;
    let (records, evidence) = export_current(job, folder.path()).await?;
    tokio::task::block_in_place(|| {
        for line in records {
            let line = line?;
            comparison.after(&id_or_hash(&line), &line.text())?;
        }
        Ok::<_, CompareError>(())
    })?;
    Ok(ComparedBackup { changes: comparison.finish()?, evidence })
}

/// Adds the records of a backup as the earlier side; `shown` returns the text to compare.
pub(crate) fn add_earlier_side(
    comparison: &mut RecordComparison,
    records: CustomerLines,
    shown: impl Fn(&str, &CustomerLine) -> Result<String, CompareError>,
) -> Result<(), CompareError> {
    for line in records {
        let line = line?;
        let id = id_or_hash(&line);
        comparison.before(&id, &shown(&id, &line)?)?;
    }
    Ok(())
}

/// Exports the current customers of the help desk into a folder.
pub(crate) async fn export_current(
    job: &WriteJob,
    folder: &Path,
) -> Result<(CustomerLines, Evidence), CompareError> {
    let output = folder.join("now.jsonl");
    let drain = ReadListJob {
        account: job.account.clone(),
        client: job.client.clone(),
        concurrency: job.settings.concurrency,
        filter: Filter::default(),
        details: DetailsMode::Auto,
        backup: true,
        ordered: false,
        single_pass: false,
        max_passes: PASSES,
        listener: std::sync::Arc::clone(&job.listener),
    };
    let job = ExportJob {
        drain,
        output: output.clone(),
        store: StoreOptions::default(),
        format: SinkFormat::Jsonl,
        columns: SinkColumns::all(),
        excel_safe: false,
        manifest: Some(folder.join("now.json")),
        stop: job.stop.clone(),
    };
    let evidence = export(&job).await?.evidence;
    let input = InputStream::open(&output.display().to_string(), &Interrupt::default())
        .map_err(BackupReadError::File)?;
    Ok((CustomerLines::new(input, None), evidence))
}

/// The id of a record, or a hash of its text if it has none.
pub(crate) fn id_or_hash(line: &CustomerLine) -> String {
    id_or_hash_of(&line.record(), line)
}

/// The same of a line whose record was read already.
pub(super) fn id_or_hash_of(record: &CustomerRecord, line: &CustomerLine) -> String {
    id_of(record).unwrap_or_else(|| format!("(no id, hash {:016x})", xxh3_64(&line.bytes)))
}

fn text(line: &CustomerLine) -> String {
    line.text().into_owned()
}
