//! Customers whose details were read and show no more of a key than the list does: they are not read again as long as the
//! list shows them unchanged.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Eight bytes a customer: the hash of what the list shows of him, his id among it.
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
