//! Opens the journal of a run: the file `journal.db`, or the schema that `journal.json` beside it names.

use std::path::Path;

use rusqlite::OpenFlags;

use super::error::JournalError;
use super::journal_home::JournalHome;
use crate::account::Holder;
use crate::database::{Connection, open_file};
use crate::system::SafeOpen as _;

/// The version of the tables; a journal with another version is refused.
const FORM: u32 = 2;
/// `DFJ` and a zero byte; marks a database as a journal.
const APPLICATION: i32 = 0x44_46_4a_00;
const TABLES: &str = include_str!("schema.sql");

/// Values of which PostgreSQL keeps no statistics: it would keep those of a table that has no row any more.
const UNSAMPLED: &str = "
ALTER TABLE outcome ALTER COLUMN server_id SET STATISTICS 0, ALTER COLUMN failure SET STATISTICS 0;
ALTER TABLE again ALTER COLUMN cause SET STATISTICS 0;
ALTER TABLE protected ALTER COLUMN wanted SET STATISTICS 0, ALTER COLUMN current SET STATISTICS 0;
ALTER TABLE unwritten ALTER COLUMN fields SET STATISTICS 0;";

/// Creates the tables, in a file that only its owner can read, or in a schema.
pub(super) fn create(path: &Path) -> Result<Connection, JournalError> {
    if let Some(home) = JournalHome::at(path)? {
        return home.create(&format!("{TABLES}{UNSAMPLED}"));
    }
    let mut options = std::fs::OpenOptions::new();
    options
        .write(true)
        .create_new(true)
        .private()
        .open(path)
        .map_err(|error| JournalError::file(path, error))?;
    let file = file_for_planning(path)?;
    file.execute_batch(TABLES)?;
    file.pragma_update(None, "application_id", APPLICATION)?;
    file.pragma_update(None, "user_version", FORM)?;
    Ok(Connection::Sqlite(file))
}

/// Opens a database for planning. A file has no rollback journal then: nothing is sent before the plan is complete, and an
/// interrupted plan is made again.
pub(super) fn open_for_planning(path: &Path) -> Result<Connection, JournalError> {
    match JournalHome::at(path)? {
        Some(home) => home.open_to_write(&holder()),
        None => Ok(Connection::Sqlite(file_for_planning(path)?)),
    }
}

fn file_for_planning(path: &Path) -> Result<rusqlite::Connection, JournalError> {
    let file = open_file(path, OpenFlags::default())?;
    file.pragma_update(None, "journal_mode", "off")?;
    file.pragma_update(None, "synchronous", "off")?;
    Ok(file)
}

/// Opens a journal with a complete plan.
pub(super) fn open(path: &Path) -> Result<Connection, JournalError> {
    match JournalHome::at(path)? {
        Some(home) => home.open(),
        None => Ok(Connection::Sqlite(file(path)?)),
    }
}

/// Opens a journal with a complete plan as the one that writes it. A file needs no more than the lock of its folder; a
/// schema can be reached from other machines.
pub(super) fn open_to_write(path: &Path) -> Result<Connection, JournalError> {
    match JournalHome::at(path)? {
        Some(home) => home.open_to_write(&holder()),
        None => Ok(Connection::Sqlite(file(path)?)),
    }
}

/// Opens a journal to remove rows from it so that nothing of them is left.
pub(super) fn open_to_erase(path: &Path) -> Result<Connection, JournalError> {
    let connection = open_to_write(path)?;
    if let Connection::Sqlite(file) = &connection {
        file.pragma_update(None, "secure_delete", "on")?;
    }
    Ok(connection)
}

/// Which process this is, for others that want to write the run.
fn holder() -> String {
    Holder::this().to_string()
}

/// With `synchronous = FULL`, a commit is on disk when it returns.
fn file(path: &Path) -> Result<rusqlite::Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = open_file(path, flags)?;
    check_form(&file, path)?;
    file.pragma_update(None, "journal_mode", "wal")?;
    file.pragma_update(None, "synchronous", "full")?;
    Ok(file)
}

/// Refuses other databases, and journals of another version.
fn check_form(file: &rusqlite::Connection, path: &Path) -> Result<(), JournalError> {
    let number = |name| file.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if number("application_id")? != i64::from(APPLICATION) {
        return Err(JournalError::Damaged(format!("{} is not the journal of a run", path.display())));
    }
    match u32::try_from(number("user_version")?).unwrap_or_default() {
        FORM => Ok(()),
        version => Err(JournalError::OtherForm { path: path.to_owned(), version, known: FORM }),
    }
}

/// Writes the whole database again: nothing that was removed stays in the files. Fails if another process reads it
/// meanwhile.
pub(super) fn write_again(connection: &Connection) -> Result<(), JournalError> {
    match connection {
        Connection::Sqlite(file) => Ok(write_file_again(file)?),
        Connection::Postgres(_) => Ok(connection.execute_batch(REWRITTEN)?),
    }
}

/// The tables with the values of rows. Their statistics have values, too, and are made again.
const REWRITTEN: &str = "VACUUM (FULL, ANALYZE) row, action, outcome, again, protected, unwritten, assumed_region, cell_kinds, mended, merged";

/// Writes a file again and empties its WAL.
pub(super) fn write_file_again(file: &rusqlite::Connection) -> Result<(), rusqlite::Error> {
    file.execute_batch("VACUUM")?;
    let is_busy: bool = file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    let busy = || rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
    if is_busy { Err(rusqlite::Error::SqliteFailure(busy(), None)) } else { Ok(()) }
}

/// Opens a journal with a complete plan, read-only.
pub(super) fn open_to_look(path: &Path) -> Result<Connection, JournalError> {
    if let Some(home) = JournalHome::at(path)? {
        return home.open();
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = open_file(path, flags)?;
    check_form(&file, path)?;
    Ok(Connection::Sqlite(file))
}
