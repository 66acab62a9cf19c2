//! What was read of the project's files, kept in memory for previews.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::customer::CustomFieldDefinitions;
use crate::file::{open_regular, path_of};
use crate::source::{KnownColumns, ReadOptions};
use crate::suggest::{ColumnProfile, RowSample, column_profiles, sample};

use crate::workbench::error::WorkbenchError;

/// Of so many files at most, each with a bounded sample.
const MOST: usize = 3;

/// Samples of files, the newest first.
#[derive(Default)]
pub(crate) struct KnownFiles {
    samples: Mutex<VecDeque<(String, Arc<RowSample>)>>,
    profiles: Mutex<VecDeque<(String, Arc<Vec<ColumnProfile>>)>>,
}

impl KnownFiles {
    /// Rows of a file, read again only if the file or the way of reading it has changed.
    pub(crate) fn rows(&self, path: &str, options: &ReadOptions) -> Result<Arc<RowSample>, WorkbenchError> {
        kept(&self.samples, file_key(path, options), || {
            check_regular(path)?;
            Ok(RowSample::read(path, options)?)
        })
    }

    /// What the columns of a file hold, and where they are proposed to go.
    pub(crate) fn profiles(
        &self,
        path: &str,
        options: &ReadOptions,
        definitions: Option<&CustomFieldDefinitions>,
    ) -> Result<Arc<Vec<ColumnProfile>>, WorkbenchError> {
        let none = CustomFieldDefinitions::default();
        let definitions = definitions.unwrap_or(&none);
        let key = format!("{}{definitions:?}", file_key(path, options));
        kept(&self.profiles, key, || {
            check_regular(path)?;
            Ok(column_profiles(&sample(path, options)?, definitions))
        })
    }
}

impl KnownFiles {
    /// By column: whether it has passwords, card numbers or the like, which are never shown.
    pub(crate) fn sensitive(
        &self,
        path: &str,
        options: &ReadOptions,
        definitions: Option<&CustomFieldDefinitions>,
    ) -> Result<Vec<bool>, WorkbenchError> {
        let profiles = self.profiles(path, options, definitions)?;
        Ok(profiles.iter().map(|profile| profile.sensitive.is_some()).collect())
    }
}

/// A pipe or a device would be waited for without end.
fn check_regular(path: &str) -> Result<(), WorkbenchError> {
    open_regular(&path_of(path))?;
    Ok(())
}

fn kept<T>(
    all: &Mutex<VecDeque<(String, Arc<T>)>>,
    key: String,
    read: impl FnOnce() -> Result<T, WorkbenchError>,
) -> Result<Arc<T>, WorkbenchError> {
    // Held while the file is read, so that two requests do not read it twice.
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = all.iter().find(|(own, _)| *own == key) {
        return Ok(Arc::clone(known));
    }
    let new = Arc::new(read()?);
    all.push_front((key, Arc::clone(&new)));
    all.truncate(MOST);
    Ok(new)
}

/// Changes if the file or the way of reading it changes. The columns that a mapping uses do not count.
pub(crate) fn file_key(path: &str, options: &ReadOptions) -> String {
    let found = path_of(path).metadata();
    let size = found.as_ref().map_or(0, std::fs::Metadata::len);
    let changed = found.and_then(|found| found.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let known = KnownColumns { used: Arc::new([]), ..options.known.clone() };
    format!("{path}\n{size} {changed:?}\n{:?}", ReadOptions { known, ..options.clone() })
}
