//! The ids that the server returned for rows of this run, and those that existed before.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64;

use crate::journal::{JournalError, JournalReader};

/// The hashes of the ids of all customers read that this run did not insert. Customers that others insert meanwhile are
/// added too.
#[derive(Debug, Clone, Default)]
pub struct KnownIds(Arc<Mutex<Vec<u64>>>);

impl KnownIds {
    /// Adds an id.
    pub fn take_in(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(hash(id));
    }

    /// Removes and returns all ids so far, sorted.
    fn take_sorted(&self) -> Vec<u64> {
        let mut all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        all.sort_unstable();
        all
    }

    /// True for an id added since the last [`Self::take_sorted`].
    fn has_later(&self, id: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&hash(id))
    }
}

/// Which customer an id belongs to that the server returned for an insert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// The customer of this row.
    Own,
    /// The inserted customer of another row.
    Shared,
    /// A customer that existed before.
    Before,
}

/// The hashes of the ids of this run's customers. A hash collision makes the outcome of an insert unknown: with a
/// million rows, in one of forty million runs.
#[derive(Debug, Default)]
pub(super) struct ClaimedIds {
    rows: Mutex<ClaimedRows>,
    known: Vec<u64>,
    later: KnownIds,
}

#[derive(Debug, Default)]
struct ClaimedRows {
    inserted: HashSet<u64>,
    matched: HashSet<u64>,
}

impl ClaimedIds {
    pub(super) fn beside(known: &KnownIds) -> Self {
        Self { rows: Mutex::default(), known: known.take_sorted(), later: known.clone() }
    }

    /// Adds the ids that are in the journal.
    pub(super) fn recall(&self, reader: &JournalReader) -> Result<(), JournalError> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        reader.each_id(|id, matched| {
            let ClaimedRows { inserted, matched: before } = &mut *rows;
            if matched {
                before.insert(hash(id))
            } else {
                inserted.insert(hash(id))
            };
        })
    }

    /// Claims an id for an insert.
    pub(super) fn claim(&self, id: &str) -> Claim {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = hash(id);
        if rows.inserted.contains(&hash) {
            Claim::Shared
        } else if rows.matched.contains(&hash) || self.was_there(id) {
            Claim::Before
        } else {
            rows.inserted.insert(hash);
            Claim::Own
        }
    }

    /// Claims the id of a found insert in doubt. An id that was known before the resume is accepted, because the run
    /// may have inserted the customer earlier.
    pub(super) fn adopt(&self, id: &str) -> Claim {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let free = !rows.matched.contains(&hash(id)) && rows.inserted.insert(hash(id));
        if free { Claim::Own } else { Claim::Shared }
    }

    /// True for a known customer that this run did not insert.
    pub(super) fn was_there(&self, id: &str) -> bool {
        self.known.binary_search(&hash(id)).is_ok() || self.later.has_later(id)
    }

    /// True for a customer that this run inserted.
    pub(super) fn is_inserted(&self, id: &str) -> bool {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).inserted.contains(&hash(id))
    }

    /// True for a customer that this run inserted or matched.
    pub(super) fn contains(&self, id: &str) -> bool {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.inserted.contains(&hash(id)) || rows.matched.contains(&hash(id))
    }
}

fn hash(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_be_claimed_only_once() {
        let known = KnownIds::default();
        ["k", "j"].iter().for_each(|id| known.take_in(id));
        let ids = ClaimedIds::beside(&known);
        let claimed = ["a", "b", "a", "k", "k", "j"].map(|id| ids.claim(id));
        assert_eq!(claimed[..3], [Claim::Own, Claim::Own, Claim::Shared]);
        assert_eq!(claimed[3..], [Claim::Before; 3]);
    }
}
