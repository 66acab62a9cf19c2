//! Unfinished runs that a plan must not repeat: some of their rows may already be inserted.

use super::error::PlanError;
use super::format::PlanHeader;
use crate::journal::{PlanWriter, RunFile, RunFolder};
use crate::mapping::MatchRules;
use crate::run::{RunError, UnfinishedRun, WriteJob, take_over_all, unless_stopped};

/// The unfinished runs into the account of a plan.
pub(super) struct UnfinishedPlans<'a> {
    all: &'a [UnfinishedRun],
    /// The runs that still have rows of this plan.
    same: Vec<&'a UnfinishedRun>,
}

impl<'a> UnfinishedPlans<'a> {
    /// Refuses a plan if an earlier run still has rows of it, unless `anew` takes that run over. Tells the user about
    /// other unfinished runs.
    pub(super) fn check(
        head: &PlanHeader,
        all: &'a [UnfinishedRun],
        anew: bool,
        write: &WriteJob,
    ) -> Result<Self, RunError> {
        let (same, others): (Vec<_>, Vec<_>) = all.iter().partition(|earlier| is_same(earlier, head));
        if let Some(newest) = same.last().filter(|_| !anew) {
            let does = if newest.applies(&head.run) {
                "applies the same plan".to_owned()
            } else if head.restores.is_some() {
                "restores the same backup".to_owned()
            } else {
                format!("imports the same source with the mapping {}", head.mapping.name)
            };
            return Err(newest.refusal(&does, "To apply the plan anyway"));
        }
        write.check_known(all, anew)?;
        for earlier in same.iter().filter(|earlier| !earlier.applies(&head.run)) {
            earlier.check_whole(&head.inputs, head.settings.limit, head.sample.as_ref())?;
        }
        write.note_unfinished(others.into_iter());
        Ok(Self { all, same })
    }

    /// Refuses to take over a run if inserts of the plan have no key: what the run inserted can't be found.
    pub(super) fn check_keyless(&self, keyless: u64) -> Result<(), RunError> {
        match self.same.last() {
            Some(newest) if keyless > 0 => Err(newest.refusal_of_keyless(keyless)),
            _ => Ok(()),
        }
    }

    /// Waits for in-doubt inserts of earlier runs, if the plan inserts the same customers.
    pub(super) async fn wait(
        &self,
        folder: &RunFolder,
        run: &RunFile,
        write: &WriteJob,
    ) -> Result<(), PlanError> {
        let Some(matching) = MatchRules::by(&run.match_keys) else { return Ok(()) };
        let plan_writer = tokio::task::block_in_place(|| PlanWriter::open_for_rematch(&folder.journal()))?;
        unless_stopped(&write.stop, write.wait_for_in_doubt(self.all, &matching, &plan_writer)).await?;
        Ok(())
    }

    /// Hands the rows of these runs over to the run `by`.
    pub(super) fn take_over(&self, by: &str) -> Result<(), RunError> {
        take_over_all(self.same.iter().copied(), by)
    }
}

fn is_same(earlier: &UnfinishedRun, head: &PlanHeader) -> bool {
    earlier.applies(&head.run)
        || earlier.imports(&head.inputs, &head.mapping.sha256, &head.settings.reading)
        || head.restores.as_ref().is_some_and(|backup| earlier.restores(backup, &head.inputs))
}
