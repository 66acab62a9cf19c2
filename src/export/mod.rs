//! Out of the help desk: the list drained, honest about what it holds; backups, and the way back.

mod comparison;
mod manifest;
mod name;
mod prune;
mod restore;
mod retention;

pub use comparison::{Changed, Changes, Comparison, ComparisonError, Named};
pub use manifest::{
    Account, Completeness, Count, Counts, Holds, Kind, Manifest, ManifestError, Packing, Sealing, StoredFile,
};
pub use name::{BackupName, NameError};
pub use prune::{Found, FoundBackup, PruneError, Pruned, backups, clear, prune, remove};
pub use restore::{Backup, Ids, RestoreJob, restore};
pub use retention::{Candidate, Keep, Policy, PolicyError, Rule};
