//! Compares two backups.

use super::difference::Difference;
use super::error::DiffError;
use super::index::{DiffIndex, Side};
use super::side::{DiffSide, doubts, one_sided_fields};
use crate::backup::manifest::CompletenessKind;
use crate::backup::reader::BackupReader;
use crate::backup::record_comparison::RecordChanges;
use crate::event::Listener;

/// How the differences are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DiffOptions {
    /// Masks the values of customers.
    pub redact: bool,
}

/// What differs between two backups.
#[derive(Debug)]
pub struct BackupDiff {
    pub(super) before: DiffSide,
    pub(super) after: DiffSide,
    pub(super) changes: RecordChanges,
    pub(super) options: DiffOptions,
    index: DiffIndex,
}

/// Compares all customers of two backups, field by field. Reads both to their ends, so damage is an error. `listener` hears
/// how far it is.
pub fn diff_backups(
    before: &BackupReader,
    after: &BackupReader,
    options: DiffOptions,
    listener: &dyn Listener,
) -> Result<BackupDiff, DiffError> {
    let index = DiffIndex::new()?;
    let before = DiffSide::read(before, &index, Side::Before, options.redact, listener)?;
    let after = DiffSide::read(after, &index, Side::After, options.redact, listener)?;
    let changes = index.compare()?;
    Ok(BackupDiff { before, after, changes, options, index })
}

impl BackupDiff {
    /// True if one of the two backups is `unproven`, so that a customer may be missing from it.
    pub fn has_unproven_side(&self) -> bool {
        [&self.before, &self.after]
            .iter()
            .any(|side| side.manifest.completeness.kind == CompletenessKind::Unproven)
    }

    /// What makes the differences doubtful, as sentences.
    pub fn doubts(&self) -> Vec<String> {
        doubts(&self.before, &self.after)
    }

    /// Which fields only one of the two backups has, as sentences.
    pub fn one_sided_fields(&self) -> Vec<String> {
        one_sided_fields(&self.before, &self.after)
    }

    /// The counts, and how many customers differ in each field, as lines.
    pub fn counts(&self) -> String {
        self.changes.text()
    }

    /// Calls `each` for each customer that differs: who came, who went, who changed; by id.
    pub(super) fn each(
        &self,
        mut each: impl FnMut(Difference) -> Result<(), DiffError>,
    ) -> Result<(), DiffError> {
        self.index.each(|found| {
            let (before, after) = (found.before.as_deref(), found.after.as_deref());
            each(Difference::new(found.kind, found.id, before, after, self.options.redact))
        })
    }
}
