//! Errors of a run's folder.

use std::path::PathBuf;

use crate::account::AccountError;
use crate::database::{DatabaseError, ServerError};

/// What to do about a file in the folder that can't be used.
fn file_hint(source: &std::io::Error) -> &'static str {
    match source.kind() {
        std::io::ErrorKind::NotFound => {
            "check the name of the run, or restore the file from a copy of the folder"
        }
        _ => "check the permissions of the folder and the space on the disk",
    }
}

/// The run's folder can't be used. Nothing may be sent without it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The database reported an error.
    #[error("can't use the run's journal: {0}")]
    Database(DatabaseError),
    /// A file in the folder can't be written or read.
    #[error("{path}: {source}; {hint}", hint = file_hint(.source))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder of all runs can't be made or used.
    #[error("can't use the folder of runs {path}: {source}; --run-dir DIR chooses another place", path = .path.display())]
    RunDir {
        /// The folder of all runs.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file in the folder can't be replaced.
    #[error(transparent)]
    Replace(#[from] crate::file::FileError),
    /// The journal has content that deskferry did not write.
    #[error("the run's journal is damaged: {0}; use a copy of the run's folder, if you have one")]
    Damaged(String),
    /// `run.json` has content that deskferry did not write.
    #[error("{path} is damaged ({reason}); journal.db in the same folder has every row and its outcome")]
    DamagedRunFile {
        /// `run.json`
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The record of the customers of probes has content that deskferry did not write.
    #[error(
        "{path}: {reason}; search for @deskferry.invalid in the help desk, delete the customers of probes, and move the \
         file away"
    )]
    DamagedProbeRecord {
        /// The record.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file that a report is made from has content that deskferry did not write.
    #[error("{path} is damaged ({reason}); {advice}")]
    DamagedReport {
        /// `report.json`, `survey.json` or `pace.json`
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// `run.json` has a newer version than this build can read.
    #[error(
        "{path} was written by a newer deskferry (format version {version}; this one reads up to {known}); \
         use the newer one for this run"
    )]
    Newer {
        /// `run.json`
        path: PathBuf,
        /// Its format version.
        version: u64,
        /// The highest version this build can read.
        known: u32,
    },
    /// The journal has another format version.
    #[error(
        "{path} was written by another version of deskferry (format {version}; this one reads {known}); \
         use that version for this run"
    )]
    OtherForm {
        /// `journal.db`
        path: PathBuf,
        /// Its format version.
        version: u32,
        /// The format version of this build.
        known: u32,
    },
    /// The journal belongs to another run than `run.json`.
    #[error(
        "{path} belongs to the run {of}, but run.json in the same folder belongs to the run {run}; put \
         back the right one"
    )]
    OfAnother {
        /// `journal.db`
        path: PathBuf,
        /// The run in the journal.
        of: String,
        /// The run in `run.json`.
        run: String,
    },
    /// The journal is not the file in which the plan was made.
    #[error(
        "{folder} is not the folder in which this run was planned: it was copied, restored from a backup, \
         or moved to another file system. Two folders of one run would write everything twice, and a copy \
         does not know what the original has sent since. If the original is gone, and sent nothing after \
         this copy was made, pass --moved"
    )]
    Moved {
        /// The run's folder.
        folder: PathBuf,
    },
    /// The folder was moved or removed while the run was in progress.
    #[error(
        "{path} was removed, moved or replaced during the run; nothing more is sent; put it back, then resume the run"
    )]
    Gone {
        /// `journal.db`
        path: PathBuf,
    },
    /// No run has this name.
    #[error(
        "there is no run {name:?} in {run_dir}; {near}`deskferry runs` lists all runs (--run-dir sets the folder)"
    )]
    NoRun {
        /// The name as given.
        name: String,
        /// The folder that was searched.
        run_dir: PathBuf,
        /// `did you mean "latest"? `, or nothing.
        near: String,
    },
    /// The name is that of a trace.
    #[error("{id} is the trace of a job that is no run; `deskferry runs show {id}` shows it")]
    Trace {
        /// The id of the trace.
        id: String,
    },
    /// Several runs have ids that start with the given text.
    #[error("several runs start with {name:?}: {found}; give more characters of the id")]
    Ambiguous {
        /// The text as given.
        name: String,
        /// The ids that start with it.
        found: String,
    },
    /// Another process holds the lock.
    #[error("{what} is in use by {holder}; {remedy}")]
    Held {
        /// The run, account or folder that is locked.
        what: String,
        /// The process that holds the lock.
        holder: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The account's room can't be used, so nothing keeps two imports apart.
    #[error("{0}. Or go on without the account's lock: --allow-parallel")]
    Room(#[from] AccountError),
    /// The journal's thread has ended because of an earlier error.
    #[error("the run's journal has stopped: {0}; resume the run")]
    Stopped(String),
}

impl JournalError {
    pub(crate) fn file(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::File { path: path.into(), source }
    }

    /// An error for a report's file that can't be parsed.
    pub(crate) fn report(path: impl Into<PathBuf>, error: &serde_json::Error, advice: &'static str) -> Self {
        Self::DamagedReport { path: path.into(), reason: error.to_string(), advice }
    }

    /// True if nothing was started because the run is missing, locked, or not readable by this build.
    pub fn is_refusal(&self) -> bool {
        use JournalError::{Ambiguous, Held, Moved, Newer, NoRun, OfAnother, OtherForm, Room, Trace};
        matches!(self, Newer { .. } | OtherForm { .. } | OfAnother { .. } | Moved { .. })
            || matches!(self, Self::Database(DatabaseError::Server(error)) if error.is_refusal())
            || matches!(self, NoRun { .. } | Trace { .. } | Ambiguous { .. } | Held { .. } | Room(_))
    }

    /// True if another process has the run.
    pub fn is_held(&self) -> bool {
        use ServerError::Held;
        matches!(self, Self::Held { .. } | Self::Database(DatabaseError::Server(Held { .. })))
    }

    /// True if the server of the journal can't be used. The journal itself may be as it should.
    pub(crate) fn is_of_server(&self) -> bool {
        matches!(self, Self::Database(DatabaseError::Server(_)))
    }

    /// True if a file in the folder has content that deskferry did not write.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged(_) | Self::DamagedRunFile { .. } | Self::DamagedReport { .. })
    }
}

impl From<DatabaseError> for JournalError {
    fn from(error: DatabaseError) -> Self {
        if error.is_damage() { Self::Damaged(error.to_string()) } else { Self::Database(error) }
    }
}

impl From<ServerError> for JournalError {
    fn from(error: ServerError) -> Self {
        DatabaseError::from(error).into()
    }
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        DatabaseError::from(error).into()
    }
}

impl From<serde_json::Error> for JournalError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
