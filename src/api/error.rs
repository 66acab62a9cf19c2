//! The errors of calls: what happened, whether the call may have been carried out, and what to do.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// The source of an [`ApiError`]; shared, as all callers that waited for one token get its error.
pub type SharedCause = Arc<dyn Error + Send + Sync>;

/// Whether the server may have carried out a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Certainly not carried out: it may be sent again.
    NotDone,
    /// Perhaps carried out: look it up before sending it again.
    Unknown,
}

/// A failed call. Its texts contain no secret. `call` is method, path and page, without base URL and query.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// The credentials were refused, even with a new token.
    #[error(
        "{call}: not authorized (HTTP {status}){}; check the API token or bearer, and the client id",
        error_text(text)
    )]
    Unauthorized {
        /// The call.
        call: String,
        /// 401; 400 or 403 from the token call.
        status: u16,
        /// What the server said.
        text: String,
    },
    /// Every new token was refused, because others kept replacing it.
    #[error(
        "{call}: not authorized (HTTP 401): each new access token was replaced at once, because another process or \
         user keeps fetching tokens for this account; end it, or try again when it is done"
    )]
    TokenReplaced {
        /// The call.
        call: String,
    },
    /// The credentials are valid, but the account lacks the permission.
    #[error(
        "{call}: forbidden (HTTP 403){}; give the account the right to do this in Deskero",
        error_text(text)
    )]
    Forbidden {
        /// The call.
        call: String,
        /// What the server said.
        text: String,
    },
    /// The server refuses the call; sending it again does not help.
    #[error("{call}: refused (HTTP {status}){}; {}", error_text(text), advice(*.status))]
    Refused {
        /// The call.
        call: String,
        /// A status from 400 to 499.
        status: u16,
        /// What the server said.
        text: String,
    },
    /// The customer that the call names does not exist.
    #[error("{call}: no such customer (HTTP {status}); it may have been deleted since it was read")]
    Missing {
        /// The call.
        call: String,
        /// 404, 410 or 400, or an ambiguous 204.
        status: u16,
    },
    /// Too many requests.
    #[error("{call}: too many requests (HTTP 429){}; lower --rate", asked(.retry_after))]
    Throttled {
        /// The call.
        call: String,
        /// How long the server asks to wait; all calls already pause.
        retry_after: Option<Duration>,
    },
    /// The server failed.
    #[error("{call}: the server failed (HTTP {status}){}{}; try again later", error_text(text), asked(.retry_after))]
    Server {
        /// The call.
        call: String,
        /// A status from 500 to 599, or 408.
        status: u16,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
        /// What the server said.
        text: String,
    },
    /// No connection was made, so nothing was sent.
    #[error("{call}: can't reach the server: {reason}; check the base URL, the network and the proxy")]
    NotSent {
        /// The call.
        call: String,
        /// The innermost cause in words.
        reason: String,
        /// The cause.
        source: SharedCause,
    },
    /// The connection broke or timed out after the request may have arrived.
    #[error("{call}: incomplete answer: {reason}; the server may or may not have carried out the request")]
    Broken {
        /// The call.
        call: String,
        /// The innermost cause in words.
        reason: String,
        /// The cause.
        source: SharedCause,
    },
    /// A successful answer that can't be understood.
    #[error(
        "{call}: unexpected answer (HTTP {status}): {reason}{}; check that the base URL is the address of the API",
        shaped(shape)
    )]
    BadAnswer {
        /// The call.
        call: String,
        /// The status, mostly 200 to 299.
        status: u16,
        /// Why it can't be understood.
        reason: String,
        /// A description of the body without its values.
        shape: String,
    },
    /// A page with a record whose brackets or quotes do not close, so the records after it can't be separated.
    #[error(
        "{call}: {place} is not valid JSON, so the records after it can't be read; correct or delete this \
         customer in the help desk"
    )]
    BrokenPage {
        /// The call.
        call: String,
        /// Which record, by the id of the one before it.
        place: String,
    },
    /// A read of one customer that was answered twice without that customer's record.
    #[error("{call}: {reason}; report this to the operator of the help desk")]
    AnotherCustomer {
        /// The call.
        call: String,
        /// What the answer is.
        reason: &'static str,
    },
    /// A redirect. None is followed, as the credentials would be sent along.
    #[error(
        "{call}: redirected to {target} (HTTP {status}), not followed; if that is the API, use it as the \
         base URL"
    )]
    Redirected {
        /// The call.
        call: String,
        /// A status from 300 to 399.
        status: u16,
        /// Scheme, host and port of the target.
        target: String,
    },
    /// The token call failed, so the call itself was not sent.
    #[error("can't get a token: {source}")]
    Token {
        /// Why the token call failed.
        source: Box<ApiError>,
    },
    /// A stop was requested: a read was abandoned, or a write was not sent.
    #[error("{reason}")]
    Stopped {
        /// The reason of the [`Stop`](crate::stop::Stop).
        reason: String,
    },
    /// An id that can't be part of a path.
    #[error("{id:?} can't be the id of a customer; `deskferry customer find` shows ids")]
    BadId {
        /// The id.
        id: String,
    },
}

impl ApiError {
    /// Whether the server may have carried out the call.
    ///
    /// After a redirect by 301, 307 or 308 it was not. 302 and 303 may also follow a call that was.
    pub fn delivery(&self) -> Delivery {
        match self {
            Self::Server { .. } | Self::Broken { .. } | Self::BadAnswer { .. } => Delivery::Unknown,
            Self::Missing { status, .. } if *status < 300 => Delivery::Unknown,
            Self::Redirected { status, .. } if !matches!(status, 301 | 307 | 308) => Delivery::Unknown,
            _ => Delivery::NotDone,
        }
    }

    /// The message without the advice at its end: "try again" is wrong if the delivery is unknown.
    pub fn without_advice(&self) -> String {
        let text = self.to_string();
        text.rsplit_once("; ").map_or(text.as_str(), |(what, _)| what).to_owned()
    }

    /// The advice at the end of the message.
    pub fn advice(&self) -> String {
        let text = self.to_string();
        text.rsplit_once("; ").map_or_else(String::new, |(_, advice)| advice.to_owned())
    }

    /// True if a stop was requested. Nothing was sent.
    pub fn is_stopped(&self) -> bool {
        match self {
            Self::Stopped { .. } => true,
            Self::Token { source } => source.is_stopped(),
            _ => false,
        }
    }

    /// How long the server asks to wait, up to the longest pause in the settings.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after, .. } | Self::Server { retry_after, .. } => *retry_after,
            Self::Token { source } => source.retry_after(),
            _ => None,
        }
    }

    /// True if the server is overloaded: 429, 5xx, 408 or a time-out.
    pub(crate) fn is_push_back(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Server { .. } => true,
            Self::NotSent { source, .. } | Self::Broken { source, .. } => {
                source.downcast_ref().is_some_and(reqwest::Error::is_timeout)
            }
            _ => false,
        }
    }

    /// True if no connection was made: the server or the network is down. Nothing was sent.
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::NotSent { .. } => true,
            Self::Token { source } => source.is_unreachable(),
            _ => false,
        }
    }

    /// True if the server has answered "too many requests".
    pub fn is_throttled(&self) -> bool {
        match self {
            Self::Throttled { .. } => true,
            Self::Token { source } => source.is_throttled(),
            _ => false,
        }
    }

    /// True if the credentials were refused, so no further call can succeed.
    pub fn is_unauthorized(&self) -> bool {
        match self {
            Self::Unauthorized { .. } | Self::TokenReplaced { .. } => true,
            Self::Token { source } => source.is_unauthorized(),
            _ => false,
        }
    }
}

/// Separates our message from the server's text.
pub(crate) const SAYS: &str = ", it says: ";

fn error_text(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{SAYS}{text}") }
}

fn shaped(shape: &str) -> String {
    if shape.is_empty() { String::new() } else { format!(" ({shape})") }
}

fn asked(retry_after: &Option<Duration>) -> String {
    retry_after.map_or(String::new(), |wait| format!(", wait {} s", wait.as_secs()))
}

fn advice(status: u16) -> &'static str {
    match status {
        404 | 405 | 410 => "check that the base URL is the address of the API",
        413 => "shorten the record: it is too large for the server",
        _ => "correct the record",
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;
    use rstest::rstest;

    fn call() -> String {
        "POST /customer/insert".to_owned()
    }

    fn refused(status: u16) -> ApiError {
        ApiError::Refused { call: call(), status, text: "bad name".to_owned() }
    }

    fn server(retry_after: Option<Duration>) -> ApiError {
        ApiError::Server { call: call(), status: 503, retry_after, text: String::new() }
    }

    #[test]
    fn advice_can_be_left_out() {
        let error =
            ApiError::Server { call: call(), status: 502, retry_after: None, text: "a; b".to_owned() };
        assert_eq!(
            error.without_advice(),
            "POST /customer/insert: the server failed (HTTP 502), it says: a; b"
        );
    }

    #[rstest]
    #[case(
        refused(400),
        Delivery::NotDone,
        "POST /customer/insert: refused (HTTP 400), it says: bad name; correct the record"
    )]
    #[case(
        server(Some(Duration::from_secs(7))),
        Delivery::Unknown,
        "POST /customer/insert: the server failed (HTTP 503), wait 7 s; try again later"
    )]
    #[case(ApiError::Missing { call: call(), status: 404 }, Delivery::NotDone,
        "POST /customer/insert: no such customer (HTTP 404); it may have been deleted since it was read")]
    #[case(ApiError::Missing { call: call(), status: 204 }, Delivery::Unknown,
        "POST /customer/insert: no such customer (HTTP 204); it may have been deleted since it was read")]
    #[case(ApiError::Token { source: Box::new(server(None)) }, Delivery::NotDone,
        "can't get a token: POST /customer/insert: the server failed (HTTP 503); try again later")]
    #[case(ApiError::Throttled { call: call(), retry_after: None }, Delivery::NotDone,
        "POST /customer/insert: too many requests (HTTP 429); lower --rate")]
    #[case(ApiError::Redirected { call: call(), status: 303, target: "http://x".to_owned() }, Delivery::Unknown,
        "POST /customer/insert: redirected to http://x (HTTP 303), not followed; if that is the API, use it as the base URL")]
    #[case(ApiError::Redirected { call: call(), status: 308, target: "http://x".to_owned() }, Delivery::NotDone,
        "POST /customer/insert: redirected to http://x (HTTP 308), not followed; if that is the API, use it as the base URL")]
    #[case(ApiError::BadId { id: "..".to_owned() }, Delivery::NotDone, "\"..\" can't be the id of a customer; `deskferry customer find` shows ids")]
    fn delivery_and_message_of_each_error(
        #[case] error: ApiError,
        #[case] fate: Delivery,
        #[case] words: &str,
    ) {
        assert_eq!(error.delivery(), fate);
        assert_eq!(error.to_string(), words);
    }

    #[rstest]
    #[case(refused(400), false)]
    #[case(refused(409), false)]
    #[case(server(None), true)]
    #[case(ApiError::Throttled { call: call(), retry_after: None }, true)]
    #[case(ApiError::Broken { call: call(), reason: String::new(), source: Arc::new(fmt::Error) }, false)]
    #[case(ApiError::Token { source: Box::new(server(None)) }, false)]
    fn which_errors_are_push_backs(#[case] error: ApiError, #[case] expected: bool) {
        assert_eq!(error.is_push_back(), expected);
    }
}
