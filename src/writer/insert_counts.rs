//! How many inserts of this process the server's total includes.

use std::sync::atomic::{AtomicU64, Ordering};

/// The inserts of a process, by what is known of them.
#[derive(Debug, Default)]
pub(super) struct InsertCounts {
    inserted: AtomicU64,
    in_doubt: AtomicU64,
    found: AtomicU64,
}

impl InsertCounts {
    /// Inserts that have certainly arrived.
    pub(super) fn inserted(&self) -> u64 {
        self.inserted.load(Ordering::Acquire)
    }

    /// Inserts of earlier processes that this one has found.
    pub(super) fn found(&self) -> u64 {
        self.found.load(Ordering::Acquire)
    }

    /// Inserts that may have arrived, including those of earlier processes that were found.
    pub(super) fn in_doubt(&self) -> u64 {
        self.in_doubt.load(Ordering::Acquire)
    }

    /// Counts an insert that has arrived.
    pub(super) fn count_inserted(&self) {
        self.inserted.fetch_add(1, Ordering::AcqRel);
    }

    /// Counts an insert that may have arrived.
    pub(super) fn count_in_doubt(&self) {
        self.in_doubt.fetch_add(1, Ordering::AcqRel);
    }

    /// Counts a found insert of an earlier process. It may have arrived before or after the list was read.
    pub(super) fn count_found(&self) {
        self.found.fetch_add(1, Ordering::AcqRel);
    }

    /// Moves an insert from in doubt to inserted.
    pub(super) fn resolve_as_inserted(&self) {
        // In this order, it may be counted twice for a moment, but never goes uncounted.
        self.count_inserted();
        self.in_doubt.fetch_sub(1, Ordering::AcqRel);
    }
}
