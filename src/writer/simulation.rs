//! The adaptive limit against simulated servers in virtual time, with always more to send than is allowed. The first
//! links are those of Vector's own tests; their expected ranges differ, because here the limit doubles at first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;
use std::time::Duration;

use proptest::prelude::*;
use rstest::rstest;

use super::adaptive_limit::AdaptiveLimit;
use super::limit_signal::LimitSignal;

/// The behavior of a server; times in seconds.
#[derive(Debug, Clone, Copy)]
struct Link {
    delay: f64,
    /// The mean of a random exponential addition, as a share of the delay.
    jitter: f64,
    /// The share of the delay that each further request in flight adds.
    scale: f64,
    /// A number of requests in flight, and the factor of the delay for each further one.
    knee: (usize, f64),
    /// More requests in flight than this share the server's capacity.
    capacity: usize,
    /// With more requests in flight than this it pushes back.
    takes: usize,
}

const STEADY: Link =
    Link { delay: 0.1, jitter: 0.0, scale: 0.0, knee: (0, 1.0), capacity: usize::MAX, takes: usize::MAX };

impl Link {
    fn answer(&self, in_flight: usize, random: f64) -> (Duration, LimitSignal) {
        let (knee, factor) = self.knee;
        let shared = (in_flight as f64 / self.capacity as f64).max(1.0) - 1.0;
        let load = (in_flight - 1) as f64 * self.scale + factor.powf(in_flight.saturating_sub(knee) as f64);
        let load = load + shared;
        let jitter = -(1.0 - random).ln() * self.jitter;
        if in_flight > self.takes {
            (Duration::from_secs_f64(self.delay * (1.0 + jitter)), LimitSignal::PushBack)
        } else {
            (Duration::from_secs_f64(self.delay * (load + jitter)), LimitSignal::Good)
        }
    }
}

struct World {
    adaptive: AdaptiveLimit,
    now: Duration,
    random: u64,
    /// Requests in flight: the end of each, a number, its round trip, and whether it succeeds.
    flying: BinaryHeap<Reverse<(Duration, u64, Duration, bool)>>,
}

impl World {
    fn new(ceiling: usize, seed: u64) -> Self {
        Self {
            adaptive: AdaptiveLimit::new(ceiling),
            now: Duration::ZERO,
            random: seed,
            flying: BinaryHeap::new(),
        }
    }

    /// Sends as much as allowed until `requests` requests are finished. Returns the mean limit over time and the
    /// highest one.
    fn run(&mut self, link: Link, requests: usize) -> (f64, usize) {
        let start = self.now;
        let mut area = 0.0;
        let mut most = 0;
        for _ in 0..requests {
            while !self.more_now() && self.adaptive.in_flight() < self.adaptive.limit() {
                self.send(link);
            }
            let limit = self.adaptive.limit();
            let before = self.now;
            self.land();
            area += limit as f64 * (self.now - before).as_secs_f64();
            most = most.max(limit);
        }
        (area / (self.now - start).as_secs_f64(), most)
    }

    /// True while more requests end at the same moment; the next ones are sent after all of them.
    fn more_now(&self) -> bool {
        self.flying.peek().is_some_and(|Reverse((time, ..))| *time == self.now)
    }

    fn send(&mut self, link: Link) {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let random = (self.random >> 11) as f64 / (1_u64 << 53) as f64;
        self.adaptive.started();
        let (trip, signal) = link.answer(self.adaptive.in_flight(), random);
        self.flying.push(Reverse((self.now + trip, self.random, trip, signal == LimitSignal::Good)));
    }

    fn land(&mut self) {
        let Some(Reverse((time, _, trip, good))) = self.flying.pop() else { return };
        self.now = time;
        self.adaptive.finished(if good { LimitSignal::Good } else { LimitSignal::PushBack }, trip, time);
    }
}

#[rstest]
#[case::constant(STEADY, 2000, 110.0..=130.0, 200..=200)]
#[case::slow(Link { scale: 1.0, ..STEADY }, 200, 1.7..=5.0, 2..=8)]
#[case::shallow_knee(Link { knee: (10, 1.1), ..STEADY }, 1000, 10.0..=15.0, 12..=32)]
#[case::pushes_back(Link { takes: 5, ..STEADY }, 500, 4.0..=7.0, 6..=8)]
#[case::jittery(Link { jitter: 0.1, ..STEADY }, 2000, 90.0..=110.0, 200..=200)]
fn the_limit_behaves_like_its_model(
    #[case] link: Link,
    #[case] requests: usize,
    #[case] mean: RangeInclusive<f64>,
    #[case] most: RangeInclusive<usize>,
) {
    for seed in 0..10 {
        let found = World::new(200, seed).run(link, requests);
        assert!(mean.contains(&found.0) && most.contains(&found.1), "{found:?}");
    }
}

/// If the server pushes back, the limit stays at most two above what it takes.
#[rstest]
fn the_limit_settles_around_what_the_server_accepts(#[values(2, 4, 8, 16, 32)] takes: usize) {
    let link = Link { takes, jitter: 0.05, ..STEADY };
    for seed in 0..10 {
        let mut world = World::new(200, seed);
        world.run(link, 1000);
        let (mean, most) = world.run(link, 20_000);
        let share = mean / takes as f64;
        assert!((0.8..=1.2).contains(&share) && most <= takes + 2, "{mean} {most}");
    }
}

/// Without push-back, the latency limits it. Where each step adds a tenth to the round trip, the limit ends where the
/// server is about half as slow again as at first.
#[rstest]
fn the_limit_settles_around_the_latency_knee(#[values(8, 16, 32)] knee: usize) {
    let link = Link { knee: (knee, 1.1), ..STEADY };
    let mut world = World::new(200, 1);
    world.run(link, 1000);
    let (mean, most) = world.run(link, 20_000);
    assert!((knee as f64 - 2.0..=knee as f64 + 7.0).contains(&mean) && most <= knee + 9, "{mean} {most}");
}

/// If each further request slows all of them down slightly, the limit ends a few requests above the capacity. It passes
/// above while it doubles.
#[rstest]
fn the_limit_settles_slightly_above_a_shared_capacity(
    #[values(4, 6, 8)] capacity: usize,
    #[values(0.05, 0.2)] jitter: f64,
) {
    let link = Link { capacity, jitter, delay: 0.05, ..STEADY };
    for seed in 0..10 {
        let (mean, most) = World::new(200, seed).run(link, 600);
        let above = mean - capacity as f64;
        assert!((0.0..=5.5).contains(&above) && most <= 3 * capacity, "{mean} {most}");
    }
}

#[test]
fn the_limit_falls_to_one_and_recovers() {
    let mut world = World::new(16, 1);
    world.run(STEADY, 500);
    assert_eq!(world.adaptive.limit(), 16);
    world.run(Link { takes: 0, ..STEADY }, 200);
    assert_eq!(world.adaptive.limit(), 1);
    world.run(STEADY, 500);
    assert_eq!(world.adaptive.limit(), 16);
}

/// A server that always takes about the same time is used in full within a second, and stays so.
#[rstest]
fn the_capacity_is_found_within_a_second(
    #[values(0.02, 0.05, 0.1)] delay: f64,
    #[values(0.0, 0.02, 0.05)] jitter: f64,
) {
    for seed in 0..10 {
        let mut world = World::new(64, seed);
        while world.now < Duration::from_secs(1) {
            world.run(Link { delay, jitter, ..STEADY }, 1);
        }
        let (mean, _) = world.run(Link { delay, jitter, ..STEADY }, 20_000);
        assert!(mean >= 0.97 * 64.0, "seed {seed}: {mean}");
    }
}

/// A server that answers some requests much faster than others is not loaded: at least half of the requests that may be are
/// in flight.
#[rstest]
fn uneven_answer_times_are_no_load(#[values(8, 64)] ceiling: usize, #[values(0.5, 1.0, 2.0)] jitter: f64) {
    for seed in 0..10 {
        let (mean, _) = World::new(ceiling, seed).run(Link { jitter, ..STEADY }, 20_000);
        assert!(mean >= 0.5 * ceiling as f64, "seed {seed}: {mean} of {ceiling}");
    }
}

proptest! {
    #[test]
    fn the_limit_stays_between_one_and_its_ceiling(
        ceiling in 1_usize..40,
        trips in proptest::collection::vec((0_usize..3, 0_u64..5_000, 0_u64..5_000, any::<bool>()), 0..400),
    ) {
        let mut adaptive = AdaptiveLimit::new(ceiling);
        let mut now = Duration::ZERO;
        for (signal, trip, passed, start) in trips {
            if start || adaptive.in_flight() == 0 {
                adaptive.started();
            }
            now += Duration::from_micros(passed);
            let signal = [LimitSignal::Good, LimitSignal::PushBack, LimitSignal::Neither][signal];
            adaptive.finished(signal, Duration::from_micros(trip), now);
            prop_assert!((1..=ceiling).contains(&adaptive.limit()));
        }
    }
}
