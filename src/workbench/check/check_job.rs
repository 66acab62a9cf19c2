//! One check of a file: `validate` in this process, on a thread of its own, with the rows with issues kept for the page.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::Serialize;

use crate::event::{Event, Listener};
use crate::file::Interrupt;
use crate::fixes::{Fixes, FixesSummary, RefusedFixes};
use crate::import::{CheckedRow, ImportError, RowWatcher, ValidateJob, check};
use crate::journal::{RowCounts, RunFileSettings};
use crate::mapping::{LookupFile, Mapping, StatedReading};
use crate::plan::ImportMode;
use crate::run::{CustomFields, RunError};
use crate::source::ReadOptions;

use super::check_steps::CheckSteps;
use super::check_store::CheckStore;
use super::found_texts::FoundTexts;
use crate::workbench::error::WorkbenchError;

/// Why a check has no result that somebody has stopped, or that another one follows.
const STOPPED: &str = "the check was stopped";

/// What a check is made of. The same file with the same mapping, reading and fixes needs no new one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CheckBasis {
    /// The id of the file in the project.
    pub(crate) id: String,
    /// Its path.
    pub(crate) file: String,
    /// Its size, and when it was changed.
    pub(crate) state: Option<(u64, std::time::SystemTime)>,
    pub(crate) reading: StatedReading,
    /// The path of the mapping, and its text.
    pub(crate) mapping: (String, Option<String>),
    /// The path of the fixes, and their SHA-256.
    pub(crate) fixes: (String, Option<String>),
    /// The path of the custom fields, and their text.
    pub(crate) custom_fields: Option<(String, Option<String>)>,
    /// The name of the file whose fixes are taken; of a single file all are.
    pub(crate) only_of: Option<String>,
    /// The files of look-ups, as they are now.
    pub(crate) lookups: Vec<LookupFile>,
    /// The folder of all runs.
    pub(crate) runs: PathBuf,
    /// For temporary files.
    pub(crate) place: PathBuf,
}

/// How a check ended.
#[derive(Debug)]
pub(crate) struct CheckEnd {
    pub(crate) counts: RowCounts,
    pub(crate) fixes: Option<FixesSummary>,
    pub(crate) refused: RefusedFixes,
}

/// A check that runs or has ended.
pub(crate) struct CheckJob {
    pub(crate) number: u64,
    pub(crate) basis: CheckBasis,
    stop: AtomicBool,
    /// Ends the reading of the file, also before its rows are checked.
    interrupt: Interrupt,
    progress: Mutex<CheckSteps>,
    /// The size of the file.
    bytes: u64,
    store: Mutex<CheckStore>,
    /// The rows that somebody has looked for.
    pub(crate) found: FoundTexts,
    pub(crate) end: OnceLock<Result<CheckEnd, String>>,
}

/// How far a check is, for the page.
#[derive(Debug, Serialize)]
pub(crate) struct CheckProgress {
    /// The rows are read to know which there are, and not yet checked.
    reading: bool,
    /// The rows that were checked.
    rows: u64,
    /// Of 1; never less than before.
    part: f64,
    rows_with_issues: u64,
}

impl CheckJob {
    pub(crate) fn new(number: u64, basis: CheckBasis) -> std::io::Result<Self> {
        let store = CheckStore::new(&basis.place)?;
        Ok(Self {
            number,
            stop: AtomicBool::new(false),
            interrupt: Interrupt::default(),
            progress: Mutex::default(),
            bytes: basis.state.map_or(0, |(bytes, _)| bytes),
            store: Mutex::new(store),
            found: FoundTexts::default(),
            end: OnceLock::new(),
            basis,
        })
    }

    /// Ends it, if it runs: its result is not wanted any more.
    pub(crate) fn cancel(&self) {
        if self.end.get().is_none() {
            self.stop.store(true, Ordering::Relaxed);
            self.interrupt.ask();
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// True if it was stopped, or has ended without a result.
    pub(crate) fn has_failed(&self) -> bool {
        self.is_cancelled() || matches!(self.end.get(), Some(Err(_)))
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, CheckStore> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn progress(&self) -> CheckProgress {
        let steps = self.steps();
        CheckProgress {
            reading: steps.reading,
            rows: steps.checked,
            part: steps.part,
            rows_with_issues: self.store().rows_with_issues,
        }
    }

    fn steps(&self) -> MutexGuard<'_, CheckSteps> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs it to its end. `told` is called when there is news.
    pub(crate) fn run(self: &Arc<Self>, told: Arc<dyn Fn() + Send + Sync>) {
        let work = || if self.is_cancelled() { Err(STOPPED.to_owned()) } else { self.validated(&told) };
        let end = std::panic::catch_unwind(AssertUnwindSafe(work));
        let end = end.unwrap_or_else(|_| Err(WorkbenchError::Defect.to_string()));
        // Whatever it says of reading that was interrupted.
        let end = end.map_err(|what| if self.is_cancelled() { STOPPED.to_owned() } else { what });
        // Nobody else ends it.
        drop(self.end.set(end));
        told();
    }

    fn validated(self: &Arc<Self>, told: &Arc<dyn Fn() + Send + Sync>) -> Result<CheckEnd, String> {
        let CheckBasis { file, reading, mapping, fixes, only_of, custom_fields, runs, place, .. } =
            &self.basis;
        let mapping = Arc::new(Mapping::load(&mapping.0).map_err(words)?);
        let read = reading.options(mapping.source()).map_err(words)?;
        let read = ReadOptions { interrupt: self.interrupt.clone(), ..read };
        let custom_fields = custom_fields.as_ref().map(|(file, _)| CustomFields::of_file(file));
        let custom_fields = custom_fields.transpose().map_err(words)?.unwrap_or(CustomFields::Unchecked);
        let fixes = fixes.1.as_ref().map(|_| Fixes::load(&fixes.0)).transpose().map_err(words)?;
        let fixes = fixes.map(|fixes| Arc::new(fixes.only_of(only_of.as_deref())));
        let job = ValidateJob {
            sources: vec![file.clone()],
            read,
            mapping,
            mode: ImportMode::default(),
            stated_mode: None,
            custom_fields,
            fixes,
            write_fixes: None,
            prune_fixes: None,
            run_dir: runs.clone(),
            output: None,
            settings: RunFileSettings::default(),
            listener: Arc::new(ProgressNote { job: Arc::clone(self), told: Arc::clone(told) }),
        };
        let checked =
            check(&job, place, &mut Collector(Arc::clone(self), Arc::clone(told))).map_err(words)?;
        self.store().settle(&checked.twins);
        let (fixes, refused) = checked.fixes.map(|own| (own.summary, own.refused)).unzip();
        Ok(CheckEnd { counts: checked.counts, fixes, refused: refused.unwrap_or_default() })
    }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Notes how far the check is.
struct ProgressNote {
    job: Arc<CheckJob>,
    told: Arc<dyn Fn() + Send + Sync>,
}

impl Listener for ProgressNote {
    fn hear(&self, event: &Event) {
        if let Event::Read { rows, bytes } = event {
            self.job.steps().note(false, *rows, *bytes, self.job.bytes);
            (self.told)();
        }
    }
}

/// Keeps the rows with issues.
struct Collector(Arc<CheckJob>, Arc<dyn Fn() + Send + Sync>);

impl RowWatcher for Collector {
    fn reads(&self, rows: u64, bytes: u64) -> bool {
        self.0.steps().note(true, rows, bytes, self.0.bytes);
        (self.1)();
        !self.0.is_cancelled()
    }

    fn opened(&mut self, _: u16, columns: Vec<String>) {
        self.0.store().set_columns(columns);
    }

    fn see(&mut self, row: &CheckedRow<'_>) -> Result<(), ImportError> {
        let place = &self.0.basis.place;
        let kept = self.0.store().add(row);
        kept.map_err(|error| crate::journal::JournalError::file(place, error).into())
    }

    fn go_on(&mut self) -> Result<(), ImportError> {
        if self.0.is_cancelled() { Err(RunError::Stopped(STOPPED.to_owned()).into()) } else { Ok(()) }
    }
}
