//! Rows whose match key several customers of the account have.

use serde::{Deserialize, Serialize};

/// The maximum number of rows that are named.
const NAMED: usize = 10;
/// The maximum number of ids that are named for a row.
const IDS: usize = 20;

/// The rows of a run whose key several customers have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeysTwice {
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first: Vec<KeyTwice>,
}

/// A row whose key several customers have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyTwice {
    /// The row, from 1 in the order of reading.
    pub row: u64,
    /// The ids of the customers; the first ones if there are many.
    pub ids: Vec<String>,
}

impl KeysTwice {
    /// Counts a row if several customers have its key.
    pub fn add(&mut self, row: u64, mut ids: Vec<String>) {
        if ids.len() < 2 {
            return;
        }
        self.rows += 1;
        if self.first.len() < NAMED {
            ids.truncate(IDS);
            self.first.push(KeyTwice { row, ids });
        }
    }
}
