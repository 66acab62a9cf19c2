//! What a process tells all others.

use super::departures::Departures;
use super::stated_rate::StatedRate;

/// Nanoseconds of a millisecond.
pub(super) const MS: u64 = 1_000_000;

/// A pause that the server has asked for; times since the machine started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) asked: u64,
    pub(super) until: u64,
}

/// No server's wish may stop an account for longer, whatever a file says.
const LONGEST_PAUSE: u64 = 3_600_000 * MS;

impl Pause {
    pub(super) fn lasts_until(self, now: u64) -> Option<u64> {
        let holds = self.asked <= now && now < self.until && self.until - self.asked <= LONGEST_PAUSE;
        holds.then_some(self.until)
    }
}

/// What a process tells all others; times in nanoseconds since the machine started.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Told {
    pub(super) stated: StatedRate,
    /// When the slot after its latest one begins.
    pub(super) tail: u64,
    pub(super) pause: Pause,
    pub(super) departures: Departures,
}
