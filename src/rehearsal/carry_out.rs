//! Carries out the plan of a dry run in the sandbox in which it was made.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::RehearsalError;
use crate::event::{Event, Listener};
use crate::exit_status::ExitStatus;
use crate::journal::{
    JournalError, JournalReader, RowAction, RowCounts, RowOutcome, RunFileSettings, RunFolder, copy_journal,
};
use crate::report::{IssueStats, RowPlace};
use crate::run::{FinishedRun, WriteJob};
use crate::wording::counted;
use crate::writer::Stop;

/// Progress alone: the other messages of a writer are about a help desk.
struct OnlyProgress {
    listener: Arc<dyn Listener>,
    written: AtomicU64,
}

impl Listener for OnlyProgress {
    fn hear(&self, event: &Event) {
        match event {
            Event::Writing { pending, .. } => {
                let of = counted(*pending, "customer", "customers");
                let what = format!("Carrying out the plan in the sandbox: {of}");
                self.listener.hear(&Event::Stage { what, steps: *pending });
            }
            Event::Committed(_) => {
                let steps = self.written.fetch_add(1, Ordering::Relaxed) + 1;
                self.listener.hear(&Event::Step { steps });
            }
            Event::Stopping { .. } => self.listener.hear(event),
            _ => {}
        }
    }
}

/// How the plan of a dry run is written to its sandbox.
pub struct PlanWriting {
    write: WriteJob,
    stop: Stop,
}

/// What became of a plan in a sandbox.
#[derive(Debug)]
pub struct CarriedOut {
    /// How many rows have each outcome.
    pub counts: RowCounts,
    /// How it ended.
    pub exit: ExitStatus,
    /// The rows that the plan would write, and that the sandbox did not take: how many, and why.
    pub refused: (u64, IssueStats),
}

impl PlanWriting {
    /// Writes as `write` does, to the same sandbox.
    pub fn like(write: &WriteJob) -> Self {
        let job = WriteJob {
            account: write.account.clone(),
            client: write.client.clone(),
            // Never stop early: the result lists every row that is refused.
            settings: RunFileSettings { max_failures: Some(0), journal: None, ..write.settings.clone() },
            listener: Arc::new(OnlyProgress {
                listener: Arc::clone(&write.listener),
                written: AtomicU64::new(0),
            }),
            stop: write.stop.clone(),
            known: write.known.clone(),
            account_form: write.account_form.clone(),
            spelling: write.spelling.clone(),
            behavior: write.behavior.clone(),
            recent: None,
        };
        Self { write: job, stop: write.stop.clone() }
    }

    /// Writes the plan from a copy of the journal: the run stays a dry run.
    ///
    /// # Errors
    /// If the plan is not carried out to its end.
    pub async fn carry_out(&self, planned: &FinishedRun) -> Result<CarriedOut, RehearsalError> {
        let scratch = tempfile::tempdir().map_err(RehearsalError::Scratch)?;
        let mut run = planned.run.clone();
        run.reopen();
        run.dry_run = false;
        run.saved_plan = None;
        run.settings.journal = None;
        let journal = planned.folder.journal();
        let (folder, _lock) = tokio::task::block_in_place(|| {
            RunFolder::create_or(scratch.path(), &run, |folder| {
                copy_journal(&journal, &folder.join("journal.db")).map_err(RehearsalError::Copy)
            })
        })?;
        let written = self.write.write_pending(folder, run, None).await?;
        if let Some(reason) = self.stop.reason() {
            return Err(RehearsalError::Stopped(reason));
        }
        let refused = tokio::task::block_in_place(|| refused(&written))?;
        let (exit, reason) =
            written.run.end.as_ref().map_or((ExitStatus::Success, ""), |end| (end.exit, end.reason.as_str()));
        if exit.is_interrupted() {
            return Err(RehearsalError::Unfinished(reason.to_owned()));
        }
        Ok(CarriedOut { counts: written.counts, exit, refused })
    }
}

/// The rows that were to be written and were not, with the reason of each.
fn refused(written: &FinishedRun) -> Result<(u64, IssueStats), JournalError> {
    let reader = JournalReader::open(&written.folder.journal())?;
    let sources = reader.sources()?;
    let mut rows = 0;
    let mut stats = IssueStats::default();
    reader.each_result(|row| {
        let to_write = matches!(row.kind, RowAction::Insert | RowAction::Update);
        let is_refused =
            matches!(row.outcome, Some(RowOutcome::Rejected | RowOutcome::Failed | RowOutcome::Unknown));
        if to_write && is_refused {
            rows += 1;
            let reason = row.issues.last().cloned();
            stats.add(RowPlace::in_journal(&sources, &row), reason.as_slice());
        }
        Ok::<_, JournalError>(())
    })?;
    Ok((rows, stats))
}
