//! The chain of an import: sources to plan, plan to writes, writes to results; of a validation, which has no network
//! and no writes; and what looks back at a run: verify and undo.

mod batch_checks;
mod check_merged_fields;
mod check_read_back;
mod custom_fields;
mod dedup;
mod error;
mod exit_status;
mod import_job;
mod insert_watcher;
mod known_stored_changes;
mod lookup_source;
mod map_rows;
mod matching;
mod merge_groups;
mod parallel;
mod plan_file;
mod plan_photos;
mod read_back;
pub(crate) mod recent_lookup;
mod rematch;
mod scan_columns;
mod source_profiler;
mod taken_over;
mod undo;
mod unfinished_runs;
mod validate_job;
mod validate_merged;
mod verify;
mod write_job;

pub use custom_fields::CustomFields;
pub(crate) use custom_fields::is_an_answer;
pub use error::ImportError;
pub use import_job::{ImportJob, import, replan};
pub(crate) use matching::without_id;
pub use plan_file::{
    ApplyJob, PlanDifferences, PlanError, PlanFile, PlanHeader, PlanReader, PlanSource, RefreshJob,
    Refreshed, apply, refresh,
};
pub use taken_over::check_not_taken_over;
pub use undo::{Undoable, undo};
pub(crate) use unfinished_runs::{UnfinishedRun, seen};
pub use validate_job::{ValidateJob, validate};
pub use verify::{FoundInstead, Verified, VerifyDifference, VerifyJob, verify};
pub use write_job::{FinishedRun, WriteJob};
pub(crate) use write_job::{closing, finish};
