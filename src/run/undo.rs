//! Undoes what a run wrote, as a new run: inserts become deletes, updates restore the earlier values.
//!
//! The run folder of an undo gets its name when its plan is complete, so an undo never has to be planned again.

use std::path::Path;

use serde_json::{Map, Value};

use super::account_check::check_same;
use super::error::RunError;
use super::finish::FinishedRun;
use super::sent_insert::inserted;
use super::write_job::{WriteJob, marker, stem};
use crate::account::HelpDeskAccount;
use crate::customer::{PHOTO, StoredChanges, written_company};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{
    JournalError, JournalReader, NewRow, PlanWriter, PlannedKind, RowCounts, RunCommand, RunFile, RunFolder,
    RunLock, StoredChangesFile, WrittenRow,
};
use crate::plan::SkipReason;
use crate::writer::Marker;

type Object = Map<String, Value>;

/// A run that can be undone. The caller must hold its lock.
#[derive(Debug)]
pub struct Undoable {
    run: RunFile,
    reader: JournalReader,
    counts: RowCounts,
}

impl Undoable {
    /// Checks that a run can be undone in this account.
    ///
    /// # Errors
    /// Refuses a dry run, a validation, an undo, and a run whose plan is not complete.
    pub fn open(folder: &RunFolder, run: RunFile, account: &HelpDeskAccount) -> Result<Self, RunError> {
        check_same(&run, account, "undo")?;
        if let Some(undone) = &run.undoes {
            let id = &run.id;
            return Err(RunError::Usage(format!(
                "{id} is the undo of {undone}, and an undo can't be undone; to write those rows again, \
                 import their files again"
            )));
        }
        if !run.planned {
            let text =
                format!("{} was interrupted before anything was sent, so there is nothing to undo", run.id);
            return Err(RunError::Usage(text));
        }
        let reader = JournalReader::open(&folder.journal())?;
        let counts = reader.counts()?;
        Ok(Self { run, reader, counts })
    }

    /// How many rows of the run have each outcome.
    pub fn counts(&self) -> &RowCounts {
        &self.counts
    }

    /// True if another run has taken over the remaining rows, so this run will not write more.
    pub fn is_continued(&self) -> bool {
        self.run.continued_by.is_some()
    }

    /// Creates the run folder of the undo, with its complete plan.
    fn plan(&self, run_dir: &Path, job: &WriteJob) -> Result<(RunFolder, RunLock, RunFile), RunError> {
        let run = self.run_file(run_dir, job)?;
        let (folder, lock) =
            RunFolder::create(run_dir, &run, |folder| self.fill(&folder.join("journal.db"), &run.id))?;
        Ok((folder, lock, run))
    }

    fn run_file(&self, run_dir: &Path, job: &WriteJob) -> Result<RunFile, JournalError> {
        let of = &self.run;
        let source = format!("undo-{}", stem(&of.id));
        let mut run = job.new_run(RunCommand::Undo, run_dir, &source, of.mapping.clone())?;
        run.undoes = Some(of.id.clone());
        run.inputs = of.inputs.clone();
        run.mode = of.mode;
        run.on_multiple = of.on_multiple;
        run.match_keys = of.match_keys.clone();
        run.planned = true;
        run.stored = self.stored_changes(job);
        Ok(run)
    }

    /// How the help desk stores what the run wrote: as the run has found, and for other fields as the account's file says.
    fn stored_changes(&self, job: &WriteJob) -> Option<StoredChanges> {
        let known = job.account_form.as_ref().map(StoredChangesFile::load).unwrap_or_default();
        let found = self.run.stored.clone().unwrap_or_default();
        let mut stored = StoredChanges { refused: None, ..found };
        for (field, changes) in known.changes {
            stored.changes.entry(field).or_insert(changes);
        }
        stored.cut.extend(&known.cut);
        stored.rewritten.extend(known.rewritten);
        (stored != StoredChanges::default()).then_some(stored)
    }

    fn fill(&self, journal: &Path, run: &str) -> Result<(), JournalError> {
        PlanWriter::prepare(journal)?;
        let plan_writer = PlanWriter::open(journal)?;
        for source in self.reader.sources()? {
            plan_writer.add_source(source.id, &source.file, source.sheet.as_deref(), &source.header)?;
        }
        let marker = marker(&self.run);
        let mut after = 0;
        loop {
            let page = self.reader.written(after, PAGE)?;
            let Some(last) = page.last() else { return plan_writer.finish(run) };
            after = last.id;
            for written in &page {
                add(&plan_writer, written, marker.as_ref())?;
            }
        }
    }
}

/// Rows read from the journal at once.
const PAGE: usize = 512;

fn add(plan_writer: &PlanWriter, written: &WrittenRow, marker: Option<&Marker>) -> Result<(), JournalError> {
    let WrittenRow { id, source, row, line, ref cells, .. } = *written;
    let Some(kind) = inverse(written, marker)? else { return Ok(()) };
    let (kind, photo) = without_photo(kind);
    let issues = photo.as_slice();
    plan_writer.add_row(&NewRow { id, source, row, line, cells, issues })?;
    match &kind {
        PlannedKind::Update { patch, base, .. } if patch.is_empty() && base.is_empty() => {
            plan_writer.add_skipped(id, SkipReason::OnlyPhoto.note())
        }
        kind => plan_writer.add_planned(id, kind),
    }
}

/// The undo of a write without its photo, and a warning about the photo. The earlier photo of a customer is not
/// saved, so an update leaves the written one. A delete also deletes the photo, without a check that it is the one
/// that was sent: a help desk may store photos in another form.
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

/// The write that undoes another; its base values are what the run wrote, so a later change is a conflict.
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

/// The earlier values, in the form in which they are written. Fields that were absent stay absent.
fn restored(base: &Object) -> Object {
    let mut before = base.clone();
    if let Some(company) = before.get_mut("company")
        && let Value::Object(read) = company
    {
        *company = written_company(read);
    }
    before
}

/// Undoes what a run wrote, as a new run in `run_dir`.
pub async fn undo(job: &WriteJob, of: &Undoable, run_dir: &Path) -> Result<FinishedRun, RunError> {
    let (folder, _lock, run) = tokio::task::block_in_place(|| of.plan(run_dir, job))?;
    job.write_pending(folder, run, None).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn undo_restores_the_base_values() {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let base = object(json!({
            "memo": "old", "city": null, "company": {"id": "1", "name": "A"}, "customFields": {"a": "1"}
        }));
        let expected = json!({"memo": "old", "city": null, "company": "A", "customFields": {"a": "1"}});
        assert_eq!(Value::Object(restored(&base)), expected);
    }
}
