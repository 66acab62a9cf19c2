//! A backup comes back: through the same plan, writer and journal as an import.
//!
//! Who is who is decided in passes over the records of the backup, each of which goes on with what the one before has
//! left: by id, where it still exists; by the id map of an earlier restore; then the customers with a match key of the
//! record (with its name, where it has no key) that are just like it; then by match key alone. Only customers that were
//! there before take part, and each is taken once. What is left is inserted.

mod backup;
mod beside;
mod exported;
mod fields;
mod id_map;
mod keys;
mod ledger;
mod passes;
mod photos;
mod run;
mod spooling;
mod tally;
#[cfg(test)]
mod tests;

pub use backup::Backup;
pub use run::{Ids, RestoreJob, restore};
