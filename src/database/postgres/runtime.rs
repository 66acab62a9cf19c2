//! The runtime of the sockets: one thread, started with the first connection.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

/// Does `future` on the runtime, and waits for it. The caller may be a thread of another runtime.
pub(super) fn wait_on<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> std::io::Result<T> {
    futures::executor::block_on(runtime()?.spawn(future)).map_err(std::io::Error::other)
}

/// Waits for an answer that a task of the runtime brings.
pub(super) fn wait<T>(answer: impl Future<Output = T>) -> T {
    futures::executor::block_on(answer)
}

fn runtime() -> std::io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let started =
        Builder::new_multi_thread().worker_threads(1).thread_name("postgres").enable_all().build()?;
    Ok(RUNTIME.get_or_init(|| started))
}
