//! Decides which runs are removed, and removes them.

use jiff::{SignedDuration, Timestamp};

use super::error::JournalError;
use super::locks::RunLock;
use super::run_summary::{RunState, RunSummary, is_owed};

/// What to remove. If both limits are set, a run is removed only if it exceeds both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunPrunePolicy {
    /// Remove runs that ended at least this long ago; without an end, the start counts.
    pub older_than: Option<SignedDuration>,
    /// Keep this many of the newest runs.
    pub keep: Option<usize>,
    /// Also remove runs that could still be resumed.
    pub unfinished: bool,
}

impl RunPrunePolicy {
    /// True if no limit is set.
    pub fn is_empty(&self) -> bool {
        self.older_than.is_none() && self.keep.is_none()
    }
}

/// What to do with a run's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PruneDecision {
    /// Remove it.
    Remove,
    /// Keep it, for this reason.
    Keep(String),
}

/// Decides for each run; `runs` is ordered by time.
pub fn sort_out(runs: &[RunSummary], policy: &RunPrunePolicy, now: Timestamp) -> Vec<PruneDecision> {
    let mut newer = 0;
    let decide = |run: &RunSummary| {
        let verdict = spared(run, newer, policy, now).map_or(PruneDecision::Remove, PruneDecision::Keep);
        newer += usize::from(!matches!(run.state, RunState::Leftover | RunState::Broken(_)));
        verdict
    };
    let mut verdicts: Vec<_> = runs.iter().rev().map(decide).collect();
    verdicts.reverse();
    verdicts
}

/// The reason to keep a run, if there is one. `newer` counts the newer runs.
fn spared(run: &RunSummary, newer: usize, policy: &RunPrunePolicy, now: Timestamp) -> Option<String> {
    match &run.state {
        RunState::Running(Some(holder)) => return Some(format!("in use by {holder}")),
        RunState::Running(None) => return Some("in use".to_owned()),
        RunState::Broken(reason) => return Some(format!("can't be read as a run: {reason}")),
        // Nothing was sent, or it was being removed.
        RunState::Leftover => return None,
        RunState::Unfinished if !policy.unfinished => return Some(UNFINISHED.to_owned()),
        _ => {}
    }
    if policy.keep.is_some_and(|keep| newer < keep) {
        return Some(format!("one of the {} newest", policy.keep.unwrap_or_default()));
    }
    let old_enough = |age: SignedDuration| run.time().is_some_and(|time| now.duration_since(time) >= age);
    match policy.older_than {
        Some(age) if !old_enough(age) => Some("not old enough".to_owned()),
        _ => None,
    }
}

const UNFINISHED: &str = "unfinished: resume it, or remove it with --unfinished";

/// The result of removing a run.
#[derive(Debug)]
pub enum Removal {
    /// The folder is removed.
    Removed,
    /// The run was kept after all, for this reason.
    Kept(String),
}

/// Removes a run's folder. First checks the journal again under the run's lock, because the state may have changed
/// since.
pub fn remove(run: &RunSummary, policy: &RunPrunePolicy) -> Result<Removal, JournalError> {
    let lock = match RunLock::take(&run.folder) {
        Err(error @ JournalError::Held { .. }) => return Ok(Removal::Kept(error.to_string())),
        lock => lock?,
    };
    if run.state != RunState::Leftover && !policy.unfinished {
        match is_owed(&run.folder) {
            Ok(false) => {}
            Ok(true) => return Ok(Removal::Kept(UNFINISHED.to_owned())),
            Err(error) => {
                return Ok(Removal::Kept(format!("can't tell whether it is finished: {error}")));
            }
        }
    }
    match run.folder.remove(&lock) {
        // Another machine may write a journal in a server.
        Err(error) if error.is_held() => Ok(Removal::Kept(error.to_string())),
        removed => removed.map(|()| Removal::Removed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit_status::ExitStatus;
    use crate::journal::{MappingCopy, RunCommand, RunEnd, RunFile, RunFolder, runs};

    const NOW: &str = "2026-11-23T12:00:00Z";

    /// Four runs that ended 40, 30, 20 and 10 days ago; the third is unfinished.
    fn four() -> (tempfile::TempDir, Vec<RunSummary>) {
        let dir = tempfile::tempdir().unwrap();
        let now: Timestamp = NOW.parse().unwrap();
        for days in [40, 30, 20, 10] {
            let ended = now - SignedDuration::from_hours(24 * days);
            let mapping = MappingCopy {
                name: "m".into(),
                file: "m.toml".into(),
                sha256: String::new(),
                text: String::new(),
                lookup_files: Default::default(),
            };
            let mut run = RunFile::begin(RunCommand::Import, RunFolder::name("a.csv", ended), ended, mapping);
            run.ended = Some(ended.to_string());
            run.end = Some(RunEnd {
                exit: if days == 20 { ExitStatus::Stopped } else { ExitStatus::Success },
                reason: String::new(),
            });
            RunFolder::create(dir.path(), &run, |_| Ok(())).unwrap();
        }
        let found = runs(dir.path()).unwrap();
        (dir, found)
    }

    fn removed(runs: &[RunSummary], policy: &RunPrunePolicy) -> Vec<usize> {
        let verdicts = sort_out(runs, policy, NOW.parse().unwrap());
        (0..runs.len()).filter(|at| verdicts[*at] == PruneDecision::Remove).collect()
    }

    #[test]
    fn only_runs_beyond_both_limits_are_removed() {
        let (_dir, runs) = four();
        let days = |days: i64| Some(SignedDuration::from_hours(24 * days));
        let policy = |older_than, keep| RunPrunePolicy { older_than, keep, unfinished: false };
        assert_eq!(removed(&runs, &policy(days(30), None)), [0, 1]);
        assert_eq!(removed(&runs, &policy(None, Some(1))), [0, 1]);
        assert_eq!(removed(&runs, &policy(None, Some(3))), [0]);
        assert_eq!(removed(&runs, &policy(days(5), Some(3))), [0]);
        assert_eq!(removed(&runs, &policy(days(35), Some(0))), [0]);
        let all = RunPrunePolicy { unfinished: true, ..policy(None, Some(0)) };
        assert_eq!(removed(&runs, &all), [0, 1, 2, 3]);
    }

    #[test]
    fn a_decision_is_checked_again_under_the_lock() {
        let (dir, runs) = four();
        let policy = RunPrunePolicy { keep: Some(0), ..RunPrunePolicy::default() };
        let lock = RunLock::take(&runs[0].folder).unwrap();
        assert!(matches!(remove(&runs[0], &policy).unwrap(), Removal::Kept(why) if why.contains("in use")));
        drop(lock);
        assert!(matches!(remove(&runs[0], &policy).unwrap(), Removal::Removed));
        // The summary was made before the run was resumed and interrupted.
        let mut run = runs[1].run.clone().unwrap();
        run.end = None;
        runs[1].folder.save(&run).unwrap();
        assert!(matches!(remove(&runs[1], &policy).unwrap(), Removal::Kept(why) if why == UNFINISHED));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3);
    }
}
