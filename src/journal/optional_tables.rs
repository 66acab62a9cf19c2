//! The tables that a file has only if something needs them, and those that files of earlier versions lack. A schema of
//! PostgreSQL has all of them from the start.

use super::error::JournalError;
use crate::database::Connection;

/// Phone numbers whose country the mapping gave.
pub(super) const ASSUMED_REGION: &str = "CREATE TABLE IF NOT EXISTS assumed_region (
    row    INTEGER NOT NULL REFERENCES row (id),
    field  TEXT NOT NULL,
    PRIMARY KEY (row, field)
) STRICT, WITHOUT ROWID";

/// What is needed to map a row again.
pub(super) const MAPPED_SOURCES: &str = "
CREATE TABLE IF NOT EXISTS mapped_source (
    source    INTEGER PRIMARY KEY REFERENCES source (id),
    decisions TEXT NOT NULL               -- JSON
) STRICT;
CREATE TABLE IF NOT EXISTS cell_kinds (
    row       INTEGER PRIMARY KEY REFERENCES row (id),
    kinds     TEXT NOT NULL,              -- a letter for each cell
    in_doubt  INTEGER NOT NULL            -- 1: rejected before because of an ambiguous phone number
) STRICT;
";

/// The mended cells of rows.
pub(super) const MENDED: &str = "CREATE TABLE IF NOT EXISTS mended (
    row     INTEGER PRIMARY KEY REFERENCES row (id),
    columns TEXT NOT NULL                 -- JSON array of names
) STRICT";

/// The fields that are read as phone numbers.
pub(super) const PHONE_FIELD: &str =
    "CREATE TABLE IF NOT EXISTS phone_field (field TEXT PRIMARY KEY) STRICT, WITHOUT ROWID";

/// The fields that a policy protects.
pub(super) const PROTECTED: &str = "CREATE TABLE IF NOT EXISTS protected (
    row      INTEGER NOT NULL REFERENCES action (id),
    field    TEXT NOT NULL,
    policy   TEXT NOT NULL,
    wanted   TEXT NOT NULL,
    current  TEXT NOT NULL,
    late     INTEGER NOT NULL,
    PRIMARY KEY (row, field)
) STRICT, WITHOUT ROWID";

/// Fields that a write leaves out without protecting anything.
pub(super) const UNWRITTEN: &str = "CREATE TABLE IF NOT EXISTS unwritten (
    row      INTEGER NOT NULL REFERENCES action (id),
    why      TEXT NOT NULL,
    fields   TEXT NOT NULL,
    PRIMARY KEY (row, why)
) STRICT, WITHOUT ROWID";

/// How far the clock of the run had come.
pub(super) const CLOCK: &str =
    "CREATE TABLE IF NOT EXISTS clock (boot TEXT NOT NULL, up INTEGER NOT NULL, at INTEGER NOT NULL) STRICT";

/// Creates tables where they are missing.
pub(super) fn create(connection: &Connection, tables: &str) -> Result<(), JournalError> {
    Ok(connection.execute_batch(tables)?)
}

/// Creates all of them.
pub(super) fn create_all(connection: &Connection) -> Result<(), JournalError> {
    let all = [ASSUMED_REGION, MAPPED_SOURCES, MENDED, PHONE_FIELD, PROTECTED, UNWRITTEN, CLOCK];
    all.into_iter().try_for_each(|tables| create(connection, tables))
}
