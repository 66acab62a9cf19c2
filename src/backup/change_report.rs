//! What changed since the last complete backup of the same account. If that can't be read, the report says so, and the
//! new backup is still made.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::BackupError;
use super::filled_counts::FilledCounts;
use super::manifest::{FileContent, Manifest};
use super::reader::{BackupReader, CustomerLines};
use super::record_comparison::{RecordChanges, RecordComparison};
use super::staged_backup::StagedBackup;
use crate::api::CustomerRecord;
use crate::export::{ChosenChunks, PassStore};
use crate::file::DecryptionKey;
use crate::lookup::id_of;
use crate::storage::Storage;

/// Records of the earlier backup that are read at once.
const CHUNK: usize = 512;

/// `changes.json`: ids and field names, but no values of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeReport {
    /// The earlier backup.
    pub against: Option<String>,
    /// Why nothing was compared.
    pub not_compared: Option<String>,
    /// What differs; `None` if nothing was compared.
    pub changes: Option<RecordChanges>,
}

/// The report, and what else was read of the earlier backup.
pub(super) struct ReportedChange {
    pub(super) report: ChangeReport,
    /// Its filled values; `None` if it could not be read.
    pub(super) filled_before: Option<FilledCounts>,
}

/// Compares the chosen customers with an earlier backup, and writes the report as JSON and as text.
pub(super) async fn report(
    storage: &Arc<dyn Storage>,
    key: &DecryptionKey,
    earlier: Option<&Manifest>,
    store: &mut PassStore,
    staged: &mut StagedBackup<'_>,
) -> Result<ReportedChange, BackupError> {
    let mut filled_before = None;
    let report = match earlier {
        None => ChangeReport::none(None, FIRST.to_owned()),
        Some(earlier) => {
            let against = Some(earlier.id.to_string());
            match compare(storage, key, earlier, store).await {
                Ok((changes, filled)) => {
                    filled_before = Some(filled);
                    ChangeReport { against, not_compared: None, changes: Some(changes) }
                }
                Err(reason) => ChangeReport::none(against, reason),
            }
        }
    };
    let mut json = serde_json::to_vec_pretty(&report).unwrap_or_default();
    json.push(b'\n');
    staged.put("changes.json", FileContent::Changes, &json).map_err(BackupError::Write)?;
    staged.put("changes.txt", FileContent::Changes, report.text().as_bytes()).map_err(BackupError::Write)?;
    Ok(ReportedChange { report, filled_before })
}

const FIRST: &str = "there is no earlier complete backup of this account here";

/// Counts the filled values of the chosen customers.
pub(super) async fn filled_values(store: &mut PassStore) -> Result<FilledCounts, BackupError> {
    let mut filled = FilledCounts::default();
    let mut chunks = ChosenChunks::default();
    while let Some(chunk) = chunks.next(store)? {
        for chosen in &chunk {
            filled.see(&CustomerRecord::read(&store.text(chosen)?));
        }
        tokio::task::yield_now().await;
    }
    Ok(filled)
}

impl ChangeReport {
    fn none(against: Option<String>, reason: String) -> Self {
        Self { against, not_compared: Some(reason), changes: None }
    }

    /// The report as text.
    pub fn text(&self) -> String {
        let against = self.against.as_deref().unwrap_or("the previous backup");
        match (&self.changes, &self.not_compared) {
            (Some(changes), _) => format!("Since {against}: {}", changes.text()),
            (None, Some(reason)) => format!("Not compared with {against}: {reason}\n"),
            (None, None) => String::new(),
        }
    }
}

/// Compares; the error says why it was not possible. The backup can be stopped between two chunks.
async fn compare(
    storage: &Arc<dyn Storage>,
    key: &DecryptionKey,
    earlier: &Manifest,
    store: &mut PassStore,
) -> Result<(RecordChanges, FilledCounts), String> {
    let mut filled = FilledCounts::default();
    let mut comparison = RecordComparison::new(&[]).map_err(|error| error_text(&error))?;
    let stored = BackupReader::open_in(Arc::clone(storage), &earlier.id.to_string(), key.clone());
    let mut records = stored.and_then(|stored| stored.customers()).map_err(|error| error_text(&error))?;
    while read(&mut records, &mut comparison, &mut filled)? {
        tokio::task::yield_now().await;
    }
    let mut chunks = ChosenChunks::default();
    while let Some(chunk) = chunks.next(store).map_err(|error| error_text(&error))? {
        for chosen in &chunk {
            let text = store.text(chosen).map_err(|error| error_text(&error))?;
            if let Some(id) = &chosen.id {
                comparison.after(id, &String::from_utf8_lossy(&text)).map_err(|error| error_text(&error))?;
            }
        }
        tokio::task::yield_now().await;
    }
    let changes = comparison.finish().map_err(|error| error_text(&error))?;
    Ok((changes, filled))
}

/// Reads a chunk of the earlier backup; false at its end.
fn read(
    records: &mut CustomerLines,
    comparison: &mut RecordComparison,
    filled: &mut FilledCounts,
) -> Result<bool, String> {
    for _ in 0..CHUNK {
        let Some(line) = records.next().transpose().map_err(|error| error_text(&error))? else {
            return Ok(false);
        };
        let record = line.record();
        filled.see(&record);
        if let Some(id) = id_of(&record) {
            comparison.before(&id, &line.text()).map_err(|error| error_text(&error))?;
        }
    }
    Ok(true)
}

fn error_text(error: &dyn std::error::Error) -> String {
    error.to_string()
}
