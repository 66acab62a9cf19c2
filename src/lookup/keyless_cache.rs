//! Remembers customers whose details show no more of a match key than the list. Their details are not read again while
//! the list shows them unchanged.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The hashes of the list's records, including the ids: eight bytes per customer.
#[derive(Debug, Clone, Default)]
pub struct KeylessCache {
    texts: Arc<Mutex<HashSet<i64>>>,
}

impl KeylessCache {
    pub(super) fn has(&self, text: i64) -> bool {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).contains(&text)
    }

    pub(super) fn note(&self, text: i64) {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).insert(text);
    }
}
