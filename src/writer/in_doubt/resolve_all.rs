//! The loop that resolves inserts in doubt while other rows are written.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use super::failures::FailedRounds;
use super::in_doubt_insert::InDoubtInsert;
use super::lookup::{InDoubtQuestion, LaterInsertIndex, LookupMethod};
use super::resolution::{Resolution, WITHOUT_LATER_INSERT, resolution};
use super::wait::{InDoubtWait, REPORT_INTERVAL};
use crate::event::Event;
use crate::failpoint;
use crate::journal::{CommittedOutcome, JournalReader, LaterInsert, Outcome, PlannedKind};
use crate::lookup::{CustomerLookup, LookupError};
use crate::writer::abort_reason::AbortReason;
use crate::writer::claimed_ids::Claim;
use crate::writer::concurrency_gate::GatedAttempts;
use crate::writer::insert::InsertRow;
use crate::writer::intent_slots::SentFlag;
use crate::writer::run_writer::Writer;
use crate::writer::write_issues;
use crate::writer::write_run::WriteRun;

/// An insert that was sent again this often without an answer, and never arrived, counts as failed.
const MOST_SENT_AGAIN: u32 = 7;

impl Writer {
    /// Resolves the inserts from the queue until it is closed and empty, or a stop is requested. Unresolved inserts
    /// stay in doubt on disk.
    pub(in crate::writer) async fn resolve_all(
        &self,
        reader: JournalReader,
        mut queue: UnboundedReceiver<InDoubtInsert>,
        run: &WriteRun<'_>,
    ) {
        let mut later_inserts = LaterInsertIndex { reader, sent_again: Vec::new() };
        let mut waiting = Vec::<InDoubtInsert>::new();
        let mut open = true;
        let mut failures = FailedRounds::default();
        let mut wait = None;
        let mut reports = tokio::time::interval(REPORT_INTERVAL);
        while open || !waiting.is_empty() {
            let next = waiting.iter().map(|insert| insert.next).min();
            tokio::select! {
                biased;
                () = run.stop.requested() => return,
                insert = queue.recv(), if open => match insert {
                    Some(insert) => waiting.push(insert),
                    None => {
                        open = false;
                        wait = Some(self.begin_wait(&later_inserts, &waiting, run));
                    }
                },
                _ = reports.tick(), if !open => wait.iter().for_each(|wait: &InDoubtWait| {
                    run.listener.hear(&wait.event(waiting.len() as u64, self.now()));
                }),
                () = until(next) => match self.round(&mut later_inserts, &mut waiting, run).await {
                    Ok(()) => failures = FailedRounds::default(),
                    Err(AbortReason::Lookup(error))
                        if failures.may_try_again(&error, self.settings.backoff.total) =>
                    {
                        match &error {
                            LookupError::Api(away) if away.is_unreachable() => self.report_away(away),
                            error => tracing::warn!("can't look up inserts in doubt: {error}"),
                        }
                        waiting.iter_mut().for_each(|insert| insert.look_up_later(self.settings.settle_for));
                    }
                    Err(error) => return run.halt(error),
                },
            }
        }
    }

    /// Reports that only inserts in doubt keep the run from ending. Absence takes longer to prove for a row without a
    /// later insert.
    fn begin_wait(
        &self,
        later_inserts: &LaterInsertIndex,
        waiting: &[InDoubtInsert],
        run: &WriteRun<'_>,
    ) -> InDoubtWait {
        let settle_for = i64::try_from(self.settings.settle_for.as_millis()).unwrap_or(i64::MAX);
        let absent = |insert: &InDoubtInsert| {
            let marked = self.settings.marker.is_some();
            let later = later_inserts.later_insert(insert.planned.row, insert.ended, marked);
            let times = if matches!(later, Ok(Some(_))) { 1 } else { i64::from(WITHOUT_LATER_INSERT) };
            let counted_from = self.recorder.clock().counted_from(insert.ended);
            counted_from.saturating_add(settle_for.saturating_mul(times))
        };
        let wait = InDoubtWait::until(waiting.iter().map(absent).max().unwrap_or_default());
        if let Some(reason) = wait.reason(waiting.len() as u64, self.now()) {
            run.listener.hear(&Event::Note(reason));
        }
        wait
    }

    /// Looks up every insert that is due. A stop ends it, as reading the complete list can take minutes.
    async fn round(
        &self,
        later_inserts: &mut LaterInsertIndex,
        waiting: &mut Vec<InDoubtInsert>,
        run: &WriteRun<'_>,
    ) -> Result<(), AbortReason> {
        let Some(lookup) = &self.settings.lookup else { return Ok(()) };
        self.recorder.index_ids().await?;
        let keys = waiting.iter().filter_map(|insert| insert.planned.key.as_ref());
        let Some(mut method) = self.unless_stopped(self.lookup_method(lookup, keys)).await? else {
            return Ok(());
        };
        let mut at = 0;
        while let Some(insert) = waiting.get_mut(at).filter(|_| self.stop.reason().is_none()) {
            let is_early = insert.next > Instant::now();
            if is_early || self.resolve_one(lookup, &mut method, later_inserts, insert, run).await? {
                at += 1;
            } else {
                waiting.swap_remove(at);
            }
        }
        Ok(())
    }

    /// Looks up one insert and acts on the result; true if it must wait longer.
    async fn resolve_one(
        &self,
        lookup: &CustomerLookup,
        method: &mut LookupMethod,
        later_inserts: &mut LaterInsertIndex,
        insert: &mut InDoubtInsert,
        run: &WriteRun<'_>,
    ) -> Result<bool, AbortReason> {
        let row = insert.planned.row;
        let Some(key) = self.lookup_key(row, insert.planned.key.as_ref()) else { return Ok(false) };
        let waited = self.recorder.clock().since(insert.ended);
        let question = InDoubtQuestion { row, key: &key, ended: insert.ended };
        let evidence = self.evidence(lookup, method, later_inserts, question).await?;
        match resolution(evidence, waited, self.settings.settle_for) {
            Resolution::Wait => {
                insert.look_up_later(self.settings.settle_for);
                Ok(true)
            }
            Resolution::Adopt(id) if !self.is_as_sent(lookup, insert, &id).await? => {
                self.finish(row, write_issues::stranger(&id), run).await
            }
            // The server has returned this id for another row, whose outcome is not on disk yet.
            Resolution::Adopt(id) if self.ids.adopt(&id) != Claim::Own => {
                insert.look_up_later(self.settings.settle_for);
                Ok(true)
            }
            Resolution::Adopt(id) => {
                self.recorder.adopt(row, id.clone()).await?;
                if insert.own {
                    self.counts.resolve_as_inserted();
                } else {
                    self.counts.count_found();
                }
                run.count(CommittedOutcome { row, outcome: Outcome::Written { id } });
                Ok(false)
            }
            Resolution::Several(ids) => self.finish(row, write_issues::several(&ids), run).await,
            Resolution::Absent => self.send_again(later_inserts, insert, run).await,
        }
    }

    async fn finish(&self, row: u64, outcome: Outcome, run: &WriteRun<'_>) -> Result<bool, AbortReason> {
        self.recorder.commit_outcome(row, self.now(), outcome.clone()).await?;
        run.count(CommittedOutcome { row, outcome });
        Ok(false)
    }

    /// Sends an absent insert as a new attempt; true if that is in doubt as well.
    async fn send_again(
        &self,
        later_inserts: &mut LaterInsertIndex,
        insert: &mut InDoubtInsert,
        run: &WriteRun<'_>,
    ) -> Result<bool, AbortReason> {
        let row = insert.planned.row;
        let PlannedKind::Insert { payload } = &insert.planned.kind else { return Ok(false) };
        if insert.sent_again >= MOST_SENT_AGAIN {
            self.recorder.absent(row).await?;
            return self.finish(row, write_issues::never_arrived(insert.planned.attempts), run).await;
        }
        let intended = self.now();
        insert.sent_again += 1;
        insert.planned.attempts += 1;
        self.recorder.intend_again(row, insert.planned.attempts, intended).await?;
        let attempts = GatedAttempts::through(&self.gate, &SentFlag::default());
        let client = self.client.with_attempt_limiter(Arc::new(attempts));
        let outcome =
            match self.insert(&client, InsertRow { row, payload, key: insert.planned.key.as_ref() }).await {
                Err(AbortReason::Stopped) => {
                    self.recorder.withdraw(row, self.now()).await?;
                    return Ok(true);
                }
                outcome => outcome?,
            };
        failpoint::pass("sent-again");
        if let Outcome::Unknown(issue) = outcome {
            run.doubt(row);
            insert.own = true;
            insert.ended = self.now();
            insert.lookups = 0;
            self.recorder.doubt(row, insert.ended, issue.message).await?;
            insert.look_up_later(self.settings.settle_for);
            return Ok(true);
        }
        let outcome = self.reject_shared_id(&insert.planned, outcome);
        if let Outcome::Written { id } = &outcome {
            self.counts.resolve_as_inserted();
            let later = LaterInsert { row, key: insert.planned.key.clone(), id: id.clone() };
            later_inserts.sent_again.push((intended, later));
        }
        self.finish(row, outcome, run).await
    }
}

async fn until(next: Option<Instant>) {
    match next {
        Some(next) => tokio::time::sleep_until(next).await,
        None => std::future::pending().await,
    }
}
