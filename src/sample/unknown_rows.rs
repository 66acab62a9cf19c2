//! Rows that are to be read again.

use std::collections::BTreeSet;

use crate::plan::RowRef;

/// Rows that are to be read again, because more of what they show is to be known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnknownRows {
    /// All of these rows.
    pub rows: BTreeSet<RowRef>,
    /// Those of them whose merged customers are to be looked at.
    pub groups: Vec<Vec<RowRef>>,
}

impl UnknownRows {
    /// True if everything is known.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.groups.is_empty()
    }
}
