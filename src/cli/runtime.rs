//! The runtime on which a command does its asynchronous work.

use std::time::Duration;

use super::command_error::CommandError;

/// How long a command waits at its end for threads that still work.
const SHUTDOWN: Duration = Duration::from_millis(500);

/// Runs the asynchronous part of a command. One thread carries all connections: moving them between threads costs
/// more than it gains.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::stopped(error.to_string()))?;
    let result = runtime.block_on(future);
    // A thread may still be looking up the name of a host. It can't be stopped, and nothing needs its result.
    runtime.shutdown_timeout(SHUTDOWN);
    result
}
