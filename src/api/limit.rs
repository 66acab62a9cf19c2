//! When a call may go out: a permit of the rate, and no pause that the server asked for.
//!
//! The rate is kept by governor's GCRA. A call counts as many cells as its interval has milliseconds, and the bucket
//! holds two milliseconds more than one call: late timers are made good, and there is no other burst. Measured, cells
//! of a whole call each either lose 3 to 12 % of the rate (a burst of one) or let a second's worth out at once.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// The finest part of an interval that is counted.
const CELL: Duration = Duration::from_millis(1);
/// What a late timer may make good.
const SLACK: Duration = Duration::from_millis(2);

type Governor = RateLimiter<NotKeyed, InMemoryState, MonotonicClock, NoOpMiddleware<std::time::Instant>>;

/// The limiter that all calls of a client share. Times are nanoseconds since its start.
#[derive(Debug)]
pub(super) struct Limiter {
    start: Instant,
    rate: Option<Rate>,
    paused_until: AtomicU64,
}

/// A rate, and the queue of those who wait for it: only the first of them sleeps.
#[derive(Debug)]
struct Rate {
    governor: Governor,
    cells: NonZeroU32,
    queue: Mutex<()>,
}

impl Rate {
    fn new(interval: Duration) -> Self {
        let cells = count(interval.as_nanos().div_ceil(CELL.as_nanos()));
        let period = (interval / cells.get()).max(Duration::from_nanos(1));
        let slack = count(SLACK.as_nanos() / period.as_nanos());
        let quota = Quota::with_period(period).unwrap_or_else(|| Quota::per_second(NonZeroU32::MAX));
        let quota = quota.allow_burst(cells.saturating_add(slack.get()));
        let governor = RateLimiter::direct_with_clock(quota, MonotonicClock);
        // Nobody has been late yet: the slack is taken out, and the bucket is full without it.
        drop(governor.check_n(slack));
        Self { governor, cells, queue: Mutex::new(()) }
    }

    async fn turn(&self) {
        let _first = self.queue.lock().await;
        // The bucket holds more than one call, so capacity is never short.
        while let Ok(Err(early)) = self.governor.check_n(self.cells) {
            tokio::time::sleep(early.wait_time_from(MonotonicClock.now())).await;
        }
    }
}

fn count(number: u128) -> NonZeroU32 {
    u32::try_from(number).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN)
}

impl Limiter {
    /// A limiter with this time between two calls; `None`: no limit, but pauses still hold.
    pub(super) fn new(interval: Option<Duration>) -> Self {
        Self { start: Instant::now(), rate: interval.map(Rate::new), paused_until: AtomicU64::new(0) }
    }

    /// Waits until a call may go out; send at once after it.
    pub(super) async fn admit(&self) {
        loop {
            self.wait_until(self.paused_until.load(Ordering::Acquire)).await;
            if let Some(rate) = &self.rate {
                rate.turn().await;
            }
            if self.paused_until.load(Ordering::Acquire) <= self.now() {
                return;
            }
        }
    }

    /// Makes everybody wait for this long; a longer pause stays.
    pub(super) fn pause(&self, wait: Duration) {
        self.paused_until.fetch_max(self.now().saturating_add(nanos(wait)), Ordering::AcqRel);
    }

    /// The end of the pause, while there is one.
    pub(super) fn paused_until(&self) -> Option<Instant> {
        let until = self.paused_until.load(Ordering::Acquire);
        (until > self.now()).then(|| self.start + Duration::from_nanos(until))
    }

    fn now(&self) -> u64 {
        nanos(self.start.elapsed())
    }

    async fn wait_until(&self, time: u64) {
        if time > self.now() {
            sleep_until(self.start + Duration::from_nanos(time)).await;
        }
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    const MS: fn(u64) -> Duration = Duration::from_millis;

    /// The times, in milliseconds, at which `calls` callers at once were let out.
    async fn times(limiter: Arc<Limiter>, calls: usize) -> Vec<u64> {
        let times = Mutex::new(Vec::new());
        let one = || async {
            limiter.admit().await;
            times.lock().unwrap().push(limiter.now() / 1_000_000);
        };
        futures::future::join_all((0..calls).map(|_| one())).await;
        times.into_inner().unwrap()
    }

    /// True when the times lie one interval apart from the first on: never early, and late by what a busy machine takes.
    fn paced(times: &[u64], from: u64, interval: u64) -> bool {
        let slots = (0..).map(|slot| from + slot * interval);
        times.iter().zip(slots).all(|(time, slot)| (slot..slot + 40).contains(time))
    }

    #[tokio::test]
    async fn calls_are_one_interval_apart_from_the_first_on() {
        let times = times(Arc::new(Limiter::new(Some(MS(20)))), 20).await;
        assert!(paced(&times, 0, 20), "{times:?}");
    }

    #[tokio::test]
    async fn idle_time_saves_no_burst() {
        let limiter = Arc::new(Limiter::new(Some(MS(50))));
        tokio::time::sleep(MS(300)).await;
        let times = times(limiter, 4).await;
        assert!(times[3] - times[0] >= 145, "{times:?}");
    }

    #[tokio::test]
    async fn a_pause_holds_everybody_also_those_who_have_a_slot() {
        let limiter = Arc::new(Limiter::new(Some(MS(50))));
        let later = limiter.clone();
        let running = tokio::spawn(async move { times(later, 8).await });
        tokio::time::sleep(MS(75)).await;
        limiter.pause(MS(300));
        limiter.pause(MS(1));
        assert!(limiter.paused_until().is_some());
        let times = running.await.unwrap();
        let during: Vec<_> = times.iter().filter(|time| (80..374).contains(*time)).collect();
        assert!(during.is_empty(), "{times:?}");
        assert!(times[7] - times[2] >= 4 * 50, "{times:?}");
        assert!(limiter.paused_until().is_none());
    }

    #[tokio::test]
    async fn without_a_rate_only_pauses_hold() {
        let limiter = Arc::new(Limiter::new(None));
        assert!(times(limiter.clone(), 100).await[99] < 40);
        limiter.pause(MS(60));
        assert!(times(limiter, 2).await[0] >= 60);
    }

    /// Prints calls a second and the most in any second: `cargo test --release --lib limit -- --ignored --nocapture`.
    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "a measurement of several seconds"]
    async fn measure() {
        for rate in [10_u32, 200, 1000, 5000] {
            let limiter = Arc::new(Limiter::new(Some(Duration::from_secs(1) / rate)));
            let calls = usize::try_from(rate * 3).unwrap();
            let times = times(limiter, calls).await;
            let most = times
                .iter()
                .enumerate()
                .map(|(at, first)| times[at..].iter().take_while(|time| **time < first + 1000).count());
            let seconds = (times[calls - 1] - times[0]) as f64 / 1000.0;
            println!("{rate}/s: {:.2}/s, at most {:?} in a second", (calls - 1) as f64 / seconds, most.max());
        }
    }
}
