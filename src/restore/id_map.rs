//! `id-map.csv` of a restore: the new id of each customer of the backup.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use crate::backup::ComparisonError;
use crate::file::{FileError, open_regular};
use crate::run::RunError;

/// Passes the old and the new id of each row to `each`. The file has the columns `old` and `new`; others are ignored.
pub(super) fn read_id_map<E: From<RunError>>(
    path: &Path,
    mut each: impl FnMut(&str, &str) -> Result<(), E>,
) -> Result<(), E> {
    let fault =
        |error: csv::Error| RunError::from(FileError::reading(&path.display().to_string(), error.into()));
    let file = open_regular(path).map_err(RunError::from)?;
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers().map_err(fault)?.clone();
    let column = |name: &str| header.iter().position(|column| column == name);
    let (Some(old), Some(new)) = (column("old"), column("new")) else {
        let path = path.display();
        return Err(RunError::Usage(format!(
            "{path} is not an id map: its header has no columns \"old\" and \"new\"; give the id-map.csv \
             of a restore"
        ))
        .into());
    };
    for row in reader.records() {
        let row = row.map_err(fault)?;
        if let (Some(old), Some(new)) = (row.get(old), row.get(new)) {
            each(old, new)?;
        }
    }
    Ok(())
}

/// The old id of each new id, in a temporary index on disk, so memory stays flat.
pub(super) struct OldIds(Connection);

impl OldIds {
    /// An empty index.
    pub(super) fn new() -> Result<Self, ComparisonError> {
        let index = Connection::open("")?;
        let table =
            "CREATE TABLE moved (new TEXT PRIMARY KEY, old TEXT NOT NULL) STRICT, WITHOUT ROWID; BEGIN;";
        index.execute_batch(table)?;
        Ok(Self(index))
    }

    /// Adds a customer.
    pub(super) fn add(&self, old: &str, new: &str) -> Result<(), ComparisonError> {
        self.0.prepare_cached("INSERT INTO moved VALUES (?, ?)")?.execute([new, old])?;
        Ok(())
    }

    /// The old id of a customer; `None` if the map does not have it.
    pub(super) fn old(&self, new: &str) -> Result<Option<String>, ComparisonError> {
        let mut select = self.0.prepare_cached("SELECT old FROM moved WHERE new = ?")?;
        Ok(select.query_row([new], |row| row.get(0)).optional()?)
    }
}
