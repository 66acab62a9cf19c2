//! TODO

mod batch_checks;
mod check_read_back;
pub(crate) mod custom_fields;
mod error;
mod exit_status;
mod insert_watcher;
mod known_stored_changes;
mod lookup_source;
mod matching;
mod plan_photos;
mod read_back;
pub(crate) mod recent_lookup;
mod rematch;
mod taken_over;
mod undo;
mod unfinished_runs;
mod verify;
mod write_job;

pub(crate) use exit_status::validated;
pub(crate) use known_stored_changes::KnownStoredChanges;
pub(crate) use matching::{Matcher, OnLateMatch};
pub(crate) use plan_photos::folder_of_rejects;
pub(crate) use undo::stem;

pub use custom_fields::CustomFields;
pub(crate) use custom_fields::is_an_answer;
pub use error::ImportError;
pub(crate) use matching::without_id;
pub use taken_over::check_not_taken_over;
pub use undo::{Undoable, undo};
pub(crate) use unfinished_runs::{UnfinishedRun, seen};
pub use verify::{FoundInstead, Verified, VerifyDifference, VerifyJob, verify};
pub use write_job::{FinishedRun, WriteJob};
pub(crate) use write_job::{closing, finish};
