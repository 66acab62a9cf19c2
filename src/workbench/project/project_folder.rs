//! The folder of a project. All state is in it; nothing is lost when the page or the program is closed.
//!
//! | in the folder | |
//! | --- | --- |
//! | `project.toml` | the files, and what was stated about reading them |
//! | `mapping.toml`, `fixes.csv` | the mapping, and corrected cells |
//! | `files/` | what was dropped on the page; never in git |
//! | `runs/`, `backups/`, `*.db` | runs, backups, practice sandboxes; never in git |
//! | `.history/` | what can be undone; never in git |

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::file::{AtomicFile, FileError, name_of, open_regular, path_of};
use crate::journal::{ProjectLock, own_dir};
use crate::system::{rename_new, sync_folder};

use super::file_text::{make_own_folder, replace, text_of, write_if_missing};
use super::history::{HISTORY, History};
use super::project_file::{ProjectEntry, ProjectFile};
use crate::workbench::error::WorkbenchError;
use crate::workbench::files::UNFINISHED;

const PROJECT: &str = "project.toml";
const MAPPING: &str = "mapping.toml";
const FIXES: &str = "fixes.csv";
const IGNORED: &str = "\
# Customers' data and runs stay on this machine.
/files/
/runs/
/backups/
/*.db*
/.deskferry-workbench.lock
/.open-*/
";

/// The same of a build before backups and practice sandboxes.
const EARLIER: &str = "\
# Customers' data and runs stay on this machine.
/files/
/runs/
/.deskferry-workbench.lock
/.open-*/
";

/// An open project. No other process has it open.
pub(crate) struct Project {
    folder: PathBuf,
    /// Where the process was started; commands are shown as from there.
    working: PathBuf,
    /// Held while `project.toml` or the names in `files/` change.
    changing: Mutex<()>,
    _lock: ProjectLock,
}

impl Project {
    /// Opens a project, or makes one in a new or empty folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, WorkbenchError> {
        // No command takes a path in it for a flag.
        let folder =
            &if name_of(folder).starts_with('-') { Path::new(".").join(folder) } else { folder.to_owned() };
        let known = [PROJECT, ProjectLock::FILE].iter().any(|name| folder.join(name).exists());
        if !known && !is_new(folder)? {
            return Err(WorkbenchError::NoProject { folder: name_of(folder) });
        }
        let made = |path: &Path| own_dir(path).map_err(|error| WorkbenchError::write(path, error));
        made(folder)?;
        let lock = ProjectLock::take(folder)?;
        let working = std::env::current_dir().map_err(|error| WorkbenchError::write(folder, error))?;
        let project = Self { folder: folder.to_owned(), working, changing: Mutex::new(()), _lock: lock };
        project.make_folders()?;
        // A new project gets its file at once, so that it is known as one.
        project.change(|_| Ok(()))?;
        project.sweep();
        Ok(project)
    }

    /// Makes the folders. What is in them stays out of git, whatever the person's own `.gitignore` says.
    fn make_folders(&self) -> Result<(), WorkbenchError> {
        for name in ["files", "runs"] {
            let path = self.folder.join(name);
            make_own_folder(&path)?;
            write_if_missing(&path.join(".gitignore"), "*\n")?;
        }
        let history = self.folder.join(HISTORY);
        if history.symlink_metadata().is_ok() {
            make_own_folder(&history)?;
        }
        let ignored = self.folder.join(".gitignore");
        if ignored.symlink_metadata().is_ok_and(|found| found.is_file())
            && text_of(&ignored)?.as_deref() == Some(EARLIER)
        {
            return replace(&ignored, IGNORED);
        }
        write_if_missing(&ignored, IGNORED)
    }

    /// Removes what a killed workbench left behind: the lock is ours, so nobody else uses it.
    fn sweep(&self) {
        let listed = self.read().map(|file| file.entries().to_vec()).unwrap_or_default();
        for entry in std::fs::read_dir(self.files()).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_listed = listed.iter().any(|one| one.path == format!("files/{name}"));
            if name.ends_with(UNFINISHED) && !is_listed {
                drop(std::fs::remove_file(entry.path()));
            }
        }
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(OPENING) {
                drop(std::fs::remove_file(entry.path().join(OPENING_PAGE)));
                drop(std::fs::remove_dir(entry.path()));
            }
        }
        for folder in [self.folder.clone(), self.folder.join(HISTORY)] {
            AtomicFile::sweep(&folder);
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of uploaded files.
    pub(crate) fn files(&self) -> PathBuf {
        self.folder.join("files")
    }

    pub(crate) fn mapping(&self) -> PathBuf {
        self.folder.join(MAPPING)
    }

    pub(crate) fn fixes(&self) -> PathBuf {
        self.folder.join(FIXES)
    }

    /// `project.toml` as it is now; an editor may have changed it.
    pub(crate) fn read(&self) -> Result<ProjectFile, WorkbenchError> {
        let path = self.folder.join(PROJECT);
        let wrong = |what: String| WorkbenchError::ProjectFile { path: name_of(&path), what };
        text_of(&path)?.map_or_else(ProjectFile::new, |text| ProjectFile::parse(&text)).map_err(wrong)
    }

    /// Changes `project.toml`, whole or not at all.
    pub(crate) fn change<T>(
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
    pub(crate) fn lock(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes `project.toml`; the caller holds the lock.
    pub(crate) fn write(&self, file: &ProjectFile) -> Result<(), WorkbenchError> {
        replace(&self.folder.join(PROJECT), &file.text())
    }

    /// Adds a file that was named on the command line; it is read where it is.
    pub(crate) fn add_named(&self, name: &str) -> Result<String, WorkbenchError> {
        let path = path_of(name);
        drop(open_regular(&path)?);
        let path = std::path::absolute(&path).map_err(|error| FileError::reading(name, error))?;
        let own = std::path::absolute(&self.folder).ok();
        let below = own.and_then(|own| path.strip_prefix(own).ok().map(Path::to_owned));
        self.change(|file| Ok(file.add(&name_of(below.unwrap_or(path)))))
    }

    /// The folder of uploaded files, if it is no link: git may have put one there since.
    pub(crate) fn checked_files(&self) -> Result<PathBuf, WorkbenchError> {
        let path = self.files();
        make_own_folder(&path)?;
        Ok(path)
    }

    /// Gives an upload that has arrived its name, and adds it to the project.
    pub(crate) fn keep(&self, part: &Path, name: &str) -> Result<String, WorkbenchError> {
        let target = self.checked_files()?.join(name);
        // First the line in project.toml: a crash then leaves a file that is shown as missing, never one that nobody knows of.
        let id = self.change(|file| Ok(file.add_uploaded(&format!("files/{name}"))))?;
        let stored = rename_new(part, &target).and_then(|()| sync_folder(&self.files()));
        if let Err(error) = stored {
            self.change(|file| Ok(file.remove(&id)))?;
            return Err(WorkbenchError::write(&target, error));
        }
        Ok(id)
    }

    /// Removes a file from the project. The copy that was uploaded is deleted, any other file stays.
    pub(crate) fn remove(&self, id: &str) -> Result<(), WorkbenchError> {
        let entry = self.read()?.entry(id).cloned().ok_or(WorkbenchError::NoFile)?;
        let path = self.path(&entry);
        if self.is_uploaded(&entry)
            && let Err(error) = self.checked_files().map(|_| std::fs::remove_file(&path))?
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(WorkbenchError::write(&path, error));
        }
        self.change(|file| {
            file.remove(id);
            History::read(&self.folder).forget_readings(&entry.path)
        })
    }

    /// True for a copy directly in `files/`.
    pub(crate) fn is_uploaded(&self, entry: &ProjectEntry) -> bool {
        let path = path_of(&entry.path);
        let mut parts = path.components();
        let below = path.strip_prefix("files").is_ok();
        let plain = |part| matches!(part, std::path::Component::Normal(_));
        entry.uploaded && below && parts.all(plain) && path.components().count() == 2
    }

    /// Where a file is, as from the working folder if it is below it.
    pub(crate) fn path(&self, entry: &ProjectEntry) -> PathBuf {
        let path = path_of(&entry.path);
        let path = if path.is_absolute() { path.into_owned() } else { self.folder.join(&path) };
        path.strip_prefix(&self.working).map_or_else(|_| path.clone(), Path::to_owned)
    }
}

/// The prefix of a folder with the page that opens the browser, and the name of the page.
pub const OPENING: &str = ".open-";
/// The page that opens the browser.
pub const OPENING_PAGE: &str = "open.html";

/// True for a folder that does not exist, or is empty.
fn is_new(folder: &Path) -> Result<bool, WorkbenchError> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(WorkbenchError::UnusablePath {
            name: format!("{:?} is a file, not a project's folder", name_of(folder)),
            remedy: "name another with --project",
        }),
        Err(error) => Err(FileError::reading(&name_of(folder), error).into()),
    }
}
