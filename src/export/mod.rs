//! Out of the help desk: the list drained, honest about what it holds; backups, and the way back.

mod comparison;

pub use comparison::{Changed, Changes, Comparison, ComparisonError, Named};
