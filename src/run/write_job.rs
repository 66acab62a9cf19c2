//! Phase two, and the end of a run: the same for every run whose plan is in its journal, whatever made the plan.
//!
//! An import, an undo and a restore differ in where their plan comes from. From here on they need neither sources nor
//! mapping: the journal has the rows, and `run.json` the settings, the match keys and the marker.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::batch_checks::BatchChecks;
use super::error::ImportError;
use super::exit_status::{exit_status, in_words};
use crate::api::Client;
use crate::event::{Event, Listener};
use crate::failpoint;
use crate::journal::{
    HelpDeskAccount, JournalError, JournalReader, RecentInserts, Recorder, RowAction, RowCounts, RunFile,
    RunFileSettings, RunFolder, RunName, StoredChangesFile, quoted, take_back_failures,
};
use crate::lookup::{CustomerLookup, KeylessCache, ListEnd};
use crate::mapping::MatchRules;
use crate::report::{IssueStats, LatencyLog, ReportFacts, save_report, write_id_map, write_results};
use crate::wording::counted;
use crate::writer::{BetweenBatches, KnownIds, Marker, Stop, WriteEnd, Writer, WriterSettings};

/// Everything that writing a run needs beyond its folder.
pub struct WriteJob {
    /// The help desk, as runs know it.
    pub account: HelpDeskAccount,
    /// The help desk.
    pub client: Client,
    /// How to write; of a run that goes on, its own with what the flags change.
    pub settings: RunFileSettings,
    /// Hears what happens.
    pub listener: Arc<dyn Listener>,
    /// Asks it to stop.
    pub stop: Stop,
    /// The customers that were there before, as far as they are read on the way.
    pub known: KnownIds,
    /// Where it is kept how the help desk changes what it stores.
    pub account_form: Option<StoredChangesFile>,
    /// What this machine has inserted into the account lately; `None` where the help desk ends with this process.
    pub recent: Option<RecentInserts>,
}

/// What there is at the end of a run.
#[derive(Debug)]
pub struct FinishedRun {
    /// The run's folder.
    pub folder: RunFolder,
    /// `run.json` as it was saved.
    pub run: RunFile,
    /// How many rows ended where.
    pub counts: RowCounts,
    /// The issues.
    pub issues: IssueStats,
}

impl WriteJob {
    /// The name of a new run; says where the clock is behind the newest one.
    pub(crate) fn name(&self, run_dir: &Path, source: &str) -> Result<RunName, JournalError> {
        let name = RunName::new(run_dir, source)?;
        name.warning().into_iter().for_each(|text| self.listener.hear(&Event::Note(text)));
        Ok(name)
    }

    /// Goes on with a run whose plan is whole: settles what is in doubt, looks pending inserts up again, and
    /// writes the rest. The lock must be held by the caller. With `moved` the folder may be another than that in which the run was planned.
    ///
    /// Where the journal can't be used nothing is changed, `run.json` neither.
    pub async fn resume(
        &self,
        folder: RunFolder,
        mut run: RunFile,
        moved: bool,
    ) -> Result<FinishedRun, ImportError> {
        self.check_planned(&run)?;
        folder.claim(&run, moved)?;
        self.reopen(&folder, &mut run)?;
        let mark = closing(self.rematch_pending(&folder, &run).await, &folder, &mut run)?;
        self.write_whole(folder, run, mark).await
    }

    /// As [`WriteJob::resume`], after the failures of the run have been made pending again. A run of which other writes
    /// are pending is refused, so that nothing but the failures is sent.
    pub async fn retry(
        &self,
        folder: RunFolder,
        run: RunFile,
        moved: bool,
    ) -> Result<FinishedRun, ImportError> {
        self.check_planned(&run)?;
        folder.claim(&run, moved)?;
        let pending = JournalReader::open(&folder.journal())?.counts()?.pending;
        if pending > 0 {
            return Err(ImportError::Usage(format!(
                "{} still pending, but retry sends only failed writes: resume the run first: {}",
                counted(pending, "write of the run is", "writes of the run are"),
                folder.command_line("resume", &run.settings)
            )));
        }
        let rows = take_back_failures(&folder.journal())?;
        failpoint::pass("taken-back");
        self.listener
            .hear(&Event::Note(format!("Retrying {}.", counted(rows, "failed write", "failed writes"))));
        self.resume(folder, run, moved).await
    }

    /// Takes a run up again.
    pub(crate) fn reopen(&self, folder: &RunFolder, run: &mut RunFile) -> Result<(), ImportError> {
        if run.planned && run.end.is_none() {
            self.take_in(folder, run);
        }
        folder.sweep()?;
        run.reopen();
        folder.save(run)?;
        failpoint::pass("run-reopened");
        Ok(())
    }

    /// Refuses a run that is none of this account's, or that has nothing to write.
    pub(crate) fn check(&self, run: &RunFile) -> Result<(), ImportError> {
        check_same(run, &self.account, "write")
    }

    fn check_planned(&self, run: &RunFile) -> Result<(), ImportError> {
        self.check(run)?;
        match run.planned {
            true => Ok(()),
            false => {
                Err(ImportError::Usage("the plan of this run is not complete: resume it instead".to_owned()))
            }
        }
    }

    /// Writes what the journal has pending, and leaves results and reports. `mark` is the list before the inserts were
    /// looked up.
    pub(crate) async fn write_whole(
        &self,
        folder: RunFolder,
        mut run: RunFile,
        mark: Option<ListEnd>,
    ) -> Result<FinishedRun, ImportError> {
        let written = self.write(&folder, &mut run, mark).await;
        let ending = closing(written, &folder, &mut run)?;
        finish(folder, run, &ending)
    }

    async fn write(
        &self,
        folder: &RunFolder,
        run: &mut RunFile,
        mark: Option<ListEnd>,
    ) -> Result<WriteEnd, ImportError> {
        let journal = folder.journal();
        let (pending, deletes) = tokio::task::block_in_place(|| {
            let reader = JournalReader::open(&journal)?;
            let deletes = run.undoes.is_some() && reader.plan_rows_of(RowAction::Update, 0, 1)?.is_empty();
            Ok::<_, JournalError>((reader.pending_count()?, deletes))
        })?;
        self.listener.hear(&Event::Writing { pending, deletes });
        let (follower, following) = self.follow(&journal, run).unzip();
        let (recorder, thread) = Recorder::start_followed(&journal, failpoint::wall_clock(), follower)?;
        let pace = Arc::new(LatencyLog::over(Arc::clone(&self.listener)));
        let client = self.client.clone();
        let listener = Arc::clone(&pace) as Arc<dyn Listener>;
        // A refusal by what an earlier run has found is decided again: the user may have mended the cause.
        let stored = run.stored.clone().filter(|stored| stored.refused.is_none() || stored.read_back > 0);
        let stored = Arc::new(stored.map_or_else(OnceLock::new, OnceLock::from));
        let interlude =
            tokio::task::block_in_place(|| BatchChecks::new(self, (folder, run), mark, Arc::clone(&stored)))?;
        let between = Arc::new(interlude);
        let interlude = Some(Arc::clone(&between) as Arc<dyn BetweenBatches>);
        let settings = WriterSettings { stored: Arc::clone(&stored), interlude, ..self.writer_settings(run) };
        let writer = Writer::new(client, recorder, settings, listener, self.stop.clone());
        // On a thread of the runtime, beside its connections.
        let written = tokio::spawn(async move { writer.run(&journal).await });
        let ending = written.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        // The thread ends with its last handle; a panic in it has shown as an error of the writer already.
        drop(tokio::task::block_in_place(|| thread.join()));
        self.end_following(following);
        if let Err(error) = pace.save(folder) {
            self.listener.hear(&Event::Note(format!("can't save the write statistics: {error}")));
        }
        let ending = between.after(ending?).await;
        run.stored = stored.get().cloned();
        Ok(ending?)
    }

    fn writer_settings(&self, run: &RunFile) -> WriterSettings {
        WriterSettings {
            marker: marker(run),
            lookup: self.lookup(settling_keys(run)),
            known: self.known.clone(),
            even_changed: run.settings.even_changed,
            from_sources: run.is_from_sources(),
            ..WriterSettings::of(&self.settings)
        }
    }

    pub(crate) fn lookup(&self, matching: Option<MatchRules>) -> Option<CustomerLookup> {
        let client = self.client.clone();
        let concurrency = self.settings.concurrency;
        Some(CustomerLookup { client, matching: matching?, concurrency, keyless: KeylessCache::default() })
    }
}

/// Inserts in doubt are looked up by their marker, else by the match key.
fn settling_keys(run: &RunFile) -> Option<MatchRules> {
    match &run.settings.marker {
        Some(field) => MatchRules::by(&[vec![format!("customFields.{field}")]]),
        None => MatchRules::by(&run.match_keys),
    }
}

/// The marker that the inserts of a run carry.
pub(crate) fn marker(run: &RunFile) -> Option<Marker> {
    run.settings.marker.as_ref().map(|field| Marker { field: field.clone(), run: run.id.clone() })
}

/// Notes in `run.json` what ended a run early; not in what has taken the place of its folder.
pub(crate) fn closing<T>(
    result: Result<T, ImportError>,
    folder: &RunFolder,
    run: &mut RunFile,
) -> Result<T, ImportError> {
    result.inspect_err(|error| {
        if matches!(error, ImportError::Journal(JournalError::Gone { .. })) {
            return;
        }
        run.close(error.status(), error.to_string());
        // The error itself is told; that it could not be noted as well adds nothing.
        drop(folder.save(run));
    })
}

/// Refuses a run that is none of this account's, or that has nothing to `verb`.
pub(crate) fn check_same(run: &RunFile, here: &HelpDeskAccount, verb: &str) -> Result<(), ImportError> {
    let usage = |text: String| Err(ImportError::Usage(text));
    match &run.account {
        _ if run.dry_run => usage(format!("{} was a dry run, so there is nothing to {verb}", run.id)),
        None => usage(format!("{} was a validation, so there is nothing to {verb}", run.id)),
        Some(account) if account != here => usage(format!(
            "{} was made with another account ({}, client {}), but this is {}, client {}; {}",
            run.id,
            account.base_url,
            account.client,
            here.base_url,
            here.client,
            way_to(account, here)
        )),
        Some(_) => Ok(()),
    }
}

/// How to reach an account, where another one was reached.
fn way_to(account: &HelpDeskAccount, here: &HelpDeskAccount) -> String {
    let credentials = "the client id and the token of that account";
    let same_place = HelpDeskAccount { client: here.client.clone(), ..account.clone() } == *here;
    match account.base_url.strip_prefix("sandbox:") {
        Some("") => "that account was a sandbox that ended with its process".to_owned(),
        Some(file) => format!("to use that account, add {}", quoted(&format!("--sandbox={file}"))),
        None if same_place => format!("to use that account, give {credentials}"),
        None if account.client == here.client => {
            format!("to use that account, add --base-url {}", quoted(&account.base_url))
        }
        None => {
            format!(
                "to use that account, add --base-url {}, and give {credentials}",
                quoted(&account.base_url)
            )
        }
    }
}

/// Rebuilds results and reports from the journal, and closes `run.json`.
pub(crate) fn finish(
    folder: RunFolder,
    mut run: RunFile,
    ending: &WriteEnd,
) -> Result<FinishedRun, ImportError> {
    failpoint::pass("all-written");
    let reader = JournalReader::open(&folder.journal())?;
    let counts = reader.counts()?;
    let (exit, reason) = exit_status(ending, &counts, run.dry_run);
    run.counts = Some(counts);
    run.close(exit, reason.clone());
    let reported = report(&folder, &run, &reader, counts).map_err(|source| match run.dry_run {
        true => source,
        false => unreported(&folder, &run, reason, source),
    });
    let issues = closing(reported, &folder, &mut run)?;
    Ok(FinishedRun { folder, run, counts, issues })
}

fn report(
    folder: &RunFolder,
    run: &RunFile,
    reader: &JournalReader,
    counts: RowCounts,
) -> Result<IssueStats, ImportError> {
    let (_, issues) = write_results(folder.path(), reader, run.dry_run)?;
    if run.restores.is_some() && !run.dry_run {
        write_id_map(folder.path(), reader)?;
    }
    failpoint::pass("results-named");
    let facts = ReportFacts::collect(folder, reader, run)?;
    save_report(folder, run, counts, &issues, facts)?;
    failpoint::pass("report-named");
    folder.save(run)?;
    failpoint::pass("run-closed");
    Ok(issues)
}

/// Says what was done all the same, and that nothing of it is lost.
fn unreported(folder: &RunFolder, run: &RunFile, ended: String, source: ImportError) -> ImportError {
    let written = run.counts.as_ref().map(in_words).unwrap_or_default();
    let resume = folder.command_line("resume", &run.settings);
    let folder = folder.path().to_owned();
    ImportError::Reports { ended, written, folder, resume, source: Box::new(source) }
}
