//! Out of the help desk, with an honest word on whether it is all; backups, and the way back.
//!
//! `drain` reads the list as often as a verdict needs (`census`), `spool` keeps the records on disk meanwhile,
//! `details` makes the chosen ones whole, `writing` hands them to a sink, `chain` joins them for `run`, the export of a
//! file, and for `backup`. docs/export.md has what is promised and why it holds. A backup has a `name` and a `manifest`;
//! `retention` says which of them stay, `changes` what differs, and `restore` brings one back. `stored` reads one,
//! `check` holds it against its manifest, `against` beside the help desk, and `drill` proves that it comes back.

mod against;
mod backup;
mod census;
mod chain;
mod changes;
mod check;
mod comparison;
mod coverage;
mod details;
mod drain;
mod drill;
mod error;
mod evidence;
mod malformed;
mod manifest;
mod name;
mod output;
mod prune;
mod restore;
mod retention;
mod run;
mod spool;
mod stored;
mod writing;

#[cfg(test)]
mod tests;

pub use against::{CompareError, Compared, against};
pub use backup::{BackedUp, BackupError, BackupJob, Report, Sealer, back_up};
pub use census::{Direction, Objection, Pass, Total, Verdict};
pub use chain::DrainJob;
pub use changes::{Changed, Changes, Comparison, ComparisonError, Named};
pub use check::{CheckError, Checked, Finding, check};
pub use comparison::Told;
pub use coverage::Coverage;
pub use details::{Details, Refined};
pub use drill::drill;
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
pub use stored::{Line, Records, StoredBackup, StoredError};

/// The time as the evidence has it: UTC, to the millisecond.
fn moment() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
