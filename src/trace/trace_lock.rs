//! The lock of a trace: it shows that its process works. Unlike the lock of a run it does not hold the command line, which
//! may name a customer (`--where`).

use std::fs::{File, OpenOptions, TryLockError};
use std::io;

use crate::journal::RunFolder;
use crate::system::SafeOpen as _;

const LOCK_FILE: &str = "lock";

/// Held as long as it lives.
#[derive(Debug)]
pub(super) struct TraceLock {
    _file: File,
}

impl TraceLock {
    /// Takes the lock; `None` if another process holds it.
    pub(super) fn take(folder: &RunFolder) -> io::Result<Option<Self>> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).private();
        // Do not wait for the other end of a pipe, and do not follow a link.
        let file = options.unlinked().open(folder.file(LOCK_FILE))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// True if a process holds the lock.
    pub(super) fn is_held(folder: &RunFolder) -> bool {
        let mut options = OpenOptions::new();
        options.read(true).unlinked();
        let Ok(file) = options.open(folder.file(LOCK_FILE)) else { return false };
        matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
    }

    /// Ends the lock and removes its file, which nobody needs any more.
    pub(super) fn end(self, folder: &RunFolder) {
        // A file that remains says nothing.
        drop(std::fs::remove_file(folder.file(LOCK_FILE)));
    }
}
