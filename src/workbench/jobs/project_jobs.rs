//! Jobs: child processes of the very commands that the page shows.
//!
//! A job has a process group of its own, and files of its own for what it says, so it outlives the workbench. When the
//! workbench is opened again, it finds the job by the lock that the process holds (`job_folder`).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::file::name_of;
use crate::journal::{RunFile, RunState, newest_summaries};
use crate::system::{own_group, request_end};

use super::job_folder::{JobFolder, JobRecord};
use super::job_kind::JobKind;
use super::job_log::JobLog;
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Changes, Target, make_own_folder};

/// How many jobs are kept; the runs that they made stay in any case.
const KEPT: usize = 40;
/// How many plans are kept; a plan has a line for each row.
const PLANS: usize = 3;
/// The pause between two looks at a job.
const STEP: Duration = Duration::from_millis(200);
/// The pause before the end of a job is written again.
const AGAIN: Duration = Duration::from_secs(2);
/// A job's run is among the newest ones.
const NEWEST: usize = 5;

/// What is to be started.
pub(crate) struct JobOrder {
    pub(crate) kind: JobKind,
    /// The words after `deskferry`.
    pub(crate) words: Vec<String>,
    pub(crate) target: Target,
    /// The account, in words; `None` for a sandbox.
    pub(crate) account: Option<String>,
    pub(crate) of: Option<String>,
    pub(crate) made_from: Option<String>,
    /// The run that it works on.
    pub(crate) run: Option<String>,
}

/// The jobs of a project.
pub(crate) struct Jobs {
    /// `runs/jobs`
    folder: PathBuf,
    /// `runs`
    run_dir: PathBuf,
    changes: Changes,
    /// Held while a job is started: only one may run.
    starting: Mutex<()>,
    /// The jobs whose end a thread notes, with the end that could not be written, because the disk is full.
    watched: Mutex<HashMap<String, Option<JobRecord>>>,
}

impl Jobs {
    /// Opens the jobs of a project, and goes on watching those that run.
    pub(crate) fn open(run_dir: &Path, changes: Changes) -> Result<Arc<Self>, WorkbenchError> {
        let folder = run_dir.join("jobs");
        make_own_folder(&folder)?;
        let jobs = Self {
            folder,
            run_dir: run_dir.to_owned(),
            changes,
            starting: Mutex::new(()),
            watched: Mutex::default(),
        };
        let jobs = Arc::new(jobs);
        for folder in jobs.all() {
            if folder.record().is_some_and(|record| record.ended.is_none()) {
                jobs.watch(folder, None);
            }
        }
        Ok(jobs)
    }

    /// All jobs, the newest first.
    pub(crate) fn all(&self) -> Vec<JobFolder> {
        JobFolder::all(&self.folder)
    }

    pub(crate) fn find(&self, id: &str) -> Result<JobFolder, WorkbenchError> {
        JobFolder::find(&self.folder, id)
    }

    /// The record of a job, with its end as it is known: a process that is gone has ended, whoever has noted it.
    pub(crate) fn record(&self, folder: &JobFolder) -> Option<JobRecord> {
        let watched = self.watched();
        match watched.get(&folder.id()) {
            Some(Some(end)) => Some(end.clone()),
            Some(None) => folder.record(),
            None => {
                let record = folder.record()?;
                let is_gone = record.ended.is_none() && !folder.is_alive();
                Some(if is_gone { self.with_end(folder, record, None) } else { record })
            }
        }
    }

    /// What the job at work does, if there is one.
    pub(crate) fn at_work(&self) -> Option<JobKind> {
        let busy = self.all().into_iter().find(JobFolder::is_alive)?;
        busy.record().map(|record| record.kind)
    }

    /// Refuses while a job is at work.
    pub(crate) fn check_idle(&self) -> Result<(), WorkbenchError> {
        match self.all().iter().find(|job| job.is_alive()) {
            None => Ok(()),
            Some(busy) => {
                let kind = busy.record().map_or("a job", |record| record.kind.word());
                Err(WorkbenchError::Busy { kind })
            }
        }
    }

    /// Does something while no job is at work, and none is started.
    pub(crate) fn while_idle<T>(
        &self,
        work: impl FnOnce() -> Result<T, WorkbenchError>,
    ) -> Result<T, WorkbenchError> {
        let _starting = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        self.check_idle()?;
        work()
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<String, Option<JobRecord>>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a job. `order` gets the folder of the job, which is removed if nothing is started.
    pub(crate) fn start(
        self: &Arc<Self>,
        kind: JobKind,
        order: impl FnOnce(&JobFolder) -> Result<JobOrder, WorkbenchError>,
    ) -> Result<JobFolder, WorkbenchError> {
        let _starting = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        self.check_idle()?;
        let all = self.all();
        let ended = |job: &&JobFolder| job.record().is_none_or(|record| record.ended.is_some());
        all.iter().skip(KEPT).filter(ended).for_each(JobFolder::remove);
        if kind.plans() {
            let plans = all.iter().map(JobFolder::plan).filter(|plan| plan.exists());
            // One that can't be removed only takes room.
            plans.skip(PLANS - 1).for_each(|plan| drop(std::fs::remove_file(plan)));
        }
        let folder = JobFolder::create(&self.folder, &new_id(kind, &all))?;
        let started = order(&folder).and_then(|order| spawn(&folder, order));
        let child = started.inspect_err(|_| folder.remove())?;
        self.watch(folder.clone(), Some(child));
        self.changes.notify();
        Ok(folder)
    }

    /// Asks a job to stop, as Ctrl-C does: it ends what it has begun.
    pub(crate) fn stop(&self, id: &str) -> Result<(), WorkbenchError> {
        let folder = self.find(id)?;
        let pid = folder.record().ok_or(WorkbenchError::NoJob)?.pid;
        let pid = pid.filter(|pid| folder.is_alive() && folder.is_process(*pid));
        let pid = pid.ok_or(WorkbenchError::NotRunning)?;
        let asked = request_end(pid).map_err(|error| WorkbenchError::Refused { what: error.to_string() })?;
        asked.then_some(()).ok_or(WorkbenchError::NotRunning)
    }

    /// Notes the run and the end of a job, on a thread of its own.
    fn watch(self: &Arc<Self>, folder: JobFolder, child: Option<Child>) {
        let jobs = Arc::clone(self);
        jobs.watched().insert(folder.id(), None);
        std::thread::spawn(move || {
            let mut child = child;
            while folder.is_alive() {
                jobs.note_run(&folder);
                if let Some(child) = &mut child {
                    drop(child.try_wait());
                }
                std::thread::sleep(STEP);
            }
            // The end of a process that is not ours may be long ago.
            let seen = child.is_some().then(now);
            let code = child.and_then(|mut child| child.wait().ok()).and_then(|status| status.code());
            jobs.note_end(&folder, code, seen);
            jobs.watched().remove(&folder.id());
            jobs.changes.notify();
        });
    }

    /// Notes which run the process works on, so that it is known even if the process is killed.
    fn note_run(&self, folder: &JobFolder) {
        let Some(mut record) =
            folder.record().filter(|record| record.kind.makes_run() && record.run.is_none())
        else {
            return;
        };
        let Some(pid) = record.pid else { return };
        let Ok(newest) = newest_summaries(&self.run_dir, NEWEST) else { return };
        let own = newest
            .into_iter()
            .find(|run| matches!(&run.state, RunState::Running(Some(holder)) if holder.pid == pid));
        if let Some(own) = own {
            record.run = Some(own.folder.id());
            if folder.save(&record).is_ok() {
                self.changes.notify();
            }
        }
    }

    /// An end that can't be written is known all the same, and written once the disk has room.
    fn note_end(&self, folder: &JobFolder, code: Option<i32>, seen: Option<String>) {
        let Some(record) = folder.record() else { return };
        let mut record = self.with_end(folder, record, code);
        record.ended = seen.or(record.ended);
        while let Err(error) = folder.save(&record) {
            if self.find(&folder.id()).is_err() {
                return;
            }
            if self.watched().insert(folder.id(), Some(record.clone())).flatten().is_none() {
                tracing::warn!("the job {}: {error}", folder.id());
                self.changes.notify();
            }
            std::thread::sleep(AGAIN);
        }
    }

    /// The record of a job whose process is gone; `code` is its exit status, if that is known.
    fn with_end(&self, folder: &JobFolder, mut record: JobRecord, code: Option<i32>) -> JobRecord {
        let mut log = JobLog::default();
        drop(log.read(&folder.log()));
        record.exit = log.progress.exit.or_else(|| code.and_then(|code| u8::try_from(code).ok()));
        if record.kind.makes_run() {
            let run = folder.run_of_output().or_else(|| record.run.take());
            // A command that could not begin has removed its run.
            let run = run.filter(|run| self.run_dir.join(run).is_dir());
            record.run = run.or_else(|| self.run_of_plan(&record));
        }
        record.ended = folder.last_sign().or_else(|| Some(record.started.clone()));
        record
    }

    /// The run of a process that was killed right after it had begun: it names the plan.
    fn run_of_plan(&self, record: &JobRecord) -> Option<String> {
        let is_killed = record.kind == JobKind::Write && record.exit.is_none();
        let plan = record.words.get(1).filter(|_| is_killed)?;
        let newest = newest_summaries(&self.run_dir, NEWEST).ok()?;
        let applies = |run: &RunFile| run.applies.as_ref().is_some_and(|applied| applied.file == *plan);
        newest.into_iter().find(|run| run.run.as_ref().is_some_and(applies)).map(|run| run.folder.id())
    }
}

fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `20261130T083000Z-001-plan`: sorts by time, also within a second.
fn new_id(kind: JobKind, all: &[JobFolder]) -> String {
    let second = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    // A clock that went back does not bring a new job behind earlier ones.
    let newest = all.first().map(JobFolder::id).unwrap_or_default();
    let newest = newest.split('-').next().unwrap_or_default();
    let second = if newest > second.as_str() { newest.to_owned() } else { second };
    let same = all.iter().filter(|job| job.id().starts_with(&second)).count();
    format!("{second}-{same:03}-{}", kind.word())
}

/// Starts the process. Its record is on disk before it begins.
fn spawn(folder: &JobFolder, order: JobOrder) -> Result<Child, WorkbenchError> {
    let JobOrder { kind, words, target, account, of, made_from, run } = order;
    let program = std::env::current_exe().map_err(|source| WorkbenchError::Start { source })?;
    let mut command = Command::new(program);
    own_group(command.args(&words).args(["--log-format", "json"]));
    command.stdin(folder.create_alive()?);
    command.stdout(folder.create_file(&folder.output())?);
    command.stderr(folder.create_file(&folder.log())?);
    let mut record = JobRecord {
        version: 1,
        kind,
        words,
        target,
        account,
        started: now(),
        pid: None,
        of,
        made_from,
        run,
        ended: None,
        exit: None,
    };
    folder.save(&record)?;
    let mut child = command.spawn().map_err(|source| WorkbenchError::Start { source })?;
    record.pid = Some(child.id());
    folder.save(&record).inspect_err(|_| {
        // Nobody could stop it later.
        drop(child.kill());
        drop(child.wait());
    })?;
    Ok(child)
}

/// The command line of a job, quoted for a shell.
pub(crate) fn shown_line(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| crate::journal::quoted(word)).collect();
    format!("deskferry {}", words.join(" "))
}

/// A name that no command takes for a flag.
pub(crate) fn named(path: &Path) -> String {
    let name = name_of(path);
    if name.starts_with('-') { format!("./{name}") } else { name }
}
