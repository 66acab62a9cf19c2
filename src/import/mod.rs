//! The chain of an import: sources to plan, plan to writes, writes to results; of a validation, which has no network
//! and no writes; and what looks back at a run: verify and undo.

mod check_merged_fields;
mod dedup;
mod import_job;
mod map_rows;
mod merge_groups;
mod parallel;
mod refresh_plan;
mod scan_columns;
mod source_profiler;
mod validate_job;
mod validate_merged;

pub(crate) use import_job::interrupt_on;
pub(crate) use map_rows::OpenedSource;

pub use refresh_plan::{RefreshJob, Refreshed, refresh};

pub use import_job::{ImportJob, import, replan};
pub use validate_job::{ValidateJob, validate};
