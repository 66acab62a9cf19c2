//! The short lock of a room: whoever holds it looks at the files of all users and writes one of his own.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::error::AccountError;
use crate::system::{FileId, folder_lock, lock_place};

/// Nobody else is in the room for as long as this lives. Hold it for a few file operations only.
#[derive(Debug)]
pub struct RoomGuard {
    _folder: File,
}

/// Work in a room takes far less than a millisecond.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// The waiting time between two attempts doubles between these.
const SHORTEST: Duration = Duration::from_micros(50);
const LONGEST: Duration = Duration::from_millis(10);

impl RoomGuard {
    /// Locks the folder, and waits for whoever is in it, up to `patience`.
    pub(super) fn of(folder: &Path, patience: Duration) -> Result<Self, AccountError> {
        let fault = |source| AccountError::file(folder, source);
        let begun = Instant::now();
        let mut pause = SHORTEST;
        loop {
            let opened = folder_lock(folder).map_err(fault)?;
            match opened.try_lock() {
                Ok(()) if is_at_path(&opened, &lock_place(folder)).map_err(fault)? => {
                    return Ok(Self { _folder: opened });
                }
                // Removed or replaced in the meantime: try again with the folder that is there now.
                Ok(()) => {}
                Err(TryLockError::Error(error)) => return Err(fault(error)),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => {
                    return Err(stuck(&opened, folder, patience));
                }
                Err(TryLockError::WouldBlock) => {}
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST);
        }
    }
}

/// True if the open file or folder is still the one at this path.
pub(super) fn is_at_path(file: &File, path: &Path) -> std::io::Result<bool> {
    Ok(FileId::of(file)? == FileId::at_unlinked(path)?)
}

/// The error that names the process which has held a lock for too long.
pub(super) fn stuck(file: &File, path: &Path, waited: Duration) -> AccountError {
    let by = lock_owner(file).map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
    AccountError::Stuck { path: path.to_owned(), by, seconds: waited.as_secs() }
}

/// The process that has locked a file, if the system tells.
pub(super) fn lock_owner(file: &File) -> Option<u32> {
    let inode = FileId::of(file).ok()?.file;
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| owner_of(line, inode))
}

/// `1: FLOCK  ADVISORY  WRITE 4711 fe:00:1572866 0 EOF`. The device is not compared: some file systems give two.
fn owner_of(line: &str, inode: u64) -> Option<u32> {
    let mut fields = line.split_whitespace().skip(4);
    let pid = fields.next()?.parse().ok().filter(|pid| *pid > 0)?;
    let place = fields.next()?.rsplit(':').next()?;
    (place.parse() == Ok(inode)).then_some(pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_locked_once_and_the_holder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let at = |patience| RoomGuard::of(folder.path(), patience);
        let first = at(PATIENCE).unwrap();
        let refused = at(Duration::from_millis(20)).unwrap_err().to_string();
        let me = format!("process {} has locked", std::process::id());
        assert!(!Path::new("/proc/locks").exists() || refused.starts_with(&me), "{refused}");
        let waits = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            drop(first);
        });
        at(PATIENCE).unwrap();
        waits.join().unwrap();
    }

    #[test]
    fn a_removed_folder_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("room");
        assert!(RoomGuard::of(&path, PATIENCE).unwrap_err().is_gone());
    }

    #[test]
    fn lines_of_proc_locks_are_read() {
        let line = "12: FLOCK  ADVISORY  WRITE 4711 fe:00:1572866 0 EOF";
        assert_eq!(owner_of(line, 1_572_866), Some(4711));
        assert_eq!(owner_of(line, 1), None);
        // A lock of another container.
        assert_eq!(owner_of("1: FLOCK  ADVISORY  WRITE 0 fe:00:7 0 EOF", 7), None);
    }
}
