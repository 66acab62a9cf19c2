//! Plan files: a dry run saves its plan, and `apply` writes exactly that plan later.
//!
//! A plan file has a header line, one line per row, and a last line with the counts and the SHA-256 of everything
//! before it. docs/plan.md is the specification.

mod apply;
mod error;
mod format;
mod hash;
mod plan_differences;
mod preflight;
mod read;
mod save;
#[cfg(test)]
mod tests;
mod unfinished_plans;

pub use apply::{ApplyJob, apply};
pub use error::PlanError;
pub use format::{PlanHeader, PlanSource};
pub use plan_differences::PlanDifferences;
pub use read::PlanReader;
pub use save::PlanFile;

pub(crate) use apply::{check_account, fill};
