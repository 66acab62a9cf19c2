//! Somebody else inserts while a run writes: the end of the list is watched, and whoever has come is matched with the
//! inserts that are still to be sent.
//!
//! Between two legs two calls tell whether anybody has come ([`Mark`]). Who has come is read and matched. Where the list
//! does not tell, the inserts are looked up once more before they are sent, and at the end each key of the run is looked
//! up, so that nobody is there twice without being told. docs/journal.md has the rule.

mod batch_size;
mod own;
mod reconciliation;
mod state;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use tokio::runtime::Handle;
use tokio::sync::Mutex;

use super::custom_fields::CustomFields;
use super::error::ImportError;
use super::known_stored_changes::KnownStoredChanges;
use super::lookup_source::LookupSource;
use super::matching::{Matcher, OnLateMatch};
use super::rematch::{in_words, newcomers};
use super::write_job::WriteJob;
use crate::api::{ApiError, Client, CustomerRecord, Object};
use crate::customer::CustomFieldDefinitions;
use crate::event::{Event, Listener, Silent};
use crate::journal::{JournalError, JournalReader, PlanWriter, RowSelection, RunFile, RunFolder};
use crate::lookup::{
    CustomerIndex, CustomerLookup, ListEnd, Look, LookupError, SHORT_LIST, SinceListEnd, SinglePass,
    WantedKinds, id_of, pages,
};
use crate::mapping::MatchRules;
use crate::plan::{ImportMode, OnMultiple};
use crate::wording::counted;
use crate::writer::{Interrupted, KnownIds, Stop, WriteBatch, WriteProgress};
use state::{List, State};

/// Watches the list while a run writes.
pub(crate) struct InsertWatcher {
    client: Client,
    lookup: CustomerLookup,
    journal: PathBuf,
    /// Where what is known of the list is kept.
    kept_list: PathBuf,
    mode: ImportMode,
    on_multiple: OnMultiple,
    definitions: Option<CustomFieldDefinitions>,
    newcomers: OnLateMatch,
    known: KnownIds,
    kept: KnownStoredChanges,
    concurrency: usize,
    /// A look-up that is older is made again.
    match_age: Duration,
    /// How long the list may lag at the end.
    patience: Duration,
    listener: Arc<dyn Listener>,
    stop: Stop,
    state: Mutex<State>,
}

/// So many rows that somebody else has inserted right after this run, at one look, are no chance.
const SAME_ROWS: usize = 3;
/// Of a run that has inserted so many, everybody whom the list shows behind the last look is read; of a longer one only
/// where the pages are long, or somebody else has come.
const READ_WHOLE: u64 = 1000;
/// Rows that are looked up together by searches, before they are sent.
const AHEAD: u64 = 200;
/// A short list may be read again at any time; a longer one when four times as many rows as it has pages have been
/// written.
const REREAD_EACH: u64 = 4;

impl WriteJob {
    /// Watches a run that has inserts; `None` for any other.
    pub(crate) fn watch(
        &self,
        folder: &RunFolder,
        run: &RunFile,
        mark: Option<ListEnd>,
    ) -> Result<Option<InsertWatcher>, ImportError> {
        let Some(lookup) = self.lookup(Some(MatchRules::by_keys(&run.match_keys))) else { return Ok(None) };
        let journal = folder.journal();
        let reader = JournalReader::open(&journal)?;
        let counts = reader.counts()?;
        if counts.planned_inserts == 0 {
            return Ok(None);
        }
        let kept_list = folder.file(state::FILE);
        // Who came between the last look of an earlier process and this mark has not been compared with its inserts.
        let continues = counts.inserted + counts.unknown > 0;
        let kept = List::load(&kept_list).filter(|_| continues);
        let goes_on = kept.is_some();
        let list = kept.unwrap_or_else(|| List::since(mark, continues, counts.inserted));
        let first_row = reader.pending_insert(0)?.unwrap_or_default();
        let mut state = State::new(list, goes_on, counts.inserted, first_row);
        // Where the plan took no time, the list has just been looked at.
        let mark_read = state.list.mark.as_ref().filter(|_| !continues).map(|mark| mark.read.elapsed());
        state.looked = mark_read.is_some_and(|ago| ago < RECENT).then(|| (counts.inserted, Instant::now()));
        Ok(Some(InsertWatcher {
            client: self.client.clone(),
            lookup,
            journal,
            kept_list,
            mode: run.mode,
            on_multiple: run.on_multiple,
            definitions: CustomFields::of_run(run.custom_fields.as_ref()).definitions(),
            newcomers: newcomers(run),
            known: self.known.clone(),
            kept: KnownStoredChanges::of(self),
            concurrency: self.settings.concurrency,
            match_age: self.settings.match_age(),
            patience: Duration::from_millis(self.settings.settle_millis).min(PATIENCE),
            listener: Arc::clone(&self.listener),
            stop: self.stop.clone(),
            state: Mutex::new(state),
        }))
    }
}

/// A look at the list counts so long, where nothing is written meanwhile.
const RECENT: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(10);
const LAG: Duration = Duration::from_millis(250);

impl InsertWatcher {
    /// Looks between two legs, on a thread of its own: what else is under way goes on beside it.
    pub(crate) async fn between(self: Arc<Self>, progress: WriteProgress) -> Result<WriteBatch, Interrupted> {
        aside(move |handle| {
            handle.block_on(async {
                let mut state = self.state.lock().await;
                match self.unless_stopped(self.look(&mut state, &progress)).await {
                    Ok(leg) => Ok(leg),
                    Err(error) => {
                        self.borne(&mut state, error)?;
                        Ok(batch_size::next_batch(progress.rows, state.begun.elapsed()))
                    }
                }
            })
        })
        .await
    }

    /// Looks a last time.
    pub(crate) async fn end(self: Arc<Self>, progress: WriteProgress) -> Result<(), Interrupted> {
        aside(move |handle| {
            handle.block_on(async {
                let mut state = self.state.lock().await;
                self.unless_stopped(self.close(&mut state, &progress)).await.or_else(|error| {
                    self.borne(&mut state, error)?;
                    Err(Interrupted::Stop(UNCHECKED.to_owned()))
                })
            })
        })
        .await
    }
}

const UNCHECKED: &str = "everything is written, but the check for duplicates in the help desk failed; resume the run to repeat it";

/// Why a look came to nothing.
#[derive(Debug, thiserror::Error)]
enum WatchError {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Lookup(#[from] LookupError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// Runs a look on a thread of its own: it holds databases open over its waits, which no other thread may go on with.
async fn aside<T: Send + 'static>(look: impl FnOnce(Handle) -> T + Send + 'static) -> T {
    let handle = Handle::current();
    let looked = tokio::task::spawn_blocking(move || look(handle)).await;
    looked.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

fn same_rows(rows: usize) -> String {
    format!(
        "someone else is importing the same customers: {} just been added a second time; wait until the other \
         import ends, then resume this run",
        counted(rows, "customer of this run has", "customers of this run have")
    )
}

impl InsertWatcher {
    /// A stop ends a look: reads change nothing.
    async fn unless_stopped<T>(
        &self,
        look: impl Future<Output = Result<T, WatchError>>,
    ) -> Result<T, WatchError> {
        tokio::select! {
            looked = look => looked,
            () = self.stop.requested() => {
                Err(ImportError::Stopped(self.stop.reason().unwrap_or_default()).into())
            }
        }
    }

    /// A look that fails tells nothing, and the writing goes on; what ends every run ends it here too.
    fn borne(&self, state: &mut State, fault: WatchError) -> Result<(), Interrupted> {
        match fault {
            WatchError::Journal(error) | WatchError::Import(ImportError::Journal(error)) => {
                return Err(error.into());
            }
            WatchError::Lookup(error) | WatchError::Import(ImportError::Lookup(error))
                if error.is_index_failure() =>
            {
                return Err(Interrupted::Stop(error.to_string()));
            }
            WatchError::Api(error)
            | WatchError::Lookup(LookupError::Api(error))
            | WatchError::Import(ImportError::Api(error))
                if error.is_unauthorized() =>
            {
                return Err(Interrupted::Unauthorized(error));
            }
            WatchError::Import(ImportError::Stopped(reason)) => return Err(Interrupted::Stop(reason)),
            other => tracing::warn!("can't check for customers added by others: {other}"),
        }
        (state.list.complete, state.gap) = (false, true);
        Ok(())
    }

    async fn look(&self, state: &mut State, progress: &WriteProgress) -> Result<WriteBatch, WatchError> {
        self.read_end(state, progress).await?;
        let old = state.fresh.elapsed() >= self.match_age;
        let leg = match old || state.strangers {
            true => self.look_up_again(state, progress).await?,
            false => None,
        };
        Ok(leg.unwrap_or_else(|| batch_size::next_batch(progress.rows, state.begun.elapsed())))
    }

    /// Reads who has come since the last look, and matches them with what is still to be inserted.
    async fn read_end(&self, state: &mut State, progress: &WriteProgress) -> Result<(), WatchError> {
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
            // It may have changed between two pages.
            since = mark.since(look, owner).await?;
        }
        let mut stop = None;
        match since {
            SinceListEnd::Known { mark, others, own, missing } => {
                // A look that fails here is made again from the same mark.
                stop = self.take_in(state, others, progress).await?;
                match own {
                    Some(own) => self.compare_own(state, own, progress).await?,
                    None => state.list.unread = true,
                }
                (state.list.mark, state.list.counted) = (Some(mark), now);
                state.list.missing = missing + expected.min(0);
                if missing == 0 && !state.strangers && !state.gap {
                    state.fresh = Instant::now();
                }
            }
            SinceListEnd::Unknown { total } => {
                let most = mark.total + inserted + state.in_doubt(progress);
                // A short list is read again whatever it counts.
                let short = mark.is_short();
                state.strangers |= total.is_some_and(|total| total > most || short);
                state.gap = true;
                state.list = List {
                    mark: self.mark().await?,
                    first: state.list.first.take(),
                    counted: now,
                    unread: true,
                    ..List::default()
                };
            }
        }
        state.list.save(&self.kept_list)?;
        stop.map_or(Ok(()), |reason| Err(ImportError::Stopped(reason).into()))
    }

    /// The first look of a run whose plan knows no end of the list.
    async fn begin(&self, state: &mut State, progress: &WriteProgress, now: u64) -> Result<(), WatchError> {
        let mark = self.mark().await?;
        if now == 0 && state.in_doubt(progress) == 0 {
            state.list.first = mark.clone();
        }
        state.list = List { mark, counted: now, complete: false, ..std::mem::take(&mut state.list) };
        state.gap = true;
        Ok(())
    }

    async fn mark(&self) -> Result<Option<ListEnd>, ApiError> {
        let first = self.client.list(1, &[]).await?;
        ListEnd::of(&self.client, &first).await
    }

    /// Those who have come, each as its detail shows it. Returns why the run must stop, where it must.
    async fn take_in(
        &self,
        state: &mut State,
        others: Vec<Object>,
        progress: &WriteProgress,
    ) -> Result<Option<String>, WatchError> {
        let mut came = CustomerIndex::new(Some(&self.lookup.matching))?;
        let mut keys = HashSet::new();
        // While an insert is in doubt, one of them may be it.
        let certain = state.in_doubt(progress) == 0;
        let read = stream::iter(others).filter_map(|listed| async { id_of(&listed).map(|id| (id, listed)) });
        let read = read.map(|(id, listed)| async {
            // The list may show somebody a moment before the detail does.
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
        let doubled = reader.inserts_with(&keys, true)?;
        let rows = reader.inserts_with(&keys, false)?;
        drop(reader);
        if !rows.is_empty() {
            self.match_rows(LookupSource::Index(came), RowSelection::These(rows)).await?;
        }
        if certain && doubled.len() >= SAME_ROWS {
            // Somebody else is writing the same customers, a moment later: to go on would double all of them.
            self.compare_newcomers(state).await?;
            return Ok(Some(same_rows(doubled.len())));
        }
        Ok(None)
    }

    /// Looks the next rows up by searches, or all of them in the whole list; nothing where neither can be done.
    async fn look_up_again(
        &self,
        state: &mut State,
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
                (state.fresh, state.strangers, state.gap) = (Instant::now(), false, false);
            }
            return Ok(None);
        }
        let rows = RowSelection::Between(progress.last + 1, progress.last + AHEAD);
        let mut wanted = WantedKinds::default();
        self.spool(&rows)?.each_open_key(|key| wanted.add(&key.key, &key.values))?;
        let Ok(search) = self.lookup.prove(&first, wanted).await? else { return Ok(None) };
        self.match_rows(LookupSource::Server(search), rows).await?;
        Ok(Some(batch_size::looked_up(AHEAD)))
    }

    fn spool(&self, rows: &RowSelection) -> Result<PlanWriter, JournalError> {
        PlanWriter::open_rows_for_rematch(&self.journal, rows)
    }

    /// Matches the rows that are still to be inserted, and writes down what has become of them.
    async fn match_rows(&self, place: LookupSource, rows: RowSelection) -> Result<(), WatchError> {
        // Those whom a whole list shows include our own.
        let spool = self.spool(&rows)?;
        let seen = KnownIds::default();
        let matcher = Matcher {
            client: &self.client,
            spool: &spool,
            lookup: Some(&self.lookup),
            mode: self.mode,
            on_multiple: self.on_multiple,
            definitions: self.definitions.as_ref(),
            concurrency: self.concurrency,
            listener: &Silent,
            stop: &self.stop,
            newcomers: self.newcomers,
            recent: None,
            known: &seen,
            kept: &self.kept,
        };
        matcher.match_with(&place).await?;
        let pending = spool.open_count()?;
        let changed = spool.finish_rematch()?;
        in_words(pending, &changed).into_iter().for_each(|text| self.listener.hear(&Event::Note(text)));
        Ok(())
    }
}
