//! The concurrency limit: how many requests may be in flight, judging by the results of earlier ones.
//!
//! The algorithm is that of Vector's adaptive concurrency. A window lasts one typical round trip. At its end, its mean
//! round trip is compared with the past, an exponentially weighted mean with its variance:
//! - The limit grows by one if it was reached, the server did not push back, and the window was not slower than the past.
//! - It shrinks by a tenth, but not below one, if the server pushed back or the window was slower by 2.5 standard
//!   deviations.
//!
//! Vector also shrinks the limit if a window is exactly as slow as a past without deviation; here it must be slower.

use std::time::Duration;

/// The factor by which the limit shrinks.
const DECREASE: f64 = 0.9;
/// The weight of a window in the mean of the past.
const ALPHA: f64 = 0.4;
/// A window slower by this many standard deviations is a sign of load.
const DEVIATIONS: f64 = 2.5;

/// What a finished request says about the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LimitSignal {
    /// Success: its round trip counts.
    Good,
    /// 429, 5xx or a time-out.
    PushBack,
    /// Nothing: it was refused, or the connection broke.
    Neither,
}

/// The limit as it follows the server. Times count from any fixed start.
#[derive(Debug)]
pub(super) struct AdaptiveLimit {
    ceiling: usize,
    limit: usize,
    in_flight: usize,
    past: Option<Past>,
    window: Window,
    window_ends: Duration,
}

impl AdaptiveLimit {
    /// Starts with one request in flight and never allows more than `ceiling`.
    pub(super) fn new(ceiling: usize) -> Self {
        let window = Window::default();
        let window_ends = Duration::ZERO;
        Self { ceiling: ceiling.max(1), limit: 1, in_flight: 0, past: None, window, window_ends }
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
        self.window.reached |= self.in_flight >= self.limit;
    }

    /// Notes that a request is finished after this round trip.
    pub(super) fn finished(&mut self, signal: LimitSignal, round_trip: Duration, now: Duration) {
        self.in_flight = self.in_flight.saturating_sub(1);
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
        let slower = self.window.mean().map(|mean| mean - past.mean);
        let threshold = DEVIATIONS * past.variance.sqrt();
        let calm = !pushed_back && slower.is_some_and(|slower| slower <= 0.0);
        let loaded = pushed_back || slower.is_some_and(|slower| slower > threshold);
        if calm && reached {
            self.limit = (self.limit + 1).min(self.ceiling);
        } else if loaded {
            self.limit = ((self.limit as f64 * DECREASE) as usize).max(1);
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
}

impl Past {
    fn begin(mean: f64) -> Self {
        Self { mean, variance: 0.0 }
    }

    fn and(self, window: f64) -> Self {
        let difference = window - self.mean;
        let step = ALPHA * difference;
        Self { mean: self.mean + step, variance: (1.0 - ALPHA) * (self.variance + difference * step) }
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
    // The first round trip starts the past; each later window is one step.
    #[case::rises(9, &[10, 10, 10, 10, 10], &[1, 2, 3, 4, 5])]
    #[case::not_above_the_ceiling(3, &[10, 10, 10, 10, 10], &[1, 2, 3, 3, 3])]
    #[case::ceiling_of_one(1, &[10, 10, 10], &[1, 1, 1])]
    #[case::does_not_rise_if_slower(9, &[10, 10, 10, 60, 10], &[1, 2, 3, 2, 2])]
    #[case::push_back_keeps_at_least_one(9, &[10, 10, 10, 10, 0, 0, 0, 0], &[1, 2, 3, 4, 3, 2, 1, 1])]
    // Three are pushed back at once: the first ends a window, the others belong to the next.
    #[case::rises_again_after_push_back(9, &[10, 10, 10, 0, 10, 10, 10], &[1, 2, 3, 2, 1, 2, 3])]
    #[case::a_refusal_changes_nothing(9, &[10, 10, 1, 1, 10], &[1, 2, 2, 2, 3])]
    #[case::refused_from_the_start(9, &[1, 1, 1], &[1, 1, 1])]
    #[case::pushed_back_from_the_start(9, &[0, 0, 10, 10, 10], &[1, 1, 1, 1, 2])]
    fn the_limit_follows_the_server(
        #[case] ceiling: usize,
        #[case] rounds: &[u64],
        #[case] expected: &[usize],
    ) {
        assert_eq!(limits(ceiling, rounds), expected);
    }

    #[test]
    fn push_back_lowers_the_limit_by_a_tenth() {
        let climb = [10; 40];
        assert_eq!(limits(40, &climb).last(), Some(&40));
        let down = limits(40, &[&climb[..], &[0; 5]].concat());
        assert_eq!(down[40..], [36, 32, 28, 25, 22]);
    }

    #[test]
    fn past_round_trips_are_weighted() {
        let past = Past::begin(0.010).and(0.020);
        assert!((past.mean - 0.014).abs() < 1e-12, "{past:?}");
        assert!((past.variance - 0.6 * 0.4 * 1e-4).abs() < 1e-12, "{past:?}");
    }

    /// Deviations of 0.6 × 0.4 × (10 ms)²: a standard deviation of 4.9 ms, a threshold of 12.2 ms above 14 ms.
    #[rstest]
    #[case(26, 4)]
    #[case(27, 3)]
    fn the_threshold_is_two_and_a_half_standard_deviations(#[case] millis: u64, #[case] expected: usize) {
        let mut adaptive = AdaptiveLimit { limit: 5, ..AdaptiveLimit::new(9) };
        let mut now = Duration::ZERO;
        let mut trip = |millis| {
            now += MS(millis);
            adaptive.started();
            adaptive.finished(LimitSignal::Good, MS(millis), now);
            (adaptive.past, adaptive.limit)
        };
        trip(10);
        trip(10);
        assert_eq!(trip(20).0.map(|past| past.typical()), Some(MS(14)));
        assert_eq!(trip(millis).1, expected);
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
        let mut adaptive = AdaptiveLimit::new(9);
        for round in 1..=8 {
            adaptive.started();
            adaptive.started();
            adaptive.finished(LimitSignal::Good, MS(40), MS(10 * round));
            adaptive.finished(LimitSignal::Good, MS(40), MS(10 * round));
        }
        assert_eq!(adaptive.limit(), 2, "80 ms are one window of 40 ms after the first round trip");
    }
}
