//! The traces as they are found on disk.

use std::path::Path;

use jiff::Timestamp;

use super::trace_file::{Trace, TraceKind};
use super::trace_lock::TraceLock;
use crate::exit_status::ExitStatus;
use crate::journal::{JournalError, RunFolder, TRACE_FILE, traces_dir};

/// A trace as found on disk.
#[derive(Debug, Clone)]
pub struct FoundTrace {
    /// Its folder.
    pub folder: RunFolder,
    /// Its state.
    pub state: TraceState,
    /// `trace.json`, if it can be read.
    pub trace: Option<Trace>,
}

/// The state of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TraceState {
    /// Its process works.
    Running,
    /// It came to its end, whatever it found.
    Finished,
    /// It was not authorized, or was stopped: by a signal, the network, a full disk.
    Stopped,
    /// It could not do its work: wrong usage, or a bug.
    Failed,
    /// It did not end: it was killed, or the machine stopped.
    Interrupted,
    /// `trace.json` can't be read, for this reason.
    Broken(String),
}

impl TraceState {
    /// The state as one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
            Self::Broken(_) => "broken",
        }
    }

    fn of(exit: ExitStatus) -> Self {
        match exit {
            ExitStatus::Unauthorized | ExitStatus::Stopped => Self::Stopped,
            ExitStatus::Unproven | ExitStatus::Alarm => Self::Finished,
            exit if exit.is_finished() => Self::Finished,
            _ => Self::Failed,
        }
    }
}

impl FoundTrace {
    fn of(folder: RunFolder) -> Self {
        // First the lock: a job that ends in between has an end, and is not taken for a killed one.
        let is_held = TraceLock::is_held(&folder);
        match Trace::load(&folder) {
            Err(error) => Self { folder, state: TraceState::Broken(error.to_string()), trace: None },
            Ok(trace) => {
                let state = match &trace.end {
                    Some(end) => TraceState::of(end.exit),
                    None if is_held => TraceState::Running,
                    None => TraceState::Interrupted,
                };
                Self { folder, state, trace: Some(trace) }
            }
        }
    }

    /// What it is, by the name of its folder.
    pub fn kind(&self) -> Option<TraceKind> {
        self.trace.as_ref().map_or_else(|| TraceKind::of_id(&self.folder.id()), |trace| Some(trace.kind))
    }

    /// The time of its beginning.
    pub fn began(&self) -> Option<Timestamp> {
        self.trace.as_ref()?.started.parse().ok()
    }

    /// The time of its end, else of its beginning.
    pub fn time(&self) -> Option<Timestamp> {
        let end = self.trace.as_ref()?.end.as_ref();
        end.map_or_else(|| self.began(), |end| end.ended.parse().ok())
    }

    /// True unless it works, or ended with status 0.
    pub fn is_failed(&self) -> bool {
        let exit = self.trace.as_ref().and_then(|trace| trace.end.as_ref()).map(|end| end.exit);
        self.state != TraceState::Running && exit != Some(ExitStatus::Success)
    }
}

/// All traces below a run folder or the state folder, the newest last. Folders that are being made or removed are left
/// out.
pub fn traces(run_dir: &Path) -> Result<Vec<FoundTrace>, JournalError> {
    let dir = traces_dir(run_dir);
    if dir.is_symlink() {
        // A run folder may come from anybody, and these traces may be removed.
        return Ok(Vec::new());
    }
    let folders = RunFolder::all(&dir)?.into_iter();
    let whole = folders.filter(|folder| !folder.is_left() && folder.file(TRACE_FILE).is_file());
    Ok(whole.map(FoundTrace::of).collect())
}

/// The traces among `known` that a name means: an id, the start of one, or the path of the folder.
pub fn find_trace<'a>(name: &str, known: &'a [FoundTrace]) -> Vec<&'a FoundTrace> {
    let path = Path::new(name).canonicalize().ok();
    let is_at = |found: &FoundTrace| path.is_some() && found.folder.path().canonicalize().ok() == path;
    let exact = known.iter().find(|found| found.folder.id() == name || is_at(found));
    match exact {
        Some(exact) => vec![exact],
        None if name.is_empty() => Vec::new(),
        None => known.iter().filter(|found| found.folder.id().starts_with(name)).collect(),
    }
}
