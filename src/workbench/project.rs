//! The folder of a project. All state is in it; nothing is lost when the page or the program is closed.
//!
//! | in the folder | |
//! | --- | --- |
//! | `project.toml` | the files, and what was stated about reading them |
//! | `mapping.toml`, `fixes.csv` | the mapping, and corrected cells |
//! | `files/` | what was dropped on the page; never in git |
//! | `runs/` | the runs; never in git |
//! | `.history/` | what can be undone; never in git |

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::file::{FileError, name_of, open_regular, path_of};
use crate::journal::{ProjectLock, own_dir};

use super::error::WorkbenchError;
use super::file_text::{replace, text_of};
use super::project_file::{ProjectEntry, ProjectFile};
use super::upload_name::UNFINISHED;

const PROJECT: &str = "project.toml";
const MAPPING: &str = "mapping.toml";
const FIXES: &str = "fixes.csv";
const IGNORED: &str = "\
# Customers' data and runs stay on this machine.
/files/
/runs/
/.deskferry-workbench.lock
/.open-*/
";

/// An open project. No other process has it open.
pub(super) struct Project {
    folder: PathBuf,
    /// Where the process was started; commands are shown as from there.
    working: PathBuf,
    /// Held while `project.toml` or the names in `files/` change.
    changing: Mutex<()>,
    _lock: ProjectLock,
}

impl Project {
    /// Opens a project, or makes one in a new or empty folder.
    pub(super) fn open(folder: &Path) -> Result<Self, WorkbenchError> {
        let known = [PROJECT, MAPPING, ProjectLock::FILE].iter().any(|name| folder.join(name).exists());
        if !known && !is_new(folder)? {
            return Err(WorkbenchError::NoProject { folder: name_of(folder) });
        }
        let made = |path: &Path| own_dir(path).map_err(|error| WorkbenchError::write(path, error));
        made(folder)?;
        let lock = ProjectLock::take(folder)?;
        let working = std::env::current_dir().map_err(|error| WorkbenchError::write(folder, error))?;
        let project = Self { folder: folder.to_owned(), working, changing: Mutex::new(()), _lock: lock };
        for name in ["files", "runs"] {
            let path = folder.join(name);
            match DirBuilder::new().mode(0o700).create(&path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(WorkbenchError::write(&path, error));
                }
                _ => {}
            }
            // A link would lead uploads and their removal to another place; a project may come from anybody.
            if !path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
                return Err(WorkbenchError::Place {
                    name: format!("{:?} is not a folder", name_of(&path)),
                    remedy: "remove it",
                });
            }
            made(&path)?;
        }
        let ignored = folder.join(".gitignore");
        if ignored.symlink_metadata().is_err() {
            replace(&ignored, IGNORED)?;
        }
        // A new project gets its file at once, so that it is known as one.
        project.change(|_| Ok(()))?;
        project.sweep();
        Ok(project)
    }

    /// Removes what a killed workbench left behind: the lock is ours, so nobody else uses it.
    fn sweep(&self) {
        let unfinished = |name: &str| name.ends_with(UNFINISHED);
        let opened = |name: &str| name.starts_with(OPENING);
        for entry in std::fs::read_dir(self.files()).into_iter().flatten().flatten() {
            if unfinished(&entry.file_name().to_string_lossy()) {
                drop(std::fs::remove_file(entry.path()));
            }
        }
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if opened(&entry.file_name().to_string_lossy()) {
                drop(std::fs::remove_dir_all(entry.path()));
            }
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of uploaded files.
    pub(super) fn files(&self) -> PathBuf {
        self.folder.join("files")
    }

    pub(super) fn mapping(&self) -> PathBuf {
        self.folder.join(MAPPING)
    }

    pub(super) fn fixes(&self) -> PathBuf {
        self.folder.join(FIXES)
    }

    /// `project.toml` as it is now; an editor may have changed it.
    pub(super) fn read(&self) -> Result<ProjectFile, WorkbenchError> {
        let path = self.folder.join(PROJECT);
        let wrong = |what: String| WorkbenchError::ProjectFile { path: name_of(&path), what };
        text_of(&path)?.map_or_else(ProjectFile::new, |text| ProjectFile::parse(&text)).map_err(wrong)
    }

    /// Changes `project.toml`, whole or not at all.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut ProjectFile) -> Result<T, WorkbenchError>,
    ) -> Result<T, WorkbenchError> {
        let _changing = self.lock();
        let mut file = self.read()?;
        let before = file.text();
        let result = change(&mut file)?;
        if file.text() != before || !self.folder.join(PROJECT).exists() {
            self.write(&file)?;
        }
        Ok(result)
    }

    /// Held while texts of the project change.
    pub(super) fn lock(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes `project.toml`; the caller holds the lock.
    pub(super) fn write(&self, file: &ProjectFile) -> Result<(), WorkbenchError> {
        replace(&self.folder.join(PROJECT), &file.text())
    }

    /// Adds a file that was named on the command line; it is read where it is.
    pub(super) fn add_named(&self, name: &str) -> Result<String, WorkbenchError> {
        let path = path_of(name);
        drop(open_regular(&path)?);
        let path = std::path::absolute(&path).map_err(|error| FileError::reading(name, error))?;
        let own = std::path::absolute(&self.folder).ok();
        let below = own.and_then(|own| path.strip_prefix(own).ok().map(Path::to_owned));
        self.change(|file| Ok(file.add(&name_of(below.unwrap_or(path)))))
    }

    /// Gives an upload that has arrived its name, and adds it to the project.
    pub(super) fn keep(&self, part: &Path, name: &str) -> Result<String, WorkbenchError> {
        let target = self.files().join(name);
        let moved =
            std::fs::rename(part, &target).and_then(|()| std::fs::File::open(self.files())?.sync_all());
        moved.map_err(|error| WorkbenchError::write(&target, error))?;
        self.change(|file| Ok(file.add(&format!("files/{name}")))).inspect_err(|_| {
            // Without a line in project.toml nobody would know of it.
            drop(std::fs::remove_file(&target));
        })
    }

    /// Removes a file from the project. The copy that was uploaded is deleted, any other file stays.
    pub(super) fn remove(&self, id: &str) -> Result<(), WorkbenchError> {
        let entry = self.change(|file| {
            let entry = file.entry(id).cloned().ok_or(WorkbenchError::NoFile)?;
            file.remove(id);
            Ok(entry)
        })?;
        let path = self.path(&entry);
        match self.is_uploaded(&entry).then(|| std::fs::remove_file(&path)) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => {
                Err(WorkbenchError::write(&path, error))
            }
            _ => Ok(()),
        }
    }

    /// True for a file directly in `files/`.
    pub(super) fn is_uploaded(&self, entry: &ProjectEntry) -> bool {
        let path = path_of(&entry.path);
        let mut parts = path.components();
        let below = path.strip_prefix("files").is_ok();
        let plain = |part| matches!(part, std::path::Component::Normal(_));
        below && parts.all(plain) && path.components().count() == 2
    }

    /// Where a file is, as from the working folder if it is below it.
    pub(super) fn path(&self, entry: &ProjectEntry) -> PathBuf {
        let path = path_of(&entry.path);
        let path = if path.is_absolute() { path.into_owned() } else { self.folder.join(&path) };
        path.strip_prefix(&self.working).map_or_else(|_| path.clone(), Path::to_owned)
    }
}

/// The prefix of a folder with the page that opens the browser.
pub const OPENING: &str = ".open-";

/// True for a folder that does not exist, or is empty.
fn is_new(folder: &Path) -> Result<bool, WorkbenchError> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(WorkbenchError::Place {
            name: format!("{:?} is a file, not a project's folder", name_of(folder)),
            remedy: "name another with --project",
        }),
        Err(error) => Err(FileError::reading(&name_of(folder), error).into()),
    }
}
