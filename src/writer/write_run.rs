//! One run of the writer: its circuit breaker and how it ends.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::abort_reason::AbortReason;
use super::circuit_breaker::CircuitBreaker;
use super::run_writer::Writer;
use crate::event::{Event, Listener};
use crate::journal::{CommittedOutcome, JournalError};
use crate::stop::Stop;

/// How writing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteEnd {
    /// Every pending row was written or has an issue.
    Finished,
    /// The run stopped before its end; pending rows can be written later.
    Stopped {
        /// Why, in a sentence.
        reason: String,
    },
    /// The credentials were refused; pending rows can be written later.
    Unauthorized {
        /// The message of the error.
        message: String,
    },
}

/// What the parts of a run share.
pub(super) struct WriteRun<'a> {
    pub(super) stop: &'a Stop,
    pub(super) listener: &'a dyn Listener,
    circuit: Mutex<CircuitBreaker>,
    /// The first error that ends the run.
    abort: Mutex<Option<AbortReason>>,
}

impl<'a> WriteRun<'a> {
    pub(super) fn new(writer: &'a Writer) -> Self {
        let circuit = Mutex::new(CircuitBreaker::new(writer.settings.max_failures));
        Self { stop: &writer.stop, listener: &*writer.listener, circuit, abort: Mutex::new(None) }
    }

    /// Counts a committed outcome.
    pub(super) fn count(&self, committed: CommittedOutcome) {
        self.stop_for(lock(&self.circuit).count(&committed));
        self.listener.hear(&Event::Settled(committed));
    }

    /// Counts a write that is in doubt for now.
    pub(super) fn doubt(&self, row: u64) {
        self.stop_for(lock(&self.circuit).doubt(row));
    }

    /// Stops the run if there is a reason and no earlier one.
    pub(super) fn stop_for(&self, reason: Option<String>) {
        if let Some(reason) = reason.filter(|_| self.stop.reason().is_none()) {
            self.listener.hear(&Event::Stopping { reason: reason.clone() });
            self.stop.request(reason);
        }
    }

    /// Stops the run because of an error.
    pub(super) fn halt(&self, error: AbortReason) {
        self.stop.request(error.to_string());
        lock(&self.abort).get_or_insert(error);
    }

    /// How the run ended.
    pub(super) fn end(self) -> Result<WriteEnd, JournalError> {
        match (self.abort.into_inner().unwrap_or_else(PoisonError::into_inner), self.stop.reason()) {
            (Some(AbortReason::Journal(error)), _) => Err(error),
            (Some(AbortReason::Unauthorized(error) | AbortReason::UnauthorizedInDoubt(error)), _) => {
                Ok(WriteEnd::Unauthorized { message: error.to_string() })
            }
            (None | Some(AbortReason::StoppedInDoubt), Some(reason)) => Ok(WriteEnd::Stopped { reason }),
            (
                Some(
                    error @ (AbortReason::Lookup(_)
                    | AbortReason::Unreachable(..)
                    | AbortReason::Stopped
                    | AbortReason::StoppedInDoubt),
                ),
                _,
            ) => Ok(WriteEnd::Stopped { reason: error.to_string() }),
            (None, None) => Ok(WriteEnd::Finished),
        }
    }
}

/// Locks a mutex, even if a thread panicked while it held the lock.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
