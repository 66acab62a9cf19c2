//! Settlement of inserts in doubt: looked up, adopted, sent again, or left to a person. Nothing is guessed.
//!
//! The rule stands in docs/journal.md. Delay alone never proves absence: the same look-up must also show a customer
//! that this run inserted later, or, where there is none, ten times as long must have passed and the whole list must
//! not show it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use super::claimed_ids::Claim;
use super::gated_attempts::GatedAttempts;
use super::in_doubt_lookup::{InDoubtQuestion, LaterInsertIndex, LookupMethod};
use super::in_doubt_resolution::{Resolution, WITHOUT_WITNESS, resolution};
use super::in_doubt_wait::{BEAT, InDoubtWait};
use super::intent_slots::SentFlag;
use super::lookup_failures::FailedRounds;
use super::{AbortReason, WriteRun, Writer, write_issues};
use crate::api::ApiError;
use crate::event::Event;
use crate::failpoint;
use crate::journal::{CommittedOutcome, JournalReader, LaterInsert, Outcome, Planned, PlannedKind};
use crate::lookup::{CustomerLookup, LookupError};

/// An insert that may have arrived.
#[derive(Debug)]
pub(super) struct InDoubtInsert {
    planned: Planned,
    /// When its attempt ended, by the clock of the journal.
    ended: i64,
    /// The attempt was made by this process.
    own: bool,
    looks: u32,
    /// How often it was sent again by this process.
    again: u32,
    next: Instant,
}

impl InDoubtInsert {
    pub(super) fn new(planned: Planned, ended: i64) -> Self {
        Self { planned, ended, own: true, looks: 0, again: 0, next: Instant::now() + FIRST_LOOK }
    }

    /// As [`InDoubtInsert::new`], of an attempt that an earlier process made.
    pub(super) fn of_before(planned: Planned, ended: i64) -> Self {
        Self { own: false, ..Self::new(planned, ended) }
    }

    /// The row.
    pub(super) fn row(&self) -> u64 {
        self.planned.row
    }

    /// The next look comes after twice the time, but not later than an eighth of what absence takes.
    fn look_later(&mut self, settle_for: Duration) {
        self.looks = self.looks.saturating_add(1);
        let doubled = FIRST_LOOK.saturating_mul(1 << self.looks.min(10));
        self.next = Instant::now() + doubled.min((settle_for / 8).max(FIRST_LOOK));
    }
}

const FIRST_LOOK: Duration = Duration::from_millis(250);

impl Writer {
    /// Settles what comes through the queue until that is closed and empty, or a stop is asked for; what is left then
    /// stays in doubt on disk.
    pub(super) async fn resolve_all(
        &self,
        reader: JournalReader,
        mut queue: UnboundedReceiver<InDoubtInsert>,
        run: &WriteRun<'_>,
    ) {
        let mut memory = LaterInsertIndex { reader, sent_again: Vec::new() };
        let mut waiting = Vec::<InDoubtInsert>::new();
        let mut open = true;
        let mut trouble = FailedRounds::default();
        let mut alone = None;
        let mut beats = tokio::time::interval(BEAT);
        while open || !waiting.is_empty() {
            let next = waiting.iter().map(|doubtful| doubtful.next).min();
            tokio::select! {
                biased;
                () = run.stop.requested() => return,
                doubtful = queue.recv(), if open => match doubtful {
                    Some(doubtful) => waiting.push(doubtful),
                    None => {
                        open = false;
                        alone = Some(self.now_alone(&memory, &waiting, run));
                    }
                },
                _ = beats.tick(), if !open => alone.iter().for_each(|alone: &InDoubtWait| {
                    run.listener.hear(&alone.event(waiting.len() as u64, self.now()));
                }),
                () = until(next) => match self.round(&mut memory, &mut waiting, run).await {
                    Ok(()) => trouble = FailedRounds::default(),
                    Err(AbortReason::Lookup(error)) if trouble.is_bearable(&error, self.settings.backoff.total) => {
                        tracing::warn!("can't look up inserts in doubt: {error}");
                        waiting.iter_mut().for_each(|doubtful| doubtful.look_later(self.settings.settle_for));
                    }
                    Err(fault) => return run.halt(fault),
                },
            }
        }
    }

    /// Says why the run does not end yet. A row whose absence takes no proof by a later insert takes longer.
    fn now_alone(
        &self,
        memory: &LaterInsertIndex,
        waiting: &[InDoubtInsert],
        run: &WriteRun<'_>,
    ) -> InDoubtWait {
        let settle_for = i64::try_from(self.settings.settle_for.as_millis()).unwrap_or(i64::MAX);
        let absent = |doubtful: &InDoubtInsert| {
            let marked = self.settings.marker.is_some();
            let later = memory.later_insert(doubtful.planned.row, doubtful.ended, marked);
            let times = if matches!(later, Ok(Some(_))) { 1 } else { i64::from(WITHOUT_WITNESS) };
            self.recorder
                .clock()
                .counted_from(doubtful.ended)
                .saturating_add(settle_for.saturating_mul(times))
        };
        let alone = InDoubtWait::until(waiting.iter().map(absent).max().unwrap_or_default());
        if let Some(reason) = alone.reason(waiting.len() as u64, self.now()) {
            run.listener.hear(&Event::Note(reason));
        }
        alone
    }

    /// Looks up everything that is due. A stop ends it: to read the whole list can take minutes.
    async fn round(
        &self,
        memory: &mut LaterInsertIndex,
        waiting: &mut Vec<InDoubtInsert>,
        run: &WriteRun<'_>,
    ) -> Result<(), AbortReason> {
        let Some(lookup) = &self.settings.lookup else { return Ok(()) };
        self.recorder.index_ids().await?;
        let keys = waiting.iter().filter_map(|doubtful| doubtful.planned.key.as_ref());
        let Some(mut way) = self.unless_stopped(self.way(lookup, keys)).await? else { return Ok(()) };
        let mut at = 0;
        while let Some(doubtful) = waiting.get_mut(at).filter(|_| self.stop.reason().is_none()) {
            let early = doubtful.next > Instant::now();
            match early || self.resolve_one(lookup, &mut way, memory, doubtful, run).await? {
                true => at += 1,
                false => drop(waiting.swap_remove(at)),
            }
        }
        Ok(())
    }

    /// True when the row still has to wait.
    async fn resolve_one(
        &self,
        lookup: &CustomerLookup,
        way: &mut LookupMethod,
        memory: &mut LaterInsertIndex,
        doubtful: &mut InDoubtInsert,
        run: &WriteRun<'_>,
    ) -> Result<bool, AbortReason> {
        let row = doubtful.planned.row;
        let Some(key) = self.key_of(row, doubtful.planned.key.as_ref()) else { return Ok(false) };
        let waited = self.recorder.clock().since(doubtful.ended);
        let question = InDoubtQuestion { row, key: &key, ended: doubtful.ended };
        let sight = self.look(lookup, way, memory, question).await?;
        match resolution(sight, waited, self.settings.settle_for) {
            Resolution::Wait => {
                doubtful.look_later(self.settings.settle_for);
                Ok(true)
            }
            Resolution::Adopt(id)
                if !self.is_as_sent(lookup, &doubtful.planned, (&id, doubtful.own)).await? =>
            {
                self.finish(row, write_issues::stranger(&id), run).await
            }
            // Its answer came to another row meanwhile, and is not on disk yet.
            Resolution::Adopt(id) if self.ids.adopt(&id) != Claim::Own => {
                doubtful.look_later(self.settings.settle_for);
                Ok(true)
            }
            Resolution::Adopt(id) => {
                self.recorder.adopt(row, id.clone()).await?;
                match doubtful.own {
                    true => self.tally.settled(),
                    false => self.tally.found(),
                }
                run.count(CommittedOutcome { row, outcome: Outcome::Written { id } });
                Ok(false)
            }
            Resolution::Several(ids) => self.finish(row, write_issues::several(&ids), run).await,
            Resolution::Absent => self.send_again(memory, doubtful, run).await,
        }
    }

    async fn finish(&self, row: u64, outcome: Outcome, run: &WriteRun<'_>) -> Result<bool, AbortReason> {
        self.recorder.commit_outcome(row, self.now(), outcome.clone()).await?;
        run.count(CommittedOutcome { row, outcome });
        Ok(false)
    }

    /// Sends an insert that is known to be absent, as a new attempt; true when that one is in doubt as well.
    async fn send_again(
        &self,
        memory: &mut LaterInsertIndex,
        doubtful: &mut InDoubtInsert,
        run: &WriteRun<'_>,
    ) -> Result<bool, AbortReason> {
        let row = doubtful.planned.row;
        let PlannedKind::Insert { payload } = &doubtful.planned.kind else { return Ok(false) };
        if doubtful.again >= MOST_AGAIN {
            self.recorder.absent(row).await?;
            return self.finish(row, write_issues::never_arrived(doubtful.planned.attempts), run).await;
        }
        let intended = self.now();
        doubtful.again += 1;
        doubtful.planned.attempts += 1;
        self.recorder.intend_again(row, doubtful.planned.attempts, intended).await?;
        let client = self
            .client
            .with_attempt_limiter(Arc::new(GatedAttempts::through(&self.gate, &SentFlag::default())));
        let outcome = match self.insert(&client, (row, payload), doubtful.planned.key.as_ref()).await {
            Err(AbortReason::Stopped) => {
                return self
                    .recorder
                    .withdraw(row, self.now())
                    .await
                    .map(|()| true)
                    .map_err(AbortReason::from);
            }
            outcome => outcome?,
        };
        failpoint::pass("sent-again");
        match outcome {
            Outcome::Unknown(issue) => {
                run.doubt(row);
                doubtful.own = true;
                (doubtful.ended, doubtful.looks) = (self.now(), 0);
                self.recorder.doubt(row, doubtful.ended, issue.message).await?;
                doubtful.look_later(self.settings.settle_for);
                Ok(true)
            }
            outcome => {
                let outcome = self.reject_shared_id(&doubtful.planned, outcome);
                if let Outcome::Written { id } = &outcome {
                    self.tally.settled();
                    let later = LaterInsert { row, key: doubtful.planned.key.clone(), id: id.clone() };
                    memory.sent_again.push((intended, later));
                }
                self.finish(row, outcome, run).await
            }
        }
    }
}

async fn until(next: Option<Instant>) {
    match next {
        Some(next) => tokio::time::sleep_until(next).await,
        None => std::future::pending().await,
    }
}

/// How often an insert is sent again that got no answer and did not arrive, before it counts as failed.
const MOST_AGAIN: u32 = 7;

impl From<LookupError> for AbortReason {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::Api(error) if error.is_unauthorized() => Self::Unauthorized(error),
            LookupError::Api(error) if error.is_stopped() => Self::StoppedInDoubt,
            other => Self::Lookup(other),
        }
    }
}

impl From<ApiError> for AbortReason {
    fn from(error: ApiError) -> Self {
        LookupError::from(error).into()
    }
}
