//! Looks up pending inserts again, if the list does not show who was added.

use std::time::Instant;

use super::batch_size::looked_up;
use super::watch_state::WatchState;
use super::watcher::{InsertWatcher, WatchError};
use crate::journal::RowSelection;
use crate::lookup::{SHORT_LIST, SinglePass, WantedKinds, pages};
use crate::run::error::RunError;
use crate::run::lookup_source::LookupSource;
use crate::writer::{WriteBatch, WriteProgress};

/// The number of rows that are searched for together before they are sent.
const AHEAD: u64 = 200;
/// A short list may be read again at any time. A longer one is read again after this many written rows per page.
const REREAD_EACH: u64 = 4;

impl InsertWatcher {
    /// Looks up the next rows by searches, or all of them in the complete list. Returns the batch of looked-up rows;
    /// `None` if the next batch has no limit or nothing could be looked up.
    pub(super) async fn look_up_again(
        &self,
        state: &mut WatchState,
        progress: &WriteProgress,
    ) -> Result<Option<WriteBatch>, WatchError> {
        if self.lookup.matching.alternatives.is_empty() {
            return Ok(None);
        }
        let first = self.client.list(1, &[]).await?;
        let list = pages(&first).unwrap_or(0);
        let written = progress.rows - state.reread_at;
        if list <= SHORT_LIST || written >= list.saturating_mul(REREAD_EACH) {
            let SinglePass { remote, whole, .. } = self.lookup.glance(&first).await?;
            self.match_rows(LookupSource::Index(remote), RowSelection::Between(1, i64::MAX as u64)).await?;
            state.reread_at = progress.rows;
            if whole {
                state.fresh = Instant::now();
                state.strangers = false;
                state.gap = false;
            }
            return Ok(None);
        }
        let rows = RowSelection::Between(progress.last + 1, progress.last + AHEAD);
        let mut wanted = WantedKinds::default();
        self.open_inserts(&rows)?
            .each_open_key(|key| self.lookup.want(&mut wanted, &key.key, &key.values))?;
        let Ok(search) = self.lookup.prove(&first, wanted).await? else { return Ok(None) };
        self.match_rows(LookupSource::Server(search), rows).await?;
        Ok(Some(looked_up(AHEAD)))
    }

    /// Matches all rows that are not sent yet with the complete list. What was inserted before is compared at the end of
    /// the run.
    pub(super) async fn match_all(
        &self,
        state: &mut WatchState,
        progress: &WriteProgress,
    ) -> Result<(), WatchError> {
        state.list.complete = false;
        state.is_respelled = true;
        let first = self.client.list(1, &[]).await?;
        let SinglePass { remote, whole, .. } = self.list(&first).await?;
        if !whole {
            let reason =
                "the list of customers changes too much to be read whole; resume the run later".to_owned();
            return Err(RunError::Stopped(reason).into());
        }
        self.match_rows(LookupSource::Index(remote), RowSelection::Between(1, i64::MAX as u64)).await?;
        state.reread_at = progress.rows;
        Ok(())
    }
}
