//! The rows that a run has left out, as its rejects have them, but from its journal, which nobody edits.

use super::merged_header::MergedHeader;
use crate::journal::{JournalError, JournalReader};

/// A row of `rejects.csv` or `unknown.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftCells {
    /// Its file, sheet and row, as the rejects name them.
    pub(crate) place: [String; 3],
    /// The cells in the order of the columns.
    pub(crate) cells: Vec<String>,
}

/// The names of the columns, and at most `limit` rows.
pub(crate) fn left_cells(
    reader: &JournalReader,
    limit: u64,
) -> Result<(Vec<String>, Vec<LeftCells>), JournalError> {
    let merged = MergedHeader::new(reader.sources()?);
    let rows = reader.left_rows(limit)?.into_iter().map(|row| {
        let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        let source = merged.source(row.source);
        let file = source.map_or_else(String::new, |source| source.file.clone());
        let sheet = source.and_then(|source| source.sheet.clone()).unwrap_or_default();
        let earlier = merged.earlier(row.source, &cells);
        let sheet = earlier.map_or(sheet, |earlier| earlier.typed.to_owned());
        let laid = merged.lay(row.source, cells.iter().copied());
        LeftCells {
            place: [file, sheet, row.row.to_string()],
            cells: laid.into_iter().map(ToOwned::to_owned).collect(),
        }
    });
    let rows = rows.collect();
    Ok((merged.names, rows))
}
