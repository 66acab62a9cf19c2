//! The attempts at one write and the waits between them.

use std::time::{Duration, Instant};

use super::abort_reason::AbortReason;
use super::run_writer::Writer;
use crate::api::{ApiError, Backoff, Delivery, RetryDecision, retry_decision, roll};

/// The attempts at one write so far.
pub(super) struct RetryState {
    backoff: Backoff,
    failed: u32,
    started: Instant,
    /// The waits that the server asked for.
    asked: Duration,
    in_doubt: bool,
}

impl RetryState {
    pub(super) fn new(backoff: Backoff) -> Self {
        Self { backoff, failed: 0, started: Instant::now(), asked: Duration::ZERO, in_doubt: false }
    }

    /// True if an attempt may have arrived.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// Notes that an attempt may have arrived.
    pub(super) fn doubt(&mut self) {
        self.in_doubt = true;
    }

    /// Why the run ends after refused credentials or a stop. A write that may have arrived stays in doubt on disk.
    pub(super) fn abort_reason(&self, error: &ApiError) -> Option<AbortReason> {
        if error.is_stopped() {
            return Some(self.stopped());
        }
        let reason = if self.in_doubt { AbortReason::UnauthorizedInDoubt } else { AbortReason::Unauthorized };
        error.is_unauthorized().then(|| reason(error.clone()))
    }

    fn stopped(&self) -> AbortReason {
        if self.in_doubt { AbortReason::StoppedInDoubt } else { AbortReason::Stopped }
    }

    /// Notes the error of an attempt.
    pub(super) fn note(&mut self, error: &ApiError) {
        self.in_doubt |= error.delivery() == Delivery::Unknown;
    }

    /// Waits before the next attempt; false if there is none. A stop ends the wait. The wait for an unreachable server
    /// is longer; if it stays unreachable, the run ends and the row does not count as failed.
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
            writer.report_away(error);
        }
        self.asked += error.retry_after().unwrap_or_default();
        tokio::select! {
            () = tokio::time::sleep(delay) => Ok(true),
            () = writer.stop.requested() => Err(self.stopped()),
        }
    }
}

/// True if a write that was certainly not carried out may succeed later.
pub(super) fn worth_repeating(error: &ApiError) -> bool {
    retry_decision(error) == RetryDecision::Retry || matches!(error, ApiError::Token { .. })
}
