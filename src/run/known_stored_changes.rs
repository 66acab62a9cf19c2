//! The stored changes that earlier runs found. An import writes nothing for a difference that the help desk would make
//! again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::write_job::WriteJob;
use crate::customer::StoredChanges;
use crate::event::{Event, Listener};
use crate::plan::{Action, as_stored};

/// The known stored changes, and whether they made a customer count as unchanged.
#[derive(Debug, Default)]
pub(crate) struct KnownStoredChanges {
    pub(crate) form: StoredChanges,
    path: String,
    counted: AtomicBool,
    /// The rows that update customers found only by digits.
    by_digits: Mutex<Vec<u64>>,
}

impl KnownStoredChanges {
    /// The stored changes of the account.
    pub(crate) fn of(job: &WriteJob) -> Self {
        let Some(account) = &job.account_form else { return Self::default() };
        Self { form: account.load(), path: account.path().display().to_string(), ..Self::default() }
    }

    /// The action without differences that the help desk makes itself.
    pub(crate) fn compared(&self, action: Action) -> Action {
        if !matches!(action, Action::Update { .. }) {
            return action;
        }
        let action = as_stored(&self.form, action);
        self.counted.fetch_or(matches!(action, Action::Unchanged { .. }), Ordering::Relaxed);
        action
    }

    /// Notes a row that updates a customer found only by digits.
    pub(crate) fn note_by_digits(&self, row: u64) {
        self.by_digits.lock().unwrap_or_else(PoisonError::into_inner).push(row);
    }

    /// These rows in their order.
    pub(crate) fn by_digits(&self) -> Vec<u64> {
        let mut rows = self.by_digits.lock().unwrap_or_else(PoisonError::into_inner).clone();
        rows.sort_unstable();
        rows
    }

    /// Tells the user if customers count as unchanged for that reason.
    pub(crate) fn note_unchanged(&self, listener: &dyn Listener) {
        if !self.counted.load(Ordering::Relaxed) {
            return;
        }
        let mut fields: Vec<&str> = self.form.changes.keys().map(String::as_str).collect();
        fields.extend(self.form.cut.fields());
        let text = format!(
            "The help desk changes the form of {}, as an earlier run or probe found ({}). Customers that differ \
             only in this count as unchanged.",
            fields.join(", "),
            self.path
        );
        listener.hear(&Event::Note(text));
    }
}
