//! The counterpart of `watch` on Windows. No program runs for this one there (`token_command` is refused), so Ctrl-C ends the
//! process at once until `system::EndRequests` listens.

use std::io;

/// Nothing is caught that would have to be handed over.
pub fn hand_over() {}

/// Windows has no hangup.
pub fn ignores_hangup() -> bool {
    false
}

/// Notices nothing.
pub(crate) struct SignalWatch;

impl SignalWatch {
    pub(crate) fn begin() -> io::Result<Self> {
        Ok(Self)
    }

    /// No signal comes.
    pub(crate) fn came(&self) -> Option<(i32, &'static str)> {
        None
    }

    /// Ends the watch.
    pub(crate) fn end(self) -> Option<(i32, &'static str)> {
        None
    }
}
