//! A summary of each run in a folder: what it was, and its state.

use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::locks::{LockState, RunLock};
use super::row_counts::RowCounts;
use super::run_command::RunCommand;
use super::run_file::RunFile;
use super::run_folder::RunFolder;
use crate::account::Holder;
use crate::exit_status::ExitStatus;

/// A run as found on disk.
#[derive(Debug, Clone)]
pub struct RunSummary {
    /// Its folder.
    pub folder: RunFolder,
    /// Its state.
    pub state: RunState,
    /// `run.json`, if it can be read.
    pub run: Option<RunFile>,
    /// How many rows had which outcome, if that is known.
    pub counts: Option<RowCounts>,
}

/// The state of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunState {
    /// A process works on it; `None` if it has not written who it is yet.
    Running(Option<Holder>),
    /// The run ended; some rows may have been rejected or failed.
    Finished,
    /// It was refused before anything was planned or sent. `run.json` says why.
    Refused,
    /// The run stopped before its end, or has pending or unknown writes. It can be resumed.
    Unfinished,
    /// This other run has taken over the remaining rows. It can't be resumed.
    Continued(String),
    /// A dry run or validation that stopped before its end. Nothing was sent; it can't be resumed.
    Stopped,
    /// The folder was being made or removed when its process died.
    Leftover,
    /// `run.json` can't be read, for this reason.
    Broken(String),
}

impl RunState {
    /// The state as one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Running(_) => "running",
            Self::Finished => "finished",
            Self::Refused => "refused",
            Self::Unfinished => "unfinished",
            Self::Continued(_) => "continued",
            Self::Stopped => "stopped",
            Self::Leftover => "leftover",
            Self::Broken(_) => "broken",
        }
    }
}

/// All runs in a folder, the newest last. Empty if the folder does not exist.
pub fn runs(run_dir: &Path) -> Result<Vec<RunSummary>, JournalError> {
    Ok(RunFolder::all(run_dir)?.into_iter().map(RunSummary::of).collect())
}

/// The newest runs in a folder, the newest first; at most `most`.
#[cfg(feature = "workbench")]
pub(crate) fn newest_summaries(run_dir: &Path, most: usize) -> Result<Vec<RunSummary>, JournalError> {
    Ok(RunFolder::all(run_dir)?.into_iter().rev().take(most).map(RunSummary::of).collect())
}

/// A younger folder without a lock file may still be in the making.
const YOUNG: Duration = Duration::from_mins(1);

impl RunSummary {
    /// Summarizes a run.
    pub fn of(folder: RunFolder) -> Self {
        let (run, broken) = match RunFile::load(&folder) {
            Ok(run) => (Some(run), String::new()),
            Err(error) => (None, error.to_string()),
        };
        let marked = folder.left_by().is_some();
        let lock = RunLock::lock_state(folder.path());
        let running = matches!(lock, LockState::Held(_));
        let counts = run.as_ref().and_then(|run| known_counts(&folder, run, running));
        let state = match (lock, &run) {
            (LockState::Held(holder), _) => RunState::Running(holder),
            (LockState::NoFile, _) if marked && is_young(folder.path()) => RunState::Running(None),
            _ if marked => RunState::Leftover,
            (_, None) => RunState::Broken(broken),
            (_, Some(run)) => idle_state(run, counts.as_ref()),
        };
        Self { folder, state, run, counts }
    }

    /// The time of its end, else of its start, else of the folder's last change.
    pub fn time(&self) -> Option<Timestamp> {
        let noted = self.run.as_ref().and_then(|run| run.ended.as_ref().unwrap_or(&run.started).parse().ok());
        noted.or_else(|| Timestamp::try_from(modified(self.folder.path())?).ok())
    }
}

/// True if the run can still be resumed, by `run.json` and the journal.
pub(super) fn is_owed(folder: &RunFolder) -> Result<bool, JournalError> {
    let run = RunFile::load(folder)?;
    let counts =
        if has_journal(&run) { Some(JournalReader::look(&folder.journal())?.counts()?) } else { None };
    Ok(idle_state(&run, counts.as_ref()) == RunState::Unfinished)
}

/// Validations have no journal, and before the plan is complete it may be incomplete too.
fn has_journal(run: &RunFile) -> bool {
    run.planned && run.command != RunCommand::Validate
}

/// A run stores its counts at its end. Before that, and while it is resumed, the journal has them.
fn known_counts(folder: &RunFolder, run: &RunFile, running: bool) -> Option<RowCounts> {
    if run.counts.is_some() && !running || !has_journal(run) {
        return run.counts;
    }
    JournalReader::look(&folder.journal()).and_then(|reader| reader.counts()).ok()
}

/// The state of a run on which no process works.
fn idle_state(run: &RunFile, counts: Option<&RowCounts>) -> RunState {
    let exit = run.end.as_ref().map(|end| end.exit);
    let writes = run.writes();
    let owed = counts.is_some_and(|counts| counts.pending + counts.unknown > 0);
    let unfinished = || run.continued_by.clone().map_or(RunState::Unfinished, RunState::Continued);
    let interrupted = exit.is_none_or(ExitStatus::is_interrupted);
    if writes && (interrupted || owed) {
        unfinished()
    } else if interrupted {
        RunState::Stopped
    } else if counts.is_none() && exit != Some(ExitStatus::Success) {
        RunState::Refused
    } else {
        RunState::Finished
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}

fn is_young(path: &Path) -> bool {
    // A time in the future counts as young too.
    modified(path).is_some_and(|time| time.elapsed().map_or(true, |age| age < YOUNG))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::journal::{MappingCopy, RunEnd};

    pub(crate) fn run(command: RunCommand, exit: Option<ExitStatus>) -> RunFile {
        let mapping = MappingCopy {
            name: "m".into(),
            file: "m.toml".into(),
            sha256: String::new(),
            text: String::new(),
            lookup_files: Default::default(),
        };
        let now = "2026-11-23T20:45:00Z".parse().unwrap();
        let mut run = RunFile::begin(command, RunFolder::name("a.csv", now), now, mapping);
        run.end = exit.map(|exit| RunEnd { exit, reason: String::new() });
        run
    }

    #[rstest]
    #[case(RunCommand::Import, false, Some(0), 0, RunState::Finished)]
    #[case(RunCommand::Import, false, Some(1), 0, RunState::Finished)]
    #[case(RunCommand::Import, false, Some(1), 3, RunState::Unfinished)]
    #[case(RunCommand::Import, false, Some(2), 0, RunState::Finished)]
    #[case(RunCommand::Import, false, Some(6), 0, RunState::Finished)]
    #[case(RunCommand::Import, false, Some(3), 0, RunState::Unfinished)]
    #[case(RunCommand::Import, false, Some(4), 0, RunState::Unfinished)]
    #[case(RunCommand::Import, false, None, 0, RunState::Unfinished)]
    #[case(RunCommand::Import, true, Some(0), 9, RunState::Finished)]
    #[case(RunCommand::Import, true, None, 9, RunState::Stopped)]
    #[case(RunCommand::Validate, false, Some(1), 9, RunState::Finished)]
    #[case(RunCommand::Validate, false, None, 0, RunState::Stopped)]
    fn the_state_of_a_run_is_derived_from_its_file_and_counts(
        #[case] command: RunCommand,
        #[case] dry_run: bool,
        #[case] exit: Option<u8>,
        #[case] pending: u64,
        #[case] expected: RunState,
    ) {
        let mut run = run(command, exit.map(ExitStatus::from_number));
        run.dry_run = dry_run;
        assert_eq!(idle_state(&run, Some(&RowCounts { pending, ..RowCounts::default() })), expected);
    }

    #[test]
    fn the_state_of_each_run_folder_is_listed() {
        let dir = tempfile::tempdir().unwrap();
        assert!(runs(&dir.path().join("none")).unwrap().is_empty());
        let (folder, lock) =
            RunFolder::create(dir.path(), &run(RunCommand::Validate, Some(ExitStatus::Success)), |_| Ok(()))
                .unwrap();
        assert!(matches!(RunSummary::of(folder.clone()).state, RunState::Running(Some(_))));
        drop(lock);
        std::fs::create_dir(dir.path().join("notes")).unwrap();
        let words: Vec<_> = runs(dir.path()).unwrap().into_iter().map(|run| run.state.word()).collect();
        assert_eq!(words, ["finished", "broken"]);
    }

    #[test]
    fn a_folder_being_created_is_not_a_leftover() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".making-20261123T204500Z-a-000001");
        std::fs::create_dir(&path).unwrap();
        let state = || runs(dir.path()).unwrap().remove(0).state;
        assert_eq!(state(), RunState::Running(None), "it has no lock file yet");
        drop(RunLock::at(&path, "a").unwrap());
        assert_eq!(state(), RunState::Leftover, "its maker is dead");
        let lock = RunLock::at(&path, "a").unwrap();
        assert!(matches!(state(), RunState::Running(Some(_))));
        drop(lock);
        std::fs::remove_file(path.join("lock")).unwrap();
        let old = SystemTime::now() - 2 * YOUNG;
        std::fs::File::open(&path).unwrap().set_modified(old).unwrap();
        assert_eq!(state(), RunState::Leftover, "too old to be without a lock file");
    }
}
