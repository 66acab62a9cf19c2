//! Plans that are kept in a file and applied later. `docs/plan.md` is their specification.

mod apply;
mod beside;
mod error;
mod format;
mod plan_differences;
mod preflight;
mod read;
mod save;
#[cfg(test)]
mod tests;

pub(crate) use apply::{check_account, fill};

pub use apply::{ApplyJob, apply};
pub use error::PlanError;
pub use format::{PlanHeader, PlanSource};
pub use plan_differences::PlanDifferences;
pub use read::PlanReader;
pub use save::PlanFile;

use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
