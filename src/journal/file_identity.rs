//! Which file a journal is, and whether it is still the one that it was.
//!
//! A copy of a run's folder knows nothing of what the other one sends. So the journal keeps the inode and the time of
//! creation of its own file: a copy has others, a folder that was renamed has not. Not the device, whose number may
//! change when a machine starts again.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use rusqlite::{Connection, params};

use super::database;
use super::error::JournalError;
use super::run_file::RunFile;
use super::run_folder::RunFolder;

/// What a file is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileIdentity {
    inode: i64,
    /// Epoch nanoseconds, where the file system knows.
    born: Option<i64>,
}

impl FileIdentity {
    fn of(path: &Path) -> Result<Self, JournalError> {
        let found = path.metadata().map_err(|error| JournalError::file(path, error))?;
        let born = found.created().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let born = born.and_then(|born| i64::try_from(born.as_nanos()).ok());
        Ok(Self { inode: found.ino().cast_signed(), born })
    }
}

/// Notes which run a journal is of, and which file it is.
pub(super) fn bind(connection: &Connection, run: &str, path: &Path) -> Result<(), JournalError> {
    let FileIdentity { inode, born } = FileIdentity::of(path)?;
    connection.execute("DELETE FROM run", [])?;
    connection.execute("INSERT INTO run (id, inode, born) VALUES (?, ?, ?)", params![run, inode, born])?;
    Ok(())
}

impl RunFolder {
    /// Looks whether this folder may be written from: its journal can be read, is that of the run, and lies where it
    /// was made. With `moved` it may lie elsewhere, and belongs there from now on.
    ///
    /// Only for a plan that is whole, and for the holder of the run's lock.
    pub fn claim(&self, run: &RunFile, moved: bool) -> Result<(), JournalError> {
        let path = self.journal();
        let connection = database::open(&path)?;
        let mut select = connection.prepare("SELECT id, inode, born FROM run")?;
        let known = select.query_row([], |row| {
            Ok((row.get::<_, String>(0)?, FileIdentity { inode: row.get(1)?, born: row.get(2)? }))
        });
        let (of, known) = known?;
        if of != run.id {
            return Err(JournalError::OfAnother { path, of, run: run.id.clone() });
        }
        if FileIdentity::of(&path)? == known {
            Ok(())
        } else if moved {
            bind(&connection, &run.id, &path)
        } else {
            Err(JournalError::Moved { folder: self.path().to_owned() })
        }
    }
}

/// Whether the open journal still is the file at its path.
#[derive(Debug, Clone)]
pub(super) struct IdentityCheck {
    path: PathBuf,
    file: (u64, u64),
    next: Instant,
}

/// The time between two looks.
const PAUSE: Duration = Duration::from_millis(500);

impl IdentityCheck {
    pub(super) fn of(path: &Path) -> Result<Self, JournalError> {
        let found = path.metadata().map_err(|error| JournalError::file(path, error))?;
        Ok(Self { path: path.to_owned(), file: number(&found), next: Instant::now() + PAUSE })
    }

    /// Looks, where the last look is a while ago.
    pub(super) fn check(&mut self) -> Result<(), JournalError> {
        let now = Instant::now();
        if now < self.next {
            return Ok(());
        }
        self.next = now + PAUSE;
        let found = self.look();
        if matches!(found, Err(JournalError::Gone { .. })) {
            // From here on every look finds the same.
            self.next = now;
        }
        found
    }

    /// Looks.
    pub(super) fn look(&self) -> Result<(), JournalError> {
        match self.path.metadata() {
            Ok(found) if number(&found) == self.file => Ok(()),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(JournalError::file(&self.path, error))
            }
            _ => Err(JournalError::Gone { path: self.path.clone() }),
        }
    }
}

fn number(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}
