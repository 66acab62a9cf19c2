//! Small files in the folder of a run, read and written whole.

use std::io::{ErrorKind, Write};

use serde::de::DeserializeOwned;

use super::error::JournalError;
use super::run_folder::RunFolder;
use crate::file::{AtomicFile, read_regular};

impl RunFolder {
    /// Replaces a file; it never exists half written.
    pub(crate) fn write_file(&self, name: &str, content: &[u8]) -> Result<(), JournalError> {
        let path = self.file(name);
        let mut file = AtomicFile::create(&path)?;
        file.write_all(content).map_err(|error| JournalError::file(&path, error))?;
        Ok(file.finish()?)
    }

    /// Reads a JSON file; `None` if it does not exist. `advice` says what to do about a damaged one.
    pub(crate) fn read_json<T: DeserializeOwned>(
        &self,
        name: &str,
        advice: &'static str,
    ) -> Result<Option<T>, JournalError> {
        let path = self.file(name);
        match read_regular(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|error| JournalError::report(path, &error, advice))
                .map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(JournalError::file(path, error)),
        }
    }
}
