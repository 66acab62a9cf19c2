//! Phase two: writes what the journal of a run has pending.
//!
//! It needs neither sources nor mapping: the journal has the rows, and `run.json` has the settings, the match keys and
//! the marker. An import, an undo and a restore differ only in where their plan comes from.

use std::sync::{Arc, OnceLock};

use super::batch_checks::BatchChecks;
use super::error::RunError;
use super::finish::{FinishedRun, closing, finish};
use super::write_job::{WriteJob, marker};
use crate::event::{Event, Listener};
use crate::failpoint;
use crate::journal::{
    JournalError, JournalReader, Recorder, RowAction, RunFile, RunFolder, take_back_failures,
};
use crate::lookup::ListEnd;
use crate::mapping::MatchRules;
use crate::report::LatencyLog;
use crate::wording::counted;
use crate::writer::{BetweenBatches, WriteEnd, Writer, WriterSettings};

impl WriteJob {
    /// Resumes a run whose plan is complete: resolves inserts in doubt, matches pending inserts again, and writes the
    /// rest. The caller must hold the lock of the run. `moved` allows a run folder that was moved since the plan was
    /// made.
    ///
    /// # Errors
    /// If the journal can't be used, nothing is changed, not even `run.json`.
    pub async fn resume(
        &self,
        folder: RunFolder,
        mut run: RunFile,
        moved: bool,
    ) -> Result<FinishedRun, RunError> {
        self.check_planned(&run)?;
        folder.claim(&run, moved)?;
        run.stored.iter().for_each(|stored| self.spelling.learn(stored, &[]));
        self.reopen(&folder, &mut run)?;
        let mark = closing(self.rematch_pending(&folder, &run).await, &folder, &mut run)?;
        self.write_pending(folder, run, mark).await
    }

    /// Makes the failed writes of a run pending again, then works like [`WriteJob::resume`]. Sends nothing but those:
    /// a run with other pending writes is refused.
    pub async fn retry(&self, folder: RunFolder, run: RunFile, moved: bool) -> Result<FinishedRun, RunError> {
        self.check_planned(&run)?;
        folder.claim(&run, moved)?;
        let pending = JournalReader::open(&folder.journal())?.counts()?.pending;
        if pending > 0 {
            return Err(RunError::Usage(format!(
                "{} still pending, but retry sends only failed writes; resume the run first: {}",
                counted(pending, "write of the run is", "writes of the run are"),
                folder.command_line("resume", &run.settings)
            )));
        }
        let rows = take_back_failures(&folder.journal())?;
        failpoint::pass("taken-back");
        self.note(format!("Retrying {}.", counted(rows, "failed write", "failed writes")));
        self.resume(folder, run, moved).await
    }

    /// Removes the end of a run from `run.json`, and what a dead process may have left in the run folder.
    pub(crate) fn reopen(&self, folder: &RunFolder, run: &mut RunFile) -> Result<(), RunError> {
        if run.planned && run.end.is_none() {
            self.record_recent(folder, run);
        }
        folder.sweep()?;
        run.reopen();
        folder.save(run)?;
        failpoint::pass("run-reopened");
        Ok(())
    }

    fn check_planned(&self, run: &RunFile) -> Result<(), RunError> {
        self.check(run)?;
        if run.planned {
            return Ok(());
        }
        Err(RunError::Usage("the plan of this run is not complete: resume it instead".to_owned()))
    }

    /// Finishes a dry run; writes any other.
    pub(crate) async fn write_or_finish(
        &self,
        folder: RunFolder,
        mut run: RunFile,
        mark: Option<ListEnd>,
    ) -> Result<FinishedRun, RunError> {
        if run.dry_run {
            self.note_account(&mut run);
            return finish(folder, run, &WriteEnd::Finished);
        }
        self.write_pending(folder, run, mark).await
    }

    /// Writes all pending rows, then results and reports. `mark` is the end of the list before the plan was matched.
    pub(crate) async fn write_pending(
        &self,
        folder: RunFolder,
        mut run: RunFile,
        mark: Option<ListEnd>,
    ) -> Result<FinishedRun, RunError> {
        let written = self.write(&folder, &mut run, mark).await;
        self.note_account(&mut run);
        let ending = closing(written, &folder, &mut run)?;
        finish(folder, run, &ending)
    }

    /// Notes the rate that was kept, and whether the server has said that it is a sandbox.
    fn note_account(&self, run: &mut RunFile) {
        self.note_rate(run);
        let says_sandbox = self.client.says_sandbox();
        run.account = run.account.take().map(|account| account.that_says_sandbox(says_sandbox));
    }

    async fn write(
        &self,
        folder: &RunFolder,
        run: &mut RunFile,
        mark: Option<ListEnd>,
    ) -> Result<WriteEnd, RunError> {
        let journal = folder.journal();
        let (pending, deletes) = tokio::task::block_in_place(|| {
            let reader = JournalReader::open(&journal)?;
            let deletes = run.undoes.is_some() && reader.plan_rows_of(RowAction::Update, 0, 1)?.is_empty();
            Ok::<_, JournalError>((reader.pending_count()?, deletes))
        })?;
        self.listener.hear(&Event::Writing { pending, deletes });
        let (follower, following) = self.follow(&journal, run).unzip();
        let (recorder, thread) = Recorder::start_followed(&journal, failpoint::wall_clock(), follower)?;
        let latencies = Arc::new(LatencyLog::over(Arc::clone(&self.listener)));
        let listener = Arc::clone(&latencies) as Arc<dyn Listener>;
        // A refusal because of an earlier run is decided again: the user may have removed the cause. What updates have
        // shown does not replace the check of the first inserts. An undo inserts nothing.
        let stored = run.stored.clone().filter(|stored| stored.read_back > 0 || run.undoes.is_some());
        let stored = Arc::new(stored.map_or_else(OnceLock::new, OnceLock::from));
        let checks = tokio::task::block_in_place(|| {
            BatchChecks::new(self, folder, run, mark, Arc::clone(&stored)).map(Arc::new)
        })?;
        let interlude = Some(Arc::clone(&checks) as Arc<dyn BetweenBatches>);
        let stored_before = Arc::new(self.known_form(run));
        let settings = WriterSettings {
            stored: Arc::clone(&stored),
            stored_before,
            interlude,
            ..self.writer_settings(run)
        };
        let writer = Writer::new(self.client.clone(), recorder, settings, listener, self.stop.clone());
        // A task runs on a thread of the runtime, where the connections are.
        let written = tokio::spawn(async move { writer.run(&journal).await });
        let ending = written.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        // The thread ends with its last handle. The writer has already reported a panic in it as an error.
        drop(tokio::task::block_in_place(|| thread.join()));
        self.end_following(following);
        if let Err(error) = latencies.save(folder) {
            self.note(format!("can't save the write statistics: {error}"));
        }
        let ending = checks.after(ending?).await;
        let shown = run.stored.take().filter(|stored| stored.refused.is_none());
        run.stored = stored.get().cloned().or(shown);
        checks.add_refused(&mut run.stored);
        if matches!(ending, Ok(WriteEnd::Finished)) {
            self.learn_written(folder, run).await?;
        }
        Ok(ending?)
    }

    fn writer_settings(&self, run: &RunFile) -> WriterSettings {
        WriterSettings {
            marker: marker(run),
            lookup: in_doubt_keys(run).map(|matching| self.lookup(matching)),
            known: self.known.clone(),
            policies: run.write_policies.clone(),
            phones: run.phone_fields(),
            even_changed: run.settings.even_changed,
            from_sources: run.is_from_sources(),
            ..WriterSettings::of(&self.settings)
        }
    }
}

/// The keys by which inserts in doubt are looked up: the marker, or else the match keys.
fn in_doubt_keys(run: &RunFile) -> Option<MatchRules> {
    match &run.settings.marker {
        Some(field) => MatchRules::by(&[vec![format!("customFields.{field}")]]),
        None => MatchRules::by(&run.match_keys),
    }
}
