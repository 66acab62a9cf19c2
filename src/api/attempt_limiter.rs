//! Limits the attempts of a client's calls and observes their results.

use std::fmt::Debug;

use futures::future::BoxFuture;

use super::error::ApiError;

/// Lets attempts through one by one. A permit includes the wait for the rate, but no wait between attempts.
pub(crate) trait AttemptLimiter: Debug + Send + Sync {
    /// Waits until one more attempt may start.
    fn enter(&self) -> BoxFuture<'_, Box<dyn AttemptPermit>>;
}

/// A permit for one attempt; dropping it ends the attempt.
pub(crate) trait AttemptPermit: Send {
    /// The request is sent now, after all waits.
    fn depart(&mut self);

    /// The answer or an error has arrived.
    fn arrive(self: Box<Self>, error: Option<&ApiError>);
}
