//! What a validation needs, and its result.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::ImportError;
use super::row_watcher::RowWatcher;
use crate::event::{Listener, Silent};
use crate::fixes::{Fixes, FixesOutcome, PruneFixes};
use crate::journal::{RowCounts, RunFileSettings, RunFolder};
use crate::mapping::Mapping;
use crate::plan::ImportMode;
use crate::profile::ReadingProfile;
use crate::report::{CorrectedRows, IssueStats, WrittenWarnings};
use crate::run::CustomFields;
use crate::source::ReadOptions;

/// What a validation needs.
#[derive(Clone)]
pub struct ValidateJob {
    /// Paths; `-` is standard input.
    pub sources: Vec<String>,
    /// How to read the sources.
    pub read: ReadOptions,
    /// How columns become fields.
    pub mapping: Arc<Mapping>,
    /// Whether a row without a name is valid: in mode `update` it is.
    pub mode: ImportMode,
    /// The mode if the user has stated it; otherwise rejects bring that of their run.
    pub stated_mode: Option<ImportMode>,
    /// The definitions of custom fields, if a file has them.
    pub custom_fields: CustomFields,
    /// The fixes of the rows.
    pub fixes: Option<Arc<Fixes>>,
    /// Where to write a table of fixes to begin with.
    pub write_fixes: Option<PathBuf>,
    /// Removes lines from the file of fixes whose rows are gone.
    pub prune_fixes: Option<PruneFixes>,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// Where to write the mapped customers, as JSON Lines.
    pub output: Option<PathBuf>,
    /// The settings, for `run.json`: also which rows are read (`limit`, `sample`).
    pub settings: RunFileSettings,
    /// Receives events.
    pub listener: Arc<dyn Listener>,
}

impl ValidateJob {
    /// A validation of one source with the defaults. `run_dir` is the folder of all runs.
    pub fn new(source: impl Into<String>, mapping: Arc<Mapping>, run_dir: impl Into<PathBuf>) -> Self {
        Self {
            sources: vec![source.into()],
            read: ReadOptions::default(),
            mapping,
            mode: ImportMode::default(),
            stated_mode: None,
            custom_fields: CustomFields::Unchecked,
            fixes: None,
            write_fixes: None,
            prune_fixes: None,
            run_dir: run_dir.into(),
            output: None,
            settings: RunFileSettings::default(),
            listener: Arc::new(Silent),
        }
    }
}

/// What a check found, besides its rows with issues.
#[derive(Debug)]
pub struct Checked {
    /// The number of rows by outcome.
    pub counts: RowCounts,
    /// What became of the fixes.
    pub fixes: Option<FixesOutcome>,
    /// How many rows have the same hash, if several have it. A key of [`CheckedRow`](super::CheckedRow) does not know this yet.
    pub twins: HashMap<u64, u32>,
}

/// Where the rows with errors go.
pub(super) struct Outputs<'a> {
    /// The folder of a run, for the rejects.
    pub folder: Option<&'a RunFolder>,
    /// A folder for temporary files.
    pub place: &'a Path,
    /// Whoever looks on.
    pub watcher: Option<&'a mut dyn RowWatcher>,
}

impl Outputs<'_> {
    /// Fails if whoever looks on has seen enough.
    pub(super) fn go_on(&mut self) -> Result<(), ImportError> {
        self.watcher.as_mut().map_or(Ok(()), |watcher| watcher.go_on())
    }
}

/// What a validation found.
pub(super) struct Validated {
    pub counts: RowCounts,
    pub issues: IssueStats,
    /// The warnings about what would be written.
    pub warnings: WrittenWarnings,
    pub profile: ReadingProfile,
    pub corrected: CorrectedRows,
}
