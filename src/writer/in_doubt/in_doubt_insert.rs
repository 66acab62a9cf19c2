//! An insert in doubt and when it is looked up next.

use std::time::Duration;

use tokio::time::Instant;

use crate::journal::Planned;

/// The time before the first lookup.
const FIRST_LOOKUP: Duration = Duration::from_millis(250);

/// An insert that may have arrived.
#[derive(Debug)]
pub(in crate::writer) struct InDoubtInsert {
    pub(super) planned: Planned,
    /// When its attempt ended, by the clock of the journal.
    pub(super) ended: i64,
    /// This process made the attempt.
    pub(super) own: bool,
    pub(super) lookups: u32,
    /// How often this process has sent it again.
    pub(super) sent_again: u32,
    pub(super) next: Instant,
}

impl InDoubtInsert {
    /// An insert by this process, whose attempt ended at this time of the journal's clock.
    pub(in crate::writer) fn new(planned: Planned, ended: i64) -> Self {
        Self { planned, ended, own: true, lookups: 0, sent_again: 0, next: Instant::now() + FIRST_LOOKUP }
    }

    /// Like [`InDoubtInsert::new`], for an attempt by an earlier process.
    pub(in crate::writer) fn of_before(planned: Planned, ended: i64) -> Self {
        Self { own: false, ..Self::new(planned, ended) }
    }

    /// The row.
    pub(in crate::writer) fn row(&self) -> u64 {
        self.planned.row
    }

    /// Doubles the time to the next lookup, up to an eighth of the time that proves absence.
    pub(super) fn look_up_later(&mut self, settle_for: Duration) {
        self.lookups = self.lookups.saturating_add(1);
        let doubled = FIRST_LOOKUP.saturating_mul(1 << self.lookups.min(10));
        self.next = Instant::now() + doubled.min((settle_for / 8).max(FIRST_LOOKUP));
    }
}
