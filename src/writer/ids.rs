//! The ids that the server has given to rows of this run: none of them twice.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64;

use crate::journal::{JournalError, Reader};

/// Of each id its hash. Where two ids have the same, an insert is listed as unknown that need not have been: among a
/// million rows once in forty million runs.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: Mutex<HashSet<u64>>,
}

impl Ids {
    /// Takes in the ids that a run has already.
    pub(super) fn recall(&self, reader: &Reader) -> Result<(), JournalError> {
        reader.each_id(|id| _ = self.claim(id))
    }

    /// False where the id belongs to another row already.
    pub(super) fn claim(&self, id: &str) -> bool {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(xxh3_64(id.as_bytes()))
    }

    /// True where the id belongs to a row.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).contains(&xxh3_64(id.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_be_claimed_once() {
        let ids = Ids::default();
        let claimed = ["a", "b", "a", "c", "b"].map(|id| ids.claim(id));
        assert_eq!(claimed, [true, true, false, true, false]);
    }
}
