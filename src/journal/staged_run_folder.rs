//! The folder of a run while it is made: it gets its name when it is complete.

use std::path::{Path, PathBuf};

use super::error::JournalError;
use super::journal_home::JournalHome;
use super::locks::RunLock;
use super::plan_writer::PlanWriter;
use super::run_command::RunCommand;
use super::run_file::RunFile;
use super::run_folder::RunFolder;
use crate::database::JournalServer;
use crate::failpoint;
use crate::system::{RENAMES_FOLDERS_IN_USE, private_folders, sync_folder};

/// A folder with a temporary name, locked from the start. If it is dropped before it is named, it is removed.
#[derive(Debug)]
pub struct StagedRunFolder {
    run_dir: PathBuf,
    folder: RunFolder,
    lock: Option<RunLock>,
}

impl StagedRunFolder {
    /// Creates the folder of a run with its `run.json`. Only its owner may read it, because it contains customer data.
    pub fn begin(run_dir: &Path, run: &RunFile) -> Result<Self, JournalError> {
        let folder = RunFolder::making(run_dir, &run.id);
        let made = std::fs::create_dir_all(run_dir).and_then(|()| private_folders().create(folder.path()));
        made.map_err(|source| JournalError::RunDir { path: run_dir.to_owned(), source })?;
        let lock = Some(RunLock::take(&folder)?);
        let making = Self { run_dir: run_dir.to_owned(), folder, lock };
        making.folder.save(run)?;
        if let Some(address) = run.settings.journal.as_deref().filter(|_| run.command != RunCommand::Validate)
        {
            let (server, _) = JournalServer::parse(address)?;
            JournalHome::choose(making.folder.path(), &run.id, &server)?;
        }
        Ok(making)
    }

    /// The folder under its temporary name.
    pub fn folder(&self) -> &RunFolder {
        &self.folder
    }

    /// Gives the folder its final name.
    pub fn named(mut self) -> Result<(RunFolder, RunLock), JournalError> {
        let folder = RunFolder::of(&self.run_dir, &self.folder.id());
        failpoint::pass("folder-making");
        if !RENAMES_FOLDERS_IN_USE {
            // The lock is free until the folder has its name.
            self.lock = None;
        }
        let renamed = std::fs::rename(self.folder.path(), folder.path());
        renamed.map_err(|error| JournalError::file(folder.path(), error))?;
        failpoint::pass("folder-named");
        let lock = self.lock.take().map_or_else(|| RunLock::take(&folder), Ok)?;
        sync_dir(&self.run_dir)?;
        Ok((folder, lock))
    }
}

impl RunFolder {
    /// Creates the folder under a temporary name, calls `fill`, then gives it its final name. It is locked from the
    /// start.
    pub fn create(
        run_dir: &Path,
        run: &RunFile,
        fill: impl FnOnce(&Path) -> Result<(), JournalError>,
    ) -> Result<(Self, RunLock), JournalError> {
        Self::create_or(run_dir, run, fill)
    }

    /// Like [`RunFolder::create`], with any error type. No folder remains after an error.
    pub fn create_or<E: From<JournalError>>(
        run_dir: &Path,
        run: &RunFile,
        fill: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<(Self, RunLock), E> {
        let making = StagedRunFolder::begin(run_dir, run)?;
        fill(making.folder().path())?;
        making.named().map_err(E::from)
    }

    /// Like [`RunFolder::create`], with an empty journal.
    pub fn with_journal(run_dir: &Path, run: &RunFile) -> Result<(Self, RunLock), JournalError> {
        Self::create(run_dir, run, |folder| PlanWriter::prepare(&folder.join("journal.db")))
    }
}

impl Drop for StagedRunFolder {
    fn drop(&mut self) {
        if self.lock.is_some() {
            // `runs prune` removes what remains.
            if let Ok(Some(home)) = JournalHome::at(&self.folder.journal()) {
                drop(home.remove());
            }
            drop(std::fs::remove_dir_all(self.folder.path()));
        }
    }
}

fn sync_dir(path: &Path) -> Result<(), JournalError> {
    sync_folder(path).map_err(|error| JournalError::file(path, error))
}
