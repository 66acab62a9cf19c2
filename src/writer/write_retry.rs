//! The attempts at one write, and the waits between them.

use std::time::{Duration, Instant};

use super::{AbortReason, Writer};
use crate::api::{ApiError, Backoff, Delivery, roll};

/// A series of attempts at one write.
pub(super) struct RetryState {
    backoff: Backoff,
    failed: u32,
    started: Instant,
    asked: Duration,
    in_doubt: bool,
}

impl RetryState {
    pub(super) fn new(backoff: Backoff) -> Self {
        Self { backoff, failed: 0, started: Instant::now(), asked: Duration::ZERO, in_doubt: false }
    }

    /// A write of this series may have arrived.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// From here on it is in doubt.
    pub(super) fn doubt(&mut self) {
        self.in_doubt = true;
    }

    /// The end of the run where an error is one of the credentials, or a stop. What may have arrived stays in doubt on
    /// disk.
    pub(super) fn halt(&self, error: &ApiError) -> Option<AbortReason> {
        if error.is_stopped() {
            return Some(self.stopped());
        }
        let halt = if self.in_doubt { AbortReason::UnauthorizedInDoubt } else { AbortReason::Unauthorized };
        error.is_unauthorized().then(|| halt(error.clone()))
    }

    fn stopped(&self) -> AbortReason {
        if self.in_doubt { AbortReason::StoppedInDoubt } else { AbortReason::Stopped }
    }

    /// A write failed like this.
    pub(super) fn note(&mut self, error: &ApiError) {
        self.in_doubt |= error.delivery() == Delivery::Unknown;
    }

    /// Waits before the next attempt; false when there is none. A stop ends the waiting. A server that can't be reached
    /// is waited for; when it stays away, that is no fault of the row, and the run ends.
    pub(super) async fn wait_for_retry(
        &mut self,
        error: &ApiError,
        writer: &Writer,
    ) -> Result<bool, AbortReason> {
        self.failed += 1;
        let elapsed = self.started.elapsed().saturating_sub(self.asked);
        let away = error.is_unreachable();
        let backoff = if away { self.backoff.patient() } else { self.backoff };
        let Some(delay) = backoff.delay(self.failed, elapsed, roll(), error.retry_after()) else {
            return if away && !self.in_doubt {
                Err(AbortReason::Unreachable(error.clone(), elapsed))
            } else {
                Ok(false)
            };
        };
        if away {
            writer.tell_away(error);
        }
        self.asked += error.retry_after().unwrap_or_default();
        tokio::select! {
            () = tokio::time::sleep(delay) => Ok(true),
            () = writer.stop.requested() => Err(self.stopped()),
        }
    }
}
