//! Decides what to do with each row: insert, update, nothing, skip or reject. Pure functions.

mod decide;
mod skip_reason;

mod append;
mod custom_fields;
mod known_numbers;
mod policed;
mod protected_value;
mod row_groups;
mod seen_keys;

pub use crate::customer::{WritePolicies, WritePolicy};
pub use custom_fields::decide_within;
pub(crate) use decide::touched;
pub use decide::{Action, ImportMode, MatchedCustomer, OnMultiple, WriteRules, as_stored, choose, decide};
pub(crate) use known_numbers::{RowPhones, leave_known_numbers, with_known_numbers};
pub use protected_value::ProtectedValue;
pub use row_groups::RowGroups;
pub use seen_keys::{KeyHash, KeyRole, RowRef, SeenKey, SeenKeys};
pub use skip_reason::SkipReason;
