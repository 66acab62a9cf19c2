//! Checks between two write batches: how the first inserts came back, and whether others have inserted customers.

use std::sync::{Arc, OnceLock};

use futures::FutureExt;
use futures::future::BoxFuture;

use super::error::RunError;
use super::insert_watcher::InsertWatcher;
use super::read_back::ReadBack;
use super::write_job::WriteJob;
use crate::customer::StoredChanges;
use crate::journal::{JournalError, RunFile, RunFolder};
use crate::lookup::ListEnd;
use crate::writer::{BetweenBatches, Interrupted, WriteBatch, WriteEnd, WriteProgress};

/// The checks of one run.
pub(crate) struct BatchChecks {
    readback: ReadBack,
    watch: Option<Arc<InsertWatcher>>,
}

impl BatchChecks {
    pub(crate) fn new(
        job: &WriteJob,
        folder: &RunFolder,
        run: &RunFile,
        mark: Option<ListEnd>,
        stored: Arc<OnceLock<StoredChanges>>,
    ) -> Result<Self, RunError> {
        let watch = job.watch(folder, run, mark)?.map(Arc::new);
        Ok(Self { readback: ReadBack::new(job, folder, run, stored)?, watch })
    }

    /// Reads back the first inserts. If they show a form of match keys that was not known, the others are matched again.
    async fn read_back(&self, progress: &WriteProgress) -> Result<(), Interrupted> {
        match (self.readback.look().await?, &self.watch) {
            (true, Some(watch)) => Arc::clone(watch).match_respelled(progress.clone()).await,
            _ => Ok(()),
        }
    }

    /// Reads back the inserts of a run that ended within its first batch.
    pub(crate) async fn after(&self, ending: WriteEnd) -> Result<WriteEnd, JournalError> {
        self.readback.after(ending).await
    }

    /// Adds to the stored changes of the run what a lost key has shown later than its first inserts.
    pub(crate) fn add_refused(&self, stored: &mut Option<StoredChanges>) {
        let Some(refused) = self.watch.as_ref().and_then(|watch| watch.refused()) else { return };
        let stored = stored.get_or_insert_default();
        stored.refused.clone_from(&refused.refused);
        stored.rewritten.extend(refused.rewritten.iter().cloned());
    }
}

impl BetweenBatches for BatchChecks {
    fn between(&self, progress: WriteProgress) -> BoxFuture<'_, Result<WriteBatch, Interrupted>> {
        async move {
            self.read_back(&progress).await?;
            let first = self.readback.next_batch()?;
            let watched = match &self.watch {
                Some(watch) => Arc::clone(watch).between(progress).await?,
                None => WriteBatch::WHOLE,
            };
            if first == WriteBatch::WHOLE {
                return Ok(watched);
            }
            Ok(WriteBatch { rows: first.rows.min(watched.rows), at_most: watched.at_most, ..first })
        }
        .boxed()
    }

    fn end(&self, progress: WriteProgress) -> BoxFuture<'_, Result<(), Interrupted>> {
        async move {
            // Reading back comes first: otherwise a changed key would look like another's customer.
            self.read_back(&progress).await?;
            match &self.watch {
                Some(watch) => Arc::clone(watch).end(progress).await,
                None => Ok(()),
            }
        }
        .boxed()
    }
}
