//! In place of `rejects_workbook.rs` in a build without the feature `workbook`: the rejects are in `rejects.csv` only.

use std::path::{Path, PathBuf};

use crate::features::MissingFeature;
use crate::journal::JournalError;

const FILE: &str = "rejects.xlsx";
/// The file of rejects that messages name.
pub(crate) const REJECTS_FILE: &str = "rejects.csv";

/// A row of the workbook.
pub(super) struct RejectedCells<'a> {
    pub(super) cells: &'a [&'a str],
    pub(super) faults: Vec<(usize, String)>,
}

/// The workbook that is not written.
pub(super) struct RejectsWorkbook {
    path: PathBuf,
    has_rows: bool,
}

impl RejectsWorkbook {
    pub(super) fn new(folder: &Path, _header: Vec<String>, _data: usize) -> Self {
        Self { path: folder.join(FILE), has_rows: false }
    }

    pub(super) fn add(&mut self, _row: &RejectedCells<'_>) -> Result<(), JournalError> {
        self.has_rows = true;
        Ok(())
    }

    /// Removes an earlier file, which no longer fits. Returns a sentence if there are rejects.
    pub(super) fn finish(self) -> Result<Option<String>, JournalError> {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(JournalError::file(&self.path, error));
            }
            _ => {}
        }
        let why = MissingFeature::Workbook;
        Ok(self.has_rows.then(|| format!("There is no {FILE}: correct rejects.csv, because {why}.")))
    }
}
