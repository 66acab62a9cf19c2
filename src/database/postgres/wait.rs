//! How long a statement waits for a server that is away.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long a statement waits.
const PATIENCE: Duration = Duration::from_secs(600);
/// How long it waits if the user wants the process to end.
const LAST_PATIENCE: Duration = Duration::from_secs(3);
/// The first and the longest pause between two attempts.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

static IS_ENDING: AtomicBool = AtomicBool::new(false);

/// From now on, statements of this process wait no longer than a moment for a server that is away.
pub fn stop_waiting() {
    IS_ENDING.store(true, Ordering::Release);
}

/// The wait for a server.
pub(super) struct Wait {
    begun: Instant,
    pause: Duration,
    patience: Duration,
}

impl Wait {
    /// A wait of at most this long.
    pub(super) fn at_most(patience: Duration) -> Self {
        Self { patience, ..Self::default() }
    }
}

impl Default for Wait {
    fn default() -> Self {
        Self { begun: Instant::now(), pause: PAUSES.0, patience: PATIENCE }
    }
}

impl Wait {
    /// Waits a moment; false if it has been long enough.
    pub(super) fn goes_on(&mut self) -> bool {
        let is_ending = IS_ENDING.load(Ordering::Acquire);
        let patience = if is_ending { self.patience.min(LAST_PATIENCE) } else { self.patience };
        if self.begun.elapsed() >= patience {
            return false;
        }
        std::thread::sleep(self.pause);
        self.pause = (self.pause * 2).min(PAUSES.1);
        true
    }
}
