//! The folder of a run while it is made: it gets its name when it is complete.

use std::path::{Path, PathBuf};

use super::error::JournalError;
use super::locks::RunLock;
use super::plan_writer::PlanWriter;
use super::run_file::RunFile;
use super::run_folder::RunFolder;
use crate::failpoint;

/// A folder with a temporary name, locked from the start. If it is dropped before it is named, it is removed.
#[derive(Debug)]
pub struct StagedRunFolder {
    run_dir: PathBuf,
    folder: RunFolder,
    lock: Option<RunLock>,
}

impl StagedRunFolder {
    /// Creates the folder of a run with its `run.json`.
    pub fn begin(run_dir: &Path, run: &RunFile) -> Result<Self, JournalError> {
        std::fs::create_dir_all(run_dir).map_err(|error| JournalError::file(run_dir, error))?;
        let folder = RunFolder::making(run_dir, &run.id);
        private_dir(folder.path())?;
        let lock = Some(RunLock::take(&folder)?);
        let making = Self { run_dir: run_dir.to_owned(), folder, lock };
        making.folder.save(run)?;
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
        let renamed = std::fs::rename(self.folder.path(), folder.path());
        renamed.map_err(|error| JournalError::file(folder.path(), error))?;
        failpoint::pass("folder-named");
        let Some(lock) = self.lock.take() else {
            return Err(JournalError::Stopped("the folder has no lock".to_owned()));
        };
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
            drop(std::fs::remove_dir_all(self.folder.path()));
        }
    }
}

/// The folder contains customer data, so only its owner may read it.
fn private_dir(path: &Path) -> Result<(), JournalError> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| JournalError::file(path, error))
}

fn sync_dir(path: &Path) -> Result<(), JournalError> {
    let synced = std::fs::File::open(path).and_then(|folder| folder.sync_all());
    synced.map_err(|error| JournalError::file(path, error))
}
