//! Whether a failed read is worth another attempt.

use super::error::ApiError;

/// What to do after a failed read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryDecision {
    /// Try again, as [`Backoff`](super::Backoff) allows.
    Retry,
    /// It would fail again.
    Stop,
}

/// The verdict on a read; for a write see [`ApiError::fate`] first.
///
/// An answer that can't be understood may be a proxy's page that is gone in a second, so it is tried again. A token
/// that could not be had was tried for long enough by then.
pub fn retry_decision(error: &ApiError) -> RetryDecision {
    match error {
        ApiError::Throttled { .. }
        | ApiError::Server { .. }
        | ApiError::NotSent { .. }
        | ApiError::Broken { .. }
        | ApiError::BrokenPage { .. }
        | ApiError::BadAnswer { .. } => RetryDecision::Retry,
        _ => RetryDecision::Stop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn server(status: u16) -> ApiError {
        ApiError::Server { call: String::new(), status, retry_after: None, text: String::new() }
    }

    #[rstest]
    #[case(server(500), RetryDecision::Retry)]
    #[case(ApiError::Throttled { call: String::new(), retry_after: None }, RetryDecision::Retry)]
    #[case(ApiError::Token { source: Box::new(server(500)) }, RetryDecision::Stop)]
    #[case(ApiError::Missing { call: String::new(), status: 404 }, RetryDecision::Stop)]
    #[case(ApiError::Refused { call: String::new(), status: 400, text: String::new() }, RetryDecision::Stop)]
    #[case(ApiError::Unauthorized { call: String::new(), status: 401, text: String::new() }, RetryDecision::Stop)]
    fn verdicts(#[case] error: ApiError, #[case] expected: RetryDecision) {
        assert_eq!(retry_decision(&error), expected);
    }
}
