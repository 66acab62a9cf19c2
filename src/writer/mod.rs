//! The one way to write: every insert and update of a run goes through [`Writer::run`].
//!
//! The journal is a stage of it: an intent is on disk before a permit of the rate is asked for, an outcome before it
//! is counted.

mod adaptive_limit;
mod as_sent;
mod circuit_breaker;
mod claimed_ids;
mod concurrency_gate;
mod delete;
mod gated_attempts;
mod in_doubt;
mod in_doubt_lookup;
mod in_doubt_resolution;
mod in_doubt_wait;
mod insert;
mod intent_slots;
mod lookup_failures;
mod marker;
mod photo_body;
mod pipeline;
mod progress_ticker;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
mod update;
mod write_batches;
mod write_issues;
mod write_retry;

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt};
use tokio::sync::mpsc::{self, UnboundedSender};

use crate::api::{ApiError, Backoff, Client};
use crate::customer::StoredChanges;
use crate::event::{Event, Listener};
use crate::journal::{
    CommittedOutcome, InDoubtSince, JournalError, JournalReader, Outcome, Planned, PlannedKind, Recorder,
    RunFileSettings,
};
use crate::lookup::{CustomerLookup, LookupError};

use claimed_ids::{Claim, ClaimedIds};
use concurrency_gate::{ConcurrencyGate, GateState};
use intent_slots::IntentSlots;
use progress_ticker::ProgressTicker;
use write_batches::{InsertCounts, RowsTaken};
use write_retry::RetryState;

pub use crate::stop::Stop;
pub use circuit_breaker::{CircuitBreaker, MaxFailures};
pub use claimed_ids::KnownIds;
pub use marker::Marker;
pub(crate) use update::conflicts;
pub use write_batches::{BetweenBatches, Interrupted, WriteBatch, WriteProgress};

use in_doubt::InDoubtInsert;

/// How the writer behaves.
#[derive(Clone)]
pub struct WriterSettings {
    /// The most requests in flight; how many it is at a time follows the server.
    pub concurrency: usize,
    /// Requests a second; `None` is no limit.
    pub rate: Option<f64>,
    /// When failures stop the run.
    pub max_failures: MaxFailures,
    /// Attempts of one write, and the time they may take together.
    pub backoff: Backoff,
    /// Send the changed fields alone instead of the whole object.
    pub put_partial: bool,
    /// How inserts in doubt are looked up; `None` where there is no key.
    pub lookup: Option<CustomerLookup>,
    /// A reference of run and row in every insert.
    pub marker: Option<Marker>,
    /// How long an insert in doubt must have been missing to count as absent.
    pub settle_for: Duration,
    /// The plan was made from sources, whose rows can be imported again.
    pub from_sources: bool,
    /// Who looks at the help desk between two legs; `None` writes all in one.
    pub interlude: Option<Arc<dyn BetweenBatches>>,
    /// The customers that were there before.
    pub known: KnownIds,
    /// What the help desk makes of customers, once that is known.
    pub stored: Arc<OnceLock<StoredChanges>>,
    /// Deletes a customer also where fields were added that were not inserted, or tickets.
    pub even_changed: bool,
}

impl WriterSettings {
    /// As a run has them; nothing can be looked up yet, and no insert carries a reference.
    pub fn of(settings: &RunFileSettings) -> Self {
        Self {
            concurrency: settings.concurrency.max(1),
            rate: settings.rate,
            max_failures: MaxFailures::of(settings.max_failures),
            backoff: Backoff::default(),
            put_partial: settings.put_partial,
            lookup: None,
            marker: None,
            settle_for: Duration::from_millis(settings.settle_millis),
            from_sources: true,
            interlude: None,
            known: KnownIds::default(),
            stored: Arc::default(),
            even_changed: false,
        }
    }
}

/// How writing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteEnd {
    /// Every pending row was written or has its fault.
    Finished,
    /// It stopped before its end; what is pending can be written later.
    Stopped {
        /// Why, in a sentence.
        reason: String,
    },
    /// The credentials were refused; what is pending can be written later.
    Unauthorized {
        /// What the server said.
        message: String,
    },
}

/// Why a write has no outcome: the run can't go on.
#[derive(Debug, thiserror::Error)]
enum AbortReason {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Unauthorized(ApiError),
    /// The same, where an attempt may have arrived: the row stays in doubt on disk.
    #[error(transparent)]
    UnauthorizedInDoubt(ApiError),
    #[error("{}, for {} s; the rows in flight were not sent", .0.without_advice(), .1.as_secs())]
    Unreachable(ApiError, Duration),
    #[error("stopped between two attempts")]
    Stopped,
    /// The same, where an attempt may have arrived: the row stays in doubt on disk.
    #[error("stopped after an attempt that may have arrived")]
    StoppedInDoubt,
    #[error("can't look up inserts in doubt: {0}")]
    Lookup(LookupError),
}

/// Writes what a journal has pending.
pub struct Writer {
    client: Client,
    recorder: Recorder,
    settings: WriterSettings,
    listener: Arc<dyn Listener>,
    stop: Stop,
    gate: ConcurrencyGate,
    slots: IntentSlots,
    ids: Arc<ClaimedIds>,
    tally: Arc<InsertCounts>,
    course: RowsTaken,
    /// The inserts that are being settled.
    settling: Mutex<HashSet<u64>>,
    /// The server can't be reached, and that has been told.
    away: AtomicBool,
}

impl Writer {
    /// A writer for one run.
    pub fn new(
        client: Client,
        recorder: Recorder,
        settings: WriterSettings,
        listener: Arc<dyn Listener>,
        stop: Stop,
    ) -> Self {
        let gate = ConcurrencyGate::new(settings.concurrency);
        let slots = IntentSlots::new(settings.concurrency, settings.rate);
        let ids = Arc::new(ClaimedIds::beside(&settings.known));
        let tally = Arc::<InsertCounts>::default();
        let course = RowsTaken::default();
        let settling = Mutex::default();
        let away = AtomicBool::new(false);
        Self { client, recorder, settings, listener, stop, gate, slots, ids, tally, course, settling, away }
    }

    /// Writes everything that is pending, until it is done, too much fails, or somebody asks it to stop. What is in
    /// flight is always brought to its end. Inserts in doubt are settled on the side and hold up nobody.
    pub async fn run(&self, journal: &Path) -> Result<WriteEnd, JournalError> {
        let settling = JournalReader::open(journal)?;
        self.ids.recall(&settling)?;
        let run = WriteRun::new(self);
        let (doubtful, queue) = mpsc::unbounded_channel();
        futures::join!(self.write_all(journal, doubtful, &run), self.resolve_all(settling, queue, &run));
        self.end_of_legs(&run).await;
        run.ending()
    }

    /// The next of a stream; meanwhile the state is told.
    async fn next<S: Stream + Unpin>(&self, stream: &mut S, pulse: &mut ProgressTicker) -> Option<S::Item> {
        loop {
            tokio::select! {
                next = stream.next() => return next,
                rate = pulse.beat() => self.tell(rate),
            }
        }
    }

    fn tell(&self, rate: f64) {
        let (GateState { limit, in_flight }, trips) = (self.gate.state(), self.gate.trips());
        let left = |until: Instant| until.saturating_duration_since(Instant::now()).as_secs_f64();
        let paused_seconds = self.client.stats().paused_until.map(left);
        self.listener.hear(&Event::State { limit, in_flight, paused_seconds, rate, trips });
    }

    /// Says once that the server is away; it may be away again later.
    fn tell_away(&self, error: &ApiError) {
        if !self.away.swap(true, Ordering::Relaxed) {
            let what = error.without_advice();
            let seconds = self.settings.backoff.total.as_secs();
            self.listener.hear(&Event::Note(format!("{what}; retrying for up to {seconds} s")));
        }
    }

    /// An insert that may have arrived already goes to be settled instead of being sent; one that nobody can look up
    /// is left alone, and stays unknown.
    fn divert_in_doubt(
        &self,
        planned: Planned,
        doubtful: &UnboundedSender<InDoubtInsert>,
    ) -> Option<Planned> {
        let doubt = planned.doubt.filter(|_| matches!(planned.kind, PlannedKind::Insert { .. }));
        let Some(doubt) = doubt else { return Some(planned) };
        self.course.pass(planned.row);
        if !lock(&self.settling).insert(planned.row) {
            return None;
        }
        self.tally.doubt();
        if !self.can_resolve(&planned) {
            return None;
        }
        let ended = match doubt {
            InDoubtSince::Open => self.now(),
            InDoubtSince::Since(ended) => ended,
        };
        // The receiver lives as long as this stream.
        drop(doubtful.send(InDoubtInsert::of_before(planned, ended)));
        None
    }

    async fn write(&self, client: &Client, planned: &Planned) -> Result<Outcome, AbortReason> {
        let outcome = match &planned.kind {
            PlannedKind::Insert { payload } => {
                self.insert(client, (planned.row, payload), planned.key.as_ref()).await
            }
            PlannedKind::Update { id, patch, base } => {
                self.update(client, id, patch, base, planned.doubt.is_some()).await
            }
            PlannedKind::Delete { id, base } => self.delete(client, id, base, planned.doubt.is_some()).await,
        }?;
        Ok(if self.settings.from_sources { outcome } else { write_issues::of_no_import(outcome) })
    }

    /// An answer that names a customer which another row of this run has already tells nothing of this one, and one that
    /// was there before is no insert.
    fn reject_shared_id(&self, planned: &Planned, outcome: Outcome) -> Outcome {
        match (&planned.kind, outcome) {
            (PlannedKind::Insert { .. }, Outcome::Written { id }) => match self.ids.claim(&id) {
                Claim::Own => Outcome::Written { id },
                Claim::Shared => write_issues::shared(&id),
                Claim::Before => write_issues::was_there(&id),
            },
            (_, outcome) => outcome,
        }
    }

    /// By the clock of the journal: what passes by it has passed, whatever the wall clock says.
    fn now(&self) -> i64 {
        self.recorder.clock().now()
    }

    fn can_resolve(&self, planned: &Planned) -> bool {
        let keyed = planned.key.is_some() || self.settings.marker.is_some();
        keyed && self.settings.lookup.is_some() && matches!(planned.kind, PlannedKind::Insert { .. })
    }
}

/// What the parts of a run share: the circuit, and the first fault that ends it.
struct WriteRun<'a> {
    stop: &'a Stop,
    listener: &'a dyn Listener,
    circuit: Mutex<CircuitBreaker>,
    halt: Mutex<Option<AbortReason>>,
}

impl<'a> WriteRun<'a> {
    fn new(writer: &'a Writer) -> Self {
        let circuit = Mutex::new(CircuitBreaker::new(writer.settings.max_failures));
        Self { stop: &writer.stop, listener: &*writer.listener, circuit, halt: Mutex::new(None) }
    }

    fn count(&self, settled: CommittedOutcome) {
        self.opened(lock(&self.circuit).count(&settled));
        self.listener.hear(&Event::Committed(settled));
    }

    /// Counts a write that is in doubt for now.
    fn doubt(&self, row: u64) {
        self.opened(lock(&self.circuit).doubt(row));
    }

    fn opened(&self, reason: Option<String>) {
        if let Some(reason) = reason.filter(|_| self.stop.reason().is_none()) {
            self.listener.hear(&Event::Stopping { reason: reason.clone() });
            self.stop.request(reason);
        }
    }

    fn halt(&self, fault: AbortReason) {
        self.stop.request(fault.to_string());
        lock(&self.halt).get_or_insert(fault);
    }

    fn ending(self) -> Result<WriteEnd, JournalError> {
        match (self.halt.into_inner().unwrap_or_else(PoisonError::into_inner), self.stop.reason()) {
            (Some(AbortReason::Journal(error)), _) => Err(error),
            (Some(AbortReason::Unauthorized(error) | AbortReason::UnauthorizedInDoubt(error)), _) => {
                Ok(WriteEnd::Unauthorized { message: error.to_string() })
            }
            (None | Some(AbortReason::StoppedInDoubt), Some(reason)) => Ok(WriteEnd::Stopped { reason }),
            (
                Some(
                    fault @ (AbortReason::Lookup(_)
                    | AbortReason::Unreachable(..)
                    | AbortReason::Stopped
                    | AbortReason::StoppedInDoubt),
                ),
                _,
            ) => Ok(WriteEnd::Stopped { reason: fault.to_string() }),
            (None, None) => Ok(WriteEnd::Finished),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
