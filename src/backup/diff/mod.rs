//! Two backups compared, with values: who came, who went, and each field that changed.
//!
//! `compare` reads both into the `index`, a temporary database, so memory stays flat; each `difference` is made when it
//! is written as text, JSON or CSV.

mod compare;
mod difference;
mod error;
mod index;
mod side;
mod write_csv;
mod write_json;
mod write_text;

pub(super) use difference::{Difference, DifferenceKind, FieldDifference};

pub use compare::{BackupDiff, DiffOptions, diff_backups};
pub use error::DiffError;
