//! The one way to write: every insert and update of a run goes through [`Writer::run`].
//!
//! The journal is a stage of it: an intent is on disk before a permit of the rate is asked for, an outcome before it
//! is counted.

mod circuit;
mod controller;
mod delete;
mod fault;
mod gate;
mod insert;
mod passage;
mod pulse;
mod series;
mod settlement;
mod sight;
#[cfg(test)]
mod simulation;
mod stop;
#[cfg(test)]
mod tests;
mod trouble;
mod update;
mod waiting;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::stream::TryReadyChunksError;
use futures::{Stream, StreamExt, TryStreamExt, future, stream};
use jiff::Timestamp;
use tokio::sync::mpsc::{self, UnboundedSender};

use crate::api::{ApiError, Backoff, Client};
use crate::event::{Event, Listener};
use crate::failpoint;
use crate::journal::{
    Doubt, JournalError, Outcome, Planned, PlannedKind, Reader, Recorder, Settings, Settled,
};
use crate::lookup::{Lookup, LookupError};

use gate::{Gate, GateState};
use passage::Passage;
use pulse::Pulse;
use series::Series;

pub use circuit::{Circuit, MaxFailures};
pub use settlement::Marker;
pub use stop::Stop;
pub(crate) use update::conflicts;

use settlement::Doubtful;

/// How the writer behaves.
#[derive(Debug, Clone)]
pub struct WriterSettings {
    /// The most requests in flight; how many it is at a time follows the server.
    pub concurrency: usize,
    /// When failures stop the run.
    pub max_failures: MaxFailures,
    /// Attempts of one write, and the time they may take together.
    pub backoff: Backoff,
    /// Send the changed fields alone instead of the whole object.
    pub put_partial: bool,
    /// How inserts in doubt are looked up; `None` where there is no key.
    pub lookup: Option<Lookup>,
    /// A reference of run and row in every insert.
    pub marker: Option<Marker>,
    /// How long an insert in doubt must have been missing to count as absent.
    pub settle_for: Duration,
    /// The plan was made from sources, whose rows can be imported again.
    pub from_sources: bool,
}

impl WriterSettings {
    /// As a run has them; nothing can be looked up yet, and no insert carries a reference.
    pub fn of(settings: &Settings) -> Self {
        Self {
            concurrency: settings.concurrency.max(1),
            max_failures: MaxFailures::of(settings.max_failures),
            backoff: Backoff::default(),
            put_partial: settings.put_partial,
            lookup: None,
            marker: None,
            settle_for: Duration::from_millis(settings.settle_millis),
            from_sources: true,
        }
    }
}

/// How writing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
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
enum Halt {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Unauthorized(ApiError),
    #[error("{}, for {} s; no row in flight was sent", .0.without_advice(), .1.as_secs())]
    Unreachable(ApiError, Duration),
    #[error("a stop was asked for between two attempts")]
    Stopped,
    /// The same, where an attempt may have arrived: the row stays in doubt on disk.
    #[error("a stop was asked for after an attempt that may have arrived")]
    StoppedInDoubt,
    #[error("inserts in doubt can't be looked up: {0}")]
    Lookup(LookupError),
}

/// Writes what a journal has pending.
pub struct Writer {
    client: Client,
    recorder: Recorder,
    settings: WriterSettings,
    listener: Arc<dyn Listener>,
    stop: Stop,
    gate: Gate,
    /// The server can't be reached, and that has been told.
    away: AtomicBool,
}

/// Rows read from the journal at once.
const PAGE: usize = 512;

impl Writer {
    /// A writer for one run.
    pub fn new(
        client: Client,
        recorder: Recorder,
        settings: WriterSettings,
        listener: Arc<dyn Listener>,
        stop: Stop,
    ) -> Self {
        let gate = Gate::new(settings.concurrency);
        Self { client, recorder, settings, listener, stop, gate, away: AtomicBool::new(false) }
    }

    /// Writes everything that is pending, until it is done, too much fails, or somebody asks it to stop. What is in
    /// flight is always brought to its end. Inserts in doubt are settled on the side and hold up nobody.
    pub async fn run(&self, journal: &Path) -> Result<Ending, JournalError> {
        let (reader, settling) = (Reader::open(journal)?, Reader::open(journal)?);
        let run = Run::new(self);
        let (doubtful, queue) = mpsc::unbounded_channel();
        futures::join!(self.write_all(reader, doubtful, &run), self.settle_all(settling, queue, &run));
        run.ending()
    }

    async fn write_all(&self, reader: Reader, doubtful: UnboundedSender<Doubtful>, run: &Run<'_>) {
        let in_flight = self.settings.concurrency;
        let written = pending(reader)
            .take_until(run.stop.requested())
            .try_filter_map(|planned| future::ready(Ok(self.without_doubt(planned, &doubtful))))
            .try_ready_chunks(in_flight)
            .map(|chunk| self.intend(chunk))
            .buffered(2)
            .flat_map(stream::iter)
            .map(|intended| self.send(intended, run))
            .buffer_unordered(in_flight)
            .map(|sent| self.settle(sent, &doubtful, run))
            .buffer_unordered(2 * in_flight);
        let (mut written, mut pulse) = (std::pin::pin!(written), Pulse::start());
        while let Some(settled) = self.next(&mut written, &mut pulse).await {
            pulse.count();
            run.count(settled);
        }
    }

    /// The next of a stream; meanwhile the state is told.
    async fn next<S: Stream + Unpin>(&self, stream: &mut S, pulse: &mut Pulse) -> Option<S::Item> {
        loop {
            tokio::select! {
                next = stream.next() => return next,
                rate = pulse.beat() => self.tell(rate),
            }
        }
    }

    fn tell(&self, rate: f64) {
        let GateState { limit, in_flight } = self.gate.state();
        let paused = self.client.stats().paused_until;
        let paused_seconds =
            paused.map(|until| until.saturating_duration_since(Instant::now()).as_secs_f64());
        self.listener.hear(&Event::State { limit, in_flight, paused_seconds, rate });
    }

    /// Says once that the server is away; it may be away again later.
    fn tell_away(&self, error: &ApiError) {
        if !self.away.swap(true, Ordering::Relaxed) {
            let (what, seconds) = (error.without_advice(), self.settings.backoff.total.as_secs());
            self.listener.hear(&Event::Note(format!("{what}; trying again for up to {seconds} s")));
        }
    }

    /// An insert that may have arrived already goes to be settled instead of being sent; one that nobody can look up
    /// is left alone, and stays unknown.
    fn without_doubt(&self, planned: Planned, doubtful: &UnboundedSender<Doubtful>) -> Option<Planned> {
        let doubt = planned.doubt.filter(|_| matches!(planned.kind, PlannedKind::Insert { .. }));
        let Some(doubt) = doubt else { return Some(planned) };
        if !self.can_settle(&planned) {
            return None;
        }
        let ended = match doubt {
            Doubt::Open => now(),
            Doubt::Since(ended) => ended,
        };
        // The receiver lives as long as this stream.
        drop(doubtful.send(Doubtful::new(planned, ended)));
        None
    }

    /// Brings the intents of some rows to disk, a little ahead of their sending.
    async fn intend(&self, chunk: Result<Vec<Planned>, TryReadyChunksError<Planned, Halt>>) -> Vec<Intended> {
        let mut planned = match chunk {
            Ok(planned) => planned,
            Err(TryReadyChunksError(_, fault)) => return vec![Err(fault)],
        };
        planned.iter_mut().for_each(|planned| planned.attempts += 1);
        let attempts = planned.iter().map(|planned| (planned.row, planned.attempts)).collect();
        match self.recorder.intend(attempts, now()).await {
            Ok(()) => planned.into_iter().map(Ok).collect(),
            Err(fault) => vec![Err(fault.into())],
        }
    }

    /// Sends one row; nothing, when a stop is asked for while it waits at the gate or for the rate.
    ///
    /// Nothing was done either where the credentials were refused, or the server could not be reached for long, which
    /// ends the run.
    async fn send(&self, intended: Intended, run: &Run<'_>) -> Result<(Planned, Option<Outcome>), Halt> {
        let planned = intended?;
        let passage = Passage::through(&self.gate);
        let client = self.client.guarded(Arc::new(passage.clone()));
        let written = {
            let mut written = std::pin::pin!(self.write(&client, &planned));
            tokio::select! {
                biased;
                () = self.stop.requested() => match passage.departed() {
                    true => written.await,
                    false => Err(Halt::Stopped),
                },
                written = &mut written => written,
            }
        };
        failpoint::pass("sent");
        let outcome = match written {
            Ok(outcome) => {
                self.away.store(false, Ordering::Relaxed);
                Some(outcome)
            }
            Err(Halt::Stopped) => None,
            Err(fault @ (Halt::Unauthorized(_) | Halt::Unreachable(..))) => {
                run.halt(fault);
                None
            }
            Err(fault) => return Err(fault),
        };
        Ok((planned, outcome))
    }

    async fn write(&self, client: &Client, planned: &Planned) -> Result<Outcome, Halt> {
        let outcome = match &planned.kind {
            PlannedKind::Insert { payload } => self.insert(client, planned.row, payload).await,
            PlannedKind::Update { id, patch, base } => {
                self.update(client, id, patch, base, planned.doubt.is_some()).await
            }
            PlannedKind::Delete { id, base } => self.delete(client, id, base, planned.doubt.is_some()).await,
        }?;
        Ok(if self.settings.from_sources { outcome } else { fault::of_no_import(outcome) })
    }

    /// Brings an outcome to disk; only then is it counted. An insert in doubt that can be settled has none yet.
    async fn settle(
        &self,
        sent: Result<(Planned, Option<Outcome>), Halt>,
        doubtful: &UnboundedSender<Doubtful>,
        run: &Run<'_>,
    ) -> Result<Option<Settled>, Halt> {
        let (planned, outcome) = sent?;
        let row = planned.row;
        match outcome {
            None => self.recorder.withdraw(row, now()).await.map(|()| None).map_err(Halt::from),
            Some(Outcome::Unknown(issue)) if self.can_settle(&planned) => {
                run.doubt();
                let ended = now();
                self.recorder.doubt(row, ended, issue.message).await?;
                // The receiver lives as long as this stream.
                drop(doubtful.send(Doubtful::new(planned, ended)));
                Ok(None)
            }
            Some(outcome) => {
                self.recorder.settle(row, now(), outcome.clone()).await?;
                Ok(Some(Settled { row, outcome }))
            }
        }
    }

    fn can_settle(&self, planned: &Planned) -> bool {
        let keyed = planned.key.is_some() || self.settings.marker.is_some();
        keyed && self.settings.lookup.is_some() && matches!(planned.kind, PlannedKind::Insert { .. })
    }
}

/// A row whose intent is on disk, or why the run can't go on.
type Intended = Result<Planned, Halt>;

/// What the parts of a run share: the circuit, and the first fault that ends it.
struct Run<'a> {
    stop: &'a Stop,
    listener: &'a dyn Listener,
    circuit: Mutex<Circuit>,
    halt: Mutex<Option<Halt>>,
}

impl<'a> Run<'a> {
    fn new(writer: &'a Writer) -> Self {
        let circuit = Mutex::new(Circuit::new(writer.settings.max_failures));
        Self { stop: &writer.stop, listener: &*writer.listener, circuit, halt: Mutex::new(None) }
    }

    fn count(&self, settled: Result<Option<Settled>, Halt>) {
        match settled {
            Ok(None) => {}
            Ok(Some(settled)) => {
                self.opened(lock(&self.circuit).count(&settled.outcome));
                self.listener.hear(&Event::Settled(settled));
            }
            Err(fault) => self.halt(fault),
        }
    }

    /// Counts a write that is in doubt for now.
    fn doubt(&self) {
        self.opened(lock(&self.circuit).doubt());
    }

    fn opened(&self, reason: Option<String>) {
        if let Some(reason) = reason.filter(|_| self.stop.reason().is_none()) {
            self.listener.hear(&Event::Stopping { reason: reason.clone() });
            self.stop.request(reason);
        }
    }

    fn halt(&self, fault: Halt) {
        self.stop.request(fault.to_string());
        lock(&self.halt).get_or_insert(fault);
    }

    fn ending(self) -> Result<Ending, JournalError> {
        match (self.halt.into_inner().unwrap_or_else(PoisonError::into_inner), self.stop.reason()) {
            (Some(Halt::Journal(error)), _) => Err(error),
            (Some(Halt::Unauthorized(error)), _) => Ok(Ending::Unauthorized { message: error.to_string() }),
            (None | Some(Halt::StoppedInDoubt), Some(reason)) => Ok(Ending::Stopped { reason }),
            (
                Some(
                    fault @ (Halt::Lookup(_) | Halt::Unreachable(..) | Halt::Stopped | Halt::StoppedInDoubt),
                ),
                _,
            ) => Ok(Ending::Stopped { reason: fault.to_string() }),
            (None, None) => Ok(Ending::Finished),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// The pending rows, read page by page.
fn pending(reader: Reader) -> impl Stream<Item = Result<Planned, Halt>> {
    let pages = stream::try_unfold((reader, 0), |(reader, after)| async move {
        let read = tokio::task::spawn_blocking(move || (reader.pending(after, PAGE), reader)).await;
        let (page, reader) = read.map_err(|error| JournalError::Stopped(error.to_string()))?;
        let page = page?;
        let last = page.last().map_or(after, |planned| planned.row);
        Ok::<_, Halt>((!page.is_empty()).then_some((page, (reader, last))))
    });
    pages.map_ok(|page| stream::iter(page.into_iter().map(Ok))).try_flatten()
}
