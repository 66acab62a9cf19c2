//! Backups: their names, their manifests, and which of them are kept.

mod manifest;
mod name;
mod prune;
mod retention;

pub use manifest::{
    Account, Completeness, Count, Counts, Holds, Kind, Manifest, ManifestError, Packing, Sealing, StoredFile,
};
pub use name::{BackupName, NameError};
pub use prune::{Found, FoundBackup, PruneError, Pruned, backups, clear, prune, remove};
pub use retention::{Candidate, Keep, Policy, PolicyError, Rule};
