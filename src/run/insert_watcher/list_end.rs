//! Reads what was added at the end of the list since the last check.

use std::time::Instant;

use super::watch_state::{ListState, WatchState};
use super::watcher::{InsertWatcher, RECENT, WatchError};
use crate::api::ApiError;
use crate::lookup::{ListEnd, Look, SinceListEnd};
use crate::run::error::RunError;
use crate::writer::WriteProgress;

/// Until a run has inserted more customers than this, it reads all new customers of the list. A longer run does so
/// only if pages are long or others have inserted.
pub(super) const READ_WHOLE: u64 = 1000;

impl InsertWatcher {
    /// Reads the customers that were added since the last check, and matches them with pending inserts.
    pub(super) async fn read_end(
        &self,
        state: &mut WatchState,
        progress: &WriteProgress,
    ) -> Result<(), WatchError> {
        let now = state.inserted(progress);
        let looked = state.looked.replace((now, Instant::now()));
        let just_now = looked.is_some_and(|(then, at)| then == now && at.elapsed() < RECENT);
        if just_now && state.list.missing == 0 {
            return Ok(());
        }
        let Some(mark) = state.list.mark.clone() else { return self.begin(state, progress, now).await };
        let expected = state.list.expected(now, progress);
        let inserted = expected.max(0) as u64;
        let look = Look {
            client: &self.client,
            concurrency: self.concurrency,
            inserted,
            reads_all: now <= READ_WHOLE,
        };
        let owner = |id: &str| progress.owner(id);
        let mut since = mark.since(look, owner).await?;
        if matches!(since, SinceListEnd::Unknown { .. }) {
            // The list may have changed between two pages.
            since = mark.since(look, owner).await?;
        }
        let mut stop = None;
        match since {
            SinceListEnd::Known { mark, others, own, missing } => {
                // If this fails, the next check starts from the same mark.
                stop = self.match_newcomers(state, others, progress).await?;
                match own {
                    Some(own) => self.compare_own(state, own, progress).await?,
                    None => state.list.unread = true,
                }
                state.list.mark = Some(mark);
                state.list.counted = now;
                state.list.missing = missing + expected.min(0);
                if missing == 0 && !state.strangers && !state.gap {
                    state.fresh = Instant::now();
                }
            }
            SinceListEnd::Unknown { total } => {
                let most = mark.total + inserted + state.in_doubt(progress);
                // A short list is read again whatever its count.
                state.strangers |= total.is_some_and(|total| total > most || mark.is_short());
                self.restart(state, now).await?;
            }
        }
        state.list.save(&self.kept_list)?;
        stop.map_or(Ok(()), |reason| Err(RunError::Stopped(reason).into()))
    }

    /// Starts again from the current end of the list; what was added before it is not known.
    async fn restart(&self, state: &mut WatchState, now: u64) -> Result<(), WatchError> {
        state.gap = true;
        state.list = ListState {
            mark: self.mark().await?,
            first: state.list.first.take(),
            counted: now,
            unread: true,
            ..ListState::default()
        };
        Ok(())
    }

    /// The first check of a run whose plan has no end of the list.
    async fn begin(
        &self,
        state: &mut WatchState,
        progress: &WriteProgress,
        now: u64,
    ) -> Result<(), WatchError> {
        let mark = self.mark().await?;
        // Inserts of this run, of an earlier process or in flight, may be before the mark.
        if !state.continues && progress.rows == 0 {
            state.list.first = mark.clone();
        }
        state.list = ListState { mark, counted: now, complete: false, ..std::mem::take(&mut state.list) };
        state.gap = true;
        Ok(())
    }

    async fn mark(&self) -> Result<Option<ListEnd>, ApiError> {
        let first = self.client.list(1, &[]).await?;
        ListEnd::of(&self.client, &first).await
    }
}
