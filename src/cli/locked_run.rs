//! A run that a command works on again: resumed, undone or verified.

use deskferry::journal::{RunFile, RunFolder, RunLock};

use super::command_error::CommandError;

/// A run's folder and what its `run.json` says. The lock keeps other processes away from the run.
pub(crate) struct LockedRun {
    pub(crate) folder: RunFolder,
    pub(crate) run: RunFile,
    pub(crate) lock: RunLock,
}

impl LockedRun {
    pub(crate) fn open(folder: RunFolder) -> Result<Self, CommandError> {
        let lock = RunLock::take(&folder)?;
        let run = RunFile::load(&folder)?;
        Ok(Self { folder, run, lock })
    }
}
