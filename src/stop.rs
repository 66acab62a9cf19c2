//! The request to stop a run; the first reason counts.

use std::sync::Arc;

use tokio::sync::watch;

/// A shared stop request; clones share it.
#[derive(Debug, Clone)]
pub struct Stop {
    sender: Arc<watch::Sender<Option<String>>>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { sender: Arc::new(watch::Sender::new(None)) }
    }
}

impl Stop {
    /// Requests that work in flight is finished and nothing new is started. Later requests change nothing.
    pub fn request(&self, reason: impl Into<String>) {
        self.sender.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert_with(|| reason.into());
            first
        });
    }

    /// Resolves once a stop is requested.
    pub async fn requested(&self) {
        // The sender lives as long as this handle, so the wait can't fail.
        drop(self.sender.subscribe().wait_for(Option::is_some).await);
    }

    /// True once a stop is requested.
    pub fn is_requested(&self) -> bool {
        self.sender.borrow().is_some()
    }

    /// The reason, if a stop was requested.
    pub fn reason(&self) -> Option<String> {
        self.sender.borrow().clone()
    }
}
