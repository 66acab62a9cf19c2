//! Headers of answers that tell about a rate or quota.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use reqwest::header::HeaderMap;

/// Parts of the names of such headers.
const PARTS: [&str; 4] = ["ratelimit", "rate-limit", "quota", "retry-after"];
/// More are not kept.
const MOST: usize = 20;

/// The headers that were seen, each with its last value.
#[derive(Debug, Default)]
pub(super) struct RateHeaders {
    seen: Mutex<BTreeMap<String, String>>,
}

impl RateHeaders {
    /// Notes those of an answer; `clean` removes secrets.
    pub(super) fn note(&self, headers: &HeaderMap, clean: impl Fn(&[u8]) -> String) {
        let is_told = |name: &str| PARTS.iter().any(|part| name.contains(part));
        for (name, value) in headers.iter().filter(|(name, _)| is_told(name.as_str())) {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.len() < MOST || seen.contains_key(name.as_str()) {
                seen.insert(name.as_str().to_owned(), clean(value.as_bytes()));
            }
        }
    }

    /// All that were seen.
    pub(super) fn all(&self) -> BTreeMap<String, String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
