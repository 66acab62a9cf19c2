//! Broken connections: no insert may be sent twice.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::StreamExt;
use futures::stream;
use tokio::net::TcpListener;
use url::Url;

use super::server::{Reply, Server, http, reply};
use super::{body, client, settings};
use crate::api::{ApiError, Client, ClientSettings, Delivery};

fn broken(error: &ApiError) -> bool {
    matches!(error, ApiError::Broken { .. }) && error.delivery() == Delivery::Unknown
}

#[tokio::test]
async fn a_truncated_body_is_a_broken_connection() {
    let server =
        Server::start(|_| Reply::Close("HTTP/1.1 201 X\r\nContent-Length: 50\r\n\r\n{\"id\":".to_owned()))
            .await;
    let error = client(&server).insert(body()).await.unwrap_err();
    assert!(broken(&error), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_truncated_body_without_a_length_is_a_bad_answer() {
    let server = Server::start(|_| Reply::Close("HTTP/1.1 201 X\r\n\r\n{\"id\":\"4".to_owned())).await;
    let error = client(&server).insert(body()).await.unwrap_err();
    assert!(
        matches!(error, ApiError::BadAnswer { .. }) && error.delivery() == Delivery::Unknown,
        "{error:?}"
    );
}

#[tokio::test]
async fn a_truncated_error_body_still_has_its_status() {
    let server =
        Server::start(|_| Reply::Close("HTTP/1.1 400 X\r\nContent-Length: 50\r\n\r\nbad na".to_owned()))
            .await;
    let error = client(&server).insert(body()).await.unwrap_err();
    assert!(matches!(error, ApiError::Refused { status: 400, .. }), "{error:?}");
}

#[tokio::test]
async fn a_close_before_the_answer_is_retried_for_reads_only() {
    let server = Server::start(|request| match request.number {
        0 | 1 => Reply::Close(String::new()),
        _ => reply(200, r#"{"id":"1"}"#),
    })
    .await;
    let client = client(&server);
    assert!(broken(&client.insert(body()).await.unwrap_err()));
    assert!(client.detail("1").await.unwrap().is_some());
    assert_eq!((server.count("POST"), server.count("GET"), client.stats().retries), (1, 2, 1));
}

#[tokio::test]
async fn after_a_timeout_an_insert_is_unknown() {
    let server = Server::start(|_| Reply::Hang).await;
    let client =
        Client::new(ClientSettings { timeout: Duration::from_millis(80), ..settings(&server) }).unwrap();
    let started = Instant::now();
    let error = client.insert(body()).await.unwrap_err();
    assert!(broken(&error), "{error:?}");
    assert!(error.to_string().contains("timed out"), "{error}");
    assert!((80..20_000).contains(&started.elapsed().as_millis()));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_refused_connection_means_that_nothing_was_sent() {
    let server = Server::always(200, "").await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let base_url = Url::parse(&format!("http://{free}")).unwrap();
    let client = Client::new(ClientSettings { base_url, ..settings(&server) }).unwrap();
    let error = client.insert(body()).await.unwrap_err();
    assert!(matches!(error, ApiError::NotSent { .. }) && error.delivery() == Delivery::NotDone, "{error:?}");
    assert!(!error.to_string().contains(&free.to_string()), "{error}");
}

#[tokio::test]
async fn a_failed_tls_handshake_means_that_nothing_was_sent() {
    let server = Server::start(|_| Reply::Close("HTTP/1.1 400 X\r\n\r\n".to_owned())).await;
    let mut base_url = server.url();
    base_url.set_scheme("https").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    base_url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.try_write(b"HTTP/1.1 400 X\r\n\r\n").unwrap_or_default();
        }
    });
    let client = Client::new(ClientSettings { base_url, ..settings(&server) }).unwrap();
    let error = client.insert(body()).await.unwrap_err();
    assert!(matches!(error, ApiError::NotSent { .. }), "{error:?}");
}

/// Sends many inserts with different bodies; checks that none arrived twice and that the successful ones arrived.
async fn none_twice(server: &Server, client: &Client) -> usize {
    let one = |number: usize| async move {
        (number.to_string(), client.insert(Bytes::from(number.to_string())).await.is_ok())
    };
    let results: Vec<_> = stream::iter(0..400).map(one).buffer_unordered(4).collect().await;
    let mut came: HashMap<String, usize> = HashMap::new();
    for request in server.requests() {
        *came.entry(request.body).or_default() += 1;
    }
    for (body, succeeded) in &results {
        let times = came.get(body).copied().unwrap_or(0);
        assert!(
            times <= 1 && (!succeeded || times == 1),
            "{body}: came {times} times, succeeded: {succeeded}"
        );
    }
    results.iter().filter(|(_, succeeded)| *succeeded).count()
}

#[tokio::test]
async fn an_insert_read_by_a_server_that_closes_is_not_sent_again() {
    let server = Server::start(|request| match request.number % 2 {
        0 => reply(200, r#"{"id":1}"#),
        _ => Reply::Close(String::new()),
    })
    .await;
    let succeeded = none_twice(&server, &client(&server)).await;
    assert_eq!((succeeded, server.requests().len()), (200, 400));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_insert_that_meets_a_closing_connection_is_not_sent_twice() {
    let server = Server::start(|_| Reply::Close(http(200, "", r#"{"id":1}"#))).await;
    let succeeded = none_twice(&server, &client(&server)).await;
    assert!(succeeded > 0);
}

#[tokio::test]
async fn an_unrequested_answer_is_not_matched_to_the_next_insert() {
    let server = Server::start(|request| {
        let asked = http(200, "", &format!(r#"{{"id":"{}"}}"#, request.body));
        Reply::Keep(asked + &http(408, "", "") + &http(200, "", r#"{"id":"stray"}"#))
    })
    .await;
    let client = client(&server);
    for number in 0..50 {
        let number = number.to_string();
        let id = client.insert(Bytes::from(number.clone())).await;
        assert!(
            id.as_ref().map_or_else(|error| error.delivery() == Delivery::Unknown, |id| *id == number),
            "{id:?}"
        );
    }
}
