//! What a client has done so far, for whoever shows it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::call::Kind;

/// A look at a client's counters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// The end of the pause that the server asked for, while there is one.
    pub paused_until: Option<Instant>,
    /// Reads that were sent again after a failure.
    pub retries: u64,
    /// Answers with status 429.
    pub throttled: u64,
    sent: [u64; Kind::ALL.len()],
}

impl Stats {
    /// How many requests of a kind were sent, second attempts included.
    pub fn requests(&self, kind: Kind) -> u64 {
        self.sent[kind as usize]
    }

    /// How many requests were sent.
    pub fn total(&self) -> u64 {
        self.sent.iter().sum()
    }
}

/// The counters behind [`Stats`].
#[derive(Debug, Default)]
pub(super) struct Counters {
    sent: [AtomicU64; Kind::ALL.len()],
    retries: AtomicU64,
    throttled: AtomicU64,
}

impl Counters {
    pub(super) fn sent(&self, kind: Kind) {
        self.sent[kind as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn retried(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn throttled(&self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn look(&self, paused_until: Option<Instant>) -> Stats {
        Stats {
            paused_until,
            retries: self.retries.load(Ordering::Relaxed),
            throttled: self.throttled.load(Ordering::Relaxed),
            sent: std::array::from_fn(|kind| self.sent[kind].load(Ordering::Relaxed)),
        }
    }
}
