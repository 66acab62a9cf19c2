//! A CSV file of a run's folder.

use std::io::Write;
use std::path::PathBuf;

use crate::file::AtomicFile;
use crate::journal::JournalError;
use crate::source::is_dangerous;

/// The byte order mark, by which Excel recognizes UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A CSV file. It gets its name when it is finished.
pub(super) struct ResultCsv {
    path: PathBuf,
    header: Vec<String>,
    writer: Option<csv::Writer<AtomicFile>>,
    /// A spreadsheet would compute one of the cells.
    pub(super) formulas: bool,
}

impl ResultCsv {
    pub(super) fn new(path: PathBuf, header: Vec<String>) -> Self {
        Self { path, header, writer: None, formulas: false }
    }

    pub(super) fn write<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> Result<(), JournalError> {
        let path = self.path.clone();
        let mut formulas = self.formulas;
        let cells = cells.into_iter().inspect(|cell| formulas = formulas || is_dangerous(cell));
        let written = self.writer()?.write_record(cells);
        self.formulas = formulas;
        written.map_err(|error| JournalError::file(path, error.into()))
    }

    fn writer(&mut self) -> Result<&mut csv::Writer<AtomicFile>, JournalError> {
        if self.writer.is_none() {
            let mut file = AtomicFile::create(&self.path)?;
            file.write_all(MARK).map_err(|error| JournalError::file(&self.path, error))?;
            let mut writer = csv::Writer::from_writer(file);
            let written = writer.write_record(&self.header);
            written.map_err(|error| JournalError::file(&self.path, error.into()))?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().ok_or_else(|| JournalError::Damaged("no writer".to_owned()))
    }

    /// Finishes the file. Without rows, there is no file, and an earlier one is removed.
    pub(super) fn finish(self) -> Result<Option<PathBuf>, JournalError> {
        let Some(writer) = self.writer else {
            return match std::fs::remove_file(&self.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(JournalError::file(self.path, error))
                }
                _ => Ok(None),
            };
        };
        let mut file = writer.into_inner().map_err(|error| {
            JournalError::file(
                &self.path,
                std::io::Error::new(error.error().kind(), error.error().to_string()),
            )
        })?;
        file.flush().map_err(|error| JournalError::file(&self.path, error))?;
        file.finish()?;
        Ok(Some(self.path))
    }
}
