//! Maps the status of a failed response to its error. No other file interprets these numbers.

use std::time::Duration;

use super::call::CallKind;
use super::error::ApiError;

/// A failed response, with its texts cleaned of secrets.
#[derive(Debug, Clone, Default)]
pub(super) struct FailedResponse {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    /// Scheme, host and port of a redirect's target.
    pub(super) target: String,
    pub(super) text: String,
}

/// True for the statuses whose `Retry-After` pauses all calls.
pub(super) fn pauses_all(status: u16) -> bool {
    matches!(status, 429 | 503)
}

/// The error for a status and a kind of call.
///
/// 408 counts as a server failure: a proxy may send it after the request was carried out.
pub(super) fn error_for_status(kind: CallKind, call: String, failure: FailedResponse) -> ApiError {
    let FailedResponse { status, retry_after, target, text } = failure;
    match status {
        401 => ApiError::Unauthorized { call, status, text },
        400 | 403 if kind == CallKind::Token => ApiError::Unauthorized { call, status, text },
        403 => ApiError::Forbidden { call, text },
        404 | 410 if kind.names_a_customer() => ApiError::Missing { call, status },
        400 if kind == CallKind::Detail && says_missing(&text) => ApiError::Missing { call, status },
        429 => ApiError::Throttled { call, retry_after },
        408 | 500..=599 => ApiError::Server { call, status, retry_after, text },
        400..=499 => ApiError::Refused { call, status, text },
        300..=399 => ApiError::Redirected { call, status, target },
        _ => {
            let reason = "unexpected status".to_owned();
            ApiError::BadAnswer { call, status, reason, shape: String::new() }
        }
    }
}

/// True if the text of a 400 says that the customer is missing. Without such a text it is not assumed: an existing
/// customer might be inserted again.
fn says_missing(text: &str) -> bool {
    let text = text.to_lowercase().replace(['_', '-'], " ");
    ["not found", "notfound", "no such", "not exist", "doesn't exist"]
        .iter()
        .any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(CallKind::Insert, 400, "customer not found", "Refused")]
    #[case(CallKind::Detail, 400, "{\"error\":\"NOT_FOUND\"}", "Missing")]
    #[case(CallKind::Detail, 400, "validation error", "Refused")]
    #[case(CallKind::Update, 400, "company does not exist", "Refused")]
    #[case(CallKind::Token, 400, "invalid_client", "Unauthorized")]
    #[case(CallKind::Token, 403, "", "Unauthorized")]
    #[case(CallKind::Token, 404, "", "Refused")]
    #[case(CallKind::List, 401, "", "Unauthorized")]
    #[case(CallKind::List, 403, "", "Forbidden")]
    #[case(CallKind::List, 404, "", "Refused")]
    #[case(CallKind::Update, 404, "", "Missing")]
    #[case(CallKind::Delete, 410, "", "Missing")]
    #[case(CallKind::Insert, 408, "", "Server")]
    #[case(CallKind::Insert, 409, "", "Refused")]
    #[case(CallKind::Insert, 429, "", "Throttled")]
    #[case(CallKind::Insert, 500, "", "Server")]
    #[case(CallKind::Insert, 504, "", "Server")]
    #[case(CallKind::Insert, 302, "", "Redirected")]
    #[case(CallKind::Insert, 102, "", "BadAnswer")]
    #[case(CallKind::Insert, 999, "", "BadAnswer")]
    fn each_status_becomes_its_error(
        #[case] kind: CallKind,
        #[case] status: u16,
        #[case] text: &str,
        #[case] variant: &str,
    ) {
        let failure = FailedResponse { status, text: text.to_owned(), ..FailedResponse::default() };
        assert!(format!("{:?}", error_for_status(kind, String::new(), failure)).starts_with(variant));
    }
}
