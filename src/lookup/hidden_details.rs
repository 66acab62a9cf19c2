//! How many details reading the complete list takes, because it may hide match keys: an estimate from one page.

use super::customer_lookup::CustomerLookup;
use super::shown_fields::shows;
use crate::api::Page;

impl CustomerLookup {
    /// About how many details must be read besides the list that begins with this page.
    pub fn hidden_details(&self, first: &Page) -> u64 {
        let fields: Vec<&String> = self.matching.alternatives.iter().flat_map(|key| &key.fields).collect();
        let seen = first.records.len() as u64;
        let total = first.total.unwrap_or(seen);
        let is_shown = |field: &&String| first.records.iter().any(|record| shows(record, field));
        if !fields.iter().all(is_shown) {
            return total;
        }
        let hides = |record: &_| fields.iter().any(|field| !shows(record, field));
        let hiding = first.records.iter().filter(|record| hides(record)).count() as u64;
        total.saturating_mul(hiding).div_ceil(seen.max(1))
    }
}
