//! The file of a new sandbox. It is built beside its place, and gets its name when everything in it is done.

use std::fs::File;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::RehearsalError;
use crate::backup::is_in_backup;
use crate::file::{AtomicFile, FileError, name_of};
use crate::sandbox::SandboxFile;
use crate::system::LOCKED_IS_READABLE;

/// A file that is removed unless it is finished. Only its owner can read it.
#[derive(Debug)]
pub struct NewSandboxFile {
    /// Its final name; `None` for one that ends with its process.
    target: Option<PathBuf>,
    /// Open from the start to the end, and locked, so that no other process takes it for left over.
    temporary: NamedTempFile,
    /// Removed after it.
    side_files: SideFiles,
    /// A file of that name may be replaced.
    replaces: bool,
}

/// What SQLite keeps beside the database. It stays if the database can't be closed well, as on a full disk.
#[derive(Debug)]
struct SideFiles(PathBuf);

impl Drop for SideFiles {
    fn drop(&mut self) {
        // Usually there are none.
        SIDE_FILES.iter().for_each(|ending| drop(std::fs::remove_file(beside(&self.0, ending))));
    }
}

const PREFIX: &str = ".deskferry-";
const SUFFIX: &str = ".tmp";
/// What SQLite keeps beside a database.
const SIDE_FILES: [&str; 2] = ["-wal", "-shm"];

impl NewSandboxFile {
    /// A file that will have this name. An existing file is refused, or, if it may be replaced, must be a sandbox that
    /// nobody uses.
    pub fn at(target: &Path, replace: bool) -> Result<Self, RehearsalError> {
        let name = || name_of(target);
        if target.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Err(RehearsalError::NotAFile(name()));
        }
        if is_in_backup(target) {
            return Err(RehearsalError::InBackup(name()));
        }
        let replaces = match target.metadata() {
            Err(_) => {
                refuse_leftover(target)?;
                false
            }
            Ok(found) if !found.is_file() => return Err(RehearsalError::NotAFile(name())),
            Ok(found) if found.len() == 0 => true,
            Ok(_) if !replace => return Err(RehearsalError::Exists(name())),
            Ok(_) => {
                SandboxFile::check(target)?;
                true
            }
        };
        let folder = folder(target);
        sweep(folder);
        let temporary = builder().tempfile_in(folder).map_err(|error| unmade(target, folder, error))?;
        Ok(Self { target: Some(target.to_owned()), ..Self::over(temporary, replaces) })
    }

    /// A file that ends with its process.
    pub fn temporary() -> Result<Self, RehearsalError> {
        let temporary = builder().tempfile().map_err(RehearsalError::Scratch)?;
        Ok(Self::over(temporary, false))
    }

    fn over(temporary: NamedTempFile, replaces: bool) -> Self {
        // Without a lock the file is younger than what others remove, unless the work takes long.
        // Where a lock keeps SQLite out, SQLite itself keeps others from removing the file.
        if LOCKED_IS_READABLE && let Err(error) = temporary.as_file().try_lock() {
            tracing::debug!(path = %temporary.path().display(), %error, "not locked");
        }
        let side_files = SideFiles(temporary.path().to_owned());
        Self { target: None, temporary, side_files, replaces }
    }

    /// Where it is while it is built.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// The name for messages: the final one.
    pub(super) fn named(&self) -> &Path {
        self.target.as_deref().unwrap_or(self.temporary.path())
    }

    /// Syncs the file to disk, and gives it its name. No sandbox may use it any more.
    pub fn finish(self) -> Result<(), RehearsalError> {
        let Self { target: Some(target), temporary, replaces, side_files: _side_files } = self else {
            return Ok(());
        };
        let failed = |error: std::io::Error| RehearsalError::write(&target, &error);
        temporary.as_file().sync_all().map_err(failed)?;
        let named = match replaces {
            true => temporary.persist(&target),
            false => temporary.persist_noclobber(&target),
        };
        match named {
            Ok(file) => drop(file),
            Err(fault) if fault.error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(RehearsalError::Exists(name_of(&target)));
            }
            Err(fault) => return Err(failed(fault.error)),
        }
        File::open(folder(&target)).and_then(|folder| folder.sync_all()).map_err(failed)
    }
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    builder
}

fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn unmade(target: &Path, folder: &Path, error: std::io::Error) -> RehearsalError {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            FileError::NoFolder { folder: name_of(folder) }.into()
        }
        _ => RehearsalError::write(target, &error),
    }
}

/// The path with an ending after its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// SQLite would add the log of an earlier database to the new one.
fn refuse_leftover(target: &Path) -> Result<(), RehearsalError> {
    let left = SIDE_FILES.iter().map(|ending| beside(target, ending)).find(|path| path.exists());
    left.map_or(Ok(()), |left| Err(RehearsalError::Leftover(name_of(left))))
}

/// Removes what killed processes have left in the folder.
fn sweep(folder: &Path) {
    AtomicFile::sweep(folder);
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.to_str().unwrap_or_default();
        let base = SIDE_FILES.iter().find_map(|ending| name.strip_suffix(ending)).map(Path::new);
        let is_left = |base: &Path| AtomicFile::is_unfinished(base) && !base.exists();
        if base.is_some_and(is_left)
            && let Err(error) = std::fs::remove_file(&path)
        {
            tracing::debug!(path = %path.display(), %error, "can't remove what a killed process left behind");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(path: &Path) {
        SandboxFile::create(path).unwrap().finish(&[]).unwrap();
    }

    #[test]
    fn it_gets_its_name_only_when_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("after.db");
        let file = NewSandboxFile::at(&path, false).unwrap();
        made(file.path());
        assert!(!path.exists());
        std::fs::write(beside(file.path(), "-wal"), "left on a full disk").unwrap();
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let file = NewSandboxFile::at(&path, false).unwrap();
        made(file.path());
        file.finish().unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        SandboxFile::check(&path).unwrap();
    }

    #[test]
    fn only_a_sandbox_that_nobody_uses_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("after.db");
        let said = |replace| NewSandboxFile::at(&path, replace).unwrap_err().to_string();
        std::fs::write(&path, "a text").unwrap();
        assert!(said(false).contains("exists already") && said(true).contains("file is not a database"));
        std::fs::remove_file(&path).unwrap();
        made(&path);
        let used = SandboxFile::create(&path).unwrap();
        assert!(said(true).contains("is another sandbox using it?"));
        drop(used);
        NewSandboxFile::at(&path, true).unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::write(folder.path().join("after.db-wal"), "x").unwrap();
        assert!(said(true).contains("after.db-wal\" is left of an earlier database"));
    }

    #[test]
    fn a_file_that_appears_meanwhile_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("after.db");
        let file = NewSandboxFile::at(&path, true).unwrap();
        std::fs::write(&path, "mine").unwrap();
        assert!(matches!(file.finish(), Err(RehearsalError::Exists(_))));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    }

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".deskferry-a.tmp-wal", ".deskferry-b.tmp", ".deskferry-b.tmp-wal", "mine.tmp-wal"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        sweep(folder.path());
        let left = |name: &str| folder.path().join(name).exists();
        assert!(!left(".deskferry-a.tmp-wal") && left(".deskferry-b.tmp-wal") && left("mine.tmp-wal"));
    }
}
