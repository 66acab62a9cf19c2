//! Blocking access to an object store. Requests run on a runtime of their own, so any thread may wait for them,
//! inside or outside another runtime.

use std::future::Future;
use std::sync::Arc;

use crossbeam_channel::bounded;
use object_store::aws::AmazonS3;
use tokio::runtime::{Builder, Runtime};

use super::error::StoreError;

/// A bucket's client, and the runtime for its requests.
pub(super) struct BlockingStore {
    store: Arc<AmazonS3>,
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
}

impl BlockingStore {
    pub(super) fn new(store: Arc<AmazonS3>) -> Result<Self, StoreError> {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).thread_name("deskferry-store").enable_all();
        let fault = |error: std::io::Error| StoreError::Settings {
            reason: format!(
                "can't start a thread for it: \
            {error}"
            ),
        };
        Ok(Self { store, runtime: Some(builder.build().map_err(fault)?) })
    }

    /// Runs a request and blocks the calling thread until it is done.
    pub(super) fn run<T, F>(&self, job: impl FnOnce(Arc<AmazonS3>) -> F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = object_store::Result<T>> + Send + 'static,
    {
        let future = job(Arc::clone(&self.store));
        let done = self.wait(async move { future.await.map_err(|error| StoreError::from_store(&error)) });
        done.unwrap_or_else(|| Err(broken()))
    }

    /// Like [`BlockingStore::run`], with any result; `None` if the job was aborted.
    pub(super) fn wait<T: Send + 'static>(&self, job: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let (sender, receiver) = bounded(1);
        self.runtime.as_ref()?.spawn(async move {
            // Sending fails if the caller has stopped waiting.
            _ = sender.send(job.await);
        });
        receiver.recv().ok()
    }

    pub(super) fn store(&self) -> Arc<AmazonS3> {
        Arc::clone(&self.store)
    }
}

impl Drop for BlockingStore {
    fn drop(&mut self) {
        // Dropping a runtime normally panics inside another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

pub(super) fn broken() -> StoreError {
    StoreError::Refused { code: "the request was interrupted".to_owned() }
}
