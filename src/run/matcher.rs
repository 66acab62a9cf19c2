//! What matching the open rows of a journal needs.

use super::current_templates::CurrentTemplates;
use super::error::RunError;
use super::known_stored_changes::KnownStoredChanges;
use super::recent_lookup::RecentLookup;
use super::stopping::check_stop;
use crate::api::Client;
use crate::behavior::AccountBehavior;
use crate::customer::CustomFieldDefinitions;
use crate::event::Listener;
use crate::journal::PlanWriter;
use crate::lookup::CustomerLookup;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::writer::{KnownIds, Stop};

/// Matches the open rows of a journal with the customers of the help desk.
pub(crate) struct Matcher<'a> {
    pub client: &'a Client,
    pub plan_writer: &'a PlanWriter,
    pub lookup: Option<&'a CustomerLookup>,
    pub mode: ImportMode,
    pub on_multiple: OnMultiple,
    /// What an update may overwrite.
    pub policies: &'a WritePolicies,
    pub definitions: Option<&'a CustomFieldDefinitions>,
    pub concurrency: usize,
    pub listener: &'a dyn Listener,
    pub stop: &'a Stop,
    pub on_late_match: OnLateMatch,
    pub recent: Option<&'a RecentLookup<'a>>,
    /// Receives the ids of all customers when the complete list is read.
    pub known: &'a KnownIds,
    /// The stored changes that earlier runs have found.
    pub stored_changes: &'a KnownStoredChanges,
    /// What is known of how the account behaves.
    pub behavior: Option<&'a AccountBehavior>,
    /// The templates that are computed again for each row, if any.
    pub current: Option<&'a CurrentTemplates>,
}

/// What to do with a row whose customer was added after the plan was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnLateMatch {
    /// Decide the row like any other: the user asked to import the sources as they are.
    Decided,
    /// Reject the row if the customer would change, because the plan does not show that change.
    Unchanged,
    /// Reject the row: a restore has rules of its own.
    Refused,
}

impl Matcher<'_> {
    pub(crate) fn check_stop(&self) -> Result<(), RunError> {
        check_stop(self.stop)
    }
}
