//! Phase two of a run, and commands about earlier runs.
//!
//! A run writes the plan in its journal; which command made the plan does not matter ([`WriteJob`]). This module also
//! matches planned rows with the help desk, which planning and resuming share. [`undo`] and [`verify`] read what an
//! earlier run wrote.

mod account_check;
mod ambiguous_keys;
mod batch_checks;
mod check_read_back;
mod choose_lookup;
mod current_templates;
mod custom_fields;
mod decide_found;
mod error;
mod exit_status;
mod finish;
mod found_by_digits;
mod insert_watcher;
mod known_stored_changes;
mod learn_written;
mod lookup_source;
mod lost_keys;
mod matcher;
mod matching;
mod own_keys;
mod phase_two;
mod plan_photos;
mod read_back;
mod recent_lookup;
mod rematch;
mod sent_insert;
mod shown_changes;
mod stopping;
mod undo;
mod unfinished_runs;
mod verify;
mod write_job;

pub(crate) use account_check::how_to_reach;
pub use custom_fields::CustomFields;
pub use error::RunError;
pub use finish::FinishedRun;
pub use undo::{Undoable, undo};
pub use unfinished_runs::check_not_taken_over;
pub use verify::{FoundInstead, Verified, VerifyDifference, VerifyJob, verify};
pub use write_job::WriteJob;

pub(crate) use current_templates::CurrentTemplates;
pub(crate) use custom_fields::{ask_definitions, is_an_answer};
pub(crate) use error::EndsRun;
pub(crate) use exit_status::{validated, with_refused_fixes};
pub(crate) use finish::closing;
pub use finish::report_again;
pub(crate) use insert_watcher::WatchedRun;
pub(crate) use known_stored_changes::KnownStoredChanges;
pub(crate) use matcher::{Matcher, OnLateMatch};
pub(crate) use matching::without_id;
pub(crate) use plan_photos::folder_of_rejects;
pub(crate) use stopping::{check_stop, interrupt_on, unless_stopped};
pub(crate) use unfinished_runs::{UnfinishedRun, take_over_all, unread_input};
pub(crate) use write_job::stem;
