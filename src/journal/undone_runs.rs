//! Which runs were undone, and by which runs.

use super::run_summary::{RunState, RunSummary};

/// How a run was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The id of the undo.
    pub by: String,
    /// Everything that the run wrote was undone. Otherwise some rows were rejected, failed, came later, or are inserts
    /// that may have arrived.
    pub whole: bool,
}

impl RunSummary {
    /// How this run was undone by one of `all` runs. An undo that has not ended does not count.
    pub fn undone(&self, all: &[RunSummary]) -> Option<Undone> {
        let id = &self.run.as_ref()?.id;
        let of_this = |other: &&RunSummary| {
            other.state == RunState::Finished
                && other.run.as_ref().is_some_and(|run| run.undoes.as_ref() == Some(id))
        };
        let mut undos: Vec<Undone> = all.iter().filter(of_this).map(|undo| self.undone_by(undo)).collect();
        let whole = undos.iter().rposition(|undone| undone.whole);
        whole.map(|at| undos.swap_remove(at)).or_else(|| undos.pop())
    }

    fn undone_by(&self, undo: &RunSummary) -> Undone {
        let written = self.counts.unwrap_or_default();
        // Another run that has taken over looks up what this one may have inserted.
        let is_continued = self.run.as_ref().is_some_and(|run| run.continued_by.is_some());
        let counts = undo.counts.unwrap_or_default();
        let left = counts.rejected + counts.failed + counts.unknown + counts.pending;
        let whole = left == 0
            && counts.rows >= written.inserted + written.updated
            && (written.unknown == 0 || is_continued);
        Undone { by: undo.folder.id(), whole }
    }
}
