//! A job as the page gets it.

use std::sync::Arc;

use serde::Serialize;

use super::job_folder::{JobFolder, JobRecord};
use super::job_kind::{JobKind, JobState};
use super::job_log::{JobLog, JobProgress};
use super::project_jobs::{Jobs, shown_line};
use crate::workbench::error::WorkbenchError;

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct JobAnswer {
    pub(crate) id: String,
    pub(crate) kind: JobKind,
    pub(crate) state: JobState,
    /// The command line that does the same.
    command: String,
    /// True if it is about a practice sandbox.
    sandbox: bool,
    /// The file of that sandbox, or the account in words.
    place: Option<String>,
    /// True if it changes customers.
    writes: bool,
    started: String,
    ended: Option<String>,
    exit: Option<u8>,
    /// The run that it makes or works on, as soon as that is known.
    pub(crate) run: Option<String>,
    /// The file that is planned, the plan that is written, or the run that is worked on.
    of: Option<String>,
    /// True if the plan is kept, so that it can be written.
    has_plan: bool,
    progress: JobProgress,
}

impl JobAnswer {
    pub(crate) fn is_plan(&self) -> bool {
        self.kind.plans()
    }

    /// True if it writes this plan, or has. One that ended before its run began has written nothing.
    pub(crate) fn has_written(&self, plan: &str) -> bool {
        let began = self.run.is_some() || self.state == JobState::Running;
        self.kind == JobKind::Write && self.of.as_deref() == Some(plan) && began
    }
}

/// A job that is looked at again and again.
pub(crate) struct WatchedJob {
    jobs: Arc<Jobs>,
    folder: JobFolder,
    log: JobLog,
}

impl WatchedJob {
    pub(crate) fn new(jobs: &Arc<Jobs>, folder: JobFolder) -> Self {
        Self { jobs: Arc::clone(jobs), folder, log: JobLog::default() }
    }

    /// The job as it is now. It counts as running until its end is known, so that nothing is missing then.
    pub(crate) fn answer(&mut self) -> Result<JobAnswer, WorkbenchError> {
        let JobRecord { kind, words, target, account, started, of, run, ended, exit, .. } =
            self.jobs.record(&self.folder).ok_or(WorkbenchError::NoJob)?;
        let path = self.folder.log();
        let read = self.log.read(&path);
        let progress = &self.log.progress;
        let state = match &ended {
            None => JobState::Running,
            Some(_) => JobState::of_exit(kind, exit, || match kind {
                JobKind::Verify => progress.verified.is_some(),
                _ => self.folder.has_result(),
            }),
        };
        let mut progress = progress.clone();
        if let Err(error) = read {
            // The job can be stopped all the same, and it keeps others out.
            progress.add_message("error", WorkbenchError::reading(&path, error).to_string());
        }
        let has_plan = kind.plans() && state == JobState::Done && self.folder.plan().is_file();
        Ok(JobAnswer {
            id: self.folder.id(),
            kind,
            state,
            command: shown_line(&words),
            sandbox: target.is_sandbox(),
            place: target.sandbox().map(ToOwned::to_owned).or(account),
            writes: kind.writes(),
            started,
            ended,
            exit,
            run,
            of,
            has_plan,
            progress,
        })
    }
}
