//! The version of the state, so that each tab sees what another one changes.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use futures::stream;
use tokio::sync::watch;

use std::time::Duration;

use crate::stop::Stop;

/// The pause after which a silent connection says that it lives.
const PULSE: Duration = Duration::from_secs(15);

/// Counts the changes; clones share the count.
#[derive(Clone)]
pub(crate) struct Changes {
    version: watch::Sender<u64>,
}

impl Changes {
    pub(crate) fn new() -> Self {
        Self { version: watch::Sender::new(1) }
    }

    pub(crate) fn version(&self) -> u64 {
        *self.version.borrow()
    }

    /// Something has changed; every open page is told.
    pub(crate) fn notify(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    /// Server-sent events: the version now, and each later one, until the stop.
    pub(crate) fn events(&self, stop: Stop) -> Body {
        let versions = self.version.subscribe();
        Body::from_stream(stream::unfold((versions, stop, true), |(mut versions, stop, first)| async move {
            if !first {
                tokio::select! {
                    () = stop.requested() => return None,
                    changed = versions.changed() => changed.ok()?,
                    () = tokio::time::sleep(PULSE) => {
                        return Some((Ok(Bytes::from_static(b": alive\n\n")), (versions, stop, false)));
                    }
                }
            }
            let version = *versions.borrow_and_update();
            let event = format!("event: project\ndata: {{\"version\":{version}}}\n\n");
            Some((Ok::<_, Infallible>(Bytes::from(event)), (versions, stop, false)))
        }))
    }
}
