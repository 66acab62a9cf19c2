//! A backup comes back: through the same plan, writer and journal as an import.
//!
//! Who is who is decided in passes over the records of the backup, each of which goes on with what the one before has
//! left: by id, where it still exists; by the id map of an earlier restore; then the customers with a match key of the
//! record (with its name, where it has no key) that are just like it; then by match key alone. Only customers that were
//! there before take part, and each is taken once. What is left is inserted.

mod backup_index;
mod drill;
mod drill_error;
mod export_evidence;
mod field_change_counts;
mod id_map;
mod plan_photos;
mod record_matching;
mod restore_job;
mod restore_keys;
mod restore_source;
mod restored_fields;
mod stage_records;
mod unfinished_restores;

#[cfg(test)]
mod tests;

pub use drill::drill;
pub use drill_error::DrillError;
pub use restore_job::{IdTrust, RestoreJob, restore};
pub use restore_source::RestoreSource;
