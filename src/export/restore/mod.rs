//! A backup comes back: through the same plan, writer and journal as an import.
//!
//! Who is who is decided in three passes over the records of the backup, each of which goes on with what the one before
//! has left: by id, where it still exists; then the customers that are just as the record; then by match key. Only
//! customers that were there before take part, and each is taken once. What is left is inserted.

mod backup;
mod fields;
mod ledger;
mod passes;
mod run;
mod spooling;
mod tally;
#[cfg(test)]
mod tests;

pub use backup::Backup;
pub use run::{RestoreJob, restore, resume_restore, retry_restore};
