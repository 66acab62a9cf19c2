//! Locks of files and folders, which end with their process.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// True if others can read a file that is locked. Windows lets only the holder of the lock read it.
pub(crate) const LOCKED_IS_READABLE: bool = cfg!(unix);

/// The lock of a file that others read while it is held: on Unix, the file's own.
#[cfg(unix)]
#[derive(Debug)]
pub(crate) struct LockBeside;

/// The same on Windows: the lock of a file `NAME.held` beside it.
#[cfg(windows)]
#[derive(Debug)]
pub(crate) struct LockBeside(File);

#[cfg(unix)]
impl LockBeside {
    /// The lock of the file at this path.
    #[expect(clippy::unnecessary_wraps, reason = "on Windows it can fail")]
    pub(crate) fn of(_: &Path) -> io::Result<Self> {
        Ok(Self)
    }

    /// Takes the lock for the file, if no other process has it.
    pub(crate) fn try_lock(&self, file: &File) -> Result<(), TryLockError> {
        file.try_lock()
    }
}

#[cfg(windows)]
impl LockBeside {
    /// The lock of the file at this path.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let mut options = std::fs::OpenOptions::new();
        Ok(Self(options.read(true).write(true).create(true).truncate(false).open(beside(path))?))
    }

    /// Takes the lock for the file, if no other process has it.
    pub(crate) fn try_lock(&self, _: &File) -> Result<(), TryLockError> {
        self.0.try_lock()
    }
}

/// True if a process has taken the [`LockBeside`] of this file. The look ends at once, so that it keeps nobody out.
#[cfg(unix)]
pub(crate) fn is_held(file: &File, _: &Path) -> io::Result<bool> {
    looked(file)
}

/// The same by the file beside it; there is none before the first holder.
#[cfg(windows)]
pub(crate) fn is_held(_: &File, path: &Path) -> io::Result<bool> {
    match File::open(beside(path)) {
        Ok(file) => looked(&file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn looked(file: &File) -> io::Result<bool> {
    match file.try_lock_shared() {
        Ok(()) => {
            // It ends with the file at the latest.
            drop(file.unlock());
            Ok(false)
        }
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(windows)]
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".held");
    name.into()
}

/// What is locked to keep others out of a folder: the folder.
#[cfg(unix)]
pub(crate) fn folder_lock(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// Where [`folder_lock`] finds it.
#[cfg(unix)]
pub(crate) fn lock_place(folder: &Path) -> PathBuf {
    folder.to_owned()
}

/// The same on Windows, where no folder can be locked: a file in it.
#[cfg(windows)]
pub(crate) fn folder_lock(folder: &Path) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).open(lock_place(folder))
}

/// Where [`folder_lock`] finds it.
#[cfg(windows)]
pub(crate) fn lock_place(folder: &Path) -> PathBuf {
    folder.join("folder.lock")
}

/// Makes a file that counts as held until the last process closes it, also one that inherits it: by a lock.
#[cfg(all(unix, feature = "workbench"))]
pub(crate) fn held_open(path: &Path) -> io::Result<File> {
    use super::open::SafeOpen as _;
    let mut options = std::fs::OpenOptions::new();
    let file = options.read(true).write(true).create_new(true).private().open(path)?;
    file.lock()?;
    Ok(file)
}

/// The same on Windows, where no process inherits a lock: nobody else can open the file meanwhile.
#[cfg(all(windows, feature = "workbench"))]
pub(crate) fn held_open(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().read(true).write(true).create_new(true).share_mode(0).open(path)
}

/// True while a process holds the file that [`held_open`] has made. No link is followed.
#[cfg(all(unix, feature = "workbench"))]
pub(crate) fn is_held_open(path: &Path) -> bool {
    use super::open::SafeOpen as _;
    let opened = std::fs::OpenOptions::new().read(true).unlinked().open(path);
    let file = opened.ok().filter(|file| file.metadata().is_ok_and(|found| found.is_file()));
    file.is_some_and(|file| looked(&file).is_ok_and(|held| held))
}

/// The same by the error of opening it.
#[cfg(all(windows, feature = "workbench"))]
pub(crate) fn is_held_open(path: &Path) -> bool {
    use super::open::SafeOpen as _;
    const SHARING_VIOLATION: i32 = 32;
    let opened = std::fs::OpenOptions::new().read(true).unlinked().open(path);
    opened.is_err_and(|error| error.raw_os_error() == Some(SHARING_VIOLATION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_file_can_be_read_and_is_free_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        std::fs::write(&path, "the holder").unwrap();
        let file = || File::options().read(true).write(true).open(&path).unwrap();
        assert!(!is_held(&file(), &path).unwrap(), "nobody has taken it yet");
        let (mine, held) = (file(), LockBeside::of(&path).unwrap());
        held.try_lock(&mine).unwrap();
        assert!(is_held(&file(), &path).unwrap());
        let other = (file(), LockBeside::of(&path).unwrap());
        assert!(matches!(other.1.try_lock(&other.0), Err(TryLockError::WouldBlock)));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "the holder");
        drop((mine, held));
        assert!(!is_held(&file(), &path).unwrap());
        other.1.try_lock(&other.0).unwrap();
    }

    #[test]
    fn a_folder_is_locked_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = folder_lock(folder.path()).unwrap();
        first.try_lock().unwrap();
        let second = folder_lock(folder.path()).unwrap();
        assert!(matches!(second.try_lock(), Err(TryLockError::WouldBlock)));
        drop(first);
        second.try_lock().unwrap();
        assert!(lock_place(folder.path()).starts_with(folder.path()));
    }

    #[cfg(feature = "workbench")]
    #[test]
    fn a_file_is_held_until_it_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alive");
        assert!(!is_held_open(&path), "there is none");
        let held = held_open(&path).unwrap();
        assert!(held_open(&path).is_err(), "it exists");
        let heir = held.try_clone().unwrap();
        drop(held);
        assert!(is_held_open(&path), "whoever inherits it holds it");
        drop(heir);
        assert!(!is_held_open(&path));
    }
}
