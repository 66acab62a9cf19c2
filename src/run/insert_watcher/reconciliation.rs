//! Reconciliation at the end of a watched run: which customers exist twice?

use std::time::Instant;

use futures::{StreamExt, TryStreamExt, stream};

use super::doubles::ReconciliationLookup;
use super::watch_state::{ListState, WatchState};
use super::watcher::{CHUNK, InsertWatcher, LAG, WatchError};
use crate::api::Page;
use crate::failpoint;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalReader, disown};
use crate::lookup::{CustomerIndex, ListEnd, SinglePass, WantedKinds, pages};
use crate::wording::counted;
use crate::writer::WriteProgress;

/// Maximum number of passes over a list that keeps changing.
const PASSES: u32 = 3;

/// The list is always read at the end if it has at most one page per this many rows, that is 5 % more calls.
const ROWS_A_PAGE: u64 = 20;

/// A list of at most this many pages is always read at the end, if the run has written as many rows.
const FEW_PAGES: u64 = 50;

/// The note if the list lags longer than the wait.
const UNSHOWN: &str = "The help desk's list does not show all customers of this run yet, so duplicates can't be ruled out. \
                       To check again later, resume this run.";

const OTHERS: &str = "Others may have inserted customers during this run";
const RESPELLED: &str = "The first rows were matched before it was known how the help desk stores their keys";

impl InsertWatcher {
    /// Checks the end of the list a last time and reports duplicates.
    pub(super) async fn close(
        &self,
        state: &mut WatchState,
        progress: &WriteProgress,
    ) -> Result<(), WatchError> {
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
            self.note(text);
        }
        Ok(())
    }

    async fn check_doubles(
        &self,
        state: &mut WatchState,
        progress: &WriteProgress,
        begun: Instant,
    ) -> Result<(), WatchError> {
        if !state.list.complete || state.list.missing != 0 || state.in_doubt(progress) > 0 {
            let why = if state.is_respelled { RESPELLED } else { OTHERS };
            return self.check_keys(begun, None, why).await;
        }
        // An older customer may have received a key of this run.
        if let Some(first) = self.cheap_list(state, progress).await? {
            return self.check_keys(begun, Some(first), OTHERS).await;
        }
        if state.list.unclaimed.is_empty() {
            return Ok(());
        }
        self.compare_newcomers(state).await
    }

    /// The first page of a list that takes few calls to read, with the details of customers whose keys it hides.
    async fn cheap_list(
        &self,
        state: &WatchState,
        progress: &WriteProgress,
    ) -> Result<Option<Page>, WatchError> {
        let pages = state.list.mark.as_ref().map(ListEnd::pages);
        let Some(pages) = pages.filter(|pages| costs_little(*pages, progress.rows)) else { return Ok(None) };
        let first = self.client.list(1, &[]).await?;
        let is_cheap = costs_little(pages + self.lookup.hidden_details(&first), progress.rows);
        Ok(is_cheap.then_some(first))
    }

    /// Rejects inserts that the help desk merged into an existing customer. Then the list has grown by less than was
    /// inserted, and the customer is still at its old place in the list.
    async fn disown_older(&self, state: &WatchState, progress: &WriteProgress) -> Result<(), WatchError> {
        let (Some(mark), Some(first)) = (&state.list.mark, &state.list.first) else { return Ok(()) };
        let is_ours = |id: &str| progress.has_inserted(id);
        let older = mark.ours_before(first, &self.client, self.concurrency, is_ours).await?;
        if older.len() as i64 > state.list.missing {
            // The order of the list has changed, so it does not show which customers are older.
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

    /// Compares all inserts with what was sent: an insert may have been answered with a customer that others added.
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

    /// Looks up each inserted key, in the list or by searches. Waits for a list that lags, counted from `begun`. A caller
    /// who has read the first page of the list knows that it is complete; without it, that is in doubt.
    async fn check_keys(&self, begun: Instant, first: Option<Page>, why: &str) -> Result<(), WatchError> {
        let keys = JournalReader::open(&self.journal)?.keyed_insert_count()?;
        if keys == 0 {
            return Ok(());
        }
        let is_in_doubt = first.is_none();
        let first = match first {
            Some(first) => first,
            None => self.client.list(1, &[]).await?,
        };
        let list = pages(&first).unwrap_or(0);
        let search = if keys + 2 < list {
            self.lookup.prove(&first, self.inserted_kinds()?).await?.ok()
        } else {
            None
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
                    self.note(UNSHOWN.to_owned());
                    return Ok(());
                }
                None => tokio::time::sleep(LAG).await,
            }
        };
        if doubles == 0 && is_in_doubt {
            let text =
                format!("{why}, so deskferry looked up the keys again ({how}) and found no duplicates.");
            self.note(text);
        }
        Ok(())
    }

    /// Compares the customers that the list shows although its total differs, and tells the user so.
    async fn compare_part(&self, remote: &CustomerIndex, total: Option<u64>) -> Result<(), WatchError> {
        self.compare(ReconciliationLookup::List(remote)).await?;
        let counts = total.map_or_else(
            || "does not say how many customers it has".to_owned(),
            |total| format!("counts {}", counted(total, "customer", "customers")),
        );
        self.note(format!(
            "Others may have inserted customers during this run. The list {counts} but shows {}, so other \
             duplicates can't be ruled out.",
            remote.count()
        ));
        Ok(())
    }

    /// Reads the list, again if it changed so much that customers may be missing.
    pub(super) async fn list(&self, first: &Page) -> Result<SinglePass, WatchError> {
        for _ in 1..PASSES {
            let glance = self.lookup.glance(first).await?;
            if glance.whole {
                return Ok(glance);
            }
            tokio::time::sleep(LAG).await;
        }
        Ok(self.lookup.glance(first).await?)
    }

    /// The kinds of keys that the run has inserted.
    fn inserted_kinds(&self) -> Result<WantedKinds, WatchError> {
        let reader = JournalReader::open(&self.journal)?;
        let mut wanted = WantedKinds::default();
        let mut after = 0;
        loop {
            let rows = reader.keyed_inserts(after, CHUNK)?;
            let Some(last) = rows.last() else { return Ok(wanted) };
            after = last.row;
            let keys = rows.iter().flat_map(|row| &row.keys);
            keys.for_each(|key| self.lookup.want(&mut wanted, &key.key, &key.values));
        }
    }
}

/// True if reading the complete list takes few calls compared with the written rows.
pub(super) fn costs_little(pages: u64, rows: u64) -> bool {
    pages.saturating_mul(ROWS_A_PAGE) <= rows || (pages <= FEW_PAGES && pages <= rows)
}

/// The note if the list has no known order and has grown by less than was inserted.
fn grown_less(list: &ListState, inserted: u64) -> Option<String> {
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
