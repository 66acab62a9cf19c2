//! When the writer tells of its state, and how fast it is by then.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// The time between two beats.
const BEAT: Duration = Duration::from_millis(500);
/// The rate is that of so many beats.
const SPAN: usize = 10;

/// Beats, and what was counted between them.
#[derive(Debug)]
pub(super) struct ProgressTicker {
    beats: Interval,
    settled: u64,
    marks: VecDeque<(Instant, u64)>,
}

impl ProgressTicker {
    /// The first beat comes after a while.
    pub(super) fn start() -> Self {
        let now = Instant::now();
        let mut beats = interval_at(now + BEAT, BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { beats, settled: 0, marks: VecDeque::from([(now, 0)]) }
    }

    /// One row more is settled.
    pub(super) fn count(&mut self) {
        self.settled += 1;
    }

    /// Waits for the next beat, and returns the rate by then.
    pub(super) async fn beat(&mut self) -> f64 {
        let now = self.beats.tick().await;
        self.rate(now)
    }

    /// Rows a second since the oldest mark, as of `now`, which is marked.
    fn rate(&mut self, now: Instant) -> f64 {
        let (since, before) = self.marks.front().copied().unwrap_or((now, self.settled));
        self.marks.push_back((now, self.settled));
        if self.marks.len() > SPAN {
            self.marks.pop_front();
        }
        (self.settled - before) as f64 / (now - since).as_secs_f64().max(0.001)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_rate_is_that_of_the_last_five_seconds() {
        let mut pulse = ProgressTicker::start();
        let start = pulse.marks[0].0;
        let mut rate_after = |beats: u32, rows: u64| {
            pulse.settled += rows;
            (pulse.rate(start + BEAT * beats) * 10.0).round() / 10.0
        };
        assert_eq!(rate_after(1, 10), 20.0);
        let steady: Vec<f64> = (2..=20).map(|beat| rate_after(beat, 10)).collect();
        assert!(steady.iter().all(|rate| *rate == 20.0), "{steady:?}");
        let ebbing: Vec<f64> = (21..=31).map(|beat| rate_after(beat, 0)).collect();
        assert_eq!((ebbing[0], ebbing[4], ebbing[9], ebbing[10]), (18.0, 10.0, 0.0, 0.0));
    }

    #[tokio::test]
    async fn beats_are_half_a_second_apart() {
        let mut pulse = ProgressTicker::start();
        let start = Instant::now();
        pulse.beat().await;
        assert!(start.elapsed() >= BEAT - Duration::from_millis(20));
    }
}
