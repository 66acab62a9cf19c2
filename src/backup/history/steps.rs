//! Tells a listener how many backups are done.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::event::{Event, Listener};
use crate::wording::counted;

/// Work on several backups, in any order. One backup is not told.
pub(super) struct Steps<'a> {
    listener: Option<&'a dyn Listener>,
    done: AtomicU64,
}

impl<'a> Steps<'a> {
    /// Begins: `what` is said of the number of backups.
    pub(super) fn begin(listener: &'a dyn Listener, what: &str, backups: usize) -> Self {
        let steps = backups as u64;
        let listener = (steps > 1).then_some(listener);
        if let Some(listener) = listener {
            let what = format!("{what} {}", counted(steps, "backup", "backups"));
            listener.hear(&Event::Stage { what, steps });
        }
        Self { listener, done: AtomicU64::new(0) }
    }

    /// One more backup is done.
    pub(super) fn step(&self) {
        let steps = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(listener) = self.listener {
            listener.hear(&Event::Step { steps });
        }
    }
}
