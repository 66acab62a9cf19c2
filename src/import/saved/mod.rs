//! Plans that are kept in a file and applied later. `docs/plan.md` is their specification.

mod apply;
mod beside;
mod drift;
mod fault;
mod form;
mod freshness;
mod read;
mod refresh;
mod save;
#[cfg(test)]
mod tests;

pub use apply::{ApplyJob, apply};
pub use drift::Drift;
pub use fault::PlanFault;
pub use form::{Head, HeadSource};
pub use read::PlanReader;
pub use refresh::{RefreshJob, Refreshed, refresh};
pub use save::PlanFile;

use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
