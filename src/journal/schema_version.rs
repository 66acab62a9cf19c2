//! The version of the tables in a schema of PostgreSQL, and the tables that only such a journal has.
//!
//! A migration is a step from one version to the next, in one transaction. A version that this build does not know is
//! refused.

use std::path::Path;

use super::error::JournalError;
use super::optional_tables;
use crate::database::{Connection, params};

/// The version that this build writes, and the highest that it reads.
pub(super) const VERSION: u32 = 1;

/// `writer`: one row, which all that write alone lock. `fence` grows each time when a process begins to write, so that
/// one that was taken for dead writes no more; `committed` counts its groups.
const TABLES: &str = "
CREATE TABLE journal_schema (version INTEGER NOT NULL);
CREATE TABLE writer (fence INTEGER NOT NULL, holder TEXT NOT NULL, committed INTEGER NOT NULL);
INSERT INTO writer VALUES (0, '', 0);";

/// Steps: the first leads from version 1 to version 2.
const STEPS: [&str; 0] = [];

/// Creates these tables, and all others.
pub(super) fn create(connection: &Connection) -> Result<(), JournalError> {
    connection.execute_batch(TABLES)?;
    connection.execute("INSERT INTO journal_schema VALUES (?)", params![VERSION])?;
    optional_tables::create_all(connection)
}

/// Brings an earlier version up to date, and refuses a later one.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), JournalError> {
    if !connection.has_table("journal_schema")? {
        return Err(JournalError::Damaged(format!("{} names a schema without a journal", path.display())));
    }
    let known = read(connection)?;
    if known > VERSION {
        return Err(JournalError::OtherForm { path: path.to_owned(), version: known, known: VERSION });
    }
    if known == VERSION {
        return Ok(());
    }
    let all = connection.transaction_alone()?;
    for step in STEPS.iter().skip(read(&all)?.saturating_sub(1) as usize) {
        all.execute_batch(step)?;
    }
    all.execute("UPDATE journal_schema SET version = ?", params![VERSION])?;
    Ok(all.commit()?)
}

fn read(connection: &Connection) -> Result<u32, JournalError> {
    Ok(connection.query_row("SELECT version FROM journal_schema", params![], |row| row.get(0))?)
}
