//! A reference that every insert of a run carries.

use crate::journal::PlannedKey;
use crate::mapping::MatchRules;

/// A reference of run and row that every insert of a run carries in a custom field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The custom field's internal name.
    pub field: String,
    /// The run.
    pub run: String,
}

impl Marker {
    /// The custom field and its text for one row.
    pub(crate) fn of(&self, row: u64) -> (String, String) {
        (self.field.clone(), format!("{}/{row}", self.run))
    }
}

/// The key by which a customer with a marker is found.
pub(super) fn marker_key(text: &str) -> PlannedKey {
    PlannedKey { canonical: MatchRules::canonical_of(text), values: vec![text.to_owned()] }
}
