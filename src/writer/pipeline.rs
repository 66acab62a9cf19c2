//! The steps of a row: take a slot, commit the intent, send, commit the outcome.

use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use futures::stream::TryReadyChunksError;
use futures::{Stream, StreamExt, TryStreamExt, future, stream};
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::task::JoinHandle;

use super::abort_reason::AbortReason;
use super::between_batches::WriteBatch;
use super::concurrency_gate::GatedAttempts;
use super::in_doubt::InDoubtInsert;
use super::insert::InsertRow;
use super::intent_slots::IntentSlot;
use super::progress_ticker::ProgressTicker;
use super::run_writer::Writer;
use super::update::{PlannedUpdate, WriteResult};
use super::write_issues;
use super::write_run::{WriteEnd, WriteRun, lock};
use crate::api::Client;
use crate::failpoint;
use crate::journal::{
    CommittedOutcome, InDoubtSince, JournalEntry, JournalError, JournalReader, Outcome, Planned, PlannedKind,
};

/// Rows read from the journal at once.
const PAGE: usize = 512;

/// A row with its slot.
struct RowWithSlot {
    planned: Planned,
    slot: IntentSlot,
}

/// A sent row and what became of it; `None` if nothing was sent.
struct SentRow {
    due: RowWithSlot,
    result: Option<WriteResult>,
}

/// What follows once the entry of a row is on disk.
enum FollowUp {
    Nothing,
    Count(CommittedOutcome),
    Resolve(InDoubtInsert),
}

impl Writer {
    /// Writes every pending row until it is done, too many writes fail, or a stop is requested.
    ///
    /// Requests in flight always run to their end. Inserts in doubt are resolved concurrently and delay no other row.
    pub async fn run(&self, journal: &Path) -> Result<WriteEnd, JournalError> {
        let reader = JournalReader::open(journal)?;
        self.ids.recall(&reader)?;
        let run = WriteRun::new(self);
        let (in_doubt, queue) = mpsc::unbounded_channel();
        futures::join!(self.write_all(journal, in_doubt, &run), self.resolve_all(reader, queue, &run));
        self.after_batches(&run).await;
        run.end()
    }

    /// Writes every pending row, batch by batch.
    async fn write_all(&self, journal: &Path, in_doubt: UnboundedSender<InDoubtInsert>, run: &WriteRun<'_>) {
        let mut ticker = ProgressTicker::start();
        while let Some(batch) = self.next_batch(run).await {
            let written = match JournalReader::open(journal) {
                Ok(reader) => self.write_batch(reader, batch, &in_doubt, &mut ticker, run).await,
                Err(error) => {
                    run.halt(error.into());
                    break;
                }
            };
            if written {
                break;
            }
        }
        // Includes the round trips since the last tick.
        self.report_state(0.0);
    }

    /// Writes one batch until nothing is in flight; true if no pending rows are left.
    async fn write_batch(
        &self,
        reader: JournalReader,
        batch: WriteBatch,
        in_doubt: &UnboundedSender<InDoubtInsert>,
        ticker: &mut ProgressTicker,
        run: &WriteRun<'_>,
    ) -> bool {
        let in_flight = self.settings.concurrency;
        let end = AtomicBool::new(false);
        let over = self.over(batch, run);
        let planned = pending(reader, self.rows_taken.last()).chain(stream::poll_fn(|_| {
            end.store(true, Ordering::Release);
            Poll::Ready(None)
        }));
        let written = planned
            .try_filter_map(|planned| future::ready(Ok(self.divert_in_doubt(planned, in_doubt))))
            .map(|planned| self.due(planned))
            .buffered(1)
            .take(batch.most_rows())
            .take_until(over)
            .inspect_ok(|due| self.rows_taken.take(due.planned.row))
            .try_ready_chunks(in_flight)
            .map(|chunk| self.intend(chunk, run))
            .buffered(2)
            .flat_map(stream::iter)
            // The future of a row is large, and moved several times until it is polled.
            .map(|due| Box::pin(self.send(due, run)))
            .buffer_unordered(in_flight)
            .filter_map(future::ready)
            .ready_chunks(in_flight)
            .map(|sent| self.commit_outcomes(sent, in_doubt, run))
            .buffered(2 * in_flight);
        let mut written = pin!(written);
        while let Some(rows) = self.next(&mut written, ticker).await {
            (0..rows).for_each(|_| ticker.count());
        }
        end.load(Ordering::Acquire)
    }

    /// Resolves when no more rows are taken.
    async fn over(&self, batch: WriteBatch, run: &WriteRun<'_>) {
        tokio::select! {
            () = self.rows_taken.is_over(batch) => {}
            () = run.stop.requested() => {}
        }
    }

    /// Sends an insert that may have arrived already to be resolved instead of written. One that can't be looked up
    /// stays unknown.
    fn divert_in_doubt(
        &self,
        planned: Planned,
        in_doubt: &UnboundedSender<InDoubtInsert>,
    ) -> Option<Planned> {
        let doubt = planned.doubt.filter(|_| matches!(planned.kind, PlannedKind::Insert { .. }));
        let Some(doubt) = doubt else { return Some(planned) };
        self.rows_taken.pass(planned.row);
        if !lock(&self.resolving).insert(planned.row) {
            return None;
        }
        self.counts.count_in_doubt();
        if !self.can_resolve(&planned) {
            return None;
        }
        let ended = match doubt {
            InDoubtSince::Open => self.now(),
            InDoubtSince::Since(ended) => ended,
        };
        // The receiver lives as long as this stream.
        drop(in_doubt.send(InDoubtInsert::of_before(planned, ended)));
        None
    }

    /// The next item of a stream; reports the state at each tick while it waits.
    async fn next<S: Stream + Unpin>(&self, stream: &mut S, ticker: &mut ProgressTicker) -> Option<S::Item> {
        loop {
            tokio::select! {
                next = stream.next() => return next,
                rate = ticker.tick() => self.report_state(rate),
            }
        }
    }

    /// Waits for a slot.
    async fn due(&self, planned: Result<Planned, AbortReason>) -> Result<RowWithSlot, AbortReason> {
        Ok(RowWithSlot { planned: planned?, slot: self.slots.take().await })
    }

    /// Commits the intents of some rows shortly before they are sent; returns the rows that may be sent.
    async fn intend(
        &self,
        chunk: Result<Vec<RowWithSlot>, TryReadyChunksError<RowWithSlot, AbortReason>>,
        run: &WriteRun<'_>,
    ) -> Vec<RowWithSlot> {
        let intended = match chunk {
            Ok(mut chunk) => {
                chunk.iter_mut().for_each(|due| due.planned.attempts += 1);
                let attempts = chunk.iter().map(|due| (due.planned.row, due.planned.attempts)).collect();
                self.recorder.intend(attempts, self.now()).await.map(|()| chunk).map_err(AbortReason::from)
            }
            Err(TryReadyChunksError(_, error)) => Err(error),
        };
        intended.unwrap_or_else(|error| {
            run.halt(error);
            Vec::new()
        })
    }

    /// Sends one row, unless a stop is requested while it waits for the gate or the rate limiter.
    ///
    /// Nothing was sent either if the credentials were refused or the server stayed unreachable, which ends the run.
    /// `None` means that the run ends and the row stays open on disk.
    async fn send(&self, due: RowWithSlot, run: &WriteRun<'_>) -> Option<SentRow> {
        let attempts = GatedAttempts::through(&self.gate, &due.slot.departure);
        let client = self.client.with_attempt_limiter(Arc::new(attempts));
        let written = {
            let mut written = std::pin::pin!(self.write(&client, &due.planned));
            tokio::select! {
                biased;
                () = self.stop.requested() => {
                    if due.slot.departure.is_sent() { written.await } else { Err(AbortReason::Stopped) }
                }
                written = &mut written => written,
            }
        };
        failpoint::pass("sent");
        let result = match written {
            Ok(result) => {
                self.away.store(false, Ordering::Relaxed);
                Some(result)
            }
            Err(AbortReason::Stopped) => None,
            Err(error @ (AbortReason::Unauthorized(_) | AbortReason::Unreachable(..))) => {
                run.halt(error);
                None
            }
            Err(error) => {
                run.halt(error);
                return None;
            }
        };
        Some(SentRow { due, result })
    }

    async fn write(&self, client: &Client, planned: &Planned) -> Result<WriteResult, AbortReason> {
        let in_doubt = planned.doubt.is_some();
        let result = match &planned.kind {
            PlannedKind::Insert { payload } => {
                let row = InsertRow { row: planned.row, payload, key: planned.key.as_ref() };
                self.insert(client, row).await?.into()
            }
            PlannedKind::Update { id, patch, base } => {
                self.update(client, PlannedUpdate { id, patch, base, in_doubt }).await?
            }
            PlannedKind::Delete { id, base } => self.delete(client, id, base, in_doubt).await?.into(),
        };
        if self.settings.from_sources {
            return Ok(result);
        }
        Ok(WriteResult { outcome: write_issues::of_no_import(result.outcome), ..result })
    }

    /// Commits the outcomes of some rows, then counts them; returns how many there were.
    async fn commit_outcomes(
        &self,
        sent: Vec<SentRow>,
        in_doubt: &UnboundedSender<InDoubtInsert>,
        run: &WriteRun<'_>,
    ) -> usize {
        let mut entries = Vec::with_capacity(sent.len());
        let mut follow_ups = Vec::with_capacity(sent.len());
        let mut slots = Vec::with_capacity(sent.len());
        for SentRow { due: RowWithSlot { planned, slot }, result } in sent {
            let row = planned.row;
            let outcome = result.map(|WriteResult { outcome, protected, same }| {
                let protected = Some(protected).filter(|fields| !fields.is_empty());
                let same = Some(same).filter(|fields| !fields.is_empty());
                entries.extend(protected.map(|fields| JournalEntry::Protected { row, fields }));
                entries.extend(same.map(|fields| JournalEntry::Same { row, fields }));
                outcome
            });
            let (entry, follow_up) = self.entry(planned, outcome);
            entries.push(entry);
            follow_ups.push(follow_up);
            slots.push(slot);
        }
        let recorded = self.recorder.record(entries);
        // The recorder has the entries and commits them before any later intent.
        drop(slots);
        if let Err(error) = recorded.await {
            run.halt(error.into());
            return 0;
        }
        let counted = follow_ups.len();
        for follow_up in follow_ups {
            match follow_up {
                FollowUp::Nothing => {}
                FollowUp::Count(settled) => run.count(settled),
                FollowUp::Resolve(row) => {
                    run.doubt(row.row());
                    // The receiver lives as long as this stream.
                    drop(in_doubt.send(row));
                }
            }
        }
        counted
    }

    /// The last journal entry of a row and what follows. An insert in doubt that can be resolved has no outcome yet.
    fn entry(&self, planned: Planned, outcome: Option<Outcome>) -> (JournalEntry, FollowUp) {
        let row = planned.row;
        let at = self.now();
        match outcome {
            None => (JournalEntry::Withdrawal { row, at }, FollowUp::Nothing),
            Some(Outcome::Unknown(issue)) if self.can_resolve(&planned) => {
                self.counts.count_in_doubt();
                lock(&self.resolving).insert(row);
                let entry = JournalEntry::Doubt { row, at, cause: issue.message };
                (entry, FollowUp::Resolve(InDoubtInsert::new(planned, at)))
            }
            Some(outcome) => {
                let outcome = self.reject_shared_id(&planned, outcome);
                match &outcome {
                    _ if !matches!(planned.kind, PlannedKind::Insert { .. }) => {}
                    Outcome::Written { .. } => self.counts.count_inserted(),
                    Outcome::Unknown(_) => self.counts.count_in_doubt(),
                    _ => {}
                }
                let entry = JournalEntry::Outcome { row, at, outcome: outcome.clone() };
                (entry, FollowUp::Count(CommittedOutcome { row, outcome }))
            }
        }
    }
}

/// The pending rows after one. Reads the next page while the rows of the last are written.
fn pending(reader: JournalReader, after: u64) -> impl Stream<Item = Result<Planned, AbortReason>> {
    let pages = stream::try_unfold(page(reader, after), |read| async move {
        let (rows, reader) = read.await.map_err(|error| JournalError::Stopped(error.to_string()))?;
        let rows = rows?;
        let next = rows.last().map(|last| page(reader, last.row));
        Ok::<_, AbortReason>(next.map(|next| (rows, next)))
    });
    pages.map_ok(|page| stream::iter(page.into_iter().map(Ok))).try_flatten()
}

/// Starts reading the page of rows after one.
fn page(
    reader: JournalReader,
    after: u64,
) -> JoinHandle<(Result<Vec<Planned>, JournalError>, JournalReader)> {
    tokio::task::spawn_blocking(move || (reader.pending(after, PAGE), reader))
}
