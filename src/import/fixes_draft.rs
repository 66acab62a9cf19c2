//! A table of fixes to begin with: one line for each faulty cell, in which a person writes what it is to be.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::ImportError;
use super::row_watcher::{CheckedRow, RowWatcher};
use crate::file::{AtomicFile, name_of};
use crate::fixes::FIX_COLUMNS;
use crate::issue::Issue;
use crate::journal::JournalError;
use crate::run::RunError;

/// The byte order mark, by which Excel recognizes UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The table, which gets its name when it is finished.
pub(super) struct FixesDraft {
    path: PathBuf,
    writer: csv::Writer<AtomicFile>,
    columns: Vec<Vec<String>>,
    files: Vec<String>,
}

impl FixesDraft {
    /// Begins a table. One that exists is never replaced: it may hold somebody's work.
    pub(super) fn create(path: &Path, sources: &[String]) -> Result<Self, ImportError> {
        if path.symlink_metadata().is_ok() {
            let what = format!("--write-fixes {}: the file exists already; name a new one", name_of(path));
            return Err(RunError::Usage(what).into());
        }
        let mut file = AtomicFile::create(path)?;
        file.write_all(MARK).map_err(|error| JournalError::file(path, error))?;
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(FIX_COLUMNS).map_err(|error| JournalError::file(path, error.into()))?;
        Ok(Self { path: path.to_owned(), writer, columns: Vec::new(), files: sources.to_vec() })
    }

    /// Gives the table its name.
    pub(super) fn finish(self) -> Result<(), ImportError> {
        let failed = |error: io::Error| JournalError::file(&self.path, error);
        let file = self.writer.into_inner();
        let mut file = file.map_err(|error| failed(io::Error::other(error.error().to_string())))?;
        file.flush().map_err(failed)?;
        Ok(file.finish()?)
    }

    fn line(&mut self, row: &CheckedRow<'_>, issue: &Issue) -> io::Result<()> {
        let columns = self.columns.get(usize::from(row.source));
        let name = issue.column.as_deref().unwrap_or_default();
        let at = columns.and_then(|columns| columns.iter().position(|own| own == name));
        let (Some(key), Some(cell)) = (row.key, at.and_then(|at| row.cells.get(at))) else { return Ok(()) };
        let file = self.files.get(usize::from(row.source)).map_or("", String::as_str);
        let note = format!("{} {}", issue.code, issue.message);
        let line = [&key.to_string(), name, cell, cell, &note, file, &row.row.to_string()];
        Ok(self.writer.write_record(line)?)
    }
}

impl RowWatcher for FixesDraft {
    fn reads(&self, _: u64, _: u64) -> bool {
        true
    }

    fn opened(&mut self, _: u16, columns: Vec<String>) {
        self.columns.push(columns);
    }

    fn see(&mut self, row: &CheckedRow<'_>) -> Result<(), ImportError> {
        let mut seen: Vec<&str> = Vec::new();
        for issue in row.issues.iter().filter(|issue| issue.is_error()) {
            let column = issue.column.as_deref().unwrap_or_default();
            if !seen.contains(&column) {
                seen.push(column);
                self.line(row, issue).map_err(|error| JournalError::file(&self.path, error))?;
            }
        }
        Ok(())
    }

    fn go_on(&mut self) -> Result<(), ImportError> {
        Ok(())
    }
}
