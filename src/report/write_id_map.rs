//! id-map.csv of a restore: under which id each customer of the backup is to be found now.

use std::path::Path;

use super::result_files::ResultCsv;
use crate::journal::{JournalError, JournalReader, ResultRow, RowAction, RowOutcome};

/// Builds `id-map.csv` anew from the journal of a restore, whose first column is the id in the backup.
///
/// A row stands for each customer of the backup that is now known to be in the help desk: `old`, `new`, and how it
/// came there (`inserted`, `updated`, `unchanged`, `skipped`). Where old and new are the same, it was there all along.
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

/// How a customer came to be there; `None` where nobody can say that it is.
fn action(row: &ResultRow) -> Option<&'static str> {
    match (row.outcome?, row.kind) {
        (RowOutcome::Written, RowAction::Insert) => Some("inserted"),
        (RowOutcome::Written, RowAction::Update) => Some("updated"),
        (RowOutcome::Unchanged, _) => Some("unchanged"),
        (RowOutcome::Skipped, _) => Some("skipped"),
        _ => None,
    }
}
