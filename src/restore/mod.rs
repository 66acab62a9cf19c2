//! Restores: writes a backup or an exported file back, with the same plan, writer and journal as an import.
//!
//! The customers are read from the list, or, for a few records, one by one (`find_few`). `record_matching` finds the customer of each record in passes. Each pass takes the records that the earlier ones left:
//!
//! 1. by id, if it still exists;
//! 2. by the id map of an earlier restore;
//! 3. by a match key, only customers that equal the record (a record without a key uses its name);
//! 4. by a match key alone.
//!
//! Only customers that existed before take part, and each is used once. The remaining records are inserted. `drill`
//! proves that a backup can be restored.

mod backup_index;
mod drill;
mod drill_error;
mod error;
mod export_evidence;
mod find_few;
mod id_map;
mod plan_photos;
mod record_matching;
mod record_selection;
mod restore_job;
mod restore_keys;
mod restore_source;
mod restored_fields;
mod stage_records;
mod unfinished_restores;
mod untouched_fields;

#[cfg(test)]
mod tests;

pub use drill::drill;
pub use drill_error::DrillError;
pub use error::RestoreError;
pub(crate) use plan_photos::by_id as photos_by_id;
pub use record_selection::{RecordSelection, SelectionError};
pub use restore_job::{IdTrust, RestoreJob, restore};
pub use restore_source::RestoreSource;
