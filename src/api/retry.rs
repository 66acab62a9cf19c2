//! Whether a failed call is retried and after which delay: exponential with full jitter, bounded in number and time.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::error::ApiError;

/// The bounds of a series of attempts. It only computes delays; the caller sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The ceiling of the first delay; each further attempt doubles it.
    pub base: Duration,
    /// No jittered delay is longer than this.
    pub cap: Duration,
    /// The maximum number of attempts, including the first.
    pub attempts: u32,
    /// How long the series may take. The caller must not count waits that the server asked for: the number of attempts
    /// bounds them.
    pub total: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        let base = Duration::from_millis(200);
        let cap = Duration::from_secs(20);
        Self { base, cap, attempts: 5, total: Duration::from_secs(120) }
    }
}

impl Backoff {
    /// The delay after `failed` attempts (from 1), or `None` if the series is over.
    ///
    /// `random` in 0..1 spreads the delay from 0 to the ceiling. The delay is never shorter than `retry_after`, which the
    /// server asked for.
    ///
    /// ```
    /// use deskferry::api::Backoff;
    /// use std::time::Duration;
    /// let delay = Backoff::default().delay(3, Duration::ZERO, 0.5, None);
    /// assert_eq!(delay, Some(Duration::from_millis(400)));
    /// ```
    pub fn delay(
        &self,
        failed: u32,
        elapsed: Duration,
        random: f64,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        if failed >= self.attempts || elapsed >= self.total {
            return None;
        }
        let jittered = self.ceiling(failed).mul_f64(random.clamp(0.0, 1.0));
        match retry_after {
            Some(asked) => Some(asked.max(jittered)),
            None => Some(jittered.min(self.total - elapsed)),
        }
    }

    /// The bounds for an unreachable server. Nothing was sent, so only the time is bounded. The delays are short, so
    /// that work continues soon after the server is back.
    pub fn patient(self) -> Self {
        Self { attempts: u32::MAX, cap: self.cap.min(Duration::from_secs(5)), ..self }
    }

    fn ceiling(&self, failed: u32) -> Duration {
        let doublings = failed.saturating_sub(1).min(31);
        self.base.saturating_mul(1 << doublings).min(self.cap)
    }
}

/// A random number in 0..1 for [`Backoff::delay`], from the standard library's random hash keys.
pub fn roll() -> f64 {
    let bits = RandomState::new().hash_one(0_u8) >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

/// What to do after a failed read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryDecision {
    /// Try again, as [`Backoff`] allows.
    Retry,
    /// Don't: it would fail again.
    Stop,
}

/// Whether a read is retried after this error; for a write, check [`ApiError::delivery`] first.
///
/// An answer that can't be understood may be a passing error page of a proxy, so it is retried. A failed token call is
/// not, as it was retried itself.
pub fn retry_decision(error: &ApiError) -> RetryDecision {
    match error {
        ApiError::Throttled { .. }
        | ApiError::Server { .. }
        | ApiError::NotSent { .. }
        | ApiError::Broken { .. }
        | ApiError::BrokenPage { .. }
        | ApiError::BadAnswer { .. } => RetryDecision::Retry,
        _ => RetryDecision::Stop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[rstest]
    #[case::first(1, 0, 1.0, None, Some(200))]
    #[case::doubles(4, 0, 1.0, None, Some(1600))]
    #[case::full_jitter(4, 0, 0.0, None, Some(0))]
    #[case::capped(9, 0, 1.0, None, Some(20_000))]
    #[case::far_past_the_cap(99, 0, 1.0, None, Some(20_000))]
    #[case::attempts_used_up(100, 0, 0.5, None, None)]
    #[case::time_used_up(1, 60_000, 0.5, None, None)]
    #[case::only_what_remains(9, 59_000, 1.0, None, Some(1000))]
    #[case::server_asks_for_more(1, 0, 1.0, Some(3000), Some(3000))]
    #[case::server_asks_for_less(5, 0, 1.0, Some(1), Some(3200))]
    #[case::server_may_pass_the_total(1, 59_000, 0.0, Some(300_000), Some(300_000))]
    #[case::random_out_of_range(1, 0, 7.0, None, Some(200))]
    fn delays_between_attempts(
        #[case] failed: u32,
        #[case] elapsed: u64,
        #[case] random: f64,
        #[case] asked: Option<u64>,
        #[case] expected: Option<u64>,
    ) {
        let backoff = Backoff { attempts: 100, total: MS(60_000), ..Backoff::default() };
        assert_eq!(backoff.delay(failed, MS(elapsed), random, asked.map(MS)), expected.map(MS));
    }

    #[test]
    fn random_numbers_are_in_range_and_differ() {
        let rolls: Vec<_> = (0..100).map(|_| roll()).collect();
        assert!(rolls.iter().all(|roll| (0.0..1.0).contains(roll)));
        assert!(rolls.iter().any(|roll| *roll != rolls[0]));
    }

    fn server(status: u16) -> ApiError {
        ApiError::Server { call: String::new(), status, retry_after: None, text: String::new() }
    }

    #[rstest]
    #[case(server(500), RetryDecision::Retry)]
    #[case(ApiError::Throttled { call: String::new(), retry_after: None }, RetryDecision::Retry)]
    #[case(ApiError::Token { source: Box::new(server(500)) }, RetryDecision::Stop)]
    #[case(ApiError::Missing { call: String::new(), status: 404 }, RetryDecision::Stop)]
    #[case(ApiError::Refused { call: String::new(), status: 400, text: String::new() }, RetryDecision::Stop)]
    #[case(ApiError::Unauthorized { call: String::new(), status: 401, text: String::new() }, RetryDecision::Stop)]
    fn which_errors_are_retried(#[case] error: ApiError, #[case] expected: RetryDecision) {
        assert_eq!(retry_decision(&error), expected);
    }
}
