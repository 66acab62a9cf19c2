//! The checks of a watcher between two write batches and at the end of a run.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::batch_size::next_batch;
use super::watch_state::WatchState;
use super::watcher::{InsertWatcher, WatchError};
use crate::lookup::LookupError;
use crate::run::error::RunError;
use crate::run::stopping::unless_stopped;
use crate::writer::{Interrupted, WriteBatch, WriteProgress};

const UNCHECKED: &str = "everything is written, but the check for duplicates in the help desk failed; resume the run to repeat it";
const UNMATCHED: &str = "the help desk stores match keys in another form than was known, and the rows that are not sent yet could not be looked \
                         up by it; resume the run to look them up again";

impl InsertWatcher {
    /// Checks between two batches, while other requests continue, and returns the next batch.
    pub(crate) async fn between(self: Arc<Self>, progress: WriteProgress) -> Result<WriteBatch, Interrupted> {
        on_own_thread(move |handle| {
            handle.block_on(async {
                let mut state = self.state.lock().await;
                match unless_stopped(&self.stop, self.look(&mut state, &progress)).await {
                    Ok(batch) => Ok(batch),
                    Err(error) => {
                        tolerate(&mut state, error)?;
                        Ok(next_batch(progress.rows, state.begun.elapsed()))
                    }
                }
            })
        })
        .await
    }

    /// Checks a last time, when everything is written.
    pub(crate) async fn end(self: Arc<Self>, progress: WriteProgress) -> Result<(), Interrupted> {
        on_own_thread(move |handle| {
            handle.block_on(async {
                let mut state = self.state.lock().await;
                unless_stopped(&self.stop, self.close(&mut state, &progress)).await.or_else(|error| {
                    tolerate(&mut state, error)?;
                    Err(Interrupted::Stop(UNCHECKED.to_owned()))
                })
            })
        })
        .await
    }

    /// Looks up all rows that are not sent yet in the complete list, because the help desk stores match keys in another form
    /// than was known.
    pub(crate) async fn match_respelled(self: Arc<Self>, progress: WriteProgress) -> Result<(), Interrupted> {
        on_own_thread(move |handle| {
            handle.block_on(async {
                let mut state = self.state.lock().await;
                let matched = unless_stopped(&self.stop, self.match_all(&mut state, &progress)).await;
                matched.or_else(|error| {
                    tolerate(&mut state, error)?;
                    Err(Interrupted::Stop(UNMATCHED.to_owned()))
                })
            })
        })
        .await
    }

    async fn look(&self, state: &mut WatchState, progress: &WriteProgress) -> Result<WriteBatch, WatchError> {
        self.read_end(state, progress).await?;
        let old = state.fresh.elapsed() >= self.match_age;
        let batch = if old || state.strangers { self.look_up_again(state, progress).await? } else { None };
        Ok(batch.unwrap_or_else(|| next_batch(progress.rows, state.begun.elapsed())))
    }
}

/// Runs a check on a thread of its own, because it holds databases open while it waits, and they can't change threads.
async fn on_own_thread<T: Send + 'static>(check: impl FnOnce(Handle) -> T + Send + 'static) -> T {
    let handle = Handle::current();
    let checked = tokio::task::spawn_blocking(move || check(handle)).await;
    checked.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// After a failed check, writing continues. An error that ends every run ends it here too.
fn tolerate(state: &mut WatchState, error: WatchError) -> Result<(), Interrupted> {
    match error {
        WatchError::Journal(error) | WatchError::Run(RunError::Journal(error)) => return Err(error.into()),
        WatchError::Lookup(error) | WatchError::Run(RunError::Lookup(error)) if error.is_index_failure() => {
            return Err(Interrupted::Stop(error.to_string()));
        }
        WatchError::Api(error)
        | WatchError::Lookup(LookupError::Api(error))
        | WatchError::Run(RunError::Api(error))
            if error.is_unauthorized() =>
        {
            return Err(Interrupted::Unauthorized(error));
        }
        WatchError::Run(RunError::Stopped(reason)) => return Err(Interrupted::Stop(reason)),
        other => tracing::warn!("can't check for customers added by others: {other}"),
    }
    state.list.complete = false;
    state.gap = true;
    Ok(())
}
