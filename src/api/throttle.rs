//! Delays calls to keep the rate and the pauses that the server asks for.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::MonotonicClock;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, sleep_until};

use super::rate_limiter::CallRateLimiter;
use super::settings::{ClientSettings, SetupError};
use crate::account::{AccountRoom, RateToKeep, SharedRate, StatedRate};

/// Shared by all calls of a client. Times are nanoseconds since its start.
#[derive(Debug)]
pub(super) struct Throttle {
    start: Instant,
    rate: Option<RateQueue>,
    /// Where the rate is shared, and what the others are told.
    room: Option<(AccountRoom, StatedRate)>,
    /// The shared rate, from the first call on: who only waits for his turn to begin does not slow the others down.
    shared: OnceLock<Option<SharedRate>>,
    paused_until: AtomicU64,
}

/// A rate limiter and the queue for it; only the first caller in the queue sleeps.
#[derive(Debug)]
struct RateQueue {
    pace: CallRateLimiter,
    queue: Mutex<()>,
}

impl RateQueue {
    fn new(interval: Duration) -> Self {
        Self { pace: CallRateLimiter::new(interval, &MonotonicClock), queue: Mutex::new(()) }
    }

    async fn turn(&self) {
        let _first = self.queue.lock().await;
        while let Err(wait) = self.pace.ask() {
            sleep(wait).await;
        }
    }
}

impl Throttle {
    /// A throttle with this time between two calls; with `None` only pauses apply.
    pub(super) fn new(interval: Option<Duration>) -> Self {
        let rate = interval.map(RateQueue::new);
        let (shared, paused_until) = (OnceLock::new(), AtomicU64::new(0));
        Self { start: Instant::now(), rate, room: None, shared, paused_until }
    }

    /// The throttle of a client. If its account has a room, all processes there keep the rate together.
    pub(super) fn of(settings: &ClientSettings) -> Result<Self, SetupError> {
        let room = settings.room.clone().map(|room| (room, settings.stated_rate()));
        Ok(Self { room, ..Self::new(settings.interval()?) })
    }

    /// The shared rate; `None` without a room, or if that can't be used.
    fn shared(&self) -> Option<&SharedRate> {
        let (room, stated) = self.room.as_ref()?;
        let join = || match SharedRate::join(room, *stated) {
            Ok(shared) => Some(shared),
            Err(error) => {
                tracing::warn!("can't share the rate with the other processes of this machine: {error}");
                None
            }
        };
        self.shared.get_or_init(join).as_ref()
    }

    fn joined(&self) -> Option<&SharedRate> {
        self.shared.get()?.as_ref()
    }

    /// The lowest rate that was kept so far, and who has set it; `None` if it is not shared.
    pub(super) fn lowest_rate(&self) -> Option<RateToKeep> {
        self.joined()?.lowest()
    }

    /// Waits until a call may be sent; the caller must send it immediately.
    pub(super) async fn admit(&self) {
        if let Some(shared) = self.shared() {
            return shared.turn().await;
        }
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

    /// Pauses all calls for this long; does not shorten an earlier pause.
    pub(super) fn pause(&self, wait: Duration) {
        if let Some(shared) = self.joined() {
            return shared.pause(wait);
        }
        self.paused_until.fetch_max(self.now().saturating_add(nanos(wait)), Ordering::AcqRel);
    }

    /// The end of the current pause.
    pub(super) fn paused_until(&self) -> Option<Instant> {
        if let Some(shared) = self.joined() {
            return Instant::now().checked_add(shared.paused()?);
        }
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

    /// The times in milliseconds at which `calls` concurrent callers were admitted.
    async fn times(limiter: Arc<Throttle>, calls: usize) -> Vec<u64> {
        let times = Mutex::new(Vec::new());
        let one = || async {
            limiter.admit().await;
            times.lock().unwrap().push(limiter.now() / 1_000_000);
        };
        futures::future::join_all((0..calls).map(|_| one())).await;
        times.into_inner().unwrap()
    }

    /// True if the times are one interval apart: never early, and up to 40 ms late on a busy machine.
    fn paced(times: &[u64], from: u64, interval: u64) -> bool {
        let slots = (0..).map(|slot| from + slot * interval);
        times.iter().zip(slots).all(|(time, slot)| (slot..slot + 40).contains(time))
    }

    #[tokio::test]
    async fn calls_are_one_interval_apart_from_the_start() {
        let times = times(Arc::new(Throttle::new(Some(MS(20)))), 20).await;
        assert!(paced(&times, 0, 20), "{times:?}");
    }

    #[tokio::test]
    async fn idle_time_does_not_allow_a_burst() {
        let limiter = Arc::new(Throttle::new(Some(MS(50))));
        tokio::time::sleep(MS(300)).await;
        let times = times(limiter, 4).await;
        // Three intervals minus the tolerance for late calls.
        assert!(times[3] - times[0] >= 141, "{times:?}");
    }

    #[tokio::test]
    async fn a_pause_also_stops_callers_that_have_a_slot() {
        let limiter = Arc::new(Throttle::new(Some(MS(50))));
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
    async fn without_a_rate_only_pauses_delay_calls() {
        let limiter = Arc::new(Throttle::new(None));
        assert!(times(limiter.clone(), 100).await[99] < 40);
        limiter.pause(MS(60));
        assert!(times(limiter, 2).await[0] >= 60);
    }

    /// Prints the rate and the most calls in any second: `cargo test --release --lib limit -- --ignored --nocapture`.
    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "a measurement of several seconds"]
    async fn measure_the_rate_limiter() {
        for rate in [10_u32, 200, 1000, 5000] {
            let limiter = Arc::new(Throttle::new(Some(Duration::from_secs(1) / rate)));
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
