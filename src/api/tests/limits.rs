//! The rate limit and the pauses over sockets.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};

use super::server::{Reply, Server, http, reply};
use super::{body, client, settings};
use crate::api::{ApiError, AttemptLimiter, AttemptPermit, Client, ClientSettings};

#[tokio::test]
async fn a_pause_stops_all_callers() {
    let server = Server::start(|request| match request.number {
        0 => Reply::Keep(http(429, "Retry-After: 1\r\n", "slow")),
        _ => reply(200, r#"{"id":1}"#),
    })
    .await;
    let client = client(&server);
    let error = client.insert(body()).await.unwrap_err();
    let started = Instant::now();
    assert!(matches!(error, ApiError::Throttled { .. }));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert!(client.stats().paused_until.is_some_and(|until| until > started));
    let clones: Vec<_> = (0..8).map(|_| client.clone()).collect();
    let results = join_all(clones.iter().map(|client| client.insert(body()))).await;
    assert!(results.iter().all(Result::is_ok));
    assert!(started.elapsed() >= Duration::from_millis(950), "{:?}", started.elapsed());
    assert_eq!((server.requests().len(), client.stats().throttled), (9, 1));
}

#[tokio::test]
async fn a_read_waits_as_long_as_the_server_asks_and_continues() {
    let server = Server::start(|request| match request.number {
        0 => Reply::Keep(http(503, "Retry-After: 3600\r\n", "")),
        _ => reply(200, r#"{"id":1}"#),
    })
    .await;
    let cap = Duration::from_millis(300);
    let client = Client::new(ClientSettings { pause_cap: cap, ..settings(&server) }).unwrap();
    let started = Instant::now();
    assert!(client.detail("1").await.unwrap().is_some());
    let took = started.elapsed();
    assert!((cap..cap * 60).contains(&took), "{took:?}");
}

#[tokio::test]
async fn the_rate_applies_from_the_first_call() {
    let server = Server::always(200, r#"{"id":1}"#).await;
    let client = Client::new(ClientSettings { rate: Some(100.0), ..settings(&server) }).unwrap();
    let started = Instant::now();
    join_all((0..51).map(|_| client.insert(body()))).await;
    let took = started.elapsed();
    assert!((Duration::from_millis(500)..Duration::from_secs(10)).contains(&took), "{took:?}");
}

/// The events of an attempt limiter, one word each.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    fn words(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.0.lock().unwrap()
    }
}

impl AttemptLimiter for Log {
    fn enter(&self) -> BoxFuture<'_, Box<dyn AttemptPermit>> {
        self.words().push("enter");
        std::future::ready(Box::new(self.clone()) as Box<dyn AttemptPermit>).boxed()
    }
}

impl AttemptPermit for Log {
    fn depart(&mut self) {
        self.words().push("depart");
    }

    fn arrive(self: Box<Self>, error: Option<&ApiError>) {
        self.words().push(match error {
            None => "good",
            Some(error) if error.is_push_back() => "pushed back",
            Some(_) => "refused",
        });
    }
}

#[tokio::test]
async fn each_attempt_enters_and_leaves_the_limiter() {
    let server = Server::start(|request| match request.number {
        0 => reply(500, ""),
        1 => reply(200, r#"{"id":1}"#),
        _ => reply(400, ""),
    })
    .await;
    let log = Log::default();
    let plain = client(&server);
    let guarded = plain.with_attempt_limiter(Arc::new(log.clone()));
    assert!(guarded.detail("1").await.is_ok() && guarded.insert(body()).await.is_err());
    let expected =
        ["enter", "depart", "pushed back", "enter", "depart", "good", "enter", "depart", "refused"];
    assert_eq!(*log.words(), expected);
    assert!(plain.insert(body()).await.is_err());
    assert_eq!(log.words().len(), expected.len(), "the client itself is not guarded");
}

#[tokio::test]
async fn a_timeout_is_a_push_back() {
    let server = Server::start(|_| Reply::Hang).await;
    let client =
        Client::new(ClientSettings { timeout: Duration::from_millis(50), ..settings(&server) }).unwrap();
    assert!(client.insert(body()).await.unwrap_err().is_push_back());
}
