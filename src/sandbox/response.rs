//! Answers, and how they are sent: completely, truncated, or not at all.

use super::bad_record;
use super::options::{BodyCompression, RetryAfter, SandboxOptions};
use super::request_log::LoggedReply;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use bytes::Bytes;
use futures::stream;
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::{Duration, SystemTime};

const JSON: &str = "application/json;charset=UTF-8";

/// A status and a body.
#[derive(Debug, Clone)]
pub(super) struct SandboxResponse {
    pub(super) status: u16,
    content_type: &'static str,
    retry_after: Option<String>,
    encoding: Option<&'static str>,
    body: Bytes,
}

impl SandboxResponse {
    pub(super) fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status, content_type, retry_after: None, encoding: None, body: body.into() }
    }

    pub(super) fn json(status: u16, value: &Value) -> Self {
        Self::new(status, JSON, bad_record::text(value))
    }

    /// The answer with its body encoded as the switch says, whatever the client accepts.
    pub(super) fn packed(mut self, packing: BodyCompression) -> Self {
        if self.body.is_empty() || self.content_type != JSON {
            return self;
        }
        self.body = match packing {
            BodyCompression::None => return self,
            BodyCompression::ByteOrderMark => [b"\xef\xbb\xbf", &*self.body].concat().into(),
            BodyCompression::Gzip | BodyCompression::GzipUnsaid => zipped(&self.body),
        };
        self.encoding = (packing == BodyCompression::Gzip).then_some("gzip");
        self
    }

    /// 204, without a body.
    pub(super) fn nothing() -> Self {
        Self::new(204, "", Bytes::new())
    }

    /// An error with a code and a sentence. The form of the body is invented, because none is published.
    pub(super) fn error(status: u16, code: &str, text: &str) -> Self {
        if status == 204 {
            return Self::nothing();
        }
        Self::json(status, &json!({"error": code, "error_description": text}))
    }

    /// 200 with a page of HTML, as a proxy sends it during maintenance.
    pub(super) fn html() -> Self {
        Self::new(200, "text/html", "<!DOCTYPE html><html><body><h1>We'll be back soon</h1></body></html>")
    }

    /// Too many requests, as the switches say.
    pub(super) fn busy(status: u16, wait: u64, options: &SandboxOptions) -> Self {
        let mut answer = Self::error(status, "too_many_requests", "the quota is used up");
        answer.retry_after = match options.retry_after {
            RetryAfter::Seconds => Some(wait.to_string()),
            RetryAfter::Date => {
                Some(httpdate::fmt_http_date(round_up(SystemTime::now()) + Duration::from_secs(wait)))
            }
            RetryAfter::Absent => None,
        };
        answer
    }

    fn head(&self) -> axum::http::response::Builder {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut head = Response::builder().status(status);
        if !self.content_type.is_empty() {
            head = head.header(header::CONTENT_TYPE, self.content_type);
        }
        if let Some(encoding) = self.encoding {
            head = head.header(header::CONTENT_ENCODING, encoding);
        }
        if let Some(wait) = &self.retry_after {
            head = head.header(header::RETRY_AFTER, wait);
        }
        head
    }
}

fn zipped(body: &[u8]) -> Bytes {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let packed = packer.write_all(body).and_then(|()| packer.finish());
    packed.unwrap_or_default().into()
}

/// Rounds up to a full second, so that a date without fractions is never too early.
fn round_up(time: SystemTime) -> SystemTime {
    time + Duration::from_millis(999)
}

/// How an answer is sent.
#[derive(Debug, Clone)]
pub(super) enum Reaction {
    Whole(SandboxResponse),
    Truncated(SandboxResponse),
    Dropped,
}

/// Closes the connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox drops this connection")]
pub(super) struct DropConnection;

impl Reaction {
    pub(super) fn reply(&self) -> LoggedReply {
        match self {
            Self::Whole(answer) => LoggedReply::Answered(answer.status),
            Self::Truncated(answer) if answer.body.is_empty() => LoggedReply::Dropped,
            Self::Truncated(answer) => LoggedReply::Truncated(answer.status),
            Self::Dropped => LoggedReply::Dropped,
        }
    }

    /// The result for the HTTP server. An error of the service closes the connection before anything is written; an
    /// error of a body closes it after what was written so far.
    pub(super) fn into_response(self) -> Result<Response<Body>, DropConnection> {
        match self {
            Self::Whole(answer) => answer.head().body(Body::from(answer.body)).map_err(|_| DropConnection),
            Self::Truncated(answer) if !answer.body.is_empty() => {
                truncated(answer).map_err(|_| DropConnection)
            }
            Self::Truncated(_) | Self::Dropped => Err(DropConnection),
        }
    }
}

/// Announces the full length, sends half, waits until it is flushed, and breaks off.
fn truncated(answer: SandboxResponse) -> axum::http::Result<Response<Body>> {
    let half = answer.body.slice(..answer.body.len() / 2);
    let body = stream::unfold(Some(half), |half| async move {
        match half {
            Some(half) => Some((Ok(half), None)),
            None => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Err(DropConnection), None))
            }
        }
    });
    answer.head().header(header::CONTENT_LENGTH, answer.body.len()).body(Body::from_stream(body))
}
