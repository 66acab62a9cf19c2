//! Applies a saved plan as a new run: fills its journal from the file, then writes it like any other run.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::error::{PlanError, how_to_plan_anew};
use super::format::PlanHeader;
use super::read::PlanReader;
use super::unfinished_plans::UnfinishedPlans;
use crate::account::HelpDeskAccount;
use crate::event::Event;
use crate::file::Interrupt;
use crate::journal::{
    AppliedPlan, ChangesOf, JournalReader, PlanWriter, RunCommand, RunFile, RunFolder, RunState, RunSummary,
    StagedRunFolder, runs,
};
use crate::profile::ReadingProfile;
use crate::report::{WrittenWarnings, left_out, left_out_text};
use crate::run::{FinishedRun, WriteJob, check_stop, closing, how_to_reach, interrupt_on, stem};
use crate::wording::counted;

/// What applying a plan needs.
pub struct ApplyJob {
    /// The plan, whose header has been read.
    pub plan: PlanReader,
    /// Interrupts the reading of a pipe.
    pub interrupt: Interrupt,
    /// Apply the plan even if it was applied before.
    pub again: bool,
    /// Take over unfinished runs with rows of the plan.
    pub anew: bool,
    /// Send nothing if a row is stale.
    pub all_or_nothing: bool,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// How to write the plan.
    pub write: WriteJob,
}

/// Writes exactly a saved plan.
///
/// # Errors
/// If the plan is refused, nothing was sent. Later errors mean that the run folder can no longer be written.
pub async fn apply(job: ApplyJob) -> Result<FinishedRun, PlanError> {
    let ApplyJob { plan, interrupt, again, anew, all_or_nothing, run_dir, write } = job;
    let _interrupted = interrupt_on(&write.stop, &interrupt);
    let name = plan.name().to_owned();
    check_account(&name, plan.head(), &write.account)?;
    note_age(plan.head(), &write);
    let earlier = tokio::task::block_in_place(|| write.unfinished(&run_dir))?;
    let unfinished = UnfinishedPlans::check(plan.head(), &earlier, anew, &write)?;
    let mut run = run_file(&name, plan.head(), &run_dir, &write)?;
    let survey = plan.head().survey.clone();
    let staged = StagedRunFolder::begin(&run_dir, &run)?;
    let sha256 = tokio::task::block_in_place(|| fill(plan, staged.folder(), &write))?;
    survey.iter().try_for_each(|survey| survey.save(staged.folder()))?;
    let reader = JournalReader::open(&staged.folder().journal())?.under(&run.write_policies);
    let keyless = reader.keyless_inserts()?;
    unfinished.check_keyless(keyless)?;
    AppliedCheck { plan: &name, sha256: &sha256, again, anew, keyless }.check(&run_dir)?;
    write.listener.hear(&Event::Planned {
        counts: reader.counts()?,
        watching: run.watching.unwrap_or_default(),
        dry_run: false,
    });
    write.listener.hear(&Event::PlannedChanges(reader.field_change_counts(ChangesOf::Plan)?));
    let warnings = WrittenWarnings::from_journal(&reader, &run.write_policies)?;
    let left_out = survey.iter().filter_map(|survey| left_out_note(&run, survey, &warnings));
    left_out.for_each(|text| write.note(text));
    reader.remember_inserts()?;
    unfinished.wait(staged.folder(), &run, &write).await?;
    let mark = write.rematch_pending(staged.folder(), &run).await?;
    if all_or_nothing {
        write.check_fresh(&name, &reader, &run).await?;
    }
    drop(reader);
    run.applies.iter_mut().for_each(|plan| plan.sha256.clone_from(&sha256));
    staged.folder().save(&run)?;
    let (folder, _lock) = staged.named()?;
    closing(unfinished.take_over(&run.id), &folder, &mut run)?;
    Ok(write.write_pending(folder, run, mark).await?)
}

fn run_file(name: &str, head: &PlanHeader, run_dir: &Path, write: &WriteJob) -> Result<RunFile, PlanError> {
    let source = format!("apply-{}", stem(&head.run));
    let mut run = write.new_run(RunCommand::Apply, run_dir, &source, head.mapping.clone())?;
    run.applies = Some(AppliedPlan {
        file: name.to_owned(),
        sha256: String::new(),
        made: head.made.clone(),
        run: head.run.clone(),
    });
    run.inputs.clone_from(&head.inputs);
    run.sample.clone_from(&head.sample);
    run.fixes.clone_from(&head.fixes);
    run.restores.clone_from(&head.restores);
    run.mode = head.mode;
    run.on_multiple = head.on_multiple;
    run.match_keys = head.match_keys.clone();
    run.write_policies.clone_from(&head.write_policies);
    run.matching = head.matching.clone();
    run.planned = true;
    run.custom_fields.clone_from(&head.custom_fields);
    run.watching = head.watching;
    Ok(run)
}

/// Names the columns that no rule of the plan's mapping used.
fn left_out_note(run: &RunFile, survey: &ReadingProfile, warnings: &WrittenWarnings) -> Option<String> {
    let text = left_out(run, survey, Some(warnings)).map(|left_out| left_out_text(&left_out));
    text.filter(|text| !text.is_empty())
}

/// Fills the journal of a folder from a plan, and returns the SHA-256 of the plan.
pub(crate) fn fill(plan: PlanReader, folder: &RunFolder, write: &WriteJob) -> Result<String, PlanError> {
    PlanWriter::prepare(&folder.journal())?;
    let plan_writer = PlanWriter::open(&folder.journal())?;
    let stopped = || check_stop(&write.stop).map_err(PlanError::Run);
    // After a stop the pipe can't be read; report the stop, not a fault of the plan.
    let sha256 = plan.fill(&plan_writer, stopped).map_err(|error| stopped().err().unwrap_or(error))?;
    plan_writer.finish(&folder.id())?;
    Ok(sha256)
}

/// Refuses a plan of another account.
pub(crate) fn check_account(plan: &str, head: &PlanHeader, here: &HelpDeskAccount) -> Result<(), PlanError> {
    if head.account == *here {
        return Ok(());
    }
    let words = |account: &HelpDeskAccount| format!("{}, client {}", account.base_url, account.client);
    Err(PlanError::OtherAccount {
        plan: plan.to_owned(),
        planned: words(&head.account),
        here: words(here),
        reach: how_to_reach(&head.account, here),
    })
}

/// The user is told the age of a plan that is older than this.
const OLD: SignedDuration = SignedDuration::from_hours(24);

fn note_age(head: &PlanHeader, write: &WriteJob) {
    let age = head.made.parse::<Timestamp>().map(|made| Timestamp::now().duration_since(made));
    if let Some(age) = age.ok().filter(|age| *age > OLD) {
        let days = counted(age.as_hours() / 24, "day", "days");
        write.note(format!(
            "The plan is {days} old. Rows whose customers have changed since then are not written; \
             --refresh shows which."
        ));
    }
}

/// What decides whether a plan may be applied although a run has applied it.
struct AppliedCheck<'a> {
    plan: &'a str,
    sha256: &'a str,
    again: bool,
    anew: bool,
    /// The number of inserts without a match key.
    keyless: u64,
}

impl AppliedCheck<'_> {
    /// Refuses the plan if a run in `run_dir` has written from it.
    fn check(&self, run_dir: &Path) -> Result<(), PlanError> {
        for summary in runs(run_dir)? {
            let Some(run) = summary.run.as_ref().filter(|run| is_of(run, self.sha256)) else { continue };
            let taken_over = self.anew && self.keyless == 0 && summary.state == RunState::Unfinished;
            if taken_over {
                continue;
            }
            let plan = self.plan.to_owned();
            let id = run.id.clone();
            if is_half(&summary) {
                return Err(PlanError::HalfApplied { plan, run: id });
            }
            let wrote = summary.counts.is_none_or(|counts| counts.inserted + counts.updated > 0);
            if wrote && (!self.again || self.keyless > 0) {
                let ended = run.ended.clone().unwrap_or_default();
                let again = advice(self.again, self.keyless);
                let anew = how_to_plan_anew(run);
                return Err(PlanError::Applied { plan, run: id, ended, anew, again });
            }
        }
        Ok(())
    }
}

fn is_of(run: &RunFile, sha256: &str) -> bool {
    run.applies.as_ref().is_some_and(|plan| plan.sha256 == sha256)
}

fn is_half(summary: &RunSummary) -> bool {
    matches!(summary.state, RunState::Unfinished | RunState::Running(_))
}

fn advice(again: bool, keyless: u64) -> String {
    if keyless == 0 {
        ", or pass --again: existing customers are found by the match key and not inserted twice".to_owned()
    } else if again {
        format!(
            "; --again does not help: {keyless} of its inserts have no match key and would create duplicates"
        )
    } else {
        String::new()
    }
}
