//! A saved plan as a run of its own: its journal is filled from the file, and then written as any other.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::beside::Beside;
use super::error::PlanError;
use super::format::PlanHeader;
use super::read::PlanReader;
use crate::event::Event;
use crate::file::Interrupt;
use crate::import::interrupt_on;
use crate::journal::{
    AppliedPlan, HelpDeskAccount, JournalReader, PlanWriter, RunCommand, RunFile, RunFolder, RunState,
    RunSummary, StagedRunFolder, runs,
};
use crate::run::{FinishedRun, ImportError, WriteJob, closing, stem};
use crate::wording::counted;

/// Everything that applying a plan needs to know.
pub struct ApplyJob {
    /// The plan, whose first line was read.
    pub plan: PlanReader,
    /// Ends the reading of a pipe.
    pub interrupt: Interrupt,
    /// Although it was applied before.
    pub again: bool,
    /// Although a run with rows of the plan is not finished.
    pub anew: bool,
    /// Send nothing where one row is stale.
    pub all_or_nothing: bool,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// How to write it.
    pub write: WriteJob,
}

/// Writes exactly a saved plan. An `Err` means that nothing was sent, or that the run's folder can no longer be written.
pub async fn apply(job: ApplyJob) -> Result<FinishedRun, ImportError> {
    let ApplyJob { plan, interrupt, again, anew, all_or_nothing, run_dir, write } = job;
    let _interrupted = interrupt_on(&write.stop, &interrupt);
    let name = plan.name().to_owned();
    check_account(&name, plan.head(), &write.account)?;
    tell_age(plan.head(), &write);
    let earlier = tokio::task::block_in_place(|| write.unfinished(&run_dir))?;
    let beside = Beside::of(plan.head(), (&earlier, anew), &write)?;
    let mut run = run_file(&name, plan.head(), (&run_dir, &write))?;
    let survey = plan.head().survey.clone();
    let making = StagedRunFolder::begin(&run_dir, &run)?;
    let sha256 = tokio::task::block_in_place(|| fill(plan, making.folder(), &write))?;
    survey.map_or(Ok(()), |survey| survey.save(making.folder()))?;
    let reader = JournalReader::open(&making.folder().journal())?;
    let keyless = reader.keyless_inserts()?;
    beside.check_keyless(keyless)?;
    check_unapplied((&name, &sha256), (again, anew), &run_dir, keyless)?;
    write.listener.hear(&Event::Planned(reader.counts()?));
    reader.remember_inserts()?;
    beside.wait(making.folder(), &run, &write).await?;
    let mark = write.rematch_pending(making.folder(), &run).await?;
    if all_or_nothing {
        write.check_fresh(&name, &reader).await?;
    }
    drop(reader);
    run.applies.iter_mut().for_each(|plan| plan.sha256.clone_from(&sha256));
    making.folder().save(&run)?;
    let (folder, _lock) = making.named()?;
    closing(beside.take_over(&run.id), &folder, &mut run)?;
    write.write_whole(folder, run, mark).await
}

fn run_file(
    name: &str,
    head: &PlanHeader,
    (run_dir, write): (&Path, &WriteJob),
) -> Result<RunFile, ImportError> {
    let named = write.name(run_dir, &format!("apply-{}", stem(&head.run)))?;
    let mut run = RunFile::begin(RunCommand::Apply, named.id, named.now, head.mapping.clone());
    run.applies = Some(AppliedPlan {
        file: name.to_owned(),
        sha256: String::new(),
        made: head.made.clone(),
        run: head.run.clone(),
    });
    run.inputs.clone_from(&head.inputs);
    run.restores.clone_from(&head.restores);
    (run.mode, run.on_multiple, run.match_keys) = (head.mode, head.on_multiple, head.match_keys.clone());
    (run.account, run.settings) = (Some(write.account.clone()), write.settings.clone());
    (run.matching, run.planned) = (head.matching.clone(), true);
    run.custom_fields.clone_from(&head.custom_fields);
    Ok(run)
}

/// The whole plan into the journal of a folder that has no name yet; the plan's SHA-256.
pub(crate) fn fill(plan: PlanReader, folder: &RunFolder, write: &WriteJob) -> Result<String, ImportError> {
    PlanWriter::prepare(&folder.journal())?;
    let spool = PlanWriter::open(&folder.journal())?;
    let stopped = || write.stop.reason().map(ImportError::Stopped);
    let filled = plan.fill(&spool, || stopped().map_or(Ok(()), Err));
    // A pipe that can't be read on because somebody asked to stop is no fault of the plan.
    let sha256 = filled.map_err(|error| stopped().unwrap_or(error))?;
    spool.finish(&folder.id())?;
    Ok(sha256)
}

pub(crate) fn check_account(plan: &str, head: &PlanHeader, here: &HelpDeskAccount) -> Result<(), PlanError> {
    if head.account == *here {
        return Ok(());
    }
    let words = |account: &HelpDeskAccount| format!("{}, client {}", account.base_url, account.client);
    Err(PlanError::OtherAccount { plan: plan.to_owned(), planned: words(&head.account), here: words(here) })
}

/// Older than this it is said how old a plan is.
const OLD: SignedDuration = SignedDuration::from_hours(24);

fn tell_age(head: &PlanHeader, write: &WriteJob) {
    let age = head.made.parse::<Timestamp>().map(|made| Timestamp::now().duration_since(made));
    if let Some(age) = age.ok().filter(|age| *age > OLD) {
        let days = counted(age.as_hours() / 24, "day", "days");
        write.listener.hear(&Event::Note(format!(
            "The plan is {days} old. Rows whose customers have changed since then are not written; \
             --refresh shows which."
        )));
    }
}

/// Looks whether a run of this folder has written from the plan.
fn check_unapplied(
    (plan, sha256): (&str, &str),
    (again, anew): (bool, bool),
    run_dir: &Path,
    keyless: u64,
) -> Result<(), ImportError> {
    for summary in runs(run_dir)? {
        let Some(run) = summary.run.as_ref().filter(|run| is_of(run, sha256)) else { continue };
        let plan = plan.to_owned();
        let id = run.id.clone();
        let taken_over = anew && keyless == 0 && summary.state == RunState::Unfinished;
        if taken_over {
            continue;
        }
        if is_half(&summary) {
            return Err(PlanError::HalfApplied { plan, run: id }.into());
        }
        let wrote = summary.counts.is_none_or(|counts| counts.inserted + counts.updated > 0);
        if wrote && (!again || keyless > 0) {
            let ended = run.ended.clone().unwrap_or_default();
            return Err(PlanError::Applied { plan, run: id, ended, again: advice(again, keyless) }.into());
        }
    }
    Ok(())
}

fn is_of(run: &RunFile, sha256: &str) -> bool {
    run.applies.as_ref().is_some_and(|plan| plan.sha256 == sha256)
}

fn is_half(summary: &RunSummary) -> bool {
    matches!(summary.state, RunState::Unfinished | RunState::Running(_))
}

fn advice(again: bool, keyless: u64) -> String {
    match (again, keyless) {
        (_, 0) => ", or pass --again: existing customers are found by the match key and not inserted \
             twice"
            .to_owned(),
        (true, _) => format!(
            "; --again does not help: {keyless} of its inserts have no match key and would create duplicates"
        ),
        (false, _) => String::new(),
    }
}
