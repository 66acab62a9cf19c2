//! What a client has sent so far.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::call::CallKind;

/// A snapshot of a client's counters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientStats {
    /// The end of the current pause that the server asked for.
    pub paused_until: Option<Instant>,
    /// Reads that were repeated after a failure.
    pub retries: u64,
    /// Answers with status 429.
    pub throttled: u64,
    sent: [u64; CallKind::ALL.len()],
}

impl ClientStats {
    /// How many requests of a kind were sent, including repeated ones.
    pub fn requests(&self, kind: CallKind) -> u64 {
        self.sent[kind as usize]
    }

    /// How many requests were sent in total.
    pub fn total(&self) -> u64 {
        self.sent.iter().sum()
    }
}

/// The counters behind [`ClientStats`].
#[derive(Debug, Default)]
pub(super) struct RequestCounters {
    sent: [AtomicU64; CallKind::ALL.len()],
    /// The most calls that may be sent; 0 means any number.
    most: AtomicU64,
    retries: AtomicU64,
    throttled: AtomicU64,
}

impl RequestCounters {
    /// From now on at most this many calls are sent, with those before.
    pub(super) fn limit(&self, most: u64) {
        self.most.store(most, Ordering::Relaxed);
    }

    /// False if the limit is reached.
    pub(super) fn may_send(&self) -> bool {
        let most = self.most.load(Ordering::Relaxed);
        let total: u64 = self.sent.iter().map(|sent| sent.load(Ordering::Relaxed)).sum();
        most == 0 || total < most
    }

    pub(super) fn sent(&self, kind: CallKind) {
        self.sent[kind as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn retried(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn throttled(&self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn snapshot(&self, paused_until: Option<Instant>) -> ClientStats {
        ClientStats {
            paused_until,
            retries: self.retries.load(Ordering::Relaxed),
            throttled: self.throttled.load(Ordering::Relaxed),
            sent: std::array::from_fn(|kind| self.sent[kind].load(Ordering::Relaxed)),
        }
    }
}
