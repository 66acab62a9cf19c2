//! An import: its plan, which is then written as any other.

use std::path::PathBuf;
use std::sync::Arc;

use super::dedup::{DuplicateIndex, RowStager};
use super::map_rows::{OpenedSource, map_all, open_all};
use crate::customer::CustomFieldDefinitions;
use crate::event::Event;
use crate::failpoint;
use crate::file::{Interrupt, STDIN};
use crate::journal::{InputFile, MappingCopy, PlanWriter, RowCounts, RunCommand, RunFile, RunFolder};
use crate::lookup::ListEnd;
use crate::mapping::Mapping;
use crate::plan::{ImportMode, OnMultiple};
use crate::planfile::PlanFile;
use crate::run::{
    CustomFields, FinishedRun, ImportError, KnownStoredChanges, Matcher, OnLateMatch, UnfinishedRun,
    WriteJob, closing, custom_fields, finish,
};
use crate::source::ReadOptions;
use crate::writer::{Stop, WriteEnd};

/// Everything that an import needs to know.
pub struct ImportJob {
    /// Paths; `-` is standard input.
    pub sources: Vec<String>,
    /// How to read them.
    pub read: ReadOptions,
    /// From columns to fields.
    pub mapping: Arc<Mapping>,
    /// Which customers may be written.
    pub mode: ImportMode,
    /// What several matches do.
    pub on_multiple: OnMultiple,
    /// Where the definitions of custom fields come from.
    pub custom_fields: CustomFields,
    /// Phase one only.
    pub dry_run: bool,
    /// Where a dry run leaves its plan.
    pub plan_out: Option<PathBuf>,
    /// Although a run of the same sources is not finished.
    pub anew: bool,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// How to write the plan.
    pub write: WriteJob,
}

/// Runs an import to its end. An `Err` means that the run stopped before anything was sent, or that its folder can
/// no longer be written.
pub async fn import(job: ImportJob) -> Result<FinishedRun, ImportError> {
    let _interrupted = job.interrupt_on_stop();
    let plan_out = job.plan_out.as_deref().map(|path| PlanFile::create(path, &job.sources)).transpose()?;
    let earlier = tokio::task::block_in_place(|| job.unfinished())?;
    job.check_unfinished(&earlier)?;
    let opened = job.open()?;
    let mut run = job.run_file()?;
    let (folder, lock) = RunFolder::with_journal(&job.run_dir, &run)?;
    let planned = job.plan_whole(opened, (&folder, &earlier), &mut run).await;
    let mark = planned.inspect_err(|error| {
        if matches!(error, ImportError::Begun(_)) {
            // So that `latest` stays the run that is to go on. The error itself is told.
            drop(folder.remove(&lock));
        }
    })?;
    if let Some(file) = plan_out {
        let kept = tokio::task::block_in_place(|| file.save(&folder, &mut run));
        closing(kept, &folder, &mut run)?;
    }
    job.write_whole(folder, run, mark).await
}

/// Goes on with a run whose plan was not whole when it was broken off: plans anew, and writes. The lock must be held
/// by the caller.
pub async fn replan(job: ImportJob, folder: RunFolder, mut run: RunFile) -> Result<FinishedRun, ImportError> {
    job.write.check(&run)?;
    job.write.reopen(&folder, &mut run)?;
    job.note("The plan was not complete, so nothing was sent yet; planning again.".to_owned());
    if run.inputs.iter().any(|input| input.file == STDIN) {
        job.note("The rows came from standard input: send the same data again.".to_owned());
    }
    for input in run.inputs.iter().filter(|input| input.has_changed()) {
        job.note(format!("{} has changed since then; reading it as it is now.", input.file));
    }
    let _interrupted = job.interrupt_on_stop();
    let opened = job.open()?;
    PlanWriter::replace(&folder.journal())?;
    let earlier = tokio::task::block_in_place(|| job.unfinished())?;
    let mark = job.plan_whole(opened, (&folder, &earlier), &mut run).await?;
    job.write_whole(folder, run, mark).await
}

impl ImportJob {
    fn open(&self) -> Result<Vec<OpenedSource>, ImportError> {
        self.unless_stopped(open_all(&self.sources, &self.mapping, &self.read, &*self.write.listener))
    }

    fn interrupt_on_stop(&self) -> AbortOnDrop {
        interrupt_on(&self.write.stop, &self.read.interrupt)
    }

    /// A source that can't be read on because somebody asked to stop is no fault of the source.
    fn unless_stopped<T>(&self, result: Result<T, ImportError>) -> Result<T, ImportError> {
        result.map_err(|error| self.write.stop.reason().map_or(error, ImportError::Stopped))
    }

    pub(super) fn note(&self, text: String) {
        self.write.listener.hear(&Event::Note(text));
    }

    async fn plan_whole(
        &self,
        opened: Vec<OpenedSource>,
        (folder, earlier): (&RunFolder, &[UnfinishedRun]),
        run: &mut RunFile,
    ) -> Result<Option<ListEnd>, ImportError> {
        let planned = self.plan(opened, (folder, earlier), run).await;
        let (counts, mark) = closing(planned, folder, run)?;
        closing(self.take_over(earlier, run), folder, run)?;
        failpoint::pass("plan-taken-over");
        self.write.listener.hear(&Event::Planned(counts));
        failpoint::pass("plan-on-disk");
        run.planned = true;
        folder.save(run)?;
        failpoint::pass("plan-named");
        Ok(mark)
    }

    async fn write_whole(
        &self,
        folder: RunFolder,
        run: RunFile,
        mark: Option<ListEnd>,
    ) -> Result<FinishedRun, ImportError> {
        match self.dry_run {
            true => finish(folder, run, &WriteEnd::Finished),
            false => self.write.write_whole(folder, run, mark).await,
        }
    }

    fn run_file(&self) -> Result<RunFile, ImportError> {
        let first = self.sources.first().map_or("-", String::as_str);
        let named = self.write.name(&self.run_dir, first)?;
        let mut run = RunFile::begin(RunCommand::Import, named.id, named.now, MappingCopy::of(&self.mapping));
        run.dry_run = self.dry_run;
        run.mode = self.mode;
        run.on_multiple = self.on_multiple;
        run.match_keys = match_keys(&self.mapping);
        run.settings = self.write.settings.clone();
        run.account = Some(self.write.account.clone());
        run.custom_fields = self.custom_fields.given();
        run.inputs = self.sources.iter().map(|source| InputFile::unread(source)).collect();
        Ok(run)
    }

    /// Phase one: reads everything, decides everything, sends no write.
    async fn plan(
        &self,
        mut opened: Vec<OpenedSource>,
        (folder, earlier): (&RunFolder, &[UnfinishedRun]),
        run: &mut RunFile,
    ) -> Result<(RowCounts, Option<ListEnd>), ImportError> {
        let definitions = self.definitions(&mut opened, folder, run).await?;
        let spool = PlanWriter::open(&folder.journal())?;
        failpoint::pass("plan-begun");
        run.inputs = self.unless_stopped(tokio::task::block_in_place(|| {
            self.spool(opened, &spool, (folder, definitions.as_deref()))
        }))?;
        failpoint::pass("plan-read");
        self.check_read(earlier, &run.inputs)?;
        if let Some(matching) = self.mapping.matching() {
            let waited = self.write.wait_for_doubtful(earlier, (matching, &spool));
            self.unless_asked_to_stop(waited).await?;
        }
        let recent = self.write.recent_inserts();
        let lookup = self.write.lookup(self.mapping.matching().cloned());
        let matcher = Matcher {
            client: &self.write.client,
            spool: &spool,
            lookup: lookup.as_ref(),
            mode: self.mode,
            on_multiple: self.on_multiple,
            definitions: definitions.as_deref(),
            concurrency: self.write.settings.concurrency,
            listener: &*self.write.listener,
            stop: &self.write.stop,
            newcomers: OnLateMatch::Decided,
            recent: recent.as_ref(),
            known: &self.write.known,
            kept: &KnownStoredChanges::of(&self.write),
        };
        let matched = self.unless_asked_to_stop(matcher.run()).await?;
        run.matching = Some(matched.how);
        failpoint::pass("plan-matched");
        let counts = spool.counts()?;
        spool.finish(&run.id)?;
        Ok((counts, matched.mark))
    }

    /// Reads change nothing, so nobody waits for one that is under way.
    async fn unless_asked_to_stop<T>(
        &self,
        reads: impl Future<Output = Result<T, ImportError>>,
    ) -> Result<T, ImportError> {
        tokio::select! {
            read = reads => read,
            () = self.write.stop.requested() => Err(ImportError::Stopped(self.write.stop.reason().unwrap_or_default())),
        }
    }

    /// What the custom fields may hold; asked for once in the life of a run.
    async fn definitions(
        &self,
        opened: &mut [OpenedSource],
        folder: &RunFolder,
        run: &mut RunFile,
    ) -> Result<Option<Arc<CustomFieldDefinitions>>, ImportError> {
        let known = match run.custom_fields.clone() {
            Some(known) => known,
            None => {
                let (asked, why) = self.unless_asked_to_stop(custom_fields::ask(&self.write.client)).await?;
                if let Some(why) =
                    why.filter(|_| opened.iter().any(|source| source.custom_fields().next().is_some()))
                {
                    self.note(format!("Custom fields are not checked against their definitions: {why}"));
                }
                run.custom_fields = Some(asked.clone());
                folder.save(run)?;
                asked
            }
        };
        Ok(custom_fields::save_in_run(opened, &known, &*self.write.listener))
    }

    fn spool(
        &self,
        mut opened: Vec<OpenedSource>,
        spool: &PlanWriter,
        (folder, definitions): (&RunFolder, Option<&CustomFieldDefinitions>),
    ) -> Result<Vec<InputFile>, ImportError> {
        let census = DuplicateIndex::new(self.mapping.matching(), self.mode, definitions, &opened);
        let mut spooler = RowStager::new(spool, census, &opened, &*self.write.listener)?;
        let (inputs, mut survey) = map_all(&mut opened, self.write.settings.limit, true, |mapped| {
            if let Some(reason) = self.write.stop.reason() {
                return Err(ImportError::Stopped(reason));
            }
            spooler.add(mapped)
        })?;
        survey.duplicates = spooler.finish()?;
        survey.save(folder)?;
        Ok(inputs)
    }
}

/// Reading a pipe ends where somebody asks to stop; until what this returns is dropped.
pub(crate) fn interrupt_on(stop: &Stop, interrupt: &Interrupt) -> AbortOnDrop {
    let stop = stop.clone();
    let interrupt = interrupt.clone();
    AbortOnDrop(tokio::spawn(async move {
        stop.requested().await;
        interrupt.ask();
    }))
}

pub(crate) struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(super) fn match_keys(mapping: &Mapping) -> Vec<Vec<String>> {
    let alternatives = mapping.matching().map(|matching| matching.alternatives.as_slice());
    alternatives.unwrap_or_default().iter().map(|key| key.fields.clone()).collect()
}
