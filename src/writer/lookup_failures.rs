//! How long settlement goes on where look-ups fail.

use std::time::Duration;

use tokio::time::Instant;

use crate::lookup::LookupError;

/// Failed rounds in a row before the run stops and leaves the rest to a resume.
const FAILED_ROUNDS: u32 = 5;

/// Rounds that failed, one after the other.
#[derive(Default)]
pub(super) struct FailedRounds {
    rounds: u32,
    since: Option<Instant>,
}

impl FailedRounds {
    /// True where another round is worth it: a server that is away is waited for as long as writes wait for it.
    pub(super) fn is_bearable(&mut self, error: &LookupError, patience: Duration) -> bool {
        self.rounds += 1;
        let since = *self.since.get_or_insert_with(Instant::now);
        match error {
            LookupError::Api(error) if error.is_unreachable() => since.elapsed() < patience,
            error if error.is_index_failure() => false,
            _ => self.rounds < FAILED_ROUNDS,
        }
    }
}
