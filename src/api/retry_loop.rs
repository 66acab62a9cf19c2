//! The loop that retries a read, by the rules of [`retry_decision`] and [`Backoff`].

use std::time::{Duration, Instant};

use super::call::Call;
use super::error::ApiError;
use super::response_bodies::UnreadableBody;
use super::retry::{Backoff, RetryDecision, retry_decision, roll};
use super::transport::{RawResponse, Transport};

/// Repeats a call until its answer can be read, its error is final, or the backoff is exhausted.
pub(super) async fn read_with_retries<T, F, A>(
    transport: &Transport,
    backoff: &Backoff,
    call: &Call,
    parse: impl Fn(&[u8]) -> Result<T, UnreadableBody>,
    attempt: F,
) -> Result<T, ApiError>
where
    F: Fn() -> A,
    A: Future<Output = Result<RawResponse, ApiError>>,
{
    let started = Instant::now();
    let mut asked = Duration::ZERO;
    let mut failed = 0;
    loop {
        let error = match attempt().await.and_then(|answer| understood(transport, call, &answer, &parse)) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        failed += 1;
        let spent = started.elapsed().saturating_sub(asked);
        let delay = backoff.delay(failed, spent, roll(), error.retry_after());
        let Some(delay) = delay.filter(|_| retry_decision(&error) == RetryDecision::Retry) else {
            return Err(error);
        };
        asked += error.retry_after().unwrap_or_default();
        transport.counters.retried();
        tokio::time::sleep(delay).await;
    }
}

const NO_CONTENT: u16 = 204;

/// The value of an answer, or an error that describes its body.
pub(super) fn understood<T>(
    transport: &Transport,
    call: &Call,
    answer: &RawResponse,
    parse: impl Fn(&[u8]) -> Result<T, UnreadableBody>,
) -> Result<T, ApiError> {
    if call.must_speak && answer.status != NO_CONTENT && matches!(answer.body.trim_ascii(), b"" | b"null") {
        let why = UnreadableBody::of("the answer to a search is empty, but its status does not say so");
        return Err(transport.unreadable(call, answer, &why));
    }
    parse(&answer.body).map_err(|why| transport.unreadable(call, answer, &why))
}
