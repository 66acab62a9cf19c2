//! From a status that is no success to its error: the one place that knows the numbers.

use std::time::Duration;

use super::call::Kind;
use super::error::ApiError;

/// What an answer without success says, read off the wire and fit to be shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Failure {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    /// Scheme, host and port of a redirect.
    pub(super) target: String,
    pub(super) text: String,
}

/// True for the statuses whose `Retry-After` makes everybody wait.
pub(super) fn pauses_all(status: u16) -> bool {
    matches!(status, 429 | 503)
}

/// The error that a status means for a kind of call.
///
/// 408 counts as a failure of the server: a proxy may say it after the request went through.
pub(super) fn judge(kind: Kind, call: String, failure: Failure) -> ApiError {
    let Failure { status, retry_after, target, text } = failure;
    match status {
        401 => ApiError::Unauthorized { call, status, text },
        400 | 403 if kind == Kind::Token => ApiError::Unauthorized { call, status, text },
        403 => ApiError::Forbidden { call, text },
        404 | 410 if kind.names_a_customer() => ApiError::Missing { call, status },
        400 if kind == Kind::Detail && says_missing(&text) => ApiError::Missing { call, status },
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

/// A 400 on a detail is a missing customer only where the server says so: taken for one without need, a record that is
/// there would be inserted again.
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
    #[case(Kind::Insert, 400, "customer not found", "Refused")]
    #[case(Kind::Detail, 400, "{\"error\":\"NOT_FOUND\"}", "Missing")]
    #[case(Kind::Detail, 400, "validation error", "Refused")]
    #[case(Kind::Update, 400, "company does not exist", "Refused")]
    #[case(Kind::Token, 400, "invalid_client", "Unauthorized")]
    #[case(Kind::Token, 403, "", "Unauthorized")]
    #[case(Kind::Token, 404, "", "Refused")]
    #[case(Kind::List, 401, "", "Unauthorized")]
    #[case(Kind::List, 403, "", "Forbidden")]
    #[case(Kind::List, 404, "", "Refused")]
    #[case(Kind::Update, 404, "", "Missing")]
    #[case(Kind::Delete, 410, "", "Missing")]
    #[case(Kind::Insert, 408, "", "Server")]
    #[case(Kind::Insert, 409, "", "Refused")]
    #[case(Kind::Insert, 429, "", "Throttled")]
    #[case(Kind::Insert, 500, "", "Server")]
    #[case(Kind::Insert, 504, "", "Server")]
    #[case(Kind::Insert, 302, "", "Redirected")]
    #[case(Kind::Insert, 102, "", "BadAnswer")]
    #[case(Kind::Insert, 999, "", "BadAnswer")]
    fn statuses(#[case] kind: Kind, #[case] status: u16, #[case] text: &str, #[case] variant: &str) {
        let failure = Failure { status, text: text.to_owned(), ..Failure::default() };
        assert!(format!("{:?}", judge(kind, String::new(), failure)).starts_with(variant));
    }
}
