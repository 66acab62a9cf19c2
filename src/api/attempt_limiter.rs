//! Who stands before every attempt of a call, and hears how it went: the concurrency of whoever uses a client.

use std::fmt::Debug;

use futures::future::BoxFuture;

use super::error::ApiError;

/// Lets attempts through, one by one. Waits between attempts lie outside, the wait for the rate inside.
pub(crate) trait AttemptLimiter: Debug + Send + Sync {
    /// Waits until one more attempt may be under way.
    fn enter(&self) -> BoxFuture<'_, Box<dyn AttemptPermit>>;
}

/// One attempt that was let through; dropped, it is over.
pub(crate) trait AttemptPermit: Send {
    /// The rate allows it and no pause holds: the request leaves now.
    fn depart(&mut self);

    /// The answer is there, or what came instead of it.
    fn arrive(self: Box<Self>, error: Option<&ApiError>);
}
