//! A plan beside a run that is not finished: what that may have inserted is not inserted beside it.

use super::format::PlanHeader;
use crate::journal::{PlanWriter, RunFile, RunFolder};
use crate::mapping::MatchRules;
use crate::run::{ImportError, UnfinishedRun, WriteJob};

/// The unfinished runs into the account of a plan.
pub(super) struct Beside<'a> {
    all: &'a [UnfinishedRun],
    /// Those that owe rows of this plan.
    same: Vec<&'a UnfinishedRun>,
}

impl<'a> Beside<'a> {
    /// Refuses a plan whose rows an earlier run owes, unless that is to be taken over; tells of other runs.
    pub(super) fn of(
        head: &PlanHeader,
        (all, anew): (&'a [UnfinishedRun], bool),
        write: &WriteJob,
    ) -> Result<Self, ImportError> {
        let (same, others): (Vec<_>, Vec<_>) = all.iter().partition(|earlier| is_same(earlier, head));
        if let Some(newest) = same.last().filter(|_| !anew) {
            let does = match (newest.applies(&head.run), &head.restores) {
                (true, _) => "applies the same plan".to_owned(),
                (false, Some(_)) => "restores the same backup".to_owned(),
                (false, None) => format!("imports the same source with the mapping {}", head.mapping.name),
            };
            return Err(newest.refusal(&does, "To apply the plan anyway"));
        }
        for earlier in same.iter().filter(|earlier| !earlier.applies(&head.run)) {
            earlier.check_whole(&head.inputs, head.settings.limit)?;
        }
        write.tell_of(others.into_iter());
        Ok(Self { all, same })
    }

    /// Refuses to take a run over that may have inserted customers whom nothing finds.
    pub(super) fn check_keyless(&self, keyless: u64) -> Result<(), ImportError> {
        match self.same.last() {
            Some(newest) if keyless > 0 => Err(newest.refusal_of_keyless(keyless)),
            _ => Ok(()),
        }
    }

    /// Waits for inserts of earlier runs that may still arrive, if the plan inserts the same customers.
    pub(super) async fn wait(
        &self,
        folder: &RunFolder,
        run: &RunFile,
        write: &WriteJob,
    ) -> Result<(), ImportError> {
        let Some(matching) = MatchRules::by(&run.match_keys) else { return Ok(()) };
        let spool = tokio::task::block_in_place(|| PlanWriter::open_for_rematch(&folder.journal()))?;
        tokio::select! {
            waited = write.wait_for_doubtful(self.all, (&matching, &spool)) => waited,
            () = write.stop.requested() => Err(ImportError::Stopped(write.stop.reason().unwrap_or_default())),
        }
    }

    /// From here on only the run of the plan goes on with their rows.
    pub(super) fn take_over(&self, by: &str) -> Result<(), ImportError> {
        self.same.iter().try_for_each(|earlier| Ok(earlier.take_over(by)?))
    }
}

fn is_same(earlier: &UnfinishedRun, head: &PlanHeader) -> bool {
    let by = (head.mapping.sha256.as_str(), &head.settings.reading);
    earlier.applies(&head.run)
        || earlier.imports(&head.inputs, by)
        || head.restores.as_ref().is_some_and(|backup| earlier.restores(backup, &head.inputs))
}
