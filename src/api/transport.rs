//! One HTTP exchange: permit, request, answer, error.
//!
//! No request is sent twice from here on. The HTTP stack itself repeats only requests that it has not begun to write:
//! hyper returns them if a kept connection turns out to be closed. Redirects and protocol retries are off, and only
//! HTTP/1.1 is used.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION,
    RETRY_AFTER,
};
use reqwest::{Request, Response, redirect};
use tracing::{Span, debug};
use url::Url;

use super::body_summary::body_summary;
use super::call::{Call, CallKind};
use super::error::{ApiError, SharedCause};
use super::rate_headers::RateHeaders;
use super::response_bodies::{UnreadableBody, decoded_body};
use super::retry_after;
use super::secret_scrubber::{Scrubber, Secret, inside};
use super::settings::{ClientCredential, ClientSettings, SetupError, innermost, is_this_machine};
use super::stats::RequestCounters;
use super::status::{FailedResponse, error_for_status, pauses_all};
use super::throttle::Throttle;
use super::unstated_pause::UnstatedPause;
use crate::spans;
use crate::stop::Stop;

/// The longest answer in bytes. A page of 25 customers has about 100 kB.
const BODY_LIMIT: usize = 256 << 20;
/// Idle connections are closed before the server closes them: during an insert that would leave its delivery unknown.
const IDLE: Duration = Duration::from_secs(10);
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Only `deskferry sandbox` sends this header. It changes what is said about a run, and nothing that is done.
const SANDBOX: &str = "x-deskferry-sandbox";

/// A successful answer.
#[derive(Debug)]
pub(super) struct RawResponse {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// Shared by all exchanges of a client.
#[derive(Debug)]
pub(super) struct Transport {
    http: reqwest::Client,
    base: Url,
    client_id: HeaderValue,
    pause_cap: Duration,
    stop: Stop,
    /// True once an answer has said that it comes from a sandbox.
    says_sandbox: AtomicBool,
    unstated_pause: UnstatedPause,
    pub(super) limiter: Throttle,
    pub(super) counters: RequestCounters,
    pub(super) rate_headers: RateHeaders,
    pub(super) scrubber: Scrubber,
}

impl Transport {
    /// Checks the settings and creates the HTTP client; sends nothing.
    pub(super) fn new(settings: &ClientSettings) -> Result<Self, SetupError> {
        settings.check_base()?;
        Ok(Self {
            http: http_client(settings)?,
            base: settings.base_url.clone(),
            client_id: sensitive(&settings.client_id, "client id")?,
            pause_cap: settings.pause_cap,
            stop: settings.stop.clone(),
            says_sandbox: AtomicBool::new(false),
            unstated_pause: UnstatedPause::default(),
            limiter: Throttle::of(settings)?,
            counters: RequestCounters::default(),
            rate_headers: RateHeaders::default(),
            scrubber: Scrubber::new(secrets(settings)),
        })
    }

    /// True if the server has said that it is a sandbox.
    pub(super) fn says_sandbox(&self) -> bool {
        self.says_sandbox.load(Ordering::Relaxed)
    }

    /// Sends a call once, with this `Authorization`, and reads the answer. `depart` is called after all waits, just
    /// before the request is sent.
    pub(super) async fn exchange(
        &self,
        call: &Call,
        authorization: &HeaderValue,
        depart: impl FnOnce() + Send,
    ) -> Result<RawResponse, ApiError> {
        let request = self.request(call, authorization);
        let admitted = async {
            self.limiter.admit().await;
            Ok(())
        };
        self.unless_stopped(admitted).await?;
        if !self.counters.may_send() {
            return Err(ApiError::Stopped { reason: "the limit of calls is reached".to_owned() });
        }
        depart();
        self.counters.sent(call.kind);
        let started = Instant::now();
        let span = spans::request(call.kind.method().as_str(), call.kind.path());
        let answer = match self.http.execute(request).await {
            Ok(response) => self.receive(call, response).await,
            Err(error) => Err(self.failed(call, error)),
        };
        note(&span, &answer);
        log(call, started.elapsed(), &answer);
        answer
    }

    /// Asks for the base URL itself, without credentials.
    pub(super) async fn knock(&self, call: &Call) -> Result<Response, ApiError> {
        self.unless_stopped(async {
            self.limiter.admit().await;
            self.http.get(self.base.clone()).send().await.map_err(|error| self.failed(call, error))
        })
        .await
    }

    /// Runs work that a stop cancels at once: a read, or a wait before a write is sent. Most waits are over at once, and
    /// then nothing has to listen for a stop.
    pub(super) async fn unless_stopped<T>(
        &self,
        work: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, ApiError> {
        let mut work = std::pin::pin!(work);
        if !self.stop.is_requested()
            && let Poll::Ready(done) = futures::poll!(&mut work)
        {
            return done;
        }
        tokio::select! {
            biased;
            () = self.stop.requested() => {
                Err(ApiError::Stopped { reason: self.stop.reason().unwrap_or_default() })
            }
            done = work => done,
        }
    }

    /// The error for a successful answer that can't be understood. It describes the body without its values.
    pub(super) fn unreadable(&self, call: &Call, answer: &RawResponse, why: &UnreadableBody) -> ApiError {
        let call = self.label(call);
        if let Some(place) = &why.place {
            return ApiError::BrokenPage { call, place: place.clone() };
        }
        ApiError::BadAnswer {
            call,
            status: answer.status,
            reason: why.reason.to_owned(),
            shape: self.scrubber.clean(body_summary(&answer.body).as_bytes()),
        }
    }

    /// The error for an answer without the requested customer's record.
    pub(super) fn another_customer(&self, call: &Call, reason: &'static str) -> ApiError {
        ApiError::AnotherCustomer { call: self.label(call), reason }
    }

    /// The error for a call of which each new token was replaced.
    pub(super) fn token_replaced(&self, call: &Call) -> ApiError {
        ApiError::TokenReplaced { call: self.label(call) }
    }

    /// The error for a success without content that means a missing customer.
    pub(super) fn missing(&self, call: &Call, status: u16) -> ApiError {
        ApiError::Missing { call: self.label(call), status }
    }

    fn request(&self, call: &Call, authorization: &HeaderValue) -> Request {
        let mut request = Request::new(call.kind.method(), call.url(&self.base));
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, authorization.clone());
        headers.insert(
            ACCEPT,
            if call.kind == CallKind::Photo { HeaderValue::from_static("*/*") } else { JSON },
        );
        if call.kind != CallKind::Token {
            headers.insert("clientid", self.client_id.clone());
        }
        if call.kind.is_write() && !call.untyped {
            headers.insert(CONTENT_TYPE, JSON);
        }
        if let Some(body) = &call.body {
            *request.body_mut() = Some(body.clone().into());
        }
        request
    }

    async fn receive(&self, call: &Call, mut response: Response) -> Result<RawResponse, ApiError> {
        let status = response.status().as_u16();
        if response.headers().contains_key(SANDBOX) {
            self.says_sandbox.store(true, Ordering::Relaxed);
        }
        self.rate_headers.note(response.headers(), |value| self.scrubber.clean(value));
        if !response.status().is_success() {
            return Err(self.refused(call, response).await);
        }
        self.unstated_pause.succeeded();
        let mut body = Vec::new();
        let encoding = encoding(&response);
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(call, error))? {
            body.extend_from_slice(&chunk);
            if body.len() > BODY_LIMIT {
                let answer = RawResponse { status, body };
                return Err(self.unreadable(call, &answer, &UnreadableBody::of("the body is too long")));
            }
        }
        // A photo may begin like gzip, so it is only decompressed if the server says so.
        if call.kind == CallKind::Photo && encoding.is_none() {
            return Ok(RawResponse { status, body });
        }
        match decoded_body(body, encoding.as_deref(), BODY_LIMIT) {
            Ok(body) => Ok(RawResponse { status, body }),
            Err(why) => Err(self.unreadable(call, &RawResponse { status, body: Vec::new() }, &why)),
        }
    }

    /// The error of a failed response; pauses all calls if it asks for that.
    async fn refused(&self, call: &Call, response: Response) -> ApiError {
        let status = response.status().as_u16();
        let retry_after = asked_wait(response.headers(), self.pause_cap);
        if let Some(wait) = retry_after.filter(|_| pauses_all(status)) {
            self.limiter.pause(wait);
        }
        if status == 429 {
            self.counters.throttled();
            self.pause_after_refusal(retry_after);
        }
        let target = target(&response);
        let text = self.scrubber.clean(&start_of_body(response).await);
        let target = self.scrubber.clean(target.as_bytes());
        error_for_status(call.kind, self.label(call), FailedResponse { status, retry_after, target, text })
    }

    /// Pauses all calls after a 429 that does not say for how long.
    fn pause_after_refusal(&self, asked: Option<Duration>) {
        let paused = self.limiter.paused_until().is_some();
        let wait = self.unstated_pause.after_refusal(paused).filter(|_| asked.is_none());
        wait.into_iter().for_each(|wait| self.limiter.pause(wait.min(self.pause_cap)));
    }

    /// The error of a broken exchange, before or after something may have been sent.
    fn failed(&self, call: &Call, error: reqwest::Error) -> ApiError {
        let unsent = error.is_connect() || error.is_builder();
        let call = self.label(call);
        let reason = self.scrubber.clean(reason(&error).as_bytes());
        let source: SharedCause = Arc::new(error.without_url());
        if unsent {
            ApiError::NotSent { call, reason, source }
        } else {
            ApiError::Broken { call, reason, source }
        }
    }

    fn label(&self, call: &Call) -> String {
        self.scrubber.clean(call.label().as_bytes())
    }
}

fn http_client(settings: &ClientSettings) -> Result<reqwest::Client, SetupError> {
    // An error means that a provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("deskferry/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .tcp_nodelay(true)
        .pool_idle_timeout(IDLE)
        .connect_timeout(settings.connect_timeout.min(settings.timeout.mul_f64(0.9)))
        .timeout(settings.timeout);
    if is_this_machine(&settings.base_url) {
        builder = builder.no_proxy();
    }
    Ok(builder.build()?)
}

/// Every text that must not be shown.
fn secrets(settings: &ClientSettings) -> Vec<Secret> {
    use secrecy::ExposeSecret;
    // The client id is a name and may begin like other words.
    let mut secrets = vec![Secret::whole(&settings.client_id)];
    match &settings.credential {
        ClientCredential::Bearer(secret) => secrets.push(Secret::cut(secret.expose_secret())),
        ClientCredential::ApiToken(secret) => {
            secrets.push(Secret::cut(secret.expose_secret()));
            secrets.extend(inside(secret.expose_secret()));
        }
    }
    secrets
}

/// A header value that `Debug` does not show.
pub(super) fn sensitive(value: &str, which: &'static str) -> Result<HeaderValue, SetupError> {
    let mut value = HeaderValue::from_str(value).map_err(|_| SetupError::BadCredential { which })?;
    value.set_sensitive(true);
    Ok(value)
}

fn asked_wait(headers: &HeaderMap, cap: Duration) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    retry_after::parse(text(RETRY_AFTER)?, text(DATE), SystemTime::now(), cap)
}

/// The target of a redirect without path and query, which may contain anything.
fn target(response: &Response) -> String {
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let target = location.and_then(|location| response.url().join(location).ok());
    target.map_or_else(|| "nowhere".to_owned(), |url| url.origin().ascii_serialization())
}

/// The start of an error's body, as far as it arrives. The status counts even if the body breaks off.
async fn start_of_body(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    let encoding = encoding(&response);
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > 64 << 10 {
            break;
        }
    }
    decoded_body(body, encoding.as_deref(), 64 << 10).unwrap_or_default()
}

fn encoding(response: &Response) -> Option<String> {
    Some(response.headers().get(CONTENT_ENCODING)?.to_str().unwrap_or("?").to_owned())
}

/// The innermost cause, which says more than its wrappers; for a time-out, when it happened.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return if error.is_connect() { "timed out while connecting" } else { "timed out" }.to_owned();
    }
    innermost(error)
}

/// Notes the status in the span. What a connection says may name a host, so only its kind is noted.
fn note(span: &Span, answer: &Result<RawResponse, ApiError>) {
    match answer {
        Ok(answer) => {
            span.record("http.response.status_code", i64::from(answer.status));
        }
        Err(error) => {
            let what = outcome(error);
            let what = if what.starts_with("HTTP ") { what.as_str() } else { "no answer" };
            span.record("error.type", what).record("otel.status_code", "ERROR");
        }
    }
}

/// Logs one line per call, without query, body and headers.
fn log(call: &Call, took: Duration, answer: &Result<RawResponse, ApiError>) {
    if !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let method = call.kind.method();
    let path = call.path();
    let ms = took.as_millis();
    match answer {
        Ok(answer) => debug!(%method, path, status = answer.status, ms, "call"),
        Err(error) => debug!(%method, path, ms, error = outcome(error), "call"),
    }
}

/// A short name of an error. The server's text is not logged.
fn outcome(error: &ApiError) -> String {
    match error {
        ApiError::Unauthorized { status, .. }
        | ApiError::Refused { status, .. }
        | ApiError::Missing { status, .. }
        | ApiError::Server { status, .. }
        | ApiError::BadAnswer { status, .. }
        | ApiError::Redirected { status, .. } => format!("HTTP {status}"),
        ApiError::TokenReplaced { .. } => "HTTP 401".to_owned(),
        ApiError::Forbidden { .. } => "HTTP 403".to_owned(),
        ApiError::Throttled { .. } => "HTTP 429".to_owned(),
        ApiError::NotSent { reason, .. } | ApiError::Broken { reason, .. } => reason.clone(),
        ApiError::BrokenPage { .. } => "a record is not closed".to_owned(),
        ApiError::AnotherCustomer { reason, .. } => (*reason).to_owned(),
        ApiError::Token { .. } | ApiError::Stopped { .. } | ApiError::BadId { .. } => "not sent".to_owned(),
    }
}
