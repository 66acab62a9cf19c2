//! A limit of requests per second.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

/// The accepted requests of the last second; refused ones do not count.
#[derive(Debug, Default)]
pub(super) struct Quota {
    taken: VecDeque<Instant>,
}

impl Quota {
    /// Accepts a request, or returns how long to wait.
    pub(super) fn take(&mut self, limit: u32, now: Instant) -> Result<(), Duration> {
        while self.taken.front().is_some_and(|at| now.saturating_duration_since(*at) >= SECOND) {
            self.taken.pop_front();
        }
        match self.taken.front() {
            Some(first) if self.taken.len() >= limit as usize => {
                Err(SECOND.saturating_sub(now.saturating_duration_since(*first)))
            }
            _ => {
                self.taken.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_has_more_requests_than_the_quota() {
        let mut quota = Quota::default();
        let start = Instant::now();
        let mut at = |millis| quota.take(2, start + Duration::from_millis(millis));
        assert_eq!(at(0), Ok(()));
        assert_eq!(at(900), Ok(()));
        assert_eq!(at(950), Err(Duration::from_millis(50)));
        assert_eq!(at(1_000), Ok(()));
        assert_eq!(at(1_001), Err(Duration::from_millis(899)));
        assert_eq!(at(1_900), Ok(()));
    }
}
