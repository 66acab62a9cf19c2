//! Compiles the mapping file into checked rules. All errors that can be found without a source are found here.

mod check_tests;
mod constant;
mod conversion;
mod current;
mod input;
mod matching;
mod rules;
mod shared;
mod target;

pub(crate) use check_tests::check_tests;
pub(crate) use current::check_current;
pub(crate) use matching::{check_merge, check_write, match_rules};
pub(crate) use rules::rules;
