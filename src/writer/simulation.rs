//! The adaptive limit against simulated servers in virtual time, with always more to send than is allowed. The first
//! links and their expected ranges are those of Vector's own tests.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;
use std::time::Duration;

use proptest::prelude::*;
use rstest::rstest;

use super::adaptive_limit::{AdaptiveLimit, LimitSignal};

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
#[case::constant(STEADY, 500, 16.0..=18.0, 22..=33)]
#[case::slow(Link { scale: 1.0, ..STEADY }, 200, 1.7..=5.0, 2..=7)]
#[case::shallow_knee(Link { knee: (10, 1.1), ..STEADY }, 1000, 10.0..=12.0, 12..=12)]
#[case::pushes_back(Link { takes: 5, ..STEADY }, 500, 4.0..=12.0, 6..=18)]
#[case::jittery(Link { jitter: 0.1, ..STEADY }, 1000, 9.0..=20.0, 20..=40)]
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

/// Without push-back, the latency limits it. Only the last few windows count, so if the first steps are as small as the
/// jitter, the limit creeps up to its ceiling, as in Vector.
#[rstest]
fn the_limit_settles_around_the_latency_knee(#[values(8, 16, 32)] knee: usize) {
    let link = Link { knee: (knee, 1.1), ..STEADY };
    let mut world = World::new(200, 1);
    world.run(link, 1000);
    let (mean, most) = world.run(link, 20_000);
    assert!((knee as f64 - 2.0..=knee as f64 + 3.5).contains(&mean) && most <= knee + 3, "{mean} {most}");
}

/// If each further request slows all of them down slightly, the limit grows a few steps too far: a step in latency must
/// exceed the variation of the last windows. So the limit ends about five above the capacity, as in Vector (scenario
/// `controller-slow`), far below the allowed 200.
#[rstest]
fn the_limit_settles_slightly_above_a_shared_capacity(
    #[values(4, 8)] capacity: usize,
    #[values(0.05, 0.2)] jitter: f64,
) {
    let link = Link { capacity, jitter, delay: 0.05, ..STEADY };
    for seed in 0..10 {
        let (mean, most) = World::new(200, seed).run(link, 600);
        let above = mean - capacity as f64;
        assert!((0.0..=6.5).contains(&above) && most <= capacity + 10, "{mean} {most}");
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

#[test]
fn the_limit_rises_one_step_per_round_trip() {
    let mut world = World::new(8, 1);
    world.run(STEADY, 1 + 1 + 2 + 3 + 4 + 5 + 6 + 7);
    assert!(world.adaptive.limit() == 8 && world.now <= Duration::from_millis(901), "{:?}", world.now);
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
