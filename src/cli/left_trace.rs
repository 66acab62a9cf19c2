//! The trace that a job leaves among the runs. What can't be left is a warning, and never changes the exit status.

use std::path::{Path, PathBuf};

use deskferry::journal::JournalError;
use deskferry::monitor::JobResult;
use deskferry::trace::{NewTrace, OpenTrace, keep_newest};

use super::console;

/// A trace that is to be left, and where.
pub(crate) struct TracePlan {
    pub(crate) new: NewTrace,
    /// The run folder if it can be used, and the state folder; the first one that can be written gets it.
    pub(crate) places: Vec<PathBuf>,
    /// How many traces of the kind are kept, with this one.
    pub(crate) keep: usize,
}

impl TracePlan {
    /// Begins the trace, and removes older ones. `None` if none is wanted or possible.
    pub(crate) fn begin(&self) -> Option<OpenTrace> {
        if self.keep == 0 {
            return None;
        }
        let mut faults: Vec<String> = Vec::new();
        for place in &self.places {
            match OpenTrace::begin(place, &self.new) {
                Ok(trace) => {
                    self.tidy(place);
                    return Some(trace);
                }
                Err(error) => faults.push(reason(error)),
            }
        }
        self.warn("leaves no trace in `deskferry runs`", &faults.join("; "));
        None
    }

    fn tidy(&self, place: &Path) {
        if let Err(error) = keep_newest(place, self.new.kind, self.keep) {
            self.warn("did not remove old traces", &reason(error));
        }
    }

    /// Ends the trace.
    pub(crate) fn end(&self, trace: OpenTrace, result: &JobResult) {
        if let Err(error) = trace.end(result) {
            self.warn("leaves no trace in `deskferry runs`", &reason(error));
        }
    }

    fn warn(&self, what: &str, why: &str) {
        console::warn(&format!("this {} {what}: {why}", self.new.kind.word()));
    }
}

/// The fault without the advice for runs.
fn reason(error: JournalError) -> String {
    match error {
        JournalError::File { path, source } => format!("{}: {source}", path.display()),
        error => error.to_string(),
    }
}
