//! The attempts at one write, and the waits between them.

use std::time::{Duration, Instant};

use super::{Halt, Writer};
use crate::api::{ApiError, Backoff, Fate, roll};

/// A series of attempts at one write.
pub(super) struct Series {
    backoff: Backoff,
    failed: u32,
    started: Instant,
    asked: Duration,
    in_doubt: bool,
}

impl Series {
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
    pub(super) fn halt(&self, error: &ApiError) -> Option<Halt> {
        if error.is_stopped() {
            return Some(self.stopped());
        }
        let halt = if self.in_doubt { Halt::UnauthorizedInDoubt } else { Halt::Unauthorized };
        error.is_unauthorized().then(|| halt(error.clone()))
    }

    fn stopped(&self) -> Halt {
        if self.in_doubt { Halt::StoppedInDoubt } else { Halt::Stopped }
    }

    /// A write failed like this.
    pub(super) fn note(&mut self, error: &ApiError) {
        self.in_doubt |= error.fate() == Fate::Unknown;
    }

    /// Waits before the next attempt; false when there is none. A stop ends the waiting. A server that can't be reached
    /// is waited for; when it stays away, that is no fault of the row, and the run ends.
    pub(super) async fn again(&mut self, error: &ApiError, writer: &Writer) -> Result<bool, Halt> {
        self.failed += 1;
        let elapsed = self.started.elapsed().saturating_sub(self.asked);
        let away = error.is_unreachable();
        let backoff = if away { self.backoff.patient() } else { self.backoff };
        let Some(delay) = backoff.delay(self.failed, elapsed, roll(), error.retry_after()) else {
            return if away && !self.in_doubt {
                Err(Halt::Unreachable(error.clone(), elapsed))
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
