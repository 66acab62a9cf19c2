//! The ids that the server has given to rows of this run, none of them twice, and those that were there before.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64;

use crate::journal::{JournalError, JournalReader};

/// The customers that this run did not insert, as far as they were read: of each id its hash. Those that come while it
/// writes are taken in as well.
#[derive(Debug, Clone, Default)]
pub struct KnownIds(Arc<Mutex<Vec<u64>>>);

impl KnownIds {
    /// Takes one in.
    pub fn take_in(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(hash(id));
    }

    /// All so far, in order; they are held no more.
    fn take_sorted(&self) -> Vec<u64> {
        let mut all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        all.sort_unstable();
        all
    }

    /// True for one that was taken in since.
    fn has_later(&self, id: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&hash(id))
    }
}

/// Whose an id is that the server has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// This row's.
    Own,
    /// Another row's, which was inserted too.
    Shared,
    /// A customer's who was there before.
    Before,
}

/// Of each id its hash. Where two ids have the same, an insert is listed as unknown that need not have been: among a
/// million rows once in forty million runs.
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

    /// Takes in the ids that a run has already.
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

    /// Takes an id for an insert, where it is nobody's.
    pub(super) fn claim(&self, id: &str) -> Claim {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = hash(id);
        match rows.inserted.contains(&hash) {
            true => Claim::Shared,
            false if rows.matched.contains(&hash) || self.was_there(id) => Claim::Before,
            false => {
                rows.inserted.insert(hash);
                Claim::Own
            }
        }
    }

    /// As [`ClaimedIds::claim`], of an insert in doubt: who is read when a run goes on may be a customer that it inserted before.
    pub(super) fn adopt(&self, id: &str) -> Claim {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let free = !rows.matched.contains(&hash(id)) && rows.inserted.insert(hash(id));
        if free { Claim::Own } else { Claim::Shared }
    }

    /// True for a customer who was read, and not inserted by this run.
    pub(super) fn was_there(&self, id: &str) -> bool {
        self.known.binary_search(&hash(id)).is_ok() || self.later.has_later(id)
    }

    /// True for a customer that the run has inserted.
    pub(super) fn is_inserted(&self, id: &str) -> bool {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).inserted.contains(&hash(id))
    }

    /// True where the id belongs to a row.
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
    fn an_id_can_be_claimed_once() {
        let known = KnownIds::default();
        ["k", "j"].iter().for_each(|id| known.take_in(id));
        let ids = ClaimedIds::beside(&known);
        let claimed = ["a", "b", "a", "k", "k", "j"].map(|id| ids.claim(id));
        assert_eq!(claimed[..3], [Claim::Own, Claim::Own, Claim::Shared]);
        assert_eq!(claimed[3..], [Claim::Before; 3]);
    }
}
