//! The marker: a reference of run and row in every insert.

use crate::journal::PlannedKey;
use crate::mapping::MatchRules;

/// Writes a reference of run and row into a custom field of every insert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The internal name of the custom field.
    pub field: String,
    /// The id of the run.
    pub run: String,
}

impl Marker {
    /// The name of the custom field, and its text for one row.
    pub(crate) fn of(&self, row: u64) -> (String, String) {
        (self.field.clone(), format!("{}/{row}", self.run))
    }
}

/// The key by which a customer with a marker is found.
pub(super) fn marker_key(text: &str) -> PlannedKey {
    PlannedKey { canonical: MatchRules::canonical_of(text), values: vec![text.to_owned()] }
}
