//! The way of one row through the gate: all of its attempts pass there.

use futures::FutureExt;
use futures::future::BoxFuture;

use super::adaptive_limit::LimitSignal;
use super::concurrency_gate::{ConcurrencyGate, GatePermit};
use super::intent_slots::SentFlag;
use crate::api::{ApiError, AttemptLimiter, AttemptPermit};

/// The guard of one row's calls; it notes when the first of them leaves.
#[derive(Debug, Clone)]
pub(super) struct GatedAttempts {
    gate: ConcurrencyGate,
    departure: SentFlag,
}

impl GatedAttempts {
    pub(super) fn through(gate: &ConcurrencyGate, departure: &SentFlag) -> Self {
        Self { gate: gate.clone(), departure: departure.clone() }
    }
}

impl AttemptLimiter for GatedAttempts {
    fn enter(&self) -> BoxFuture<'_, Box<dyn AttemptPermit>> {
        let departure = self.departure.clone();
        self.gate
            .enter()
            .map(|permit| Box::new(GatedAttempt { permit, departure }) as Box<dyn AttemptPermit>)
            .boxed()
    }
}

struct GatedAttempt {
    permit: GatePermit,
    departure: SentFlag,
}

impl AttemptPermit for GatedAttempt {
    fn depart(&mut self) {
        self.departure.note();
        self.permit.depart();
    }

    fn arrive(self: Box<Self>, error: Option<&ApiError>) {
        self.permit.finished(match error {
            None => LimitSignal::Good,
            Some(error) if error.is_push_back() => LimitSignal::PushBack,
            Some(_) => LimitSignal::Neither,
        });
    }
}
