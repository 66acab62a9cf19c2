//! Copies of a run's CSV files with a formula guard. An import reads them without changes.

use std::path::{Path, PathBuf};

use super::result_csv::ResultCsv;
use crate::journal::{JournalError, RunFolder};
use crate::source::{SAFE_MARK, guarded};

/// The files with rows of the sources.
const FILES: [&str; 3] = ["results", "rejects", "unknown"];

/// Writes `rejects-excel-safe.csv` and so on, for each file that exists; returns their paths.
pub fn write_excel_safe(folder: &RunFolder) -> Result<Vec<PathBuf>, JournalError> {
    let mut written = Vec::new();
    for name in FILES {
        let from = folder.file(&format!("{name}.csv"));
        if from.is_file() {
            written.extend(copy(&from, folder.file(&format!("{name}-excel-safe.csv")))?);
        }
    }
    Ok(written)
}

fn copy(from: &Path, to: PathBuf) -> Result<Option<PathBuf>, JournalError> {
    let fault = |error: csv::Error| JournalError::file(from, error.into());
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(from).map_err(fault)?;
    let mut header: Vec<String> =
        reader.headers().map_err(fault)?.iter().map(|name| guarded(name, true).into_owned()).collect();
    // The header shows that the cells are guarded, so that an import removes the guards with any mapping.
    if let Some(last) = header.last_mut() {
        last.push_str(SAFE_MARK);
    }
    let mut table = ResultCsv::new(to, header);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(fault)? {
        let cells: Vec<_> = record.iter().map(|cell| guarded(cell, true)).collect();
        table.write(cells.iter().map(AsRef::as_ref))?;
    }
    table.finish()
}
