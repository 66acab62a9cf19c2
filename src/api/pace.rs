//! A rate, kept by two buckets of governor's GCRA that every call passes one after the other.
//!
//! The first runs at the rate itself and remembers a tenth of a second: a call that comes late may be made good by
//! later ones. The second says how fast that may be: a little above the rate, and with a small burst. Of it alone
//! follows what no second may exceed. A GCRA with the interval `T` and the tolerance `tau` lets at most
//! `1 + (W + tau) / T` calls through in any time `W`; here that is one call and 1.008 times the rate in any second,
//! whatever happened before, idle time too. What remains to one hundredth is for the way to the server.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// The finest part of an interval that is counted.
const CELL: Duration = Duration::from_millis(1);
/// The time that late calls may be behind the rate and still be made good.
const MEMORY: Duration = Duration::from_millis(100);
/// What a late timer may make good at once.
const BURST: Duration = Duration::from_millis(4);
/// Calls are made good at the rate and one in so many more.
const ONE_MORE_IN: u128 = 250;

/// What a caller passes before each call.
#[derive(Debug)]
pub(super) struct Pace<C: Clock = MonotonicClock> {
    buckets: [Bucket<C>; 2],
}

impl<C: Clock + Clone> Pace<C> {
    /// With this time between two calls, by this clock.
    pub(super) fn new(interval: Duration, clock: &C) -> Self {
        let faster = (interval.as_nanos() * ONE_MORE_IN).div_ceil(ONE_MORE_IN + 1);
        let (rate, most) = (bucket(interval.as_nanos(), MEMORY, clock), bucket(faster, BURST, clock));
        Self { buckets: [rate, most] }
    }

    /// What a call has to pass, in this order; callers take turns.
    pub(super) fn buckets(&self) -> impl Iterator<Item = &Bucket<C>> {
        self.buckets.iter()
    }
}

/// A GCRA with a tolerance in time: a call counts as many cells as its interval has milliseconds, and the bucket holds
/// the tolerance beside it.
#[derive(Debug)]
pub(super) struct Bucket<C: Clock> {
    governor: RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
    cells: NonZeroU32,
    clock: C,
}

fn bucket<C: Clock + Clone>(interval: u128, tolerance: Duration, clock: &C) -> Bucket<C> {
    let cells = u32::try_from(interval.div_ceil(CELL.as_nanos())).ok();
    let cells = cells.and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN);
    let period = u64::try_from(interval.div_ceil(u128::from(cells.get()))).unwrap_or(u64::MAX).max(1);
    let slack = u32::try_from(tolerance.as_nanos() / u128::from(period)).unwrap_or(0);
    let quota = Quota::with_period(Duration::from_nanos(period));
    let quota = quota.unwrap_or_else(|| Quota::per_second(NonZeroU32::MAX));
    let governor =
        RateLimiter::direct_with_clock(quota.allow_burst(cells.saturating_add(slack)), clock.clone());
    // Nobody has been late yet: the tolerance is taken out, and the bucket is full without it.
    drop(NonZeroU32::new(slack).map(|slack| governor.check_n(slack)));
    Bucket { governor, cells, clock: clock.clone() }
}

impl<C: Clock> Bucket<C> {
    /// Lets a call through, or says after what time to ask again.
    pub(super) fn ask(&self) -> Result<(), Duration> {
        match self.governor.check_n(self.cells) {
            Ok(Err(early)) => Err(early.wait_time_from(self.clock.now())),
            // The bucket holds more than one call, so capacity is never short.
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use proptest::prelude::*;

    const SECOND: u64 = 1_000_000_000;

    /// A caller in virtual time: before each call it is idle for a while, and all of its timers are late. Both in
    /// microseconds, again and again from the start. At every full second the machine stands still for `stop` more.
    #[derive(Debug, Clone)]
    struct Caller {
        idle: Vec<u64>,
        late: Vec<u64>,
        stop: u64,
    }

    impl Caller {
        /// The times in nanoseconds at which calls were let through, as long as they last.
        fn calls(&self, rate: u32, lasts: Duration) -> Vec<u64> {
            let clock = FakeRelativeClock::default();
            let pace = Pace::new(Duration::from_secs(1) / rate, &clock);
            let (mut idle, mut late) = (self.idle.iter().cycle(), self.late.iter().cycle());
            let second = || clock.now().as_u64() / SECOND;
            let mut times = Vec::new();
            while clock.now().as_u64() < nanos(lasts) {
                clock.advance(Duration::from_micros(*idle.next().unwrap()));
                for bucket in pace.buckets() {
                    while let Err(wait) = bucket.ask() {
                        let before = second();
                        clock.advance(wait + Duration::from_micros(*late.next().unwrap()));
                        clock.advance(Duration::from_micros(self.stop * (second() - before)));
                    }
                }
                times.push(clock.now().as_u64());
            }
            times
        }
    }

    fn nanos(time: Duration) -> u64 {
        u64::try_from(time.as_nanos()).unwrap()
    }

    /// The most calls in any second.
    fn most(times: &[u64]) -> usize {
        let within = |from: usize| times[from..].partition_point(|time| *time < times[from] + SECOND);
        (0..times.len()).map(within).max().unwrap_or_default()
    }

    /// A hundredth over the rate, and one call.
    fn allowed(rate: u32) -> usize {
        (rate + rate / 100 + 1) as usize
    }

    fn any_rate() -> impl Strategy<Value = u32> {
        prop_oneof![Just(10), Just(50), Just(200), Just(1000), 1_u32..5000]
    }

    /// Mostly at once, now and then after a while.
    fn any_time(longest: u64) -> impl Strategy<Value = u64> {
        prop_oneof![6 => Just(0), 3 => 0..2000_u64, 1 => 0..longest]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn no_second_holds_more_than_the_rate_and_a_hundredth_and_one(
            rate in any_rate(),
            idle in prop::collection::vec(any_time(3_000_000), 1..400),
            late in prop::collection::vec(any_time(200_000), 1..60),
        ) {
            let times = Caller { idle, late, stop: 0 }.calls(rate, Duration::from_secs(6));
            prop_assert!(most(&times) <= allowed(rate), "{} at {rate}", most(&times));
        }

        #[test]
        fn timers_that_are_late_by_no_more_than_the_burst_lose_nothing(
            rate in any_rate(),
            late in prop::collection::vec(0..=3000_u64, 1..60),
        ) {
            let times = Caller { idle: vec![0], late, stop: 0 }.calls(rate, Duration::from_secs(10));
            let due = rate as usize * 10;
            let least = due - due.div_ceil(1000).max(1);
            prop_assert!((least..=due + 1).contains(&times.len()), "{} of {due}", times.len());
        }

        #[test]
        fn stops_of_fifteen_milliseconds_in_every_second_cost_less_than_a_hundredth(
            rate in 50_u32..5000,
            late in prop::collection::vec(0..=2000_u64, 1..60),
        ) {
            let times = Caller { idle: vec![0], late, stop: 15_000 }.calls(rate, Duration::from_secs(10));
            prop_assert!(times.len() * 100 >= rate as usize * 990, "{} at {rate}", times.len());
            prop_assert!(most(&times) <= allowed(rate), "{} at {rate}", most(&times));
        }
    }

    #[test]
    fn on_time_calls_are_one_interval_apart() {
        let times = Caller { idle: vec![0], late: vec![0], stop: 0 }.calls(50, Duration::from_secs(2));
        let slots: Vec<_> = (0..times.len() as u64).map(|slot| slot * 20_000_000).collect();
        assert_eq!(times, slots);
    }

    #[test]
    fn after_idle_time_the_bound_holds_and_what_was_not_asked_for_is_not_made_good_for_long() {
        for rate in [10, 50, 200, 1000] {
            let mut idle = vec![0; rate as usize * 60];
            idle.insert(rate as usize, 5_000_000);
            let times = Caller { idle, late: vec![0], stop: 0 }.calls(rate, Duration::from_secs(60));
            assert!(most(&times) <= allowed(rate), "{} at {rate}", most(&times));
            let busy = times.iter().filter(|time| **time >= 10 * SECOND).count();
            assert!(busy <= rate as usize * 50 + rate as usize / 10 + 1, "{busy} in 50 s at {rate}");
        }
    }

    #[test]
    fn a_very_low_and_a_very_high_rate_are_kept_too() {
        for interval in [Duration::from_nanos(1), Duration::from_secs(86400 * 365)] {
            let clock = FakeRelativeClock::default();
            let pace = Pace::new(interval, &clock);
            assert!(pace.buckets().all(|bucket| bucket.ask().is_ok()), "{interval:?}");
            let waits: Vec<_> = pace.buckets().map(Bucket::ask).collect();
            assert!(waits.iter().all(|wait| wait.is_err()), "{interval:?}: {waits:?}");
        }
    }
}
