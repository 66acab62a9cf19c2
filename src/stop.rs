//! One place where anybody can ask a run to stop; the first reason counts.

use std::sync::Arc;

use tokio::sync::watch;

/// A shared wish to stop before the end.
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
    /// Asks everybody to finish what is in flight and take nothing new.
    pub fn request(&self, reason: impl Into<String>) {
        self.sender.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert_with(|| reason.into());
            first
        });
    }

    /// Resolves once a stop was asked for.
    pub async fn requested(&self) {
        // The sender lives as long as this handle, so waiting can't fail.
        drop(self.sender.subscribe().wait_for(Option::is_some).await);
    }

    /// Why, if a stop was asked for.
    pub fn reason(&self) -> Option<String> {
        self.sender.borrow().clone()
    }
}
