//! How long a new customer may stay hidden.

use std::time::Duration;

use super::account_behavior::AccountBehavior;

impl AccountBehavior {
    /// The time by which the list and the search showed a new customer, or the longest wait without it.
    pub fn longest_lag(&self) -> Option<Duration> {
        let lag = self.index_lag.known()?;
        let shown = lag.search_ms.max(lag.list_ms).unwrap_or_default();
        Some(Duration::from_millis(shown.max(lag.hidden_ms)))
    }
}
