//! The trace of a job that works.

use std::io;
use std::path::{Path, PathBuf};

use super::trace_file::{NewTrace, Trace, TraceEnd};
use super::trace_lock::TraceLock;
use crate::journal::{JournalError, RunFolder, RunName, own_dir, traces_dir};
use crate::monitor::JobResult;
use crate::system::private_folders;

/// A trace without an end. If it is dropped, the trace shows that the job did not end.
#[derive(Debug)]
pub struct OpenTrace {
    folder: RunFolder,
    lock: TraceLock,
    trace: Trace,
}

impl OpenTrace {
    /// Begins a trace below the run folder, or below the state folder. No part of it remains after an error.
    pub fn begin(run_dir: &Path, new: &NewTrace) -> Result<Self, JournalError> {
        let dir = own_traces(run_dir)?;
        let name = RunName::new(run_dir, new.kind.word())?;
        let folder = RunFolder::at(&dir.join(&name.id));
        let fault = |error| JournalError::file(folder.path(), error);
        private_folders().create(folder.path()).map_err(fault)?;
        let filled = Self::filled(folder.clone(), Trace::begin(new, name.id, name.now));
        if filled.is_err() {
            // What remains has no trace.json, so nobody sees it, and a later job removes it.
            drop(std::fs::remove_dir_all(folder.path()));
        }
        filled
    }

    fn filled(folder: RunFolder, trace: Trace) -> Result<Self, JournalError> {
        let fault = |error| JournalError::file(folder.path(), error);
        let lock = TraceLock::take(&folder).map_err(fault)?;
        let lock = lock.ok_or_else(|| fault(io::Error::other("another process has locked it")))?;
        trace.save(&folder)?;
        Ok(Self { folder, lock, trace })
    }

    /// Writes how the job ended. After an error there is no trace: one without an end would say that the job was killed.
    pub fn end(mut self, result: &JobResult) -> Result<(), JournalError> {
        self.trace.end = Some(TraceEnd::of(result));
        let saved = self.trace.save(&self.folder);
        match saved {
            Ok(()) => self.lock.end(&self.folder),
            // The error is that of the writing.
            Err(_) => drop(std::fs::remove_dir_all(self.folder.path())),
        }
        saved
    }
}

/// The folder of the traces, which belongs to this user and is no link: a run folder may come from anybody.
fn own_traces(run_dir: &Path) -> Result<PathBuf, JournalError> {
    let dir = traces_dir(run_dir);
    let fault = |error| JournalError::file(&dir, error);
    std::fs::create_dir_all(run_dir).map_err(|error| JournalError::file(run_dir, error))?;
    own_dir(&dir).map_err(fault)?;
    let is_folder = dir.symlink_metadata().map_err(fault)?.is_dir();
    is_folder.then_some(()).ok_or_else(|| fault(io::Error::other("a link, not a folder")))?;
    Ok(dir)
}
