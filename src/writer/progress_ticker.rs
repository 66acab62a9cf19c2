//! Ticks at which the writer reports its state and its rate.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// The time between two ticks.
const TICK: Duration = Duration::from_millis(500);
/// The rate is averaged over this many ticks.
const SPAN: usize = 10;

/// A ticker, and the rows counted between its ticks.
#[derive(Debug)]
pub(super) struct ProgressTicker {
    ticks: Interval,
    rows: u64,
    marks: VecDeque<(Instant, u64)>,
}

impl ProgressTicker {
    /// The first tick comes after one interval.
    pub(super) fn start() -> Self {
        let now = Instant::now();
        let mut ticks = interval_at(now + TICK, TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { ticks, rows: 0, marks: VecDeque::from([(now, 0)]) }
    }

    /// Counts a row with a committed outcome.
    pub(super) fn count(&mut self) {
        self.rows += 1;
    }

    /// Waits for the next tick and returns the rate in rows per second.
    pub(super) async fn tick(&mut self) -> f64 {
        let now = self.ticks.tick().await;
        self.rate(now)
    }

    /// Rows per second from the oldest mark to `now`; marks `now`.
    fn rate(&mut self, now: Instant) -> f64 {
        let (since, before) = self.marks.front().copied().unwrap_or((now, self.rows));
        self.marks.push_back((now, self.rows));
        if self.marks.len() > SPAN {
            self.marks.pop_front();
        }
        (self.rows - before) as f64 / (now - since).as_secs_f64().max(0.001)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_rate_is_that_of_the_last_five_seconds() {
        let mut ticker = ProgressTicker::start();
        let start = ticker.marks[0].0;
        let mut rate_after = |ticks: u32, rows: u64| {
            ticker.rows += rows;
            (ticker.rate(start + TICK * ticks) * 10.0).round() / 10.0
        };
        assert_eq!(rate_after(1, 10), 20.0);
        let steady: Vec<f64> = (2..=20).map(|tick| rate_after(tick, 10)).collect();
        assert!(steady.iter().all(|rate| *rate == 20.0), "{steady:?}");
        let ebbing: Vec<f64> = (21..=31).map(|tick| rate_after(tick, 0)).collect();
        assert_eq!((ebbing[0], ebbing[4], ebbing[9], ebbing[10]), (18.0, 10.0, 0.0, 0.0));
    }

    #[tokio::test]
    async fn ticks_are_half_a_second_apart() {
        let mut ticker = ProgressTicker::start();
        let start = Instant::now();
        ticker.tick().await;
        assert!(start.elapsed() >= TICK - Duration::from_millis(20));
    }
}
