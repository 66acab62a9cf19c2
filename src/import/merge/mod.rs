//! Merges rows of the sources that are one customer (`on_duplicate = "merge"`).

mod check_fields;
mod groups;

pub(super) use check_fields::check_joined;
pub(super) use groups::{conflict, join, merge_all};
