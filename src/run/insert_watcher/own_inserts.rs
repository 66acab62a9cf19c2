//! Compares the run's own inserts with the list: a help desk may have answered an insert with another customer.

use std::collections::HashMap;

use super::watch_state::WatchState;
use super::watcher::{CHUNK, InsertWatcher, WatchError};
use crate::api::Object;
use crate::journal::{JournalReader, PlannedKind, WrittenRow, disown};
use crate::lookup::{id_of, shows};
use crate::run::check_read_back::{InsertJudgement, ReadBackInsert, judge_insert};
use crate::run::sent_insert::{inserted, without_nulls};
use crate::writer::WriteProgress;

impl InsertWatcher {
    /// Compares the inserts of the last two batches that the list shows now with what was sent.
    pub(super) async fn compare_own(
        &self,
        state: &mut WatchState,
        own: Vec<Object>,
        progress: &WriteProgress,
    ) -> Result<(), WatchError> {
        let [mut after, last] = state.last_rows;
        state.last_rows = [last, progress.last];
        let mut listed: HashMap<String, Object> =
            own.into_iter().filter_map(|record| Some((id_of(&record)?, record))).collect();
        let reader = JournalReader::open(&self.journal)?;
        while !listed.is_empty() && after < progress.last {
            let rows = reader.inserted(after, CHUNK)?;
            let Some(row) = rows.last() else { break };
            after = row.id;
            for row in rows {
                let Some(found) = listed.remove(&row.server_id) else { continue };
                let Some(mut observed) = observed(&row, found)? else { continue };
                let hides = self.hides_a_key(&observed);
                state.list.unread |= hides;
                if !hides && self.learn_form(state, &observed)? {
                    self.compare_detail(&row).await?;
                }
                observed.sent.retain(|field, _| shows(&observed.found, field));
                if matches!(judge_insert(&observed, None), InsertJudgement::Another(_)) {
                    self.compare_detail(&row).await?;
                }
            }
        }
        state.list.unread |= !listed.is_empty();
        Ok(())
    }

    /// True if a field of the match keys was sent and the list does not show it.
    fn hides_a_key(&self, observed: &ReadBackInsert) -> bool {
        let fields = self.lookup.matching.alternatives.iter().flat_map(|key| &key.fields);
        let mut sent = fields.filter(|field| shows(&observed.sent, field));
        sent.any(|field| !shows(&observed.found, field))
    }

    /// Compares the customer of a row with what was sent.
    pub(super) async fn compare_row(&self, row: u64) -> Result<(), WatchError> {
        let rows = JournalReader::open(&self.journal)?.inserted(row.saturating_sub(1), 1)?;
        match rows.first().filter(|found| found.id == row) {
            Some(row) => self.compare_detail(row).await,
            None => Ok(()),
        }
    }

    /// Compares a customer with what was sent, and rejects the row if the customer is another one.
    pub(super) async fn compare_detail(&self, row: &WrittenRow) -> Result<(), WatchError> {
        let Some(found) = self.client.detail(&row.server_id).await? else { return Ok(()) };
        let Some(observed) = observed(row, found.into_object())? else { return Ok(()) };
        if let InsertJudgement::Another(what) = judge_insert(&observed, Some(&self.lookup.matching)) {
            disown(&self.journal, row.id, &observed.not_inserted(&what))?;
            return Ok(());
        }
        self.learn_detail(&observed)
    }
}

fn observed(row: &WrittenRow, found: Object) -> Result<Option<ReadBackInsert>, WatchError> {
    let PlannedKind::Insert { payload } = &row.kind else { return Ok(None) };
    let sent = without_nulls(inserted(payload, row.id, None)?);
    Ok(Some(ReadBackInsert { row: row.id, id: row.server_id.clone(), sent, found }))
}
