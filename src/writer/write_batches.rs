//! The checks between the batches of a run.

use std::sync::Arc;

use super::abort_reason::AbortReason;
use super::between_batches::{Interrupted, WriteBatch, WriteProgress};
use super::run_writer::Writer;
use super::write_run::WriteRun;

impl Writer {
    /// The next batch; `None` if none follows.
    pub(super) async fn next_batch(&self, run: &WriteRun<'_>) -> Option<WriteBatch> {
        if run.stop.reason().is_some() {
            return None;
        }
        if let Err(error) = self.recorder.look() {
            run.halt(error.into());
            return None;
        }
        let Some(interlude) = &self.settings.interlude else { return Some(WriteBatch::WHOLE) };
        let batch = tokio::select! {
            batch = interlude.between(self.progress()) => batch,
            () = run.stop.requested() => return None,
        };
        batch.map_err(|why| run.interrupted(why)).ok()
    }

    /// The last check of a run that nothing has stopped.
    pub(super) async fn after_batches(&self, run: &WriteRun<'_>) {
        let Some(interlude) = self.settings.interlude.as_ref().filter(|_| run.stop.reason().is_none()) else {
            return;
        };
        if let Err(error) = self.recorder.look() {
            return run.halt(error.into());
        }
        let checked = tokio::select! {
            checked = interlude.end(self.progress()) => checked,
            () = run.stop.requested() => return,
        };
        checked.unwrap_or_else(|why| run.interrupted(why));
    }

    fn progress(&self) -> WriteProgress {
        WriteProgress {
            last: self.rows_taken.last(),
            rows: self.rows_taken.rows(),
            counts: Arc::clone(&self.counts),
            ids: Arc::clone(&self.ids),
        }
    }
}

impl WriteRun<'_> {
    fn interrupted(&self, why: Interrupted) {
        match why {
            Interrupted::Journal(error) => self.halt(AbortReason::Journal(error)),
            Interrupted::Unauthorized(error) => self.halt(AbortReason::Unauthorized(error)),
            Interrupted::Stop(reason) => self.stop_for(Some(reason)),
        }
    }
}
