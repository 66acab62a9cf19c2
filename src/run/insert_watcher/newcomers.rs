//! Matches customers that others have added with the pending inserts of the run.

use std::collections::HashSet;

use futures::{StreamExt, TryStreamExt, stream};

use super::watch_state::WatchState;
use super::watcher::{InsertWatcher, WatchError};
use crate::api::{CustomerRecord, Object};
use crate::event::Silent;
use crate::journal::{JournalError, JournalReader, PlanWriter, RowSelection};
use crate::lookup::{CustomerIndex, id_of};
use crate::run::lookup_source::LookupSource;
use crate::run::matcher::Matcher;
use crate::run::rematch::describe_changes;
use crate::wording::counted;
use crate::writer::{KnownIds, WriteProgress};

/// If others add this many customers of the run between two checks, they import the same source.
const SAME_ROWS: usize = 3;

impl InsertWatcher {
    /// Matches the detail of each new customer with pending inserts. Returns why the run must stop, if it must.
    pub(super) async fn match_newcomers(
        &self,
        state: &mut WatchState,
        others: Vec<Object>,
        progress: &WriteProgress,
    ) -> Result<Option<String>, WatchError> {
        let mut came = CustomerIndex::new(Some(&self.lookup.matching))?;
        let mut keys = HashSet::new();
        // While an insert is in doubt, it may be one of these customers.
        let certain = state.in_doubt(progress) == 0;
        let read = stream::iter(others).filter_map(|listed| async { id_of(&listed).map(|id| (id, listed)) });
        let read = read.map(|(id, listed)| async {
            // The list may show a customer before the detail does.
            let record = self.client.detail(&id).await?.map_or(listed, CustomerRecord::into_object);
            Ok::<_, WatchError>((id, record))
        });
        let mut read = std::pin::pin!(read.buffered(self.concurrency.max(1)));
        while let Some((id, record)) = read.try_next().await? {
            let own = self.lookup.matching.remote_keys(&record);
            keys.extend(own.into_iter().map(|key| key.canonical()));
            came.add(&self.lookup.matching, &record)?;
            if !state.list.unclaimed.contains(&id) {
                if certain {
                    self.known.take_in(&id);
                }
                state.list.unclaimed.push(id);
            }
        }
        let reader = JournalReader::open(&self.journal)?;
        let doubled = reader.inserts_with(&self.lookup.matching, &keys, true)?;
        let rows = reader.inserts_with(&self.lookup.matching, &keys, false)?;
        drop(reader);
        if !rows.is_empty() {
            self.match_rows(LookupSource::Index(came), RowSelection::These(rows)).await?;
        }
        if certain && doubled.len() >= SAME_ROWS {
            // Someone else writes the same customers a moment later. Continuing would duplicate all of them.
            self.compare_newcomers(state).await?;
            return Ok(Some(same_rows(doubled.len())));
        }
        Ok(None)
    }

    /// Opens the pending inserts among `rows`.
    pub(super) fn open_inserts(&self, rows: &RowSelection) -> Result<PlanWriter, JournalError> {
        PlanWriter::open_rows_for_rematch(&self.journal, rows)
    }

    /// Matches the pending inserts among `rows`, and saves what they become.
    pub(super) async fn match_rows(
        &self,
        source: LookupSource,
        rows: RowSelection,
    ) -> Result<(), WatchError> {
        let plan_writer = self.open_inserts(&rows)?;
        // Ids are not added to those of the run, because a complete list also shows its own inserts.
        let seen = KnownIds::default();
        let matcher = Matcher {
            client: &self.client,
            plan_writer: &plan_writer,
            lookup: Some(&self.lookup),
            mode: self.mode,
            on_multiple: self.on_multiple,
            policies: &self.policies,
            definitions: self.definitions.as_ref(),
            concurrency: self.concurrency,
            listener: &Silent,
            stop: &self.stop,
            on_late_match: self.on_late_match,
            recent: None,
            known: &seen,
            stored_changes: &self.stored_changes,
            behavior: None,
            current: self.current.as_ref(),
        };
        matcher.match_with(&source).await?;
        let pending = plan_writer.open_count()?;
        let changed = plan_writer.finish_rematch()?;
        describe_changes(pending, &changed).into_iter().for_each(|text| self.note(text));
        Ok(())
    }
}

fn same_rows(rows: usize) -> String {
    format!(
        "someone else is importing the same customers: {} just been added a second time; wait until the other \
         import ends, then resume this run",
        counted(rows, "customer of this run has", "customers of this run have")
    )
}
