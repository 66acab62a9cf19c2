//! What earlier runs have learned of how the help desk stores customers, as an import compares with it: for a difference
//! that the help desk would make again, nothing is written.

use std::sync::atomic::{AtomicBool, Ordering};

use super::write_job::WriteJob;
use crate::customer::StoredChanges;
use crate::event::{Event, Listener};
use crate::plan::{Action, as_stored};

/// What was learned, and whether it made a difference.
#[derive(Debug, Default)]
pub(crate) struct KnownStoredChanges {
    pub(crate) form: StoredChanges,
    path: String,
    counted: AtomicBool,
}

impl KnownStoredChanges {
    /// That of the account.
    pub(crate) fn of(job: &WriteJob) -> Self {
        let Some(account) = &job.account_form else { return Self::default() };
        Self {
            form: account.load(),
            path: account.path().display().to_string(),
            counted: AtomicBool::new(false),
        }
    }

    /// The same action without what the help desk makes by itself.
    pub(crate) fn compared(&self, action: Action) -> Action {
        let Action::Update { id, patch, base } = action else { return action };
        let action = as_stored(&self.form, id, patch, base);
        self.counted.fetch_or(matches!(action, Action::Unchanged { .. }), Ordering::Relaxed);
        action
    }

    /// Says once where customers count as unchanged for that reason.
    pub(crate) fn tell(&self, listener: &dyn Listener) {
        if !self.counted.load(Ordering::Relaxed) {
            return;
        }
        let fields: Vec<&str> = self.form.changes.keys().map(String::as_str).collect();
        let text = format!(
            "The help desk changes the form of {}, as an earlier run found ({}). Customers that differ \
             only in this count as unchanged.",
            fields.join(", "),
            self.path
        );
        listener.hear(&Event::Note(text));
    }
}
