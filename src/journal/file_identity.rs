//! Identifies the file of a journal, so that a copy of a run's folder is noticed.
//!
//! A copy of the folder does not know what the original sends. The journal therefore stores the inode and the
//! creation time of its own file: they differ in a copy, but stay the same when the folder is renamed. The device
//! is left out, because its number can change when a machine is restarted.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use crate::database::{Connection, params};

use super::database;
use super::error::JournalError;
use super::journal_home::JournalHome;
use super::run_file::RunFile;
use super::run_folder::RunFolder;
use crate::system::FileId;

/// Identifies a file independently of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileIdentity {
    inode: i64,
    /// Epoch nanoseconds, if the file system stores them.
    born: Option<i64>,
}

impl FileIdentity {
    /// A schema of PostgreSQL is no file, and can't be copied by accident.
    fn of(connection: &Connection, path: &Path) -> Result<Self, JournalError> {
        if let Connection::Postgres(_) = connection {
            return Ok(Self { inode: 0, born: None });
        }
        let found = path.metadata().map_err(|error| JournalError::file(path, error))?;
        let born = found.created().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let born = born.and_then(|born| i64::try_from(born.as_nanos()).ok());
        let file = FileId::at(path).map_err(|error| JournalError::file(path, error))?.file;
        Ok(Self { inode: file.cast_signed(), born })
    }
}

/// Stores which run the journal belongs to, and which file it is.
pub(super) fn bind(connection: &Connection, run: &str, path: &Path) -> Result<(), JournalError> {
    let FileIdentity { inode, born } = FileIdentity::of(connection, path)?;
    connection.execute("DELETE FROM run", params![])?;
    connection.execute("INSERT INTO run (id, inode, born) VALUES (?, ?, ?)", params![run, inode, born])?;
    Ok(())
}

impl RunFolder {
    /// Checks that the writes in this folder may be sent: its journal can be read, belongs to the run, and is the file
    /// in which the plan was made. With `moved`, another file is accepted and stored as the right one.
    ///
    /// Call it only for a complete plan, and only as the holder of the run's lock.
    pub fn claim(&self, run: &RunFile, moved: bool) -> Result<(), JournalError> {
        let path = self.journal();
        let connection = database::open(&path)?;
        let mut select = connection.prepare_cached("SELECT id, inode, born FROM run")?;
        let known = select.query_row(params![], |row| {
            Ok((row.get::<String>(0)?, FileIdentity { inode: row.get(1)?, born: row.get(2)? }))
        });
        let (of, known) = known?;
        if of != run.id {
            return Err(JournalError::OfAnother { path, of, run: run.id.clone() });
        }
        if FileIdentity::of(&connection, &path)? == known {
            Ok(())
        } else if moved {
            bind(&connection, &run.id, &path)
        } else {
            Err(JournalError::Moved { folder: self.path().to_owned() })
        }
    }
}

/// Checks that the path of the open journal still leads to the same file.
#[derive(Debug, Clone)]
pub(super) struct IdentityCheck {
    path: PathBuf,
    /// `None` if the journal is no file.
    file: Option<FileId>,
    next: Instant,
}

/// The time between two checks.
const PAUSE: Duration = Duration::from_millis(500);

impl IdentityCheck {
    pub(super) fn of(path: &Path) -> Result<Self, JournalError> {
        let file = match JournalHome::at(path)? {
            Some(_) => None,
            None => Some(FileId::at(path).map_err(|error| JournalError::file(path, error))?),
        };
        Ok(Self { path: path.to_owned(), file, next: Instant::now() + PAUSE })
    }

    /// Checks, if the last check is at least [`PAUSE`] ago.
    pub(super) fn check(&mut self) -> Result<(), JournalError> {
        let now = Instant::now();
        if now < self.next {
            return Ok(());
        }
        self.next = now + PAUSE;
        let found = self.look();
        if matches!(found, Err(JournalError::Gone { .. })) {
            // Every later check fails, without a pause.
            self.next = now;
        }
        found
    }

    /// Checks now.
    pub(super) fn look(&self) -> Result<(), JournalError> {
        let Some(file) = &self.file else { return Ok(()) };
        match FileId::at(&self.path) {
            Ok(found) if found == *file => Ok(()),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(JournalError::file(&self.path, error))
            }
            _ => Err(JournalError::Gone { path: self.path.clone() }),
        }
    }
}
