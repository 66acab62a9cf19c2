//! Tokens are fetched once for all callers and renewed once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;

use super::server::{Reply, Request, Server, http, reply};
use super::{body, client, with_api_token};
use crate::api::{ApiError, CallKind, Client, Delivery};

fn is_token_call(request: &Request) -> bool {
    request.line.contains("/oauth/token")
}

/// A server with the tokens `t1`, `t2`, ... A call is accepted with the latest, if that is at least `first_good`.
async fn tokens(first_good: usize, lifetime: u64) -> Server {
    let issued = Arc::new(AtomicUsize::new(0));
    Server::start(move |request| {
        if is_token_call(request) {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            let body = format!(r#"{{"access_token":"t{number}","expires_in":{lifetime}}}"#);
            return Reply::Late(50, http(200, "", &body));
        }
        let latest = issued.load(Ordering::SeqCst);
        let good = request.header("authorization") == Some(format!("Bearer t{latest}").as_str());
        if good && latest >= first_good {
            reply(200, r#"{"id":"1"}"#)
        } else {
            Reply::Late(20, http(401, "", r#"{"error":"invalid_token"}"#))
        }
    })
    .await
}

#[tokio::test]
async fn thirty_two_callers_share_the_first_fetch() {
    let server = tokens(1, 3600).await;
    let client = Client::new(with_api_token(&server)).unwrap();
    let results = join_all((0..32).map(|_| client.insert(body()))).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!((server.count("GET /base/oauth/token"), server.count("POST")), (1, 32));
}

#[tokio::test]
async fn thirty_two_refused_callers_share_one_token_refresh() {
    let server = tokens(2, 3600).await;
    let client = Client::new(with_api_token(&server)).unwrap();
    let results = join_all((0..32).map(|_| client.insert(body()))).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!((server.count("GET /base/oauth/token"), server.count("POST")), (2, 64));
}

#[tokio::test]
async fn a_second_401_is_final() {
    let server = tokens(99, 3600).await;
    let client = Client::new(with_api_token(&server)).unwrap();
    let error = client.detail("1").await.unwrap_err();
    assert!(matches!(error, ApiError::Unauthorized { status: 401, .. }), "{error:?}");
    assert_eq!((server.count("GET /base/oauth/token"), server.count("GET /base/customer/1")), (2, 2));
}

/// Another caller fetched the second token before the first was refused here; the server revokes both.
#[tokio::test]
async fn a_new_token_is_fetched_if_the_token_of_another_caller_is_refused_too() {
    let issued = Arc::new(AtomicUsize::new(0));
    let server = Server::start(move |request| {
        if is_token_call(request) {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            return reply(200, &format!(r#"{{"access_token":"t{number}","expires_in":3600}}"#));
        }
        let bearer = request.header("authorization").unwrap();
        match (request.line.starts_with("POST"), bearer) {
            (true, "Bearer t3") | (false, "Bearer t2") => reply(200, r#"{"id":"1"}"#),
            (true, _) => Reply::Late(200, http(401, "", r#"{"error":"invalid_token"}"#)),
            (false, _) => Reply::Late(50, http(401, "", r#"{"error":"invalid_token"}"#)),
        }
    })
    .await;
    let client = Client::new(with_api_token(&server)).unwrap();
    let (inserted, read) = futures::join!(client.insert(body()), client.detail("1"));
    assert!(inserted.is_ok() && read.is_ok(), "{inserted:?} {read:?}");
    assert_eq!((server.count("GET /base/oauth/token"), server.count("POST")), (3, 3));
}

#[tokio::test]
async fn a_configured_bearer_is_not_renewed() {
    let server = Server::always(401, "expired").await;
    let error = client(&server).detail("1").await.unwrap_err();
    assert!(error.is_unauthorized() && error.delivery() == Delivery::NotDone);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn all_callers_share_a_failed_fetch() {
    let server = Server::start(|_| Reply::Late(50, http(401, "", "no"))).await;
    let client = Client::new(with_api_token(&server)).unwrap();
    let results = join_all((0..32).map(|_| client.insert(body()))).await;
    assert!(results.iter().all(|result| result.as_ref().is_err_and(ApiError::is_unauthorized)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_failing_token_call_is_retried_and_the_insert_is_not_sent() {
    let server = Server::always(503, "down").await;
    let client = Client::new(with_api_token(&server)).unwrap();
    let error = client.insert(body()).await.unwrap_err();
    assert!(matches!(&error, ApiError::Token { .. }) && error.delivery() == Delivery::NotDone, "{error:?}");
    assert_eq!((server.count("GET /base/oauth/token"), server.count("POST")), (3, 0));
}

#[tokio::test]
async fn a_token_is_renewed_before_it_runs_out() {
    let server = tokens(1, 3).await;
    let client = Client::new(with_api_token(&server)).unwrap();
    client.insert(body()).await.unwrap();
    client.insert(body()).await.unwrap();
    assert_eq!(client.stats().requests(CallKind::Token), 1);
    tokio::time::sleep(Duration::from_millis(2_850)).await;
    client.insert(body()).await.unwrap();
    let stats = client.stats();
    assert_eq!((stats.requests(CallKind::Token), stats.requests(CallKind::Insert)), (2, 3));
}

#[tokio::test]
async fn after_a_cancelled_fetch_the_next_caller_fetches_the_token() {
    let server = tokens(1, 3600).await;
    let client = Client::new(with_api_token(&server)).unwrap();
    let short = tokio::time::timeout(Duration::from_millis(10), client.insert(body())).await;
    assert!(short.is_err());
    let next = tokio::time::timeout(Duration::from_secs(30), client.insert(body())).await;
    // The server has also counted the first fetch, whose token is lost.
    assert!(next.unwrap().is_ok());
}
