//! The one way to write: every insert and update of a run goes through [`Writer::run`].
//!
//! The journal is a stage of it: an intent is on disk before a permit of the rate is asked for, an outcome before it
//! is counted.

mod circuit;
mod fault;
mod insert;
mod stop;
mod update;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::TryReadyChunksError;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

use crate::api::{ApiError, Backoff, Client, roll};
use crate::event::{Event, Listener};
use crate::journal::{JournalError, Outcome, Planned, PlannedKind, Reader, Recorder, Settled};

pub use circuit::{Circuit, MaxFailures};
pub use stop::Stop;

/// How the writer behaves.
#[derive(Debug, Clone)]
pub struct WriterSettings {
    /// The most writes in flight.
    pub concurrency: usize,
    /// When failures stop the run.
    pub max_failures: MaxFailures,
    /// Attempts of one write, and the time they may take together.
    pub backoff: Backoff,
    /// Send the changed fields alone instead of the whole object.
    pub put_partial: bool,
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
}

/// Writes what a journal has pending.
pub struct Writer {
    client: Client,
    recorder: Recorder,
    settings: WriterSettings,
    listener: Arc<dyn Listener>,
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
    ) -> Self {
        Self { client, recorder, settings, listener }
    }

    /// Writes everything that is pending, until it is done, too much fails, or somebody asks it to stop. What is in
    /// flight is always brought to its end.
    pub async fn run(&self, reader: Reader, stop: &Stop) -> Result<Ending, JournalError> {
        let mut circuit = Circuit::new(self.settings.max_failures);
        let mut halt = None;
        let in_flight = self.settings.concurrency;
        let settled = pending(reader)
            .take_until(stop.requested())
            .try_ready_chunks(in_flight)
            .map(|chunk| self.intend(chunk))
            .buffered(2)
            .flat_map(stream::iter)
            .map(|intended| self.send(intended, stop))
            .buffer_unordered(in_flight)
            .map(|sent| self.settle(sent))
            .buffer_unordered(2 * in_flight)
            .filter_map(|settled| std::future::ready(settled.transpose()));
        let mut settled = std::pin::pin!(settled);
        while let Some(settled) = settled.next().await {
            match settled {
                Ok(settled) => self.count(settled, &mut circuit, stop),
                Err(fault) => {
                    stop.request(fault.to_string());
                    halt = halt.or(Some(fault));
                }
            }
        }
        ending(halt, stop)
    }

    fn count(&self, settled: Settled, circuit: &mut Circuit, stop: &Stop) {
        if let Some(reason) = circuit.count(&settled.outcome).filter(|_| stop.reason().is_none()) {
            self.listener.hear(&Event::Stopping { reason: reason.clone() });
            stop.request(reason);
        }
        self.listener.hear(&Event::Settled(settled));
    }

    /// Brings the intents of some rows to disk, a little ahead of their sending.
    async fn intend(&self, chunk: Result<Vec<Planned>, TryReadyChunksError<Planned, Halt>>) -> Vec<Intended> {
        let planned = match chunk {
            Ok(planned) => planned,
            Err(TryReadyChunksError(_, fault)) => return vec![Err(fault)],
        };
        let rows = planned.iter().map(|planned| planned.row).collect();
        match self.recorder.intend(rows, now()).await {
            Ok(()) => planned.into_iter().map(Ok).collect(),
            Err(fault) => vec![Err(fault.into())],
        }
    }

    /// Sends one row; nothing, when a stop was asked for meanwhile.
    async fn send(&self, intended: Intended, stop: &Stop) -> Result<(u64, Option<Outcome>), Halt> {
        let Planned { row, kind } = intended?;
        if stop.reason().is_some() {
            return Ok((row, None));
        }
        let outcome = match kind {
            PlannedKind::Insert { payload } => self.insert(&payload).await?,
            PlannedKind::Update { id, patch, base } => self.update(&id, &patch, &base).await?,
        };
        Ok((row, Some(outcome)))
    }

    /// Brings an outcome to disk; only then is it counted.
    async fn settle(&self, sent: Result<(u64, Option<Outcome>), Halt>) -> Result<Option<Settled>, Halt> {
        let (row, outcome) = sent?;
        let Some(outcome) = outcome else {
            self.recorder.withdraw(row).await?;
            return Ok(None);
        };
        self.recorder.settle(row, now(), outcome.clone()).await?;
        Ok(Some(Settled { row, outcome }))
    }
}

/// A row whose intent is on disk, or why the run can't go on.
type Intended = Result<Planned, Halt>;

fn ending(halt: Option<Halt>, stop: &Stop) -> Result<Ending, JournalError> {
    match (halt, stop.reason()) {
        (Some(Halt::Journal(error)), _) => Err(error),
        (Some(Halt::Unauthorized(error)), _) => Ok(Ending::Unauthorized { message: error.to_string() }),
        (None, Some(reason)) => Ok(Ending::Stopped { reason }),
        (None, None) => Ok(Ending::Finished),
    }
}

/// A series of attempts at one write.
struct Series {
    backoff: Backoff,
    failed: u32,
    started: Instant,
    asked: Duration,
}

impl Series {
    fn new(backoff: Backoff) -> Self {
        Self { backoff, failed: 0, started: Instant::now(), asked: Duration::ZERO }
    }

    /// Waits before the next attempt; false when there is none.
    async fn again(&mut self, error: &ApiError) -> bool {
        self.failed += 1;
        let elapsed = self.started.elapsed().saturating_sub(self.asked);
        let Some(delay) = self.backoff.delay(self.failed, elapsed, roll(), error.retry_after()) else {
            return false;
        };
        self.asked += error.retry_after().unwrap_or_default();
        tokio::time::sleep(delay).await;
        true
    }
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
