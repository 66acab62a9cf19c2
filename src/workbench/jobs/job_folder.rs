//! The folder of a job: a child process that the page has started.
//!
//! | in `runs/jobs/ID/` | |
//! | --- | --- |
//! | `job.json` | what was started, and how it ended |
//! | `alive` | locked for as long as the process lives; it is its standard input |
//! | `log.jsonl`, `out.txt` | its standard error and output |
//! | `plan.jsonl` | the plan that it has made |

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::file::{name_of, path_of, read_unlinked_text};
use crate::journal::own_dir;
use crate::system::{FileId, SafeOpen as _, held_open, is_held_open};

use super::job_kind::JobKind;
use crate::workbench::error::WorkbenchError;
use crate::workbench::project::{Target, replace};

const RECORD: &str = "job.json";
const ALIVE: &str = "alive";

/// The folder of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JobFolder {
    path: PathBuf,
}

/// `job.json`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JobRecord {
    pub(crate) version: u32,
    pub(crate) kind: JobKind,
    /// The words of the command line after `deskferry`, as they were given to the process.
    pub(crate) words: Vec<String>,
    pub(crate) target: Target,
    /// The account, in words; `None` for a sandbox.
    #[serde(default)]
    pub(crate) account: Option<String>,
    /// UTC, RFC 3339.
    pub(crate) started: String,
    /// `None` until the process is started.
    pub(crate) pid: Option<u32>,
    /// The job of the plan that is written, or the run that is worked on.
    #[serde(default)]
    pub(crate) of: Option<String>,
    /// What a plan was made from.
    #[serde(default)]
    pub(crate) made_from: Option<String>,
    /// The run that it has made.
    #[serde(default)]
    pub(crate) run: Option<String>,
    #[serde(default)]
    pub(crate) ended: Option<String>,
    /// The exit status; `None` if it is not known, because the process was killed.
    #[serde(default)]
    pub(crate) exit: Option<u8>,
}

impl JobFolder {
    /// The folder of a new job.
    pub(crate) fn create(jobs: &Path, id: &str) -> Result<Self, WorkbenchError> {
        let path = jobs.join(id);
        own_dir(&path).map_err(|error| WorkbenchError::write(&path, error))?;
        Ok(Self { path })
    }

    /// The folder of the job with this id. Nothing but an id leads to one.
    pub(crate) fn find(jobs: &Path, id: &str) -> Result<Self, WorkbenchError> {
        let is_id =
            !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        let path = jobs.join(id);
        if is_id && path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
            Ok(Self { path })
        } else {
            Err(WorkbenchError::NoJob)
        }
    }

    /// All jobs, the newest first.
    pub(crate) fn all(jobs: &Path) -> Vec<Self> {
        let entries = std::fs::read_dir(jobs).into_iter().flatten().flatten();
        let mut ids: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        ids.sort_unstable_by(|one, other| other.cmp(one));
        ids.iter().filter_map(|id| Self::find(jobs, id).ok()).collect()
    }

    pub(crate) fn id(&self) -> String {
        self.path.file_name().map(name_of).unwrap_or_default()
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("log.jsonl")
    }

    pub(crate) fn output(&self) -> PathBuf {
        self.path.join("out.txt")
    }

    pub(crate) fn plan(&self) -> PathBuf {
        self.path.join("plan.jsonl")
    }

    /// `None` for a folder without a readable record.
    pub(crate) fn record(&self) -> Option<JobRecord> {
        let text = read_unlinked_text(&self.path.join(RECORD)).ok()?;
        serde_json::from_str(&text).ok()
    }

    pub(crate) fn save(&self, record: &JobRecord) -> Result<(), WorkbenchError> {
        let text = serde_json::to_string_pretty(record).map_err(|_| WorkbenchError::Defect)?;
        replace(&self.path.join(RECORD), &(text + "\n"))
    }

    pub(crate) fn remove(&self) {
        drop(std::fs::remove_dir_all(&self.path));
    }

    /// A new file for the output of the process.
    pub(crate) fn create_file(&self, path: &Path) -> Result<File, WorkbenchError> {
        let mut options = OpenOptions::new();
        let made = options.write(true).create_new(true).private().open(path);
        made.map_err(|error| WorkbenchError::write(path, error))
    }

    /// The locked file that the process gets as its standard input. A lock belongs to the open file, not to a process,
    /// so it ends with the last process that has the file open.
    pub(crate) fn create_alive(&self) -> Result<File, WorkbenchError> {
        let path = self.path.join(ALIVE);
        held_open(&path).map_err(|error| WorkbenchError::write(&path, error))
    }

    /// True while the process lives.
    pub(crate) fn is_alive(&self) -> bool {
        is_held_open(&self.path.join(ALIVE))
    }

    /// True if the process with this number is that of the job. A number is given to another process later, and a
    /// project may come from anybody.
    pub(crate) fn is_process(&self, pid: u32) -> bool {
        // Without /proc, the lock alone says so.
        if !cfg!(target_os = "linux") {
            return self.is_alive();
        }
        let Ok(alive) = FileId::at_unlinked(&self.path.join(ALIVE)) else { return false };
        let input = FileId::at(&Path::new("/proc").join(pid.to_string()).join("fd/0"));
        input.is_ok_and(|input| input == alive)
    }

    /// When the process last said something, UTC, RFC 3339.
    pub(crate) fn last_sign(&self) -> Option<String> {
        let said = self.log().symlink_metadata().ok()?.modified().ok()?;
        Some(Timestamp::try_from(said).ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// True if it has printed something else than the document of an error.
    pub(super) fn has_result(&self) -> bool {
        let Ok(text) = read_unlinked_text(&self.output()) else {
            // A long one is no error.
            return self.output().symlink_metadata().is_ok_and(|found| found.is_file() && found.len() > 0);
        };
        let document = serde_json::from_str::<serde_json::Value>(&text);
        !text.trim().is_empty() && !document.is_ok_and(|document| document.get("error").is_some())
    }

    /// The last line of its standard output, which is the path of its run.
    pub(crate) fn run_of_output(&self) -> Option<String> {
        let text = read_unlinked_text(&self.output()).ok()?;
        let line = text.lines().rfind(|line| !line.is_empty())?;
        path_of(line).file_name().map(name_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_id_leads_to_a_job() {
        let folder = tempfile::tempdir().unwrap();
        let jobs = folder.path().join("jobs");
        let job = JobFolder::create(&jobs, "20261130T083000Z-plan-1").unwrap();
        assert_eq!(JobFolder::find(&jobs, &job.id()).unwrap(), job);
        for wrong in ["", ".", "..", "../jobs", "20261130T083000Z-plan-1/", "/etc", "a b"] {
            assert!(JobFolder::find(&jobs, wrong).is_err(), "{wrong}");
        }
        std::os::unix::fs::symlink("/tmp", jobs.join("link")).unwrap();
        assert!(JobFolder::find(&jobs, "link").is_err());
    }

    #[test]
    fn a_job_lives_as_long_as_its_process() {
        let folder = tempfile::tempdir().unwrap();
        let job = JobFolder::create(folder.path(), "a").unwrap();
        assert!(!job.is_alive(), "it was never started");
        let alive = job.create_alive().unwrap();
        let mut child = std::process::Command::new("sleep").arg("60").stdin(alive).spawn().unwrap();
        assert!(job.is_alive() && job.is_process(child.id()) && !job.is_process(std::process::id()));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!job.is_alive());
    }
}
