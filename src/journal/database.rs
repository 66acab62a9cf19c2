//! Opens `journal.db`.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::error::JournalError;

/// The version of the tables; a journal with another version is refused.
const FORM: u32 = 2;
/// `DFJ` and a zero byte; marks a database as a journal.
const APPLICATION: i32 = 0x44_46_4a_00;

/// Creates a database with the tables, readable only by its owner.
pub(super) fn create(path: &Path) -> Result<Connection, JournalError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| JournalError::file(path, error))?;
    let connection = open_for_planning(path)?;
    connection.execute_batch(include_str!("schema.sql"))?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", FORM)?;
    Ok(connection)
}

/// Opens a database for planning, without a rollback journal: nothing is sent before the plan is complete, and an
/// interrupted plan is made again.
pub(super) fn open_for_planning(path: &Path) -> Result<Connection, JournalError> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "off")?;
    connection.pragma_update(None, "synchronous", "off")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Opens a journal with a complete plan.
pub(super) fn open(path: &Path) -> Result<Connection, JournalError> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    check_form(&connection, path)?;
    tune(&connection)?;
    Ok(connection)
}

/// Refuses other databases, and journals of another version.
fn check_form(connection: &Connection, path: &Path) -> Result<(), JournalError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if number("application_id")? != i64::from(APPLICATION) {
        return Err(JournalError::Damaged(format!("{} is not the journal of a run", path.display())));
    }
    match u32::try_from(number("user_version")?).unwrap_or_default() {
        FORM => Ok(()),
        version => Err(JournalError::OtherForm { path: path.to_owned(), version, known: FORM }),
    }
}

/// Writes the whole database again and empties its WAL: nothing that was removed stays in the files. Fails if another
/// process reads it meanwhile.
pub(super) fn write_again(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.execute_batch("VACUUM")?;
    let is_busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    let busy = || rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
    if is_busy { Err(rusqlite::Error::SqliteFailure(busy(), None)) } else { Ok(()) }
}

/// Opens a journal with a complete plan, read-only.
pub(super) fn open_to_look(path: &Path) -> Result<Connection, JournalError> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    check_form(&connection, path)?;
    Ok(connection)
}

/// With `synchronous = FULL`, a commit is on disk when it returns.
fn tune(connection: &Connection) -> Result<(), JournalError> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
