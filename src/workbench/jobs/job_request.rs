//! What the page may start: a fixed set of commands, whose arguments are names of things that the project has.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::backup::BackupName;
use crate::config::{Config, Environment, Flags};
use crate::file::name_of;
use crate::journal::{InputFile, RowCounts, RunFile, RunFolder, RunState, RunSummary, runs};

use super::job_folder::JobFolder;
use super::job_kind::JobKind;
use super::project_jobs::{JobOrder, Jobs, named, shown_line};
use super::run_place::{Place, elsewhere, sandbox_name};
use super::stale_plan::{made_from, restored_from, why_not_written};
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Project, ProjectEntry, Target, check_unlinked};

/// The most customers of a restore, and the longest id.
const MOST_IDS: usize = 200;
const LONGEST_ID: usize = 200;

/// A job that the page asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum JobRequest {
    /// Plans the import of a file of the project, against the target or a backup.
    Plan {
        file: String,
        onto: Option<String>,
    },
    /// Plans to bring customers back as a backup has them; `ids` are their ids in it.
    Restore {
        backup: String,
        ids: Vec<String>,
    },
    /// Writes the plan of a job. `confirm` is the number of customers to be written.
    Write {
        plan: String,
        confirm: Option<u64>,
    },
    /// `confirm` is the number of customers that are still to be written.
    Resume {
        run: String,
        confirm: Option<u64>,
    },
    Retry {
        run: String,
        confirm: Option<u64>,
    },
    Verify {
        run: String,
    },
    /// `confirm` is the number of customers that it changes.
    Undo {
        run: String,
        confirm: Option<u64>,
    },
    Backup {},
    /// Compares two backups, the earlier one first.
    Compare {
        before: String,
        after: String,
    },
}

impl JobRequest {
    pub(crate) fn kind(&self) -> JobKind {
        match self {
            Self::Plan { .. } => JobKind::Plan,
            Self::Restore { .. } => JobKind::Restore,
            Self::Write { .. } => JobKind::Write,
            Self::Resume { .. } => JobKind::Resume,
            Self::Retry { .. } => JobKind::Retry,
            Self::Verify { .. } => JobKind::Verify,
            Self::Undo { .. } => JobKind::Undo,
            Self::Backup {} => JobKind::Backup,
            Self::Compare { .. } => JobKind::Compare,
        }
    }

    /// The job for this request; an error if it is about something that the project does not have.
    pub(crate) fn order(
        &self,
        project: &Project,
        jobs: &Jobs,
        folder: &JobFolder,
    ) -> Result<JobOrder, WorkbenchError> {
        let own = Own { project, target: project.target()? };
        own.check_places()?;
        match self {
            Self::Plan { file, onto: None } => own.plan(file, folder),
            Self::Plan { file, onto: Some(backup) } => own.plan_onto(file, backup),
            Self::Restore { backup, ids } => own.restore(backup, ids, folder),
            Self::Write { plan, confirm } => own.write(jobs, plan, *confirm),
            Self::Verify { run } => own.on_run(JobKind::Verify, run, Vec::new()),
            Self::Resume { run, confirm } => {
                own.check_changes(run, *confirm, |counts| counts.pending + counts.unknown)?;
                own.on_run(JobKind::Resume, run, Vec::new())
            }
            Self::Retry { run, confirm } => {
                own.check_changes(run, *confirm, |counts| counts.failed)?;
                own.on_run(JobKind::Retry, run, Vec::new())
            }
            Self::Undo { run, confirm } => {
                own.check_changes(run, *confirm, |counts| counts.inserted + counts.updated)?;
                own.on_run(JobKind::Undo, run, own.undo_words(run)?)
            }
            Self::Backup {} => {
                let words = ["backup", "run", &named(&project.backups())].map(str::to_owned).to_vec();
                Ok(own.order(JobKind::Backup, words))
            }
            Self::Compare { before, after } => {
                let [before, after] = [before, after].map(|name| backup_of(project, name));
                let words = ["backup", "diff", &named(&before?), &named(&after?), "--json"];
                Ok(JobOrder {
                    words: words.map(str::to_owned).to_vec(),
                    ..own.order(JobKind::Compare, Vec::new())
                })
            }
        }
    }
}

/// The command line that writes a plan.
pub(super) fn write_line(project: &Project, planned: &JobFolder) -> Result<String, WorkbenchError> {
    let own = Own { project, target: project.target()? };
    let run = planned.record().and_then(|record| record.run).ok_or(WorkbenchError::NoRun)?;
    Ok(shown_line(&own.order(JobKind::Write, own.write_words(planned, &run)?).words))
}

/// The project, and where it writes.
struct Own<'a> {
    project: &'a Project,
    target: Target,
}

impl Own<'_> {
    /// A project may come from anybody: nothing is written through a link in it.
    fn check_places(&self) -> Result<(), WorkbenchError> {
        self.project.checked_backups()?;
        match &self.target {
            Target::Sandbox { sandbox } => check_unlinked(&self.project.folder().join(sandbox)),
            Target::Account { .. } => Ok(()),
        }
    }

    /// A job with the words by which its command reaches the target and finds the runs.
    fn order(&self, kind: JobKind, mut words: Vec<String>) -> JobOrder {
        words.extend(self.target.words(self.project.shown_folder()));
        words.extend(["--run-dir".to_owned(), name_of(self.project.runs())]);
        let target = self.target.clone();
        JobOrder { kind, words, account: account_of(&target), target, of: None, made_from: None, run: None }
    }

    /// `import FILE -m mapping.toml --dry-run`, with what was stated about reading the file.
    fn import_words(&self, entry: &ProjectEntry) -> Result<Vec<String>, WorkbenchError> {
        let mapping = self.project.mapping();
        if !mapping.is_file() {
            return Err(WorkbenchError::Refused {
                what: "there is no mapping yet: choose one in the steps before".to_owned(),
            });
        }
        let mut words = vec!["import".to_owned(), named(&self.project.path(entry))];
        words.extend(["-m".to_owned(), named(&mapping)]);
        words.extend(entry.reading.words());
        words.extend(self.project.fixes_words(entry)?);
        words.extend(self.project.custom_fields_words());
        words.push("--dry-run".to_owned());
        words.extend(self.project.language_words()?);
        Ok(words)
    }

    fn plan(&self, file: &str, folder: &JobFolder) -> Result<JobOrder, WorkbenchError> {
        let file = self.project.read()?.entry(file).cloned().ok_or(WorkbenchError::NoFile)?;
        // First: what changes from here on makes the plan out of date.
        let made_from = Some(made_from(self.project, &file, &self.target)?);
        let mut words = self.import_words(&file)?;
        words.extend(["--plan-out".to_owned(), named(&folder.plan())]);
        Ok(JobOrder { of: Some(file.id), made_from, ..self.order(JobKind::Plan, words) })
    }

    /// Nothing is written from such a plan, so it is not saved.
    fn plan_onto(&self, file: &str, backup: &str) -> Result<JobOrder, WorkbenchError> {
        let file = self.project.read()?.entry(file).cloned().ok_or(WorkbenchError::NoFile)?;
        let backup = backup_of(self.project, backup)?;
        let mut words = self.import_words(&file)?;
        words.extend(["--onto".to_owned(), named(&backup)]);
        words.extend(["--run-dir".to_owned(), name_of(self.project.runs())]);
        Ok(JobOrder { words, of: Some(file.id), ..self.order(JobKind::Plan, Vec::new()) })
    }

    /// `restore BACKUP --id ID --dry-run`
    fn restore(&self, backup: &str, ids: &[String], folder: &JobFolder) -> Result<JobOrder, WorkbenchError> {
        let path = backup_of(self.project, backup)?;
        let is_id = |id: &String| !id.is_empty() && id.len() <= LONGEST_ID && !id.contains(char::is_control);
        if ids.is_empty() || ids.len() > MOST_IDS || !ids.iter().all(is_id) {
            let what = format!("it needs the ids of 1 to {MOST_IDS} customers");
            return Err(WorkbenchError::Request { what, field: Some("ids") });
        }
        let mut words = vec!["restore".to_owned(), named(&path)];
        words.extend(ids.iter().map(|id| format!("--id={id}")));
        words.extend(["--dry-run", "--plan-out", &named(&folder.plan())].map(str::to_owned));
        words.extend(self.project.language_words()?);
        let made_from = Some(restored_from(&self.target));
        Ok(JobOrder { of: Some(backup.to_owned()), made_from, ..self.order(JobKind::Restore, words) })
    }

    fn write(&self, jobs: &Jobs, plan: &str, confirm: Option<u64>) -> Result<JobOrder, WorkbenchError> {
        let planned = jobs.find(plan)?;
        if let Some(what) = why_not_written(self.project, jobs, &planned)? {
            return Err(WorkbenchError::Refused { what });
        }
        let run = jobs.record(&planned).and_then(|record| record.run).ok_or(WorkbenchError::NoRun)?;
        self.check_confirmed(planned_writes(self.project, &run)?, confirm)?;
        Ok(JobOrder {
            of: Some(planned.id()),
            ..self.order(JobKind::Write, self.write_words(&planned, &run)?)
        })
    }

    /// A run that was stopped and then undone is over: its open rows do not stand in the way of a new plan of its file.
    fn write_words(&self, planned: &JobFolder, dry_run: &str) -> Result<Vec<String>, WorkbenchError> {
        let all = runs(&self.project.runs())?;
        let (_, plan) = run_of(self.project, dry_run)?;
        let is_of_same = |run: &RunFile| {
            let is_of_input = |own: &InputFile| run.inputs.iter().any(|input| own.path == input.path);
            run.account == plan.account
                && (plan.inputs.iter().any(is_of_input)
                    || plan.restores.is_some() && run.restores == plan.restores)
        };
        let stopped = all.iter().filter(|run| run.state == RunState::Unfinished);
        let mut stopped = stopped.filter(|run| run.run.as_ref().is_some_and(is_of_same)).peekable();
        let are_undone = stopped.peek().is_some()
            && stopped.all(|run| run.undone(&all).is_some_and(|undone| undone.whole));
        let words = ["apply".to_owned(), named(&planned.plan())].into_iter();
        Ok(words.chain(are_undone.then(|| "--anew".to_owned())).collect())
    }

    /// A command about a run. It goes on in the sandbox of the run, or in the account that the target names.
    fn on_run(&self, kind: JobKind, run: &str, more: Vec<String>) -> Result<JobOrder, WorkbenchError> {
        let (folder, file) = run_of(self.project, run)?;
        let place = Place::of(self.project, &file);
        if let Place::Elsewhere(sandbox) = &place {
            return Err(WorkbenchError::Refused { what: elsewhere(sandbox) });
        }
        if place == Place::Account && self.target.is_sandbox() {
            return Err(WorkbenchError::Refused {
                what: "this run was in a real account, but the project writes to a practice sandbox now: choose the \
                       account first"
                    .to_owned(),
            });
        }
        let mut words = vec![kind.word().to_owned(), folder.id()];
        words.extend(more);
        let mut order = self.order(kind, words.clone());
        if let (Place::Own, Some(sandbox)) = (place, sandbox_name(&file)) {
            // The run knows its sandbox.
            (order.target, order.account) = (Target::Sandbox { sandbox }, None);
            words.extend(["--run-dir".to_owned(), name_of(self.project.runs())]);
            order.words = words;
        }
        let run = (!kind.makes_run()).then(|| folder.id());
        Ok(JobOrder { of: Some(folder.id()), run, ..order })
    }

    /// Of a run that has stopped, what is written so far is undone.
    fn undo_words(&self, run: &str) -> Result<Vec<String>, WorkbenchError> {
        let state = RunSummary::of(run_of(self.project, run)?.0).state;
        let stopped = (state == RunState::Unfinished).then_some("--unfinished");
        Ok(std::iter::once("--yes").chain(stopped).map(str::to_owned).collect())
    }

    /// Refuses a change of a run's customers that is not confirmed, or not possible here.
    fn check_changes(
        &self,
        run: &str,
        confirm: Option<u64>,
        changed: impl FnOnce(&RowCounts) -> u64,
    ) -> Result<(), WorkbenchError> {
        let (folder, file) = run_of(self.project, run)?;
        if Place::of(self.project, &file) != Place::Account {
            return Ok(());
        }
        let unknown = |what: &str| WorkbenchError::Refused { what: what.to_owned() };
        if !file.planned {
            // It would plan again, and write what nobody has seen.
            return Err(unknown(
                "this run ended before its plan was complete, so nothing was written: plan again",
            ));
        }
        let counts = RunSummary::of(folder).counts.or(file.counts).ok_or_else(|| {
            unknown("the journal of this run can't be read, so nobody knows how many customers this changes: see the \
                     command line")
        })?;
        self.check_confirmed(changed(&counts), confirm)
    }

    /// In a real account, somebody must have read how many customers are written.
    fn check_confirmed(&self, wanted: u64, confirm: Option<u64>) -> Result<(), WorkbenchError> {
        match confirm {
            _ if self.target.is_sandbox() => Ok(()),
            Some(given) if given == wanted => Ok(()),
            _ => Err(WorkbenchError::Unconfirmed { wanted }),
        }
    }
}

/// The account of a target, in words.
fn account_of(target: &Target) -> Option<String> {
    let flags = Flags { profile: target.profile().map(ToOwned::to_owned), ..Flags::default() };
    let config = (!target.is_sandbox()).then(|| Config::resolve(flags, Environment::read()).ok());
    config.flatten().map(|config| config.account_shortly())
}

/// How many customers the plan of a dry run writes.
fn planned_writes(project: &Project, run: &str) -> Result<u64, WorkbenchError> {
    let RowCounts { planned_inserts, planned_updates, .. } =
        run_of(project, run)?.1.counts.unwrap_or_default();
    Ok(planned_inserts + planned_updates)
}

/// A run of the project by its whole id.
pub(crate) fn run_of(project: &Project, id: &str) -> Result<(RunFolder, RunFile), WorkbenchError> {
    let is_id = !id.is_empty() && id != "latest" && !id.contains(['/', '\\']) && !id.starts_with(['.', '-']);
    let found = is_id.then(|| RunFolder::open(id, &project.runs()).ok()).flatten();
    let folder = found.filter(|folder| folder.id() == id && is_whole(folder)).ok_or(WorkbenchError::NoRun)?;
    let file = RunFile::load(&folder)?;
    Ok((folder, file))
}

/// False for a folder that is a link, or has links in the place of what is read: a project may come from anybody.
fn is_whole(folder: &RunFolder) -> bool {
    let is_file = |path: PathBuf| path.symlink_metadata().is_ok_and(|found| found.is_file());
    let journal = folder.journal();
    is_folder(folder.path()) && is_file(folder.file("run.json")) && !journal.is_symlink()
}

/// A backup of the project by its name.
fn backup_of(project: &Project, name: &str) -> Result<PathBuf, WorkbenchError> {
    let path: Option<PathBuf> =
        name.parse::<BackupName>().ok().map(|name| project.backups().join(name.to_string()));
    path.filter(|path: &PathBuf| is_folder(path)).ok_or(WorkbenchError::NoBackup)
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_dir())
}
