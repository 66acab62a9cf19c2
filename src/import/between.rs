//! What is looked at between two legs of a run: what the first inserts came to, and who else has come in.

use std::sync::{Arc, OnceLock};

use futures::FutureExt;
use futures::future::BoxFuture;

use super::error::ImportError;
use super::readback::ReadBack;
use super::watch::Watch;
use super::writing::WriteJob;
use crate::customer::StoredForm;
use crate::journal::{JournalError, RunFile, RunFolder};
use crate::lookup::Mark;
use crate::writer::{Ending, Interlude, Interrupted, Leg, Progress};

/// Both looks.
pub(super) struct Between {
    readback: ReadBack,
    watch: Option<Arc<Watch>>,
}

impl Between {
    pub(super) fn new(
        job: &WriteJob,
        (folder, run): (&RunFolder, &RunFile),
        mark: Option<Mark>,
        stored: Arc<OnceLock<StoredForm>>,
    ) -> Result<Self, ImportError> {
        let watch = job.watch(folder, run, mark)?.map(Arc::new);
        Ok(Self { readback: ReadBack::new(job, folder, run, stored)?, watch })
    }

    /// At the end of a run that was shorter than the first leg.
    pub(super) async fn after(&self, ending: Ending) -> Result<Ending, JournalError> {
        self.readback.after(ending).await
    }
}

impl Interlude for Between {
    fn between(&self, progress: Progress) -> BoxFuture<'_, Result<Leg, Interrupted>> {
        async move {
            self.readback.look().await?;
            let first = self.readback.leg()?;
            let watched = match &self.watch {
                Some(watch) => Arc::clone(watch).between(progress).await?,
                None => Leg::WHOLE,
            };
            if first == Leg::WHOLE {
                return Ok(watched);
            }
            Ok(Leg { rows: first.rows.min(watched.rows), at_most: watched.at_most, ..first })
        }
        .boxed()
    }

    fn end(&self, progress: Progress) -> BoxFuture<'_, Result<(), Interrupted>> {
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
