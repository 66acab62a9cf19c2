//! The run's own inserts as the list shows them: a help desk may have answered an insert with somebody else.

use std::collections::HashMap;

use super::state::State;
use super::{InsertWatcher, WatchError};
use crate::api::Object;
use crate::journal::{JournalReader, PlannedKind, WrittenRow, disown};
use crate::lookup::{id_of, shows};
use crate::run::{
    check_read_back::{InsertJudgement, ReadBackInsert, judge_insert},
    read_back::without_nulls,
    undo::inserted,
};
use crate::writer::WriteProgress;

/// Rows read from the journal at once.
const CHUNK: usize = 512;

impl InsertWatcher {
    /// Compares those of the last two legs whom the list shows now with what was sent.
    pub(super) async fn compare_own(
        &self,
        state: &mut State,
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
                state.list.unread |= self.hides_a_key(&observed);
                observed.sent.retain(|field, _| shows(&observed.found, field));
                if matches!(judge_insert(&observed, None), InsertJudgement::Anothers(_)) {
                    self.compare_detail(&row).await?;
                }
            }
        }
        state.list.unread |= !listed.is_empty();
        Ok(())
    }

    /// True where the list does not show a field of the match keys that was sent.
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

    /// Compares a customer with what was sent, and rejects the row of one who is somebody else.
    pub(super) async fn compare_detail(&self, row: &WrittenRow) -> Result<(), WatchError> {
        let Some(found) = self.client.detail(&row.server_id).await? else { return Ok(()) };
        let Some(observed) = observed(row, found.into_object())? else { return Ok(()) };
        if let InsertJudgement::Anothers(what) = judge_insert(&observed, Some(&self.lookup.matching)) {
            disown(&self.journal, row.id, &observed.not_inserted(&what))?;
        }
        Ok(())
    }
}

fn observed(row: &WrittenRow, found: Object) -> Result<Option<ReadBackInsert>, WatchError> {
    let PlannedKind::Insert { payload } = &row.kind else { return Ok(None) };
    let sent = without_nulls(inserted(payload, row.id, None)?);
    Ok(Some(ReadBackInsert { row: row.id, id: row.server_id.clone(), sent, found }))
}
