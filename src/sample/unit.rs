//! Rows that can only be taken together, or one of them would end in another way.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::RowRef;

/// Rows that can only be taken together.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    /// Its blocks by their first row, each with its number of rows: single rows, and all rows of merged customers.
    pub blocks: BTreeMap<RowRef, usize>,
    /// What they show, by number.
    pub shows: BTreeSet<usize>,
    /// How many rows have an error.
    pub rejected: usize,
    /// True if one of the rows is written.
    pub written: bool,
}

impl Unit {
    /// The number of its rows.
    pub(super) fn rows(&self) -> usize {
        self.blocks.values().sum()
    }

    /// True if a row is written, and none has an error.
    pub(super) fn is_good(&self) -> bool {
        self.written && self.rejected == 0
    }
}
