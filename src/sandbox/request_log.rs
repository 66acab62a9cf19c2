//! The log of requests and replies, for assertions.

use super::options::SandboxOptions;
use super::request::SandboxRequest;
use super::request_kind::RequestKind;
use super::token::PresentedCredential;
use axum::http::Method;
use bytes::Bytes;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// The reply to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoggedReply {
    /// Nothing yet.
    Pending,
    /// A complete answer with this status, even if the client no longer listened.
    Answered(u16),
    /// An answer with this status, cut off halfway.
    Truncated(u16),
    /// None; the connection was closed.
    Dropped,
}

/// A logged request.
#[derive(Debug, Clone)]
pub struct LoggedRequest {
    /// How many requests came before it.
    pub number: u64,
    /// When it was completely received.
    pub at: Instant,
    /// What it asks for.
    pub kind: RequestKind,
    /// Its method.
    pub method: Method,
    /// The path, not decoded.
    pub path: String,
    /// The query, not decoded, without the question mark.
    pub query: String,
    /// What its `Authorization` was when it arrived.
    pub credential: PresentedCredential,
    /// Its `clientId`.
    pub client_id: Option<String>,
    /// Its `Content-Type`; empty if absent.
    pub content_type: String,
    /// The body, if [`SandboxOptions::keep_bodies`] is on.
    pub body: Option<Bytes>,
    /// The reply.
    pub reply: LoggedReply,
    /// Whether it changed the store.
    pub committed: bool,
    /// How many requests were in progress when it arrived, including itself.
    pub in_flight: usize,
}

impl LoggedRequest {
    /// The body as JSON; null if there is none.
    pub fn json(&self) -> Value {
        self.body.as_ref().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default()
    }

    /// The JSON of the control endpoints.
    pub(super) fn to_json(&self) -> Value {
        let body = self.body.as_ref().map(|body| String::from_utf8_lossy(body).into_owned());
        json!({
            "number": self.number, "kind": self.kind.as_str(), "method": self.method.as_str(),
            "path": self.path, "query": self.query, "clientId": self.client_id,
            "contentType": self.content_type, "body": body,
            "credential": format!("{:?}", self.credential).to_lowercase(),
            "reply": format!("{:?}", self.reply).to_lowercase(), "committed": self.committed,
            "inFlight": self.in_flight,
            "ago_ms": u64::try_from(self.at.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }
}

/// Counters of all requests to the API, without those to the control endpoints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SandboxStats {
    /// All requests.
    pub total: u64,
    /// Requests by kind; kinds without a request are absent.
    pub by_kind: BTreeMap<RequestKind, u64>,
    /// Answers by status, including truncated ones.
    pub by_status: BTreeMap<u16, u64>,
    /// Requests whose connection was closed without an answer.
    pub dropped: u64,
    /// Writes that changed the store, answered or not.
    pub committed: u64,
    /// The largest number of requests within one second.
    pub max_per_second: usize,
    /// The largest number of requests in progress at once.
    pub peak_in_flight: usize,
}

impl SandboxStats {
    /// The number of requests of a kind.
    pub fn of(&self, kind: RequestKind) -> u64 {
        self.by_kind.get(&kind).copied().unwrap_or_default()
    }

    /// The JSON of the control endpoints.
    pub(super) fn to_json(&self) -> Value {
        let kinds: BTreeMap<_, _> = self.by_kind.iter().map(|(kind, count)| (kind.as_str(), count)).collect();
        let statuses: BTreeMap<_, _> =
            self.by_status.iter().map(|(s, count)| (s.to_string(), count)).collect();
        json!({
            "total": self.total, "byKind": kinds, "byStatus": statuses, "dropped": self.dropped,
            "committed": self.committed, "maxPerSecond": self.max_per_second,
            "peakInFlight": self.peak_in_flight,
        })
    }
}

#[derive(Debug, Default)]
pub(super) struct RequestLog {
    requests: VecDeque<LoggedRequest>,
    stats: SandboxStats,
    last_second: VecDeque<Instant>,
    in_flight: usize,
}

impl RequestLog {
    /// Logs an arrival; the returned number is for [`Self::finish`].
    pub(super) fn begin(
        &mut self,
        call: &SandboxRequest,
        credential: PresentedCredential,
        options: &SandboxOptions,
    ) -> u64 {
        let request = LoggedRequest {
            number: self.stats.total,
            at: Instant::now(),
            kind: call.kind,
            method: call.method.clone(),
            path: call.path.clone(),
            query: call.query.clone(),
            credential,
            client_id: call.client_id.clone(),
            content_type: call.content_type.clone(),
            body: (options.keep_bodies && !call.body.is_empty()).then(|| call.body.clone()),
            reply: LoggedReply::Pending,
            committed: false,
            in_flight: self.in_flight + 1,
        };
        let number = request.number;
        self.count(&request);
        self.requests.push_back(request);
        let surplus = self.requests.len().saturating_sub(options.keep_requests);
        self.requests.drain(..surplus);
        number
    }

    fn count(&mut self, request: &LoggedRequest) {
        let old = |at: &Instant| request.at.saturating_duration_since(*at) >= Duration::from_secs(1);
        while self.last_second.front().is_some_and(old) {
            self.last_second.pop_front();
        }
        self.last_second.push_back(request.at);
        self.in_flight += 1;
        self.stats.total += 1;
        *self.stats.by_kind.entry(request.kind).or_default() += 1;
        self.stats.max_per_second = self.stats.max_per_second.max(self.last_second.len());
        self.stats.peak_in_flight = self.stats.peak_in_flight.max(self.in_flight);
    }

    /// Logs that a write changed the store; called before the answer.
    pub(super) fn commit(&mut self, number: u64) {
        self.stats.committed += 1;
        if let Some(request) = self.request(number) {
            request.committed = true;
        }
    }

    /// Logs the reply just before it is sent.
    pub(super) fn finish(&mut self, number: u64, reply: LoggedReply) {
        self.in_flight = self.in_flight.saturating_sub(1);
        match reply {
            LoggedReply::Answered(status) | LoggedReply::Truncated(status) => {
                *self.stats.by_status.entry(status).or_default() += 1;
            }
            LoggedReply::Dropped => self.stats.dropped += 1,
            LoggedReply::Pending => {}
        }
        if let Some(request) = self.request(number) {
            request.reply = reply;
        }
    }

    fn request(&mut self, number: u64) -> Option<&mut LoggedRequest> {
        let first = self.requests.front()?.number;
        self.requests.get_mut(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// How many requests are in progress.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    pub(super) fn requests(&self) -> Vec<LoggedRequest> {
        self.requests.iter().cloned().collect()
    }

    pub(super) fn stats(&self) -> SandboxStats {
        self.stats.clone()
    }

    /// Clears the requests; the counters keep their values.
    pub(super) fn clear(&mut self) {
        self.requests.clear();
    }
}
