//! The end of a run that was watched: is anybody there twice?

use std::collections::HashSet;
use std::time::Instant;

use futures::{StreamExt, TryStreamExt, future, stream};

use super::state::{List, State};
use super::{InsertWatcher, LAG, WatchError};
use crate::api::Page;
use crate::event::Event;
use crate::failpoint;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{InsertedRow, JournalReader, clear_doubles, disown, note_doubles};
use crate::lookup::{CustomerIndex, ServerSearch, SinglePass, WantedKinds, pages};
use crate::run::error::ImportError;
use crate::wording::counted;
use crate::writer::WriteProgress;

/// Rows read from the journal at once.
const CHUNK: usize = 512;

/// Passes over a list that keeps changing.
const PASSES: u32 = 3;

/// The customers that have the key of a row.
#[derive(Default)]
struct CustomersWithKey {
    /// Their ids, but for the row's own.
    others: Vec<String>,
    /// The row's own has the key, and was not shown.
    lags: bool,
}

/// Rows for each page of the list that is read at the end in any case: a twentieth more calls at most.
const ROWS_A_PAGE: u64 = 20;

/// So many pages are read at the end in any case, where the run has written as many rows.
const FEW_PAGES: u64 = 50;

/// Said where the list lags longer than is waited for.
const UNSHOWN: &str = "The help desk's list does not show all customers of this run yet, so duplicates can't be ruled out. \
                       To check again later, resume this run.";

/// How the keys of a run are looked up at its end.
enum ReconciliationLookup<'a> {
    /// Among those who came meanwhile.
    Newcomers(&'a CustomerIndex),
    /// In the whole list.
    List(&'a CustomerIndex),
    Search(&'a ServerSearch),
}

impl InsertWatcher {
    /// Looks a last time, and tells who is there twice.
    pub(super) async fn close(&self, state: &mut State, progress: &WriteProgress) -> Result<(), WatchError> {
        let begun = Instant::now();
        loop {
            self.read_end(state, progress).await?;
            if state.list.missing == 0 || !state.list.complete || begun.elapsed() >= self.patience {
                break;
            }
            tokio::time::sleep(LAG).await;
        }
        failpoint::pass("watched-to-the-end");
        if state.list.missing > 0 {
            self.disown_older(state, progress).await?;
            if state.list.unread {
                self.disown_strangers().await?;
            }
        }
        self.check_doubles(state, progress, begun).await?;
        if let Some(text) = grown_less(&state.list, state.inserted(progress)) {
            self.listener.hear(&Event::Note(text));
        }
        Ok(())
    }

    async fn check_doubles(
        &self,
        state: &mut State,
        progress: &WriteProgress,
        begun: Instant,
    ) -> Result<(), WatchError> {
        if !state.list.complete || state.list.missing != 0 || state.in_doubt(progress) > 0 {
            return self.check_keys(begun, true).await;
        }
        // Somebody who was there before may have got a key of this run.
        if state.list.mark.as_ref().is_some_and(|mark| costs_little(mark.pages(), progress.rows)) {
            return self.check_keys(begun, false).await;
        }
        match state.list.unclaimed.is_empty() {
            true => Ok(()),
            false => self.compare_newcomers(state).await,
        }
    }

    /// Tells which rows have a key of somebody who came meanwhile.
    pub(super) async fn compare_newcomers(&self, state: &State) -> Result<(), WatchError> {
        self.compare(ReconciliationLookup::Newcomers(&self.newcomers(state).await?)).await.map(drop)
    }

    /// Those who came, as they are by now: an address may have been filled in later.
    async fn newcomers(&self, state: &State) -> Result<CustomerIndex, WatchError> {
        let mut newcomers = CustomerIndex::new(None)?;
        let read = stream::iter(&state.list.unclaimed).map(|id| self.client.detail(id));
        let mut read = std::pin::pin!(read.buffered(self.concurrency.max(1)));
        while let Some(record) = read.try_next().await? {
            record.iter().try_for_each(|record| newcomers.add(&self.lookup.matching, record))?;
        }
        Ok(newcomers)
    }

    /// A help desk may answer an insert with somebody whom it had already, and put the two together. Then the list grew by
    /// less than was inserted, and that customer stands where it stood.
    async fn disown_older(&self, state: &State, progress: &WriteProgress) -> Result<(), WatchError> {
        let (Some(mark), Some(first)) = (&state.list.mark, &state.list.first) else { return Ok(()) };
        let is_ours = |id: &str| progress.has_inserted(id);
        let older = mark.ours_before(first, &self.client, self.concurrency, is_ours).await?;
        if older.len() as i64 > state.list.missing {
            // The list was put in another order meanwhile: it does not tell who is older.
            return Ok(());
        }
        for id in older {
            let why = "this customer was in the list before the run began";
            if let Some(row) = JournalReader::open(&self.journal)?.row_of(&id)? {
                self.disown(row, &id, why)?;
            }
        }
        Ok(())
    }

    /// The list grew by less than was inserted: the answer to an insert may have been somebody who came meanwhile.
    async fn disown_strangers(&self) -> Result<(), WatchError> {
        let reader = JournalReader::open(&self.journal)?;
        let mut after = 0;
        loop {
            let rows = reader.inserted(after, CHUNK)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            self.check_stop()?;
            let compared = stream::iter(&rows).map(|row| self.compare_detail(row));
            compared.buffered(self.concurrency.max(1)).try_collect::<Vec<()>>().await?;
        }
    }

    fn disown(&self, row: u64, id: &str, why: &str) -> Result<(), WatchError> {
        let message = format!("the help desk answered the insert with the id {id}, but {why}");
        let issue = Issue::error(Complaint::new(Code::NotInserted, message, Code::NotInserted.spec().remedy));
        disown(&self.journal, row, &issue)?;
        Ok(())
    }

    /// Looks each key that was inserted up, whichever way takes fewer calls; the wait for a list that lags counts from `begun`.
    async fn check_keys(&self, begun: Instant, is_in_doubt: bool) -> Result<(), WatchError> {
        let keys = JournalReader::open(&self.journal)?.keyed_insert_count()?;
        if keys == 0 {
            return Ok(());
        }
        let first = self.client.list(1, &[]).await?;
        let list = pages(&first).unwrap_or(0);
        let search = match keys + 2 < list {
            true => self.lookup.prove(&first, self.inserted_kinds()?).await?.ok(),
            false => None,
        };
        let (doubles, how) = loop {
            let (doubles, how) = match &search {
                Some(search) => (
                    self.compare(ReconciliationLookup::Search(search)).await?,
                    counted(keys, "search", "searches"),
                ),
                None => {
                    let SinglePass { remote, whole, .. } = self.list(&first).await?;
                    if !whole {
                        return self.compare_part(&remote, first.total).await;
                    }
                    (
                        self.compare(ReconciliationLookup::List(&remote)).await?,
                        counted(list, "page", "pages") + " of the list",
                    )
                }
            };
            match doubles {
                Some(doubles) => break (doubles, how),
                None if begun.elapsed() >= self.patience => {
                    self.listener.hear(&Event::Note(UNSHOWN.to_owned()));
                    return Ok(());
                }
                None => tokio::time::sleep(LAG).await,
            }
        };
        if doubles == 0 && is_in_doubt {
            let text = format!(
                "Others may have inserted customers during this run, so deskferry looked up the keys again \
                 ({how}) and found no duplicates."
            );
            self.listener.hear(&Event::Note(text));
        }
        Ok(())
    }

    /// The list shows more or fewer than it counts: those that it shows are compared, and that is said.
    async fn compare_part(&self, remote: &CustomerIndex, total: Option<u64>) -> Result<(), WatchError> {
        self.compare(ReconciliationLookup::List(remote)).await?;
        let counts = total.map_or_else(
            || "does not say how many customers it has".to_owned(),
            |total| format!("counts {}", counted(total, "customer", "customers")),
        );
        self.listener.hear(&Event::Note(format!(
            "Others may have inserted customers during this run. The list {counts} but shows {}, so other \
             duplicates can't be ruled out.",
            remote.count()
        )));
        Ok(())
    }

    /// The list, read again where it changes so much that somebody may be missing.
    async fn list(&self, first: &Page) -> Result<SinglePass, WatchError> {
        for _ in 1..PASSES {
            let glance = self.lookup.glance(first).await?;
            if glance.whole {
                return Ok(glance);
            }
            tokio::time::sleep(LAG).await;
        }
        Ok(self.lookup.glance(first).await?)
    }

    /// Which keys the run has inserted.
    fn inserted_kinds(&self) -> Result<WantedKinds, WatchError> {
        let (reader, mut wanted, mut after) =
            (JournalReader::open(&self.journal)?, WantedKinds::default(), 0);
        loop {
            let rows = reader.keyed_inserts(after, CHUNK)?;
            let Some(last) = rows.last() else { return Ok(wanted) };
            after = last.row;
            let keys = rows.iter().flat_map(|row| &row.keys);
            keys.for_each(|key| wanted.add(&key.key, &key.values));
        }
    }

    fn check_stop(&self) -> Result<(), ImportError> {
        self.stop.reason().map_or(Ok(()), |reason| Err(ImportError::Stopped(reason)))
    }

    /// How many rows have a key that another customer has too; they are told, and noted in the journal. `None` where what is
    /// searched does not show the customers of the run yet.
    async fn compare(&self, way: ReconciliationLookup<'_>) -> Result<Option<u64>, WatchError> {
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
                    let doubled =
                        (!seen.others.is_empty()).then(|| (row.row, doubled(&row.id, &seen.others)));
                    future::ready(Ok(doubled))
                })
                .try_collect()
                .await?;
            if lags {
                // What does not show those of this run does not show others for certain.
                return Ok(None);
            }
            doubles.extend(found.iter().map(|(row, _)| *row));
            let noted = note_doubles(&self.journal, &found)?;
            noted.into_iter().for_each(|text| self.listener.hear(&Event::Note(text)));
        }
        if !matches!(way, ReconciliationLookup::Newcomers(_)) {
            clear_doubles(&self.journal, &doubles)?;
        }
        Ok(Some(doubles.len() as u64))
    }

    /// The ids of the other customers with the key of a row. Where the whole list, or a search, does not show the row's own,
    /// it is read: it may be somebody else's.
    async fn others_with(
        &self,
        way: &ReconciliationLookup<'_>,
        row: &InsertedRow,
    ) -> Result<CustomersWithKey, WatchError> {
        let mut found = Vec::new();
        for (at, key) in row.keys.iter().enumerate() {
            let mut with = match way {
                ReconciliationLookup::Newcomers(remote) | ReconciliationLookup::List(remote) => {
                    remote.find(&key.key)?
                }
                ReconciliationLookup::Search(search) => search.find(&key.key, &key.values).await?,
            };
            // Who shows another value for a better key is somebody else.
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
        match self.has_key(&row.id, &row.keys[0].key).await? {
            Some(true) => {
                Ok(CustomersWithKey { others, lags: !matches!(way, ReconciliationLookup::Newcomers(_)) })
            }
            Some(false) => {
                self.compare_row(row.row).await?;
                Ok(CustomersWithKey::default())
            }
            // It was deleted, so the other is the only one.
            None => Ok(CustomersWithKey::default()),
        }
    }

    /// Whether a customer has a key; `None` for one who is not there.
    async fn has_key(&self, id: &str, key: &str) -> Result<Option<bool>, WatchError> {
        let Some(record) = self.client.detail(id).await? else { return Ok(None) };
        let keys = self.lookup.matching.remote_keys(&record);
        Ok(Some(keys.iter().any(|own| own.canonical() == key)))
    }
}

/// True where the whole list is short, or a small part of what was written.
fn costs_little(pages: u64, rows: u64) -> bool {
    pages.saturating_mul(ROWS_A_PAGE) <= rows || (pages <= FEW_PAGES && pages <= rows)
}

/// What is said where a list without an order that is known has not grown by as many as were inserted.
fn grown_less(list: &List, inserted: u64) -> Option<String> {
    let first = list.first.as_ref()?;
    let last = list.mark.as_ref()?;
    let grown = last.total.saturating_sub(first.total);
    (!last.has_order() && grown < inserted).then(|| {
        format!(
            "The help desk counts {} more than before this run, which inserted {inserted}. Someone may have \
             deleted customers, or the help desk may have answered inserts with customers that it already had. \
             Check that before you undo this run.",
            counted(grown, "customer", "customers")
        )
    })
}

fn doubled(id: &str, others: &[String]) -> Issue {
    let message = format!(
        "the customer was inserted as {id}, but someone else added one with the same key during the run: {}",
        others.join(", ")
    );
    Issue::warning(Complaint::new(Code::Doubled, message, Code::Doubled.spec().remedy))
}
