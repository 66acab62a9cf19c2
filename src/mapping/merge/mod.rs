//! Merging of rows that are the same customer.

mod customer;
mod rules;

pub(crate) use customer::shown_field;
pub use customer::{LostReason, LostValue, MergedCustomer};
pub use rules::{MergeRule, MergeRules};
pub(crate) use rules::{merge_named, merge_of_rule};
