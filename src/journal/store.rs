//! Opening the database.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::error::JournalError;

/// Creates the tables in a new file.
pub(super) fn create(path: &Path) -> Result<Connection, JournalError> {
    let connection = Connection::open(path)?;
    tune(&connection)?;
    connection.execute_batch(include_str!("schema.sql"))?;
    Ok(connection)
}

/// Opens a file that is there.
pub(super) fn open(path: &Path) -> Result<Connection, JournalError> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    tune(&connection)?;
    Ok(connection)
}

/// `FULL`: a commit has reached the disk when it returns.
fn tune(connection: &Connection) -> Result<(), JournalError> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
