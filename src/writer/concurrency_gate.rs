//! The concurrency gate: lets as many requests through at once as an [`AdaptiveLimit`] allows.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::adaptive_limit::AdaptiveLimit;
use super::intent_slots::SentFlag;
use super::limit_signal::LimitSignal;
use crate::api::{ApiError, AttemptLimiter, AttemptPermit};

/// The gate; clones share it.
#[derive(Debug, Clone)]
pub(super) struct ConcurrencyGate {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    places: Arc<Semaphore>,
    counts: Mutex<GateCounts>,
    opened: Instant,
}

/// The limit equals the places, taken and free, minus the owed ones.
#[derive(Debug)]
struct GateCounts {
    adaptive: AdaptiveLimit,
    /// Places to remove as soon as they are given back.
    owed: usize,
    /// Round trips since the last call of [`ConcurrencyGate::trips`], in microseconds.
    trips: Vec<u32>,
}

/// The state of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GateState {
    pub(super) limit: usize,
    pub(super) in_flight: usize,
}

impl ConcurrencyGate {
    /// A gate that starts with one place and opens up to `ceiling`.
    pub(super) fn new(ceiling: usize) -> Self {
        let adaptive = AdaptiveLimit::new(ceiling);
        let places = Arc::new(Semaphore::new(adaptive.limit()));
        let counts = Mutex::new(GateCounts { adaptive, owed: 0, trips: Vec::new() });
        Self { inner: Arc::new(Inner { places, counts, opened: Instant::now() }) }
    }

    /// Waits for a place, in order of arrival. The future may be dropped.
    pub(super) async fn enter(&self) -> GatePermit {
        // The semaphore is never closed, so there is a place in the end.
        let place = self.inner.places.clone().acquire_owned().await.ok();
        GatePermit { gate: self.clone(), place, departed: None }
    }

    /// The limit, and how many requests are in flight.
    pub(super) fn state(&self) -> GateState {
        let counts = self.counts();
        GateState { limit: counts.adaptive.limit(), in_flight: counts.adaptive.in_flight() }
    }

    /// Takes the round trips since the last call, in microseconds.
    pub(super) fn trips(&self) -> Vec<u32> {
        std::mem::take(&mut self.counts().trips)
    }

    fn counts(&self) -> MutexGuard<'_, GateCounts> {
        self.inner.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl GateCounts {
    /// Passes a round trip to the adaptive limit and follows it.
    fn finished(&mut self, places: &Semaphore, signal: LimitSignal, round_trip: Duration, now: Duration) {
        let before = self.adaptive.limit();
        self.adaptive.finished(signal, round_trip, now);
        let after = self.adaptive.limit();
        if let Some(fewer) = before.checked_sub(after) {
            self.owed += fewer - places.forget_permits(fewer);
        } else {
            let more = after - before;
            let forgiven = more.min(self.owed);
            self.owed -= forgiven;
            places.add_permits(more - forgiven);
        }
    }

    fn leave(&mut self, place: OwnedSemaphorePermit) {
        match self.owed.checked_sub(1) {
            Some(rest) => {
                self.owed = rest;
                place.forget();
            }
            None => drop(place),
        }
    }
}

/// A place at the gate; dropping it frees the place.
#[derive(Debug)]
pub(super) struct GatePermit {
    gate: ConcurrencyGate,
    place: Option<OwnedSemaphorePermit>,
    departed: Option<Instant>,
}

impl GatePermit {
    /// The request is sent now: its round trip is measured from here.
    pub(super) fn depart(&mut self) {
        self.departed = Some(Instant::now());
        self.gate.counts().adaptive.started();
    }

    /// The request has an answer or an error.
    pub(super) fn finished(mut self, signal: LimitSignal) {
        self.arrive(signal);
    }

    fn arrive(&mut self, signal: LimitSignal) {
        let Some(departed) = self.departed.take() else { return };
        let Inner { places, opened, .. } = &*self.gate.inner;
        let now = Instant::now();
        let round_trip = now - departed;
        let now = now - *opened;
        let mut counts = self.gate.counts();
        counts.trips.push(u32::try_from(round_trip.as_micros()).unwrap_or(u32::MAX));
        counts.finished(places, signal, round_trip, now);
    }
}

impl Drop for GatePermit {
    fn drop(&mut self) {
        self.arrive(LimitSignal::Neither);
        if let Some(place) = self.place.take() {
            self.gate.counts().leave(place);
        }
    }
}

/// Passes every attempt of one row through the gate, and notes when the first request is sent.
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

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn state(gate: &ConcurrencyGate) -> (usize, usize) {
        let GateState { limit, in_flight } = gate.state();
        (limit, in_flight)
    }

    /// Takes all permits that are free now; their requests count as sent.
    fn fill(gate: &ConcurrencyGate) -> Vec<GatePermit> {
        let permits = std::iter::from_fn(|| gate.enter().now_or_never());
        permits
            .map(|mut permit| {
                permit.depart();
                permit
            })
            .collect()
    }

    /// A gate that has opened to this limit, by rounds that never get slower.
    fn opened(limit: usize) -> ConcurrencyGate {
        let gate = ConcurrencyGate::new(limit);
        for trip in (1..=10_000).map(|round| Duration::from_millis(1) / round) {
            if gate.state().limit == limit {
                return gate;
            }
            for permit in fill(&gate) {
                permit.departed_before(trip).finished(LimitSignal::Good);
            }
        }
        gate
    }

    impl GatePermit {
        fn departed_before(mut self, trip: Duration) -> Self {
            self.departed = Instant::now().checked_sub(trip);
            self
        }
    }

    #[test]
    fn the_gate_starts_with_one_request_at_a_time() {
        let gate = ConcurrencyGate::new(8);
        assert_eq!(fill(&gate).len(), 1);
        assert_eq!(state(&gate), (1, 0));
        let permit = gate.enter().now_or_never();
        assert_eq!(state(&gate), (1, 0), "what waits for the rate is not in flight");
        assert!(permit.is_some() && gate.enter().now_or_never().is_none());
    }

    #[test]
    fn the_gate_opens_to_its_ceiling() {
        let gate = opened(8);
        let permits = fill(&gate);
        assert_eq!((permits.len(), state(&gate)), (8, (8, 8)));
    }

    #[test]
    fn the_gate_closes_even_if_all_places_are_taken() {
        let gate = opened(4);
        let mut permits = fill(&gate);
        while gate.state().limit > 2 {
            std::thread::sleep(Duration::from_millis(2));
            permits.swap_remove(0).finished(LimitSignal::PushBack);
            assert!(permits.len() < 2 || gate.enter().now_or_never().is_none(), "{:?}", gate.state());
        }
        drop(permits);
        assert_eq!(fill(&gate).len(), 2);
        assert_eq!(state(&gate), (2, 0));
    }

    #[test]
    fn a_dropped_permit_returns_its_place() {
        let gate = ConcurrencyGate::new(3);
        drop(gate.enter().now_or_never());
        let mut permit = gate.enter().now_or_never().unwrap();
        permit.depart();
        assert_eq!(state(&gate), (1, 1));
        let waiting = gate.enter();
        drop(permit);
        assert!(waiting.now_or_never().is_some());
        assert_eq!(state(&gate), (1, 0));
    }
}
