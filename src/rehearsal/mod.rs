//! An import tried on a backup: a sandbox that holds the customers of the backup, and in which a plan is carried out.
//!
//! `held_customers` writes the customers and photos of a checked backup into the file of a new sandbox, under their ids.
//! A dry run plans in that sandbox like any other. `carry_out` then writes the plan there, from a copy of the journal, so
//! that the run stays a dry run. `new_sandbox_file` builds the file beside its place, and names it when all is done.

mod backup_notes;
mod carry_out;
mod error;
mod held_customers;
mod new_sandbox_file;

pub use backup_notes::backup_notes;
pub use carry_out::{CarriedOut, PlanWriting};
pub use error::RehearsalError;
pub use held_customers::{HeldCustomers, HoldJob};
pub use new_sandbox_file::NewSandboxFile;
