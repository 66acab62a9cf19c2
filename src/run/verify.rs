//! Reads back every customer that a run wrote, and compares each field.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use futures::{StreamExt, stream};
use serde::Serialize;
use serde_json::{Map, Value};

use super::account_check::check_same;
use super::error::RunError;
use super::own_keys::{OwnKeyCheck, OwnKeysChecked};
use super::sent_insert::inserted;
use super::write_job::marker;
use crate::account::HelpDeskAccount;
use crate::api::{Client, CustomerRecord};
use crate::customer::{HIDDEN, KeySpelling, StoredChanges, is_secret, with_absent};
use crate::event::{Event, Listener};
use crate::file::AtomicFile;
use crate::journal::{
    JournalError, JournalReader, OwnKeyRow, PlannedKind, RowCounts, RunFile, RunFolder, SourceRow, WrittenRow,
};
use crate::writer::{Marker, Stop};

type Object = Map<String, Value>;

/// What a verification needs besides the run.
pub struct VerifyJob {
    /// The account, as `run.json` names it.
    pub account: HelpDeskAccount,
    /// The client of that account.
    pub client: Client,
    /// Maximum number of requests in flight.
    pub concurrency: usize,
    /// Receives events.
    pub listener: Arc<dyn Listener>,
    /// Asks the verification to stop.
    pub stop: Stop,
    /// How the help desk stores match keys.
    pub spelling: KeySpelling,
}

/// A customer or field that differs from what was written: one line of `verify.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerifyDifference {
    /// The source, as the user gave it.
    pub file: String,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row number, counted as a spreadsheet counts.
    pub row: u64,
    /// The id in the help desk.
    pub id: String,
    /// What differs.
    #[serde(flatten)]
    pub what: FoundInstead,
}

/// What was found instead of the written values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FoundInstead {
    /// Another value.
    Differs {
        /// The field, such as `email` or `customFields.segment`.
        field: String,
        /// The written value.
        wanted: Value,
        /// The current value; null if the field has none.
        found: Value,
    },
    /// The customer no longer exists.
    Missing,
    /// The customer still exists, although the run deleted it.
    StillThere,
    /// Other customers have the match key of the row too.
    KeyTwice {
        /// The ids of all customers with this key.
        ids: Vec<String>,
    },
}

/// The result of a verification.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Verified {
    /// How many customers were read back.
    pub checked: u64,
    /// How many of them differ from what was written.
    pub differing: u64,
    /// How many rows have a match key that several customers have.
    pub keys_twice: u64,
    /// Why the match keys could not be looked up; `None` if they were.
    pub keys_unchecked: Option<String>,
    /// The first differences, for the terminal.
    pub first: Vec<VerifyDifference>,
    /// The path of `verify.jsonl`; `None` if nothing differs.
    pub file: Option<PathBuf>,
}

/// Maximum number of differences for the terminal.
const FIRST: usize = 10;

/// Rows read from the journal at once.
const PAGE: usize = 512;

/// Reads back what a run wrote. The caller must hold the lock of the run.
pub async fn verify(job: &VerifyJob, folder: &RunFolder, run: &RunFile) -> Result<Verified, RunError> {
    check_same(run, &job.account, "verify")?;
    if !run.planned {
        let text =
            format!("{} was interrupted before anything was sent, so there is nothing to verify", run.id);
        return Err(RunError::Usage(text));
    }
    let reader = JournalReader::open(&folder.journal())?;
    let RowCounts { inserted, updated, deleted, .. } = reader.counts()?;
    job.listener.hear(&Event::ReadingBack { customers: inserted + updated + deleted });
    let mut report = DifferenceLog::new(folder.file("verify.jsonl"), reader.sources()?);
    let written_as = WrittenAs { marker: marker(run), stored: run.stored.clone().unwrap_or_default() };
    job.spelling.learn(&written_as.stored, &[]);
    let mut after = 0;
    loop {
        let page = tokio::task::block_in_place(|| reader.written(after, PAGE))?;
        let Some(last) = page.last() else { break };
        after = last.id;
        job.compare(page, &written_as, &mut report).await?;
    }
    job.look_for_doubles(run, &reader, &mut report).await?;
    report.finish()
}

/// How the values of a run were sent and stored.
struct WrittenAs {
    marker: Option<Marker>,
    stored: StoredChanges,
}

impl VerifyJob {
    /// Reports match keys of the run that several customers have.
    async fn look_for_doubles(
        &self,
        run: &RunFile,
        reader: &JournalReader,
        report: &mut DifferenceLog,
    ) -> Result<(), RunError> {
        let Self { client, concurrency, listener, stop, spelling, .. } = self;
        let check = OwnKeyCheck { client, concurrency: *concurrency, listener: &**listener, stop, spelling };
        let checked = check.run(run, reader, |row, ids| report.add_double(row, ids)).await;
        match checked.map_err(|error| stop.reason().map_or(error, RunError::Interrupted))? {
            OwnKeysChecked::Yes => {}
            OwnKeysChecked::No(reason) => report.verified.keys_unchecked = Some(reason),
        }
        Ok(())
    }

    /// Reads customers concurrently and reports them in the order of the rows.
    async fn compare(
        &self,
        page: Vec<WrittenRow>,
        written_as: &WrittenAs,
        report: &mut DifferenceLog,
    ) -> Result<(), RunError> {
        let read = |written: WrittenRow| async move {
            let found = match wanted(&written, written_as.marker.as_ref()) {
                Ok(wanted) => {
                    let now = self.client.detail_with(&written.server_id, &wanted).await;
                    let stored = &written_as.stored;
                    now.map(|now| found(&written, &wanted, now.map(CustomerRecord::into_object), stored))
                        .map_err(RunError::from)
                }
                Err(error) => Err(error.into()),
            };
            (written, found)
        };
        let mut compared = std::pin::pin!(
            stream::iter(page).map(read).buffered(self.concurrency).take_until(self.stop.requested())
        );
        while let Some((written, found)) = compared.next().await {
            if self.stop.reason().is_some() {
                break;
            }
            report.add(&written, found?)?;
            self.listener.hear(&Event::ReadBack { customers: report.verified.checked });
        }
        self.stop.reason().map_or(Ok(()), |reason| Err(RunError::Interrupted(reason)))
    }
}

/// The fields as the run wrote them; none for a delete.
fn wanted(written: &WrittenRow, marker: Option<&Marker>) -> Result<Object, JournalError> {
    match &written.kind {
        PlannedKind::Delete { .. } => Ok(Object::new()),
        PlannedKind::Insert { payload } => inserted(payload, written.id, marker),
        PlannedKind::Update { patch, base, .. } => Ok(with_absent(patch, base)),
    }
}

/// The differences from what was written, except for stored changes.
fn found(
    written: &WrittenRow,
    wanted: &Object,
    now: Option<Object>,
    stored: &StoredChanges,
) -> Vec<FoundInstead> {
    match (&written.kind, now) {
        (PlannedKind::Delete { .. }, None) => Vec::new(),
        (PlannedKind::Delete { .. }, Some(_)) => vec![FoundInstead::StillThere],
        (_, None) => vec![FoundInstead::Missing],
        (PlannedKind::Insert { .. }, Some(now)) => {
            differing(stored.differences_of_insert(wanted, &now), &now)
        }
        (PlannedKind::Update { .. }, Some(now)) => differing(stored.differences(wanted, &now), &now),
    }
}

fn differing(differences: Object, now: &Object) -> Vec<FoundInstead> {
    let mut all = Vec::new();
    for (name, value) in differences {
        let have = now.get(&name);
        match value {
            Value::Object(custom) if name == "customFields" => {
                let found = |field: &String| have.and_then(|have| have.get(field)).cloned();
                all.extend(custom.into_iter().map(|(field, wanted)| FoundInstead::Differs {
                    found: found(&field).unwrap_or_default(),
                    field: format!("{name}.{field}"),
                    wanted,
                }));
            }
            _ if is_secret(&name) => {
                let hidden = || Value::from(HIDDEN);
                all.push(FoundInstead::Differs { field: name, wanted: hidden(), found: hidden() });
            }
            wanted => {
                all.push(FoundInstead::Differs {
                    field: name,
                    wanted,
                    found: have.cloned().unwrap_or_default(),
                });
            }
        }
    }
    all
}

/// Counts differences and writes them to `verify.jsonl`.
struct DifferenceLog {
    path: PathBuf,
    file: Option<AtomicFile>,
    sources: Vec<SourceRow>,
    verified: Verified,
}

impl DifferenceLog {
    fn new(path: PathBuf, sources: Vec<SourceRow>) -> Self {
        Self { path, file: None, sources, verified: Verified::default() }
    }

    fn add(&mut self, written: &WrittenRow, found: Vec<FoundInstead>) -> Result<(), JournalError> {
        self.verified.checked += 1;
        self.verified.differing += u64::from(!found.is_empty());
        let source = self.sources.get(usize::from(written.source)).cloned();
        let (file, sheet) = source.map(|source| (source.file, source.sheet)).unwrap_or_default();
        for what in found {
            let file = file.clone();
            let sheet = sheet.clone();
            let id = written.server_id.clone();
            self.write(VerifyDifference { file, sheet, row: written.row, id, what })?;
        }
        Ok(())
    }

    fn add_double(&mut self, row: &OwnKeyRow, ids: &[String]) -> Result<(), JournalError> {
        self.verified.keys_twice += 1;
        let source = self.sources.get(usize::from(row.source)).cloned();
        let (file, sheet) = source.map(|source| (source.file, source.sheet)).unwrap_or_default();
        let what = FoundInstead::KeyTwice { ids: ids.to_vec() };
        self.write(VerifyDifference { file, sheet, row: row.row, id: row.server_id.clone(), what })
    }

    fn write(&mut self, difference: VerifyDifference) -> Result<(), JournalError> {
        let mut line = serde_json::to_vec(&difference)?;
        line.push(b'\n');
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(AtomicFile::create(&self.path)?),
        };
        file.write_all(&line).map_err(|error| JournalError::file(&self.path, error))?;
        if self.verified.first.len() < FIRST {
            self.verified.first.push(difference);
        }
        Ok(())
    }

    /// Gives the file its name. If nothing differs, removes the file of an earlier verification.
    fn finish(mut self) -> Result<Verified, RunError> {
        if let Some(file) = self.file {
            file.finish()?;
            self.verified.file = Some(self.path);
            return Ok(self.verified);
        }
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(JournalError::file(self.path, error).into())
            }
            _ => Ok(self.verified),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_difference_is_one_json_line() {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let wanted = object(json!({"name": "A", "memo": null, "customFields": {"a": "1", "b": "2"}}));
        let now = object(json!({"name": "Z", "memo": "", "customFields": {"a": "1"}}));
        let lines: Vec<Value> = differing(StoredChanges::default().differences(&wanted, &now), &now)
            .into_iter()
            .map(|what| VerifyDifference { file: "a.csv".into(), sheet: None, row: 2, id: "7".into(), what })
            .map(|difference| serde_json::to_value(difference).unwrap())
            .collect();
        assert_eq!(
            Value::Array(lines),
            json!([
                {"file": "a.csv", "row": 2, "id": "7", "what": "differs", "field": "name", "wanted": "A",
                 "found": "Z"},
                {"file": "a.csv", "row": 2, "id": "7", "what": "differs", "field": "customFields.b",
                 "wanted": "2", "found": null},
            ])
        );
    }
}
