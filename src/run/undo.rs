//! Taking back what a run wrote, as a run of its own: inserts become deletes, updates become updates back.
//!
//! The folder of an undo gets its name when its plan is whole, so there is none that has to be planned anew.

use std::path::Path;

use serde_json::{Map, Value};

use super::error::ImportError;
use super::write_job::{FinishedRun, WriteJob, check_same, marker};
use crate::customer::{PHOTO, StoredChanges, written_company};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{
    HelpDeskAccount, JournalError, JournalReader, NewRow, PlanWriter, PlannedKind, RowCounts, RunCommand,
    RunFile, RunFileSettings, RunFolder, RunLock, RunName, WrittenRow,
};
use crate::writer::Marker;

type Object = Map<String, Value>;

/// A run that can be taken back. Its lock must be held by the caller.
#[derive(Debug)]
pub struct Undoable {
    run: RunFile,
    reader: JournalReader,
    counts: RowCounts,
}

impl Undoable {
    /// Looks whether a run can be taken back in this account: not a dry run, a validation or an undo, and none
    /// whose plan is not whole.
    pub fn open(folder: &RunFolder, run: RunFile, account: &HelpDeskAccount) -> Result<Self, ImportError> {
        check_same(&run, account, "undo")?;
        if let Some(undone) = &run.undoes {
            let id = &run.id;
            return Err(ImportError::Usage(format!(
                "{id} is the undo of {undone}, and an undo can't be undone; to write those rows again, \
                 import their files again"
            )));
        }
        if !run.planned {
            let text =
                format!("{} was interrupted before anything was sent, so there is nothing to undo", run.id);
            return Err(ImportError::Usage(text));
        }
        let reader = JournalReader::open(&folder.journal())?;
        let counts = reader.counts()?;
        Ok(Self { run, reader, counts })
    }

    /// What became of its rows.
    pub fn counts(&self) -> &RowCounts {
        &self.counts
    }

    /// True where another run has taken the remaining rows over, so that what it wrote itself is all that there will be.
    pub fn is_continued(&self) -> bool {
        self.run.continued_by.is_some()
    }

    /// Makes the folder of the undo, with its whole plan.
    fn plan(&self, run_dir: &Path, job: &WriteJob) -> Result<(RunFolder, RunLock, RunFile), ImportError> {
        let name = job.name(run_dir, &format!("undo-{}", stem(&self.run.id)))?;
        let run = self.run_file(job.settings.clone(), name);
        let (folder, lock) =
            RunFolder::create(run_dir, &run, |folder| self.fill(&folder.join("journal.db"), &run.id))?;
        Ok((folder, lock, run))
    }

    fn run_file(&self, settings: RunFileSettings, name: RunName) -> RunFile {
        let of = &self.run;
        let mut run = RunFile::begin(RunCommand::Undo, name.id, name.now, of.mapping.clone());
        run.undoes = Some(of.id.clone());
        run.inputs = of.inputs.clone();
        (run.mode, run.on_multiple, run.match_keys) = (of.mode, of.on_multiple, of.match_keys.clone());
        (run.account, run.settings, run.planned) = (of.account.clone(), settings, true);
        run.stored = of.stored.clone().map(|stored| StoredChanges { refused: None, ..stored });
        run
    }

    fn fill(&self, journal: &Path, run: &str) -> Result<(), JournalError> {
        PlanWriter::prepare(journal)?;
        let spool = PlanWriter::open(journal)?;
        for source in self.reader.sources()? {
            spool.add_source(source.id, &source.file, source.sheet.as_deref(), &source.header)?;
        }
        let marker = marker(&self.run);
        let mut after = 0;
        loop {
            let page = self.reader.written(after, PAGE)?;
            let Some(last) = page.last() else { return spool.finish(run) };
            after = last.id;
            for written in &page {
                add(&spool, written, marker.as_ref())?;
            }
        }
    }
}

/// Rows read from the journal at once.
const PAGE: usize = 512;

/// The middle of a run's id, which tells its source.
pub(crate) fn stem(id: &str) -> &str {
    let named = id.split_once('-').and_then(|(_, rest)| rest.rsplit_once('-'));
    named.map_or("run", |(stem, _)| stem)
}

fn add(spool: &PlanWriter, written: &WrittenRow, marker: Option<&Marker>) -> Result<(), JournalError> {
    let WrittenRow { id, source, row, line, ref cells, .. } = *written;
    let Some(kind) = inverse(written, marker)? else { return Ok(()) };
    let (kind, photo) = without_photo(kind);
    let issues = photo.as_slice();
    spool.add_row(&NewRow { id, source, row, line, cells, issues })?;
    match &kind {
        PlannedKind::Update { patch, base, .. } if patch.is_empty() && base.is_empty() => {
            spool.add_skipped(id, "only its photo was changed, and a photo can't be undone")
        }
        kind => spool.add_planned(id, kind),
    }
}

/// What takes a write back but for its photo, and what is to be said of that. The photo that a customer had before is not
/// kept, so an update leaves the one that was written. A customer that is deleted takes its photo along, and whether that
/// still is the one that was sent is not asked: a help desk may keep photos in another form than they are sent in.
fn without_photo(kind: PlannedKind) -> (PlannedKind, Option<Issue>) {
    match kind {
        PlannedKind::Update { id, mut patch, mut base } => {
            let before = patch.shift_remove(PHOTO.name);
            let written = base.shift_remove(PHOTO.name).is_some() || before.is_some();
            (PlannedKind::Update { id, patch, base }, written.then(photo_stays))
        }
        kind @ (PlannedKind::Insert { .. } | PlannedKind::Delete { .. }) => (kind, None),
    }
}

fn photo_stays() -> Issue {
    let message = "the photo that the run wrote stays: the customer's earlier photo was not saved";
    let hint = "upload another photo in the help desk by hand";
    Issue::warning(Complaint::new(Code::PhotoStays, message, hint)).in_field(PHOTO.name)
}

/// What takes a write back: only of a customer whose fields are still as they were written.
fn inverse(written: &WrittenRow, marker: Option<&Marker>) -> Result<Option<PlannedKind>, JournalError> {
    let id = written.server_id.clone();
    Ok(match &written.kind {
        PlannedKind::Insert { payload } => {
            Some(PlannedKind::Delete { id, base: inserted(payload, written.id, marker)? })
        }
        PlannedKind::Update { patch, base, .. } => {
            Some(PlannedKind::Update { id, patch: restored(base), base: patch.clone() })
        }
        PlannedKind::Delete { .. } => None,
    })
}

/// The fields of an insert as they were sent.
pub(crate) fn inserted(payload: &str, row: u64, marker: Option<&Marker>) -> Result<Object, JournalError> {
    let mut fields: Object = serde_json::from_str(payload)?;
    if let Some((field, text)) = marker.map(|marker| marker.of(row)) {
        let custom = fields.entry(CUSTOM).or_insert_with(|| Value::Object(Object::new()));
        if let Value::Object(custom) = custom {
            custom.insert(field, Value::String(text));
        }
    }
    Ok(fields)
}

const CUSTOM: &str = "customFields";

/// The values before, as they are written; a field that was absent is left out, and so will be.
fn restored(base: &Object) -> Object {
    let mut before = base.clone();
    if let Some(company) = before.get_mut("company")
        && let Value::Object(read) = company
    {
        *company = written_company(read);
    }
    before
}

/// Takes back what a run wrote, as a new run in `run_dir`.
pub async fn undo(job: &WriteJob, of: &Undoable, run_dir: &Path) -> Result<FinishedRun, ImportError> {
    let (folder, _lock, run) = tokio::task::block_in_place(|| of.plan(run_dir, job))?;
    job.write_whole(folder, run, None).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_fields_go_back_as_they_were() {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let base = object(json!({
            "memo": "old", "city": null, "company": {"id": "1", "name": "A"}, "customFields": {"a": "1"}
        }));
        let expected = json!({"memo": "old", "city": null, "company": "A", "customFields": {"a": "1"}});
        assert_eq!(Value::Object(restored(&base)), expected);
    }

    #[test]
    fn an_insert_is_as_it_was_sent_with_its_marker() {
        let marker = Marker { field: "ref".into(), run: "run".into() };
        let sent = inserted(r#"{"name":"A","memo":null}"#, 7, Some(&marker)).unwrap();
        assert_eq!(Value::Object(sent), json!({"name": "A", "memo": null, "customFields": {"ref": "run/7"}}));
    }

    #[test]
    fn an_undo_is_named_after_the_source() {
        assert_eq!(stem("20261123T204500Z-hubspot-contacts-3f9a0c"), "hubspot-contacts");
    }
}
