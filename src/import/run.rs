//! An import: plan, then write, then results.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::error::ImportError;
use super::matching::Matcher;
use super::reading::{Opened, map_all, open_all};
use super::spooling::{Census, Spooler};
use super::verdict::verdict;
use crate::api::Client;
use crate::event::{Event, Listener};
use crate::failpoint;
use crate::journal::{
    Account, Counts, InputFile, MappingFile, Reader, Recorder, RunFile, RunFolder, Settings, Spool,
};
use crate::lookup::Lookup;
use crate::mapping::{Mapping, Matching};
use crate::plan::{Mode, OnMultiple};
use crate::report::{IssueStats, save_report, write_results};
use crate::source::ReadOptions;
use crate::writer::{Ending, Marker, Stop, Writer, WriterSettings};

/// Everything that an import needs to know.
pub struct ImportJob {
    /// Paths; `-` is standard input.
    pub sources: Vec<String>,
    /// How to read them.
    pub read: ReadOptions,
    /// From columns to fields.
    pub mapping: Arc<Mapping>,
    /// Which customers may be written.
    pub mode: Mode,
    /// What several matches do.
    pub on_multiple: OnMultiple,
    /// Phase one only.
    pub dry_run: bool,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// For `run.json`.
    pub settings: Settings,
    /// For `run.json`.
    pub account: Account,
    /// The help desk.
    pub client: Client,
    /// How to write.
    pub writer: WriterSettings,
    /// Hears what happens.
    pub listener: Arc<dyn Listener>,
    /// Asks it to stop.
    pub stop: Stop,
}

/// What there is at the end of a run.
#[derive(Debug)]
pub struct Finished {
    /// The run's folder.
    pub folder: RunFolder,
    /// `run.json` as it was saved.
    pub run: RunFile,
    /// How many rows ended where.
    pub counts: Counts,
    /// The issues.
    pub issues: IssueStats,
}

/// Runs an import to its end. An `Err` means that the run stopped before anything was sent, or that its folder can
/// no longer be written.
pub async fn import(job: ImportJob) -> Result<Finished, ImportError> {
    let opened = open_all(&job.sources, &job.mapping, &job.read, &*job.listener)?;
    let mut run = job.run_file();
    let (folder, _lock) = RunFolder::with_journal(&job.run_dir, &run)?;
    job.plan_whole(opened, &folder, &mut run).await?;
    job.write_whole(folder, run).await
}

/// Goes on with a run that was broken off: plans anew where the plan was not whole, settles what is in doubt, writes
/// the rest. `job` holds the settings of the run; the lock must be held by the caller.
pub async fn resume(job: ImportJob, folder: RunFolder, mut run: RunFile) -> Result<Finished, ImportError> {
    job.check_same(&run)?;
    folder.sweep()?;
    run.reopen();
    folder.save(&run)?;
    failpoint::pass("run-reopened");
    if !run.planned {
        job.listener
            .hear(&Event::Note("The plan was not whole, so nothing was sent yet; planning anew.".to_owned()));
        for input in run.inputs.iter().filter(|input| input.has_changed()) {
            let text = format!("{} has changed since; it is read as it is now.", input.file);
            job.listener.hear(&Event::Note(text));
        }
        let opened = open_all(&job.sources, &job.mapping, &job.read, &*job.listener)?;
        Spool::replace(&folder.journal())?;
        job.plan_whole(opened, &folder, &mut run).await?;
    }
    job.write_whole(folder, run).await
}

/// As [`resume`], after the failures of the run have been made pending again.
pub async fn retry(job: ImportJob, folder: RunFolder, run: RunFile) -> Result<Finished, ImportError> {
    job.check_same(&run)?;
    if !run.planned {
        return Err(ImportError::Usage("the plan of this run is not whole: resume it instead".to_owned()));
    }
    let rows = crate::journal::take_back_failures(&folder.journal())?;
    failpoint::pass("taken-back");
    job.listener.hear(&Event::Note(format!("Trying again: {rows} failed writes.")));
    resume(job, folder, run).await
}

/// Notes in `run.json` what ended a run early.
pub(super) fn closing<T>(
    result: Result<T, ImportError>,
    folder: &RunFolder,
    run: &mut RunFile,
) -> Result<T, ImportError> {
    result.inspect_err(|error| {
        run.close(error.status(), error.to_string());
        // The error itself is told; that it could not be noted as well adds nothing.
        drop(folder.save(run));
    })
}

impl ImportJob {
    /// Refuses a run that is none of this account's, or that has nothing to write.
    fn check_same(&self, run: &RunFile) -> Result<(), ImportError> {
        check_same(run, &self.account, "write")
    }

    async fn plan_whole(
        &self,
        opened: Vec<Opened>,
        folder: &RunFolder,
        run: &mut RunFile,
    ) -> Result<(), ImportError> {
        let planned = self.plan(opened, folder, run).await;
        let counts = closing(planned, folder, run)?;
        self.listener.hear(&Event::Planned(counts));
        failpoint::pass("plan-on-disk");
        run.planned = true;
        folder.save(run)?;
        failpoint::pass("plan-named");
        Ok(())
    }

    async fn write_whole(&self, folder: RunFolder, mut run: RunFile) -> Result<Finished, ImportError> {
        let ending = match self.dry_run {
            true => Ending::Finished,
            false => closing(self.write(&folder, &run).await, &folder, &mut run)?,
        };
        finish(folder, run, &ending)
    }

    fn run_file(&self) -> RunFile {
        let now = Timestamp::now();
        let first = self.sources.first().map_or("-", String::as_str);
        let mut run =
            RunFile::begin("import", RunFolder::name(first, now), now, MappingFile::of(&self.mapping));
        run.dry_run = self.dry_run;
        run.mode = self.mode;
        run.on_multiple = self.on_multiple;
        run.match_keys = match_keys(&self.mapping);
        run.settings = self.settings.clone();
        run.account = Some(self.account.clone());
        run.inputs = self.sources.iter().map(|source| InputFile::unread(source)).collect();
        run
    }

    /// Phase one: reads everything, decides everything, sends no write.
    async fn plan(
        &self,
        opened: Vec<Opened>,
        folder: &RunFolder,
        run: &mut RunFile,
    ) -> Result<Counts, ImportError> {
        let spool = Spool::open(&folder.journal())?;
        failpoint::pass("plan-begun");
        run.inputs = tokio::task::block_in_place(|| self.spool(opened, &spool))?;
        failpoint::pass("plan-read");
        let lookup = self.lookup();
        let matcher = Matcher {
            client: &self.client,
            spool: &spool,
            lookup: lookup.as_ref(),
            mode: self.mode,
            on_multiple: self.on_multiple,
            concurrency: self.writer.concurrency,
            listener: &*self.listener,
            stop: &self.stop,
        };
        // Reads change nothing, so nobody waits for one that is under way.
        let matched = tokio::select! {
            matched = matcher.run() => matched,
            () = self.stop.requested() => Err(ImportError::Stopped(self.stop.reason().unwrap_or_default())),
        };
        run.matching = Some(matched?);
        failpoint::pass("plan-matched");
        let counts = spool.counts()?;
        spool.finish()?;
        Ok(counts)
    }

    fn lookup(&self) -> Option<Lookup> {
        let matching = self.mapping.matching()?.clone();
        Some(Lookup { client: self.client.clone(), matching, concurrency: self.writer.concurrency })
    }

    fn spool(&self, mut opened: Vec<Opened>, spool: &Spool) -> Result<Vec<InputFile>, ImportError> {
        let census = Census::new(self.mapping.matching(), self.mode);
        let mut spooler = Spooler::new(spool, census, &opened, &*self.listener)?;
        let inputs = map_all(&mut opened, self.settings.limit, true, |mapped| {
            if let Some(reason) = self.stop.reason() {
                return Err(ImportError::Stopped(reason));
            }
            spooler.add(mapped)
        })?;
        spool.commit()?;
        Ok(inputs)
    }

    /// Phase two: consumes exactly what phase one left.
    async fn write(&self, folder: &RunFolder, run: &RunFile) -> Result<Ending, ImportError> {
        let mut settings = self.writer.clone();
        let marker = self.settings.marker.clone();
        settings.marker = marker.map(|field| Marker { field, run: run.id.clone() });
        settings.lookup = self.settling_lookup();
        write_pending(folder, self.client.clone(), settings, &self.listener, &self.stop).await
    }

    /// Inserts in doubt are looked up by their marker, else by the match key.
    fn settling_lookup(&self) -> Option<Lookup> {
        let Some(field) = &self.settings.marker else { return self.lookup() };
        let matching = Matching::by(format!("customFields.{field}"));
        Some(Lookup { client: self.client.clone(), matching, concurrency: self.writer.concurrency })
    }
}

/// Refuses a run that is none of this account's, or that has nothing to `verb`.
pub(super) fn check_same(run: &RunFile, here: &Account, verb: &str) -> Result<(), ImportError> {
    let usage = |text: String| Err(ImportError::Usage(text));
    match &run.account {
        _ if run.dry_run => usage(format!("{} was a dry run: there is nothing to {verb}", run.id)),
        None => usage(format!("{} was a {}: there is nothing to {verb}", run.id, run.command)),
        Some(account) if account != here => usage(format!(
            "{} was made with another account ({}, client {}), and this is {}, client {}",
            run.id, account.base_url, account.client, here.base_url, here.client
        )),
        Some(_) => Ok(()),
    }
}

/// Writes what the journal of a run has pending.
pub(super) async fn write_pending(
    folder: &RunFolder,
    client: Client,
    settings: WriterSettings,
    listener: &Arc<dyn Listener>,
    stop: &Stop,
) -> Result<Ending, ImportError> {
    let journal = folder.journal();
    let pending = tokio::task::block_in_place(|| Reader::open(&journal)?.pending_count())?;
    listener.hear(&Event::Writing { pending });
    let (recorder, thread) = Recorder::start(&journal)?;
    let writer = Writer::new(client, recorder, settings, Arc::clone(listener), stop.clone());
    // On a thread of the runtime, beside its connections.
    let written = tokio::spawn(async move { writer.run(&journal).await });
    let ending = written.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
    // The thread ends with its last handle; a panic in it has shown as an error of the writer already.
    drop(tokio::task::block_in_place(|| thread.join()));
    Ok(ending?)
}

pub(super) fn match_keys(mapping: &Mapping) -> Vec<Vec<String>> {
    let alternatives = mapping.matching().map(|matching| matching.alternatives.as_slice());
    alternatives.unwrap_or_default().iter().map(|key| key.fields.clone()).collect()
}

/// Rebuilds results and reports from the journal, and closes `run.json`.
pub(super) fn finish(folder: RunFolder, mut run: RunFile, ending: &Ending) -> Result<Finished, ImportError> {
    failpoint::pass("all-written");
    let reader = Reader::open(&folder.journal())?;
    let counts = reader.counts()?;
    let (_, issues) = write_results(folder.path(), &reader, run.dry_run)?;
    failpoint::pass("results-named");
    let (exit, reason) = verdict(ending, &counts, run.dry_run);
    run.counts = Some(counts);
    run.close(exit, reason);
    save_report(&folder, &run, counts, &issues)?;
    failpoint::pass("report-named");
    folder.save(&run)?;
    failpoint::pass("run-closed");
    Ok(Finished { folder, run, counts, issues })
}
