//! Customers of the account that may be the same: found by e-mail address, phone number and name, and graded.
//!
//! The list is read as for an export. `identifiers` says what a customer is known by, `account_index` keeps all of it in
//! a temporary database, and `grouping` joins customers there. `fill` computes what the customer to keep can get from
//! the others, and `plan_fill` saves it as a plan. Nobody is deleted: the API can't move tickets. docs/duplicates.md has
//! the rules.

mod account_index;
mod customer_link;
mod error;
mod fill;
mod find_duplicates;
mod grade;
mod group;
mod grouping;
mod identifiers;
mod keep;
mod merge_advice;
mod plan_fill;
mod write_csv;
mod write_json;
mod write_text;

#[cfg(test)]
mod tests;

pub use customer_link::CustomerLink;
pub use error::DuplicatesError;
pub use find_duplicates::{DuplicatesJob, FoundDuplicates, find_duplicates};
pub use grade::Grade;
pub use keep::Keep;
pub use plan_fill::{PlannedFill, plan_fill};
pub use write_csv::write_csv;
pub use write_json::write_members;
pub use write_text::write_text;
