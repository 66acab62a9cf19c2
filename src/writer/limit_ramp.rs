//! The first limit: it doubles until the server shows that it is loaded.
//!
//! A round has as many results as the limit, all of requests that were sent since the limit was last doubled: those that
//! were in flight then say nothing about it.

use std::time::Duration;

use super::limit_signal::LimitSignal;

/// A round that is slower than the fastest one by this factor is a sign of load. A single request can be slower by
/// chance, so this is far more than the tolerance of the later windows.
const LOAD: f64 = 1.5;

/// How a result leaves the round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RoundEnd {
    /// The round goes on.
    NotYet,
    /// The limit was reached and the server took it.
    Calm,
    /// The server pushed back or became slower. `fastest`: the mean round trip of the fastest round, in seconds.
    /// `share`: what the server takes of the limit.
    Load { fastest: Option<f64>, share: f64 },
}

/// The rounds until the first sign of load.
#[derive(Debug, Default)]
pub(super) struct Ramp {
    /// The limit was reached in this round.
    pub(super) reached: bool,
    /// So many of the next results are of requests that were sent before the limit was doubled.
    stale: usize,
    results: usize,
    total: Duration,
    trips: u32,
    /// The mean round trip of the fastest round, in seconds.
    fastest: Option<f64>,
}

impl Ramp {
    /// Adds a result; `limit` is the present limit, and `in_flight` the number of requests that are still in flight.
    pub(super) fn add(
        &mut self,
        signal: LimitSignal,
        round_trip: Duration,
        limit: usize,
        in_flight: usize,
    ) -> RoundEnd {
        if signal == LimitSignal::PushBack {
            return RoundEnd::Load { fastest: self.fastest, share: 0.5 };
        }
        if self.stale > 0 {
            self.stale -= 1;
            return RoundEnd::NotYet;
        }
        self.results += 1;
        if signal == LimitSignal::Good {
            (self.total, self.trips) = (self.total + round_trip, self.trips + 1);
        }
        if self.results < limit || self.trips == 0 { RoundEnd::NotYet } else { self.end(in_flight) }
    }

    fn end(&mut self, in_flight: usize) -> RoundEnd {
        let mean = (self.total / self.trips).as_secs_f64();
        let (fastest, reached) = (self.fastest.unwrap_or(mean), self.reached);
        if mean > LOAD * fastest {
            return RoundEnd::Load { fastest: Some(fastest), share: (fastest / mean).min(0.5) };
        }
        *self = Self { stale: in_flight, fastest: Some(fastest.min(mean)), ..Self::default() };
        if reached { RoundEnd::Calm } else { RoundEnd::NotYet }
    }
}
