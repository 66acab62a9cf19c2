//! Out of the help desk, with an honest word on whether it is all; backups, and the way back.
//!
//! `drain` reads the list as often as a verdict needs (`census`), `spool` keeps the records on disk meanwhile,
//! `details` makes the chosen ones whole, `writing` hands them to a sink; `chain` joins them for `run`, the export of a
//! file, and for `backup`. docs/export.md has what is promised and why it holds. A backup has a `name` and a `manifest`;
//! `retention` says which of them stay, `changes` what differs, and `restore` brings one back.

mod backup;
mod census;
mod chain;
mod changes;
mod comparison;
mod details;
mod drain;
mod error;
mod evidence;
mod manifest;
mod name;
mod output;
mod prune;
mod restore;
mod retention;
mod run;
mod spool;
mod writing;

#[cfg(test)]
mod tests;

pub use backup::{BackedUp, BackupError, BackupJob, Report, Sealer, back_up};
pub use census::{Direction, Objection, Pass, Total, Verdict};
pub use chain::DrainJob;
pub use changes::{Changed, Changes, Comparison, ComparisonError, Named};
pub use comparison::Told;
pub use details::{Details, Refined};
pub use error::ExportError;
pub use evidence::{Evidence, Requests, Searched, Written};
pub use manifest::{
    Account, Completeness, Count, Counts, Holds, Kind, Manifest, ManifestError, Packing, Sealing, StoredFile,
};
pub use name::{BackupName, NameError};
pub use prune::{Found, FoundBackup, PruneError, Pruned, backups, clear, prune, remove};
pub use restore::{Backup, Ids, RestoreJob, restore};
pub use retention::{Candidate, Keep, Policy, PolicyError, Rule};
pub use run::{ExportJob, Finished, export};

/// The time as the evidence has it: UTC, to the millisecond.
fn moment() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
