//! How long failing lookups are repeated.

use std::time::Duration;

use tokio::time::Instant;

use crate::lookup::LookupError;

/// After this many failed rounds in a row, the run stops; a resume does the rest.
const FAILED_ROUNDS: u32 = 5;

/// Failed rounds in a row.
#[derive(Default)]
pub(super) struct FailedRounds {
    rounds: u32,
    since: Option<Instant>,
}

impl FailedRounds {
    /// Counts a failed round; true if another may follow. Lookups wait for a server that is unreachable, or that answers
    /// "too many requests", as long as writes do: both pass.
    pub(super) fn may_try_again(&mut self, error: &LookupError, patience: Duration) -> bool {
        self.rounds += 1;
        let since = *self.since.get_or_insert_with(Instant::now);
        match error {
            LookupError::Api(error) if error.is_unreachable() => since.elapsed() < patience,
            LookupError::Api(error) if error.is_throttled() => {
                self.rounds < FAILED_ROUNDS || since.elapsed() < patience
            }
            error if error.is_index_failure() => false,
            _ => self.rounds < FAILED_ROUNDS,
        }
    }
}
