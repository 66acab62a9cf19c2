//! The pause of all calls after a 429 that does not say how long to wait.
//!
//! A refusal comes at once. Without a pause, each one would make room for the next request, and a server over its quota
//! would refuse hundreds of requests a second.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The first pause. It doubles as long as no call succeeds.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(8);

/// The refusals since the last success.
#[derive(Debug, Default)]
pub(super) struct UnstatedPause(AtomicU32);

impl UnstatedPause {
    /// How long all calls pause after a refusal. `None` if they already do: requests that were in flight then say
    /// nothing new.
    pub(super) fn after_refusal(&self, paused: bool) -> Option<Duration> {
        if paused {
            return None;
        }
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        Some(FIRST.saturating_mul(1 << before.min(8)).min(LONGEST))
    }

    /// A call has succeeded.
    pub(super) fn succeeded(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_until_a_call_succeeds() {
        let pause = UnstatedPause::default();
        let next = || pause.after_refusal(false).map(|pause| pause.as_millis());
        assert_eq!([next(), next(), next()], [Some(500), Some(1000), Some(2000)]);
        assert_eq!(pause.after_refusal(true), None);
        assert!((0..40).all(|_| next().is_some()));
        assert_eq!(next(), Some(8000));
        pause.succeeded();
        assert_eq!(next(), Some(500));
    }
}
