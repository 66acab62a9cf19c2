//! What an import needs.

use std::path::PathBuf;
use std::sync::Arc;

use crate::mapping::Mapping;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::run::{CustomFields, WriteJob};
use crate::source::ReadOptions;

/// What an import needs.
pub struct ImportJob {
    /// Paths; `-` is standard input.
    pub sources: Vec<String>,
    /// How to read the sources.
    pub read: ReadOptions,
    /// How columns become fields.
    pub mapping: Arc<Mapping>,
    /// Which customers may be written.
    pub mode: ImportMode,
    /// What to do with a row that matches several customers.
    pub on_multiple: OnMultiple,
    /// What an update may overwrite.
    pub policies: WritePolicies,
    /// Where the definitions of custom fields come from.
    pub custom_fields: CustomFields,
    /// Plan only, and write nothing.
    pub dry_run: bool,
    /// Where a dry run saves its plan.
    pub plan_out: Option<PathBuf>,
    /// Take over unfinished runs of the same sources.
    pub anew: bool,
    /// The folder of all runs.
    pub run_dir: PathBuf,
    /// How to write the plan.
    pub write: WriteJob,
}

/// The match keys of a mapping, as `run.json` records them.
pub(super) fn match_keys(mapping: &Mapping) -> Vec<Vec<String>> {
    let alternatives = mapping.matching().map(|matching| matching.alternatives.as_slice());
    alternatives.unwrap_or_default().iter().map(|key| key.fields.clone()).collect()
}
