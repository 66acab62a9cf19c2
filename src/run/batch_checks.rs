//! What is looked at between two legs of a run: what the first inserts came to, and who else has come in.

use std::sync::{Arc, OnceLock};

use futures::FutureExt;
use futures::future::BoxFuture;

use super::error::ImportError;
use super::insert_watcher::InsertWatcher;
use super::read_back::ReadBack;
use super::write_job::WriteJob;
use crate::customer::StoredChanges;
use crate::journal::{JournalError, RunFile, RunFolder};
use crate::lookup::ListEnd;
use crate::writer::{BetweenBatches, Interrupted, WriteBatch, WriteEnd, WriteProgress};

/// Both looks.
pub(crate) struct BatchChecks {
    readback: ReadBack,
    watch: Option<Arc<InsertWatcher>>,
}

impl BatchChecks {
    pub(crate) fn new(
        job: &WriteJob,
        (folder, run): (&RunFolder, &RunFile),
        mark: Option<ListEnd>,
        stored: Arc<OnceLock<StoredChanges>>,
    ) -> Result<Self, ImportError> {
        let watch = job.watch(folder, run, mark)?.map(Arc::new);
        Ok(Self { readback: ReadBack::new(job, folder, run, stored)?, watch })
    }

    /// At the end of a run that was shorter than the first leg.
    pub(crate) async fn after(&self, ending: WriteEnd) -> Result<WriteEnd, JournalError> {
        self.readback.after(ending).await
    }
}

impl BetweenBatches for BatchChecks {
    fn between(&self, progress: WriteProgress) -> BoxFuture<'_, Result<WriteBatch, Interrupted>> {
        async move {
            self.readback.look().await?;
            let first = self.readback.leg()?;
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
            // What the first inserts came to is said first: a changed key is not a customer of somebody else.
            self.readback.look().await?;
            match &self.watch {
                Some(watch) => Arc::clone(watch).end(progress).await,
                None => Ok(()),
            }
        }
        .boxed()
    }
}
