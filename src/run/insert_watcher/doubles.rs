//! Finds rows of the run whose key another customer also has.

use std::collections::HashSet;

use futures::{StreamExt, TryStreamExt, future, stream};

use super::watch_state::WatchState;
use super::watcher::{CHUNK, InsertWatcher, WatchError};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{InsertedRow, JournalReader, SearchKey, clear_doubles, note_doubles};
use crate::lookup::{CustomerIndex, ServerSearch};

/// Where the keys of a run are looked up at its end.
pub(super) enum ReconciliationLookup<'a> {
    /// Among the customers that others added.
    Newcomers(&'a CustomerIndex),
    /// In the complete list.
    List(&'a CustomerIndex),
    /// By searches.
    Search(&'a ServerSearch),
}

/// The other customers that have a key of a row.
#[derive(Default)]
struct CustomersWithKey {
    others: Vec<String>,
    /// True if the row's own customer has the key but the lookup did not show it.
    lags: bool,
}

impl InsertWatcher {
    /// Reports the rows whose key a customer has that others added.
    pub(super) async fn compare_newcomers(&self, state: &WatchState) -> Result<(), WatchError> {
        self.compare(ReconciliationLookup::Newcomers(&self.newcomers(state).await?)).await.map(drop)
    }

    /// The current details of the customers that others added; a key may have been filled in later.
    async fn newcomers(&self, state: &WatchState) -> Result<CustomerIndex, WatchError> {
        let mut newcomers = CustomerIndex::new(None)?;
        let read = stream::iter(&state.list.unclaimed).map(|id| self.client.detail(id));
        let mut read = std::pin::pin!(read.buffered(self.concurrency.max(1)));
        while let Some(record) = read.try_next().await? {
            record.iter().try_for_each(|record| newcomers.add(&self.lookup.matching, record))?;
        }
        Ok(newcomers)
    }

    /// Reports the rows whose key another customer also has, marks them in the journal, and returns their number.
    /// `None` if the lookup does not show the customers of the run yet.
    pub(super) async fn compare(&self, way: ReconciliationLookup<'_>) -> Result<Option<u64>, WatchError> {
        let reader = JournalReader::open(&self.journal)?;
        let mut after = 0;
        let mut lags = false;
        let mut doubles = HashSet::new();
        loop {
            let rows = reader.keyed_inserts(after, CHUNK)?;
            let Some(last) = rows.last() else { break };
            after = last.row;
            self.check_stop()?;
            let found: Vec<(u64, Issue)> = stream::iter(&rows)
                .map(|row| {
                    let others = self.others_with(&way, row);
                    async move { Ok::<_, WatchError>((row, others.await?)) }
                })
                .buffered(self.concurrency)
                .try_filter_map(|(row, seen)| {
                    lags |= seen.lags;
                    let doubled = match &seen.others[..] {
                        [] => Ok(None),
                        others => doubled(&reader, &row.id, others).map(|issue| Some((row.row, issue))),
                    };
                    future::ready(doubled)
                })
                .try_collect()
                .await?;
            if lags {
                // A lookup that does not show the customers of this run may also hide others.
                return Ok(None);
            }
            doubles.extend(found.iter().map(|(row, _)| *row));
            let noted = note_doubles(&self.journal, &found)?;
            noted.into_iter().for_each(|text| self.note(text));
        }
        if !matches!(way, ReconciliationLookup::Newcomers(_)) {
            clear_doubles(&self.journal, &doubles)?;
        }
        Ok(Some(doubles.len() as u64))
    }

    /// The other customers with a key of a row. If the lookup does not show the row's own customer, its detail is
    /// read: the id may belong to another customer.
    async fn others_with(
        &self,
        way: &ReconciliationLookup<'_>,
        row: &InsertedRow,
    ) -> Result<CustomersWithKey, WatchError> {
        let mut found = Vec::new();
        for (at, key) in row.keys.iter().enumerate() {
            let mut with = match way {
                ReconciliationLookup::Newcomers(remote) | ReconciliationLookup::List(remote) => {
                    remote.find(&self.lookup.forms_of(key))?
                }
                ReconciliationLookup::Search(search) => search.find(&key.key, &key.values).await?,
            };
            // A customer with another value for a better key is a different one.
            with.retain(|found| self.lookup.allows(&found.record, &row.keys[..at]));
            found.extend(with);
        }
        let ids: Vec<String> = found.into_iter().map(|found| found.id).collect();
        let mut others: Vec<String> = ids.iter().filter(|id| **id != row.id).cloned().collect();
        others.sort_unstable();
        others.dedup();
        let is_shown = ids.contains(&row.id);
        if is_shown || (others.is_empty() && matches!(way, ReconciliationLookup::Newcomers(_))) {
            return Ok(CustomersWithKey { others, lags: false });
        }
        match self.has_key(&row.id, &row.keys[0]).await? {
            Some(true) => {
                Ok(CustomersWithKey { others, lags: !matches!(way, ReconciliationLookup::Newcomers(_)) })
            }
            Some(false) => {
                self.compare_row(row.row).await?;
                Ok(CustomersWithKey::default())
            }
            // The row's own customer was deleted, so there is no duplicate.
            None => Ok(CustomersWithKey::default()),
        }
    }

    /// Whether a customer has a key; `None` if the customer does not exist.
    async fn has_key(&self, id: &str, key: &SearchKey) -> Result<Option<bool>, WatchError> {
        let record = self.client.detail(id).await?;
        Ok(record.map(|record| self.lookup.has_key(&record, key)))
    }
}

/// The warning for a row whose key other customers have. Some of them may be from other rows of the run.
fn doubled(reader: &JournalReader, id: &str, others: &[String]) -> Result<Issue, WatchError> {
    let (mut own, mut foreign) = (Vec::new(), Vec::new());
    for other in others {
        let list = if reader.row_of(other)?.is_some() { &mut own } else { &mut foreign };
        list.push(other.as_str());
    }
    let (own_ids, foreign_ids) = (own.join(", "), foreign.join(", "));
    let by_run = match own.len() {
        1 => format!("another row of this run inserted one whose key the help desk stores alike: {own_ids}"),
        _ => format!("other rows of this run inserted ones whose keys the help desk stores alike: {own_ids}"),
    };
    let by_others = format!("someone else added one with the same key during the run: {foreign_ids}");
    let what = match (own.is_empty(), foreign.is_empty()) {
        (true, _) => by_others,
        (false, true) => by_run,
        (false, false) => format!("{by_run}; and {by_others}"),
    };
    let message = format!("the customer was inserted as {id}, but {what}");
    Ok(Issue::warning(Complaint::new(Code::Doubled, message, Code::Doubled.spec().remedy)))
}
