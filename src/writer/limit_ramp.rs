//! The first limit: it doubles until the server shows that it is loaded.
//!
//! The very first round trip says nothing about the server: it includes the time to connect. After it, a round has as many
//! results as the limit, all of requests that were sent since the limit was last doubled: those that were in flight then say
//! nothing about it.

use std::time::Duration;

use super::limit_signal::LimitSignal;

/// A round that is slower than those before it by this factor is a sign of load. Round trips differ by chance, so this is
/// far more than the tolerance of the later windows.
const LOAD: f64 = 1.35;
/// The mean of fewer round trips says little: servers answer some requests much faster than others.
const ENOUGH: u32 = 8;

/// How a result leaves the round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RoundEnd {
    /// The round goes on.
    NotYet,
    /// The limit was reached and the server took it.
    Calm,
    /// The server pushed back or became slower. `usual`: the mean round trip before, in seconds. `share`: what the server
    /// takes of the limit.
    Load { usual: Option<f64>, share: f64 },
}

/// The rounds until the first sign of load.
#[derive(Debug, Default)]
pub(super) struct Ramp {
    /// There was a first result.
    begun: bool,
    /// The limit was reached in this round.
    pub(super) reached: bool,
    /// So many of the next results are of requests that were sent before the limit was doubled.
    stale: usize,
    results: usize,
    round: Trips,
    /// Those of the rounds before.
    before: Trips,
}

/// Round trips of successes.
#[derive(Debug, Default, Clone, Copy)]
struct Trips {
    total: Duration,
    count: u32,
}

impl Trips {
    fn add(&mut self, trip: Duration) {
        (self.total, self.count) = (self.total + trip, self.count + 1);
    }

    /// In seconds.
    fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| (self.total / self.count).as_secs_f64())
    }
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
            return RoundEnd::Load { usual: self.before.mean(), share: 0.5 };
        }
        if !self.begun {
            self.begun = true;
            return RoundEnd::NotYet;
        }
        if self.stale > 0 {
            self.stale -= 1;
            return RoundEnd::NotYet;
        }
        self.results += 1;
        if signal == LimitSignal::Good {
            self.round.add(round_trip);
        }
        if self.results < limit || self.round.count == 0 { RoundEnd::NotYet } else { self.end(in_flight) }
    }

    fn end(&mut self, in_flight: usize) -> RoundEnd {
        let (usual, mean) = (self.before.mean(), self.round.mean());
        let slower = mean.zip(usual).map_or(1.0, |(mean, usual)| mean / usual);
        if slower > LOAD && self.round.count >= ENOUGH {
            return RoundEnd::Load { usual, share: (1.0 / slower).min(0.5) };
        }
        let before = Trips {
            total: self.before.total + self.round.total,
            count: self.before.count + self.round.count,
        };
        let reached = self.reached;
        *self = Self { begun: true, stale: in_flight, before, ..Self::default() };
        if reached { RoundEnd::Calm } else { RoundEnd::NotYet }
    }
}
