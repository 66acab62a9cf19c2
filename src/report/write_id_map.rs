//! Writes id-map.csv of a restore: the new id of each customer of the backup.

use std::path::Path;

use super::result_csv::ResultCsv;
use crate::journal::{JournalError, JournalReader, ResultRow, RowAction, RowOutcome};

/// Writes `id-map.csv` from the journal of a restore, whose first column is the id in the backup.
///
/// It has a row for each customer of the backup that is known to be in the help desk: `old`, `new` and `action`
/// (`inserted`, `updated`, `unchanged`, `skipped`). If both ids are the same, the customer existed before.
pub fn write_id_map(folder: &Path, reader: &JournalReader) -> Result<(), JournalError> {
    let header = ["old", "new", "action"].map(ToOwned::to_owned).to_vec();
    let mut table = ResultCsv::new(folder.join("id-map.csv"), header);
    reader.each_result(|row| {
        let old = row.cells.first().map_or("", String::as_str);
        match (&row.id, action(&row)) {
            (Some(new), Some(action)) if !old.is_empty() => table.write([old, new, action]),
            _ => Ok(()),
        }
    })?;
    table.finish().map(drop)
}

/// How the customer got there; `None` if it may not be there.
fn action(row: &ResultRow) -> Option<&'static str> {
    match (row.outcome?, row.kind) {
        (RowOutcome::Written, RowAction::Insert) => Some("inserted"),
        (RowOutcome::Written, RowAction::Update) => Some("updated"),
        (RowOutcome::Unchanged, _) => Some("unchanged"),
        (RowOutcome::Skipped, _) => Some("skipped"),
        _ => None,
    }
}
