//! The concurrency limit: how many requests may be in flight, judging by the results of earlier ones.
//!
//! First the limit doubles with each round until a round is a sign of load ([`Ramp`]); that sign takes the doubling back. From then on it
//! follows the algorithm of Vector's adaptive concurrency. A window lasts one typical round trip. At its end, its mean
//! round trip is compared with the past, an exponentially weighted mean with its variance:
//! - The limit grows by one if it was reached, the server did not push back, and the window was not slower than the past.
//! - It does not grow while windows are slower by half than the fastest one: many small steps, each too small to be a
//!   sign of load, would lead to the ceiling. What windows differ by chance does not count. The fastest window is forgotten
//!   slowly, since a server can become slower for good.
//! - It shrinks by a tenth, but not below one, if the server pushed back or the window was slower by 2.5 standard
//!   deviations and by a twentieth.
//!
//! Vector has neither the twentieth nor the fastest window. The deviation of a server that always takes the same time
//! tends to zero, so that any jitter would be load.

use std::time::Duration;

use super::limit_ramp::{Ramp, RoundEnd};
use super::limit_signal::LimitSignal;

/// The factor by which the limit shrinks.
const DECREASE: f64 = 0.9;
/// The weight of a window in the mean of the past.
const ALPHA: f64 = 0.4;
/// A window slower by this many standard deviations is a sign of load.
const DEVIATIONS: f64 = 2.5;
/// A window slower by less than this share of the past is no sign of load.
const TOLERANCE: f64 = 0.05;
/// A window that is slower than the past by at most this share is as fast: round trips are measured, not exact.
const SAME: f64 = 0.001;
/// The limit does not grow if a window is slower than the fastest one by this factor.
const MUCH_SLOWER: f64 = 1.5;
/// With each window, the fastest one is remembered as slower by this factor.
const FORGET: f64 = 1.0002;

/// The limit as it follows the server. Times count from any fixed start.
#[derive(Debug)]
pub(super) struct AdaptiveLimit {
    ceiling: usize,
    limit: usize,
    in_flight: usize,
    /// Until the first sign of load.
    ramp: Option<Ramp>,
    /// So many of the next results are of requests that were sent before the ramp ended: they say nothing new.
    stale: usize,
    past: Option<Past>,
    window: Window,
    window_ends: Duration,
}

impl AdaptiveLimit {
    /// Starts with one request in flight and never allows more than `ceiling`.
    pub(super) fn new(ceiling: usize) -> Self {
        Self {
            ceiling: ceiling.max(1),
            limit: 1,
            in_flight: 0,
            ramp: Some(Ramp::default()),
            stale: 0,
            past: None,
            window: Window::default(),
            window_ends: Duration::ZERO,
        }
    }

    /// The maximum number of requests that may be in flight.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// How many requests are in flight; more than the limit if that has just shrunk.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Notes that a request is sent.
    pub(super) fn started(&mut self) {
        self.in_flight += 1;
        let reached = self.in_flight >= self.limit;
        match &mut self.ramp {
            Some(ramp) => ramp.reached |= reached,
            None => self.window.reached |= reached,
        }
    }

    /// Notes that a request is finished after this round trip.
    pub(super) fn finished(&mut self, signal: LimitSignal, round_trip: Duration, now: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(ramp) = &mut self.ramp {
            match ramp.add(signal, round_trip, self.limit, self.in_flight) {
                RoundEnd::NotYet => {}
                RoundEnd::Calm => self.limit = (self.limit * 2).min(self.ceiling),
                RoundEnd::Load { usual, share } => self.end_ramp(usual, share, now),
            }
        } else if self.stale > 0 {
            self.stale -= 1;
        } else {
            self.add(signal, round_trip, now);
        }
    }

    fn end_ramp(&mut self, usual: Option<f64>, share: f64, now: Duration) {
        self.ramp = None;
        self.limit = ((self.limit as f64 * share) as usize).max(1);
        self.stale = self.in_flight;
        self.past = usual.map(Past::begin);
        self.window_ends = now + self.past.map_or(Duration::ZERO, Past::typical);
    }

    fn add(&mut self, signal: LimitSignal, round_trip: Duration, now: Duration) {
        self.window.add(signal, round_trip);
        let mean = self.window.mean();
        let past = match self.past {
            // The first round trip starts the past and also belongs to the first window.
            None => mean.map(Past::begin),
            Some(past) if now >= self.window_ends => {
                self.adjust(past);
                self.window = Window::default();
                Some(mean.map_or(past, |mean| past.and(mean)))
            }
            Some(_) => return,
        };
        self.window_ends = now + past.map_or(Duration::ZERO, Past::typical);
        self.past = past;
    }

    fn adjust(&mut self, past: Past) {
        let Window { pushed_back, reached, .. } = self.window;
        let mean = self.window.mean();
        let slower = mean.map(|mean| mean - past.mean);
        let chance = DEVIATIONS * past.variance.sqrt();
        let threshold = chance.max(TOLERANCE * past.mean);
        if pushed_back || slower.is_some_and(|slower| slower > threshold) {
            self.limit = ((self.limit as f64 * DECREASE) as usize).max(1);
        } else if reached
            && slower.is_some_and(|slower| slower <= SAME * past.mean)
            && mean.is_some_and(|mean| mean < MUCH_SLOWER * past.fastest + chance)
        {
            self.limit = (self.limit + 1).min(self.ceiling);
        }
    }
}

/// The results since the last adjustment.
#[derive(Debug, Default)]
struct Window {
    total: Duration,
    trips: u32,
    pushed_back: bool,
    reached: bool,
}

impl Window {
    fn add(&mut self, signal: LimitSignal, round_trip: Duration) {
        match signal {
            LimitSignal::Good => (self.total, self.trips) = (self.total + round_trip, self.trips + 1),
            LimitSignal::PushBack => self.pushed_back = true,
            LimitSignal::Neither => {}
        }
    }

    /// The mean round trip in seconds; `None` without a success.
    fn mean(&self) -> Option<f64> {
        (self.trips > 0).then(|| (self.total / self.trips).as_secs_f64())
    }
}

/// The weighted mean of the windows so far, in seconds; the latest has the most weight.
#[derive(Debug, Clone, Copy)]
struct Past {
    mean: f64,
    variance: f64,
    /// The fastest window.
    fastest: f64,
}

impl Past {
    fn begin(mean: f64) -> Self {
        Self { mean, variance: 0.0, fastest: mean }
    }

    fn and(self, window: f64) -> Self {
        let difference = window - self.mean;
        let step = ALPHA * difference;
        let variance = (1.0 - ALPHA) * (self.variance + difference * step);
        Self { mean: self.mean + step, variance, fastest: (self.fastest * FORGET).min(window) }
    }

    fn typical(self) -> Duration {
        Duration::from_secs_f64(self.mean)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    /// The limit after each round of concurrent requests. A round lasts the given milliseconds; 0 means that the server
    /// pushes back after 10 ms, and 1 that it refuses.
    fn limits(ceiling: usize, rounds: &[u64]) -> Vec<usize> {
        let mut adaptive = AdaptiveLimit::new(ceiling);
        let mut now = Duration::ZERO;
        let round = |millis: &u64| {
            let (signal, trip) = match millis {
                0 => (LimitSignal::PushBack, MS(10)),
                1 => (LimitSignal::Neither, MS(10)),
                millis => (LimitSignal::Good, MS(*millis)),
            };
            now += trip;
            let flying = adaptive.limit();
            (0..flying).for_each(|_| adaptive.started());
            (0..flying).for_each(|_| adaptive.finished(signal, trip, now));
            adaptive.limit()
        };
        rounds.iter().map(round).collect()
    }

    #[rstest]
    #[case::doubles(40, &[10, 10, 10, 10, 10], &[1, 2, 4, 8, 16])]
    #[case::not_above_the_ceiling(3, &[10, 10, 10, 10], &[1, 2, 3, 3])]
    #[case::ceiling_of_one(1, &[10, 10, 10], &[1, 1, 1])]
    #[case::slower_by_a_third_is_no_load(40, &[9, 12, 12, 12, 12, 16], &[1, 2, 4, 8, 16, 32])]
    #[case::few_results_say_little(40, &[10, 10, 40, 40, 10], &[1, 2, 4, 8, 16])]
    // A third as fast: the server takes a third of the limit. From then on there are single steps.
    #[case::single_steps_after_a_slow_round(40, &[10, 10, 10, 10, 30, 10, 10], &[1, 2, 4, 8, 2, 3, 4])]
    #[case::push_back_keeps_at_least_one(9, &[10, 10, 10, 10, 0, 0, 0, 0, 0], &[1, 2, 4, 8, 4, 3, 2, 1, 1])]
    #[case::rises_again_after_push_back(9, &[10, 10, 10, 0, 10, 10, 10], &[1, 2, 4, 2, 3, 4, 5])]
    #[case::a_refusal_changes_nothing(9, &[10, 10, 10, 1, 1, 10], &[1, 2, 4, 4, 4, 8])]
    #[case::refused_from_the_start(9, &[1, 1, 1], &[1, 1, 1])]
    // The first round trip starts the past; each later window is one step.
    #[case::pushed_back_from_the_start(9, &[0, 0, 10, 10, 10], &[1, 1, 1, 1, 2])]
    fn the_limit_follows_the_server(
        #[case] ceiling: usize,
        #[case] rounds: &[u64],
        #[case] expected: &[usize],
    ) {
        assert_eq!(limits(ceiling, rounds), expected);
    }

    #[test]
    fn push_back_lowers_the_limit_by_half_and_then_by_tenths() {
        let climb = [10; 9];
        assert_eq!(limits(40, &climb).last(), Some(&40));
        let down = limits(40, &[&climb[..], &[0; 5]].concat());
        assert_eq!(down[9..], [20, 18, 16, 14, 12]);
    }

    /// A limit after the ramp, with this past.
    fn settled(limit: usize, ceiling: usize, past: Past) -> AdaptiveLimit {
        AdaptiveLimit { limit, ramp: None, past: Some(past), ..AdaptiveLimit::new(ceiling) }
    }

    #[test]
    fn past_round_trips_are_weighted() {
        let past = Past::begin(0.010).and(0.020);
        assert!((past.mean - 0.014).abs() < 1e-12, "{past:?}");
        assert!((past.variance - 0.6 * 0.4 * 1e-4).abs() < 1e-12, "{past:?}");
    }

    /// Deviations of 0.6 × 0.4 × (10 ms)²: a standard deviation of 4.9 ms, a threshold of 12.2 ms above 14 ms.
    #[rstest]
    #[case(26, 4, 5)]
    #[case(27, 4, 4)]
    fn the_threshold_is_two_and_a_half_standard_deviations(
        #[case] millis: u64,
        #[case] of: usize,
        #[case] expected: usize,
    ) {
        let mut adaptive = settled(of + 1, 9, Past::begin(0.010).and(0.020));
        adaptive.started();
        adaptive.finished(LimitSignal::Good, MS(millis), MS(millis));
        assert_eq!(adaptive.limit(), expected);
    }

    #[rstest]
    #[case(104, 10)]
    #[case(106, 9)]
    fn a_window_slower_by_less_than_a_twentieth_is_no_load(#[case] millis: u64, #[case] expected: usize) {
        let mut adaptive = settled(10, 40, Past::begin(0.100));
        adaptive.started();
        adaptive.finished(LimitSignal::Good, MS(millis), MS(millis));
        assert_eq!(adaptive.limit(), expected);
    }

    #[rstest]
    #[case(149, 3)]
    #[case(151, 2)]
    fn the_limit_does_not_grow_if_the_server_is_much_slower_than_once(
        #[case] millis: u64,
        #[case] expected: usize,
    ) {
        let mut adaptive = settled(2, 9, Past { fastest: 0.100, ..Past::begin(0.200) });
        adaptive.started();
        adaptive.started();
        adaptive.finished(LimitSignal::Good, MS(millis), MS(millis));
        assert_eq!(adaptive.limit(), expected);
    }

    #[test]
    fn an_unused_limit_does_not_rise() {
        let mut adaptive = AdaptiveLimit::new(9);
        for round in 1..=20 {
            adaptive.started();
            adaptive.finished(LimitSignal::Good, MS(10), MS(10 * round));
        }
        assert_eq!(adaptive.limit(), 2);
    }

    #[test]
    fn the_limit_rises_once_per_window() {
        let mut adaptive = settled(2, 9, Past::begin(0.040));
        for round in 1..=12 {
            adaptive.started();
            adaptive.started();
            adaptive.finished(LimitSignal::Good, MS(40), MS(10 * round));
            adaptive.finished(LimitSignal::Good, MS(40), MS(10 * round));
        }
        assert_eq!(
            adaptive.limit(),
            3,
            "120 ms: the past starts a window that ends at once, then two of 40 ms, \
                                         and only the first of the three reached the limit"
        );
    }

    /// What was in flight when the ramp ended tells nothing about the limit after it.
    #[test]
    fn results_of_before_the_first_sign_of_load_are_ignored() {
        let mut adaptive = AdaptiveLimit { limit: 8, ..AdaptiveLimit::new(9) };
        (0..8).for_each(|_| adaptive.started());
        (0..8).for_each(|at| adaptive.finished(LimitSignal::PushBack, MS(10), MS(10 + at)));
        assert_eq!(adaptive.limit(), 4);
    }
}
