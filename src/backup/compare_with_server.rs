//! A backup beside what a help desk has now.

use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::reader::{BackupReadError, BackupReader, CustomerLine, CustomerLines};
use super::record_comparison::{ComparisonError, RecordChanges, RecordComparison};
use crate::export::{DetailsMode, Evidence, ExportError, ExportJob, ReadListJob, export};
use crate::file::{InputStream, Interrupt};
use crate::lookup::{Filter, id_of};
use crate::run::{RunError, WriteJob};
use crate::sink::{SinkColumns, SinkFormat};
use crate::storage::StoreOptions;

/// Passes over the list before nothing is claimed, as for an export.
const PASSES: u32 = 5;

/// Why a backup was not compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// The backup can't be read.
    #[error(transparent)]
    Stored(#[from] BackupReadError),
    /// The help desk can't be read.
    #[error("{0}")]
    Export(#[from] ExportError),
    /// The backup can't be restored into the sandbox of a drill.
    #[error("the drill failed: {0}")]
    Restore(#[from] RunError),
    /// The index of the records can't be used.
    #[error(transparent)]
    Comparison(#[from] ComparisonError),
    /// The id map of a drill, or its folder, can't be used.
    #[error(
        "can't read or write the drill's temporary files: {0} (is the disk full? TMPDIR can name another \
         folder)"
    )]
    Temporary(#[from] std::io::Error),
}

/// A backup that was compared with a help desk.
pub struct ComparedBackup {
    /// What differs; the backup is the earlier side.
    pub changes: RecordChanges,
    /// How much is known of the help desk's list.
    pub evidence: Evidence,
}

/// Compares a backup with what the help desk has now, every field. The list is drained as honestly as for an export;
/// its records lie in a temporary file meanwhile. Of `job`, nothing is written.
pub async fn compare_with_server(
    job: &WriteJob,
    backup: &BackupReader,
) -> Result<ComparedBackup, CompareError> {
    let mut comparison = RecordComparison::new(&[])?;
    tokio::task::block_in_place(|| before(&mut comparison, backup.customers()?, |_, line| Ok(text(line))))?;
    let folder = tempfile::tempdir()?;
    let (records, evidence) = present(job, folder.path()).await?;
    tokio::task::block_in_place(|| {
        for line in records {
            let line = line?;
            comparison.after(&id(&line), &line.text())?;
        }
        Ok::<_, CompareError>(())
    })?;
    Ok(ComparedBackup { changes: comparison.finish()?, evidence })
}

/// Fills the earlier side; `shown` makes of a record what is compared.
pub(crate) fn before(
    comparison: &mut RecordComparison,
    records: CustomerLines,
    shown: impl Fn(&str, &CustomerLine) -> Result<String, CompareError>,
) -> Result<(), CompareError> {
    for line in records {
        let line = line?;
        let id = id(&line);
        comparison.before(&id, &shown(&id, &line)?)?;
    }
    Ok(())
}

/// What the help desk has now, drained into a folder.
pub(crate) async fn present(
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

/// The id of a record; where it has none, its text stands for it.
pub(crate) fn id(line: &CustomerLine) -> String {
    id_of(&line.record()).unwrap_or_else(|| format!("(no id, text {:016x})", xxh3_64(&line.bytes)))
}

fn text(line: &CustomerLine) -> String {
    line.text().into_owned()
}
