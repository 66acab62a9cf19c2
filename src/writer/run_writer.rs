//! The writer of one run, and what all of its parts need.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::claimed_ids::{Claim, ClaimedIds};
use super::concurrency_gate::{ConcurrencyGate, GateState};
use super::insert_counts::InsertCounts;
use super::intent_slots::IntentSlots;
use super::rows_taken::RowsTaken;
use super::write_issues;
use super::writer_settings::WriterSettings;
use crate::api::{ApiError, Client};
use crate::event::{Event, Listener};
use crate::journal::{Outcome, Planned, PlannedKind, Recorder};
use crate::stop::Stop;

/// Writes the pending rows of a journal.
pub struct Writer {
    pub(super) client: Client,
    pub(super) recorder: Recorder,
    pub(super) settings: WriterSettings,
    pub(super) listener: Arc<dyn Listener>,
    pub(super) stop: Stop,
    pub(super) gate: ConcurrencyGate,
    pub(super) slots: IntentSlots,
    pub(super) ids: Arc<ClaimedIds>,
    pub(super) counts: Arc<InsertCounts>,
    pub(super) rows_taken: RowsTaken,
    /// The rows of the inserts that are being resolved.
    pub(super) resolving: Mutex<HashSet<u64>>,
    /// The server can't be reached, and the listener knows.
    pub(super) away: AtomicBool,
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
        Self {
            client,
            recorder,
            settings,
            listener,
            stop,
            gate,
            slots,
            ids,
            counts: Arc::default(),
            rows_taken: RowsTaken::default(),
            resolving: Mutex::default(),
            away: AtomicBool::new(false),
        }
    }

    /// Reports the state and the rate in rows per second to the listener.
    pub(super) fn report_state(&self, rate: f64) {
        let (GateState { limit, in_flight }, trips) = (self.gate.state(), self.gate.trips());
        let left = |until: Instant| until.saturating_duration_since(Instant::now()).as_secs_f64();
        let paused_seconds = self.client.stats().paused_until.map(left);
        self.listener.hear(&Event::State { limit, in_flight, paused_seconds, rate, trips });
    }

    /// Reports an unreachable server, once until it is reached again.
    pub(super) fn report_away(&self, error: &ApiError) {
        if !self.away.swap(true, Ordering::Relaxed) {
            let reason = error.without_advice();
            let patience = self.settings.backoff.total.as_secs();
            self.listener.hear(&Event::Away { reason, patience });
        }
    }

    /// Rejects an id that the server returned for an insert if another row has it or its customer existed before.
    pub(super) fn reject_shared_id(&self, planned: &Planned, outcome: Outcome) -> Outcome {
        match (&planned.kind, outcome) {
            (PlannedKind::Insert { .. }, Outcome::Written { id }) => match self.ids.claim(&id) {
                Claim::Own => Outcome::Written { id },
                Claim::Shared => write_issues::shared(&id),
                Claim::Before => write_issues::was_there(&id),
            },
            (_, outcome) => outcome,
        }
    }

    /// The time by the journal's clock, which a change of the wall clock does not move.
    pub(super) fn now(&self) -> i64 {
        self.recorder.clock().now()
    }

    /// True for an insert that can be looked up.
    pub(super) fn can_resolve(&self, planned: &Planned) -> bool {
        let keyed = planned.key.is_some() || self.settings.marker.is_some();
        keyed && self.settings.lookup.is_some() && matches!(planned.kind, PlannedKind::Insert { .. })
    }
}
