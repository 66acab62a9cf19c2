//! Stopping before anything is sent: reads end at once, because they change nothing.

use super::error::RunError;
use crate::file::Interrupt;
use crate::writer::Stop;

/// Fails if the user asked to stop.
pub(crate) fn check_stop(stop: &Stop) -> Result<(), RunError> {
    stop.reason().map_or(Ok(()), |reason| Err(RunError::Stopped(reason)))
}

/// Awaits `reads` until the user asks to stop.
pub(crate) async fn unless_stopped<T, E: From<RunError>>(
    stop: &Stop,
    reads: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    tokio::select! {
        read = reads => read,
        () = stop.requested() => Err(RunError::Stopped(stop.reason().unwrap_or_default()).into()),
    }
}

/// Interrupts the reading of a pipe when the user asks to stop, until the returned guard is dropped.
pub(crate) fn interrupt_on(stop: &Stop, interrupt: &Interrupt) -> AbortOnDrop {
    let stop = stop.clone();
    let interrupt = interrupt.clone();
    AbortOnDrop(tokio::spawn(async move {
        stop.requested().await;
        interrupt.ask();
    }))
}

/// Aborts its task when dropped.
pub(crate) struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
