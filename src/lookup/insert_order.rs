//! At which end of the list new customers appear.

use serde::{Deserialize, Serialize};

/// The order of the list, as far as it was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum InsertOrder {
    OldestFirst,
    NewestFirst,
}
