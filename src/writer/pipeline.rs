//! The way of a row: its slot, its intent, its sending, its outcome.

use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use futures::stream::TryReadyChunksError;
use futures::{Stream, StreamExt, TryStreamExt, future, stream};
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

use super::gated_attempts::GatedAttempts;
use super::in_doubt::InDoubtInsert;
use super::intent_slots::IntentSlot;
use super::progress_ticker::ProgressTicker;
use super::write_batches::WriteBatch;
use super::{AbortReason, WriteRun, Writer, lock};
use crate::failpoint;
use crate::journal::{
    CommittedOutcome, JournalEntry, JournalError, JournalReader, Outcome, Planned, PlannedKind,
};

/// Rows read from the journal at once.
const PAGE: usize = 512;

/// A row with its slot.
struct RowWithSlot {
    planned: Planned,
    slot: IntentSlot,
}

/// A row that was sent, and what became of it; `None` where nothing left.
struct SentRow {
    due: RowWithSlot,
    outcome: Option<Outcome>,
}

/// What follows once an end is on disk.
enum FollowUp {
    Nothing,
    Count(CommittedOutcome),
    Settle(InDoubtInsert),
}

impl Writer {
    /// Writes everything that is pending, leg by leg.
    pub(super) async fn write_all(
        &self,
        journal: &Path,
        doubtful: UnboundedSender<InDoubtInsert>,
        run: &WriteRun<'_>,
    ) {
        let mut pulse = ProgressTicker::start();
        while let Some(leg) = self.next_leg(run).await {
            let written = match JournalReader::open(journal) {
                Ok(reader) => self.write_leg(reader, leg, &doubtful, &mut pulse, run).await,
                Err(error) => {
                    run.halt(error.into());
                    break;
                }
            };
            if written {
                break;
            }
        }
        // The round trips since the last beat.
        self.tell(0.0);
    }

    /// Writes one leg, to the end of what is in flight; true where nothing is pending any more.
    async fn write_leg(
        &self,
        reader: JournalReader,
        leg: WriteBatch,
        doubtful: &UnboundedSender<InDoubtInsert>,
        pulse: &mut ProgressTicker,
        run: &WriteRun<'_>,
    ) -> bool {
        let in_flight = self.settings.concurrency;
        let end = AtomicBool::new(false);
        let over = self.over(leg, run);
        let planned = pending(reader, self.course.last()).chain(stream::poll_fn(|_| {
            end.store(true, Ordering::Release);
            Poll::Ready(None)
        }));
        let written = planned
            .try_filter_map(|planned| future::ready(Ok(self.divert_in_doubt(planned, doubtful))))
            .map(|planned| self.due(planned))
            .buffered(1)
            .take(leg.most_rows())
            .take_until(over)
            .inspect_ok(|due| self.course.take(due.planned.row))
            .try_ready_chunks(in_flight)
            .map(|chunk| self.intend(chunk, run))
            .buffered(2)
            .flat_map(stream::iter)
            .map(|due| self.send(due, run))
            .buffer_unordered(in_flight)
            .filter_map(future::ready)
            .ready_chunks(in_flight)
            .map(|sent| self.commit_outcomes(sent, doubtful, run))
            .buffered(2 * in_flight);
        let mut written = pin!(written);
        while let Some(rows) = self.next(&mut written, pulse).await {
            (0..rows).for_each(|_| pulse.count());
        }
        end.load(Ordering::Acquire)
    }

    /// Resolves where no more rows are taken.
    async fn over(&self, leg: WriteBatch, run: &WriteRun<'_>) {
        tokio::select! {
            () = self.course.is_over(leg) => {}
            () = run.stop.requested() => {}
        }
    }

    /// Waits for a slot.
    async fn due(&self, planned: Result<Planned, AbortReason>) -> Result<RowWithSlot, AbortReason> {
        Ok(RowWithSlot { planned: planned?, slot: self.slots.take().await })
    }

    /// Brings the intents of some rows to disk, a little ahead of their sending; returns those that may be sent.
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
            Err(TryReadyChunksError(_, fault)) => Err(fault),
        };
        intended.unwrap_or_else(|fault| {
            run.halt(fault);
            Vec::new()
        })
    }

    /// Sends one row; nothing, when a stop is asked for while it waits at the gate or for the rate.
    ///
    /// Nothing was done either where the credentials were refused, or the server could not be reached for long, which
    /// ends the run. `None` where the run ends and the row stays open on disk: its slot is given back after that.
    async fn send(&self, due: RowWithSlot, run: &WriteRun<'_>) -> Option<SentRow> {
        let passage = GatedAttempts::through(&self.gate, &due.slot.departure);
        let client = self.client.with_attempt_limiter(Arc::new(passage));
        let written = {
            let mut written = std::pin::pin!(self.write(&client, &due.planned));
            tokio::select! {
                biased;
                () = self.stop.requested() => match due.slot.departure.is_over() {
                    true => written.await,
                    false => Err(AbortReason::Stopped),
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
            Err(AbortReason::Stopped) => None,
            Err(fault @ (AbortReason::Unauthorized(_) | AbortReason::Unreachable(..))) => {
                run.halt(fault);
                None
            }
            Err(fault) => {
                run.halt(fault);
                return None;
            }
        };
        Some(SentRow { due, outcome })
    }

    /// Brings the ends of some rows to disk; only then are they counted, and how many they were is returned.
    async fn commit_outcomes(
        &self,
        sent: Vec<SentRow>,
        doubtful: &UnboundedSender<InDoubtInsert>,
        run: &WriteRun<'_>,
    ) -> usize {
        let mut entries = Vec::with_capacity(sent.len());
        let mut after = Vec::with_capacity(sent.len());
        let mut slots = Vec::with_capacity(sent.len());
        for SentRow { due: RowWithSlot { planned, slot }, outcome } in sent {
            let (entry, then) = self.end(planned, outcome);
            entries.push(entry);
            after.push(then);
            slots.push(slot);
        }
        let recorded = self.recorder.record(entries);
        // The journal has the ends now, and commits them before any intent that comes after.
        drop(slots);
        if let Err(fault) = recorded.await {
            run.halt(fault.into());
            return 0;
        }
        let counted = after.len();
        for then in after {
            match then {
                FollowUp::Nothing => {}
                FollowUp::Count(settled) => run.count(settled),
                FollowUp::Settle(row) => {
                    run.doubt(row.row());
                    // The receiver lives as long as this stream.
                    drop(doubtful.send(row));
                }
            }
        }
        counted
    }

    /// How a row ends in the journal, and what follows. An insert in doubt that can be settled has no outcome yet.
    fn end(&self, planned: Planned, outcome: Option<Outcome>) -> (JournalEntry, FollowUp) {
        let row = planned.row;
        let at = self.now();
        match outcome {
            None => (JournalEntry::Withdrawal { row, at }, FollowUp::Nothing),
            Some(Outcome::Unknown(issue)) if self.can_resolve(&planned) => {
                self.tally.doubt();
                lock(&self.settling).insert(row);
                let entry = JournalEntry::Doubt { row, at, cause: issue.message };
                (entry, FollowUp::Settle(InDoubtInsert::new(planned, at)))
            }
            Some(outcome) => {
                let outcome = self.reject_shared_id(&planned, outcome);
                match &outcome {
                    _ if !matches!(planned.kind, PlannedKind::Insert { .. }) => {}
                    Outcome::Written { .. } => self.tally.arrived(),
                    Outcome::Unknown(_) => self.tally.doubt(),
                    _ => {}
                }
                let entry = JournalEntry::Outcome { row, at, outcome: outcome.clone() };
                (entry, FollowUp::Count(CommittedOutcome { row, outcome }))
            }
        }
    }
}

/// The pending rows after one, read page by page; while one is written, the next is read, so that nobody waits for it.
fn pending(reader: JournalReader, after: u64) -> impl Stream<Item = Result<Planned, AbortReason>> {
    let pages = stream::try_unfold(page(reader, after), |read| async move {
        let (rows, reader) = read.await.map_err(|error| JournalError::Stopped(error.to_string()))?;
        let rows = rows?;
        let next = rows.last().map(|last| page(reader, last.row));
        Ok::<_, AbortReason>(next.map(|next| (rows, next)))
    });
    pages.map_ok(|page| stream::iter(page.into_iter().map(Ok))).try_flatten()
}

/// Begins to read the rows after one.
fn page(
    reader: JournalReader,
    after: u64,
) -> JoinHandle<(Result<Vec<Planned>, JournalError>, JournalReader)> {
    tokio::task::spawn_blocking(move || (reader.pending(after, PAGE), reader))
}
