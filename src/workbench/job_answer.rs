//! A job as the page gets it.

use serde::Serialize;

use super::error::WorkbenchError;
use super::job_folder::{JobFolder, JobRecord};
use super::job_kind::{JobKind, JobState};
use super::job_log::{JobLog, JobProgress};
use super::jobs::shown_line;

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct JobAnswer {
    pub(super) id: String,
    pub(super) kind: JobKind,
    pub(super) state: JobState,
    /// The command line that does the same.
    command: String,
    /// True if it is about a practice sandbox.
    sandbox: bool,
    /// True if it changes customers.
    writes: bool,
    started: String,
    ended: Option<String>,
    exit: Option<u8>,
    /// The run that it makes or works on, as soon as that is known.
    pub(super) run: Option<String>,
    /// The file that is planned, the plan that is written, or the run that is worked on.
    of: Option<String>,
    /// True if the plan is kept, so that it can be written.
    has_plan: bool,
    progress: JobProgress,
}

impl JobAnswer {
    pub(super) fn is_plan(&self) -> bool {
        self.kind.plans()
    }
}

/// A job that is looked at again and again.
pub(super) struct WatchedJob {
    folder: JobFolder,
    log: JobLog,
}

impl WatchedJob {
    pub(super) fn new(folder: JobFolder) -> Self {
        Self { folder, log: JobLog::default() }
    }

    /// The job as it is now. It counts as running until its end is noted, so that nothing is missing then.
    pub(super) fn answer(&mut self) -> Result<JobAnswer, WorkbenchError> {
        let JobRecord { kind, words, target, started, of, run, ended, exit, .. } =
            self.folder.record().ok_or(WorkbenchError::NoJob)?;
        let path = self.folder.log();
        self.log.read(&path).map_err(|error| WorkbenchError::reading(&path, error))?;
        let state = match &ended {
            None => JobState::Running,
            Some(_) => JobState::of_exit(kind, exit),
        };
        let has_plan = kind.plans() && state == JobState::Done && self.folder.plan().is_file();
        Ok(JobAnswer {
            id: self.folder.id(),
            kind,
            state,
            command: shown_line(&words),
            sandbox: target.is_sandbox(),
            writes: kind.writes(),
            started,
            ended,
            exit,
            run,
            of,
            has_plan,
            progress: self.log.progress.clone(),
        })
    }
}
