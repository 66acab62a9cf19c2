//! No error shows a secret, whatever the server sends.

use std::error::Error;

use rstest::rstest;

use super::server::{Reply, Server, http, reply};
use super::{API_TOKEN, BEARER, CLIENT_ID, body, client, settings, with_api_token};
use crate::api::{ApiError, Client};

const FETCHED: &str = "fetched-token-123";

/// Every text of an error and its sources.
fn shown(error: &ApiError) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("{cause} {cause:?}"));
        source = cause.source();
    }
    text
}

fn assert_clean(text: &str) {
    for secret in [BEARER, CLIENT_ID, API_TOKEN, FETCHED, "secret@x.it"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// A server that echoes the request headers with this status.
async fn echo(status: u16) -> Server {
    Server::start(move |request| {
        if request.line.contains("/oauth/token") {
            return reply(200, &format!(r#"{{"access_token":"{FETCHED}"}}"#));
        }
        reply(status, &request.headers.join("\r\n"))
    })
    .await
}

#[rstest]
#[tokio::test]
async fn no_error_shows_a_secret(
    #[values(200, 301, 400, 401, 403, 404, 408, 409, 429, 500, 503)] status: u16,
    #[values(true, false)] fetched: bool,
) {
    let server = echo(status).await;
    let settings = if fetched { with_api_token(&server) } else { settings(&server) };
    let client = Client::new(settings).unwrap();
    let filter = [("email".to_owned(), "secret@x.it".to_owned())];
    let insert = client.insert(body()).await.unwrap_err();
    let list = client.list(1, &filter).await.unwrap_err();
    assert_clean(&(shown(&insert) + &shown(&list) + &format!("{client:?}")));
    if matches!(status, 400 | 500) {
        assert!(insert.to_string().contains("authorization: Bearer ***"), "{insert}");
    }
}

#[tokio::test]
async fn no_broken_connection_shows_a_secret_or_a_query() {
    let server = Server::start(|_| Reply::Close(String::new())).await;
    let filter = [("email".to_owned(), "secret@x.it".to_owned())];
    let error = client(&server).list(1, &filter).await.unwrap_err();
    assert_clean(&shown(&error));
    assert!(error.to_string().starts_with("GET /customer/list (page 1): incomplete answer"), "{error}");
    assert!(!shown(&error).contains("127.0.0.1"), "{error:?}");
}

#[rstest]
#[case(r#"{"token":"fetched-token-123"}"#)]
#[case(r#"{"access_token":"fetched-token-123\u0000"}"#)]
#[case("fetched-token-123")]
#[tokio::test]
async fn a_failed_token_call_shows_nothing_of_its_answer(#[case] answer: &'static str) {
    let server = Server::always(200, answer).await;
    let error = Client::new(with_api_token(&server)).unwrap().insert(body()).await.unwrap_err();
    assert_clean(&shown(&error));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::always(200, r#"{"id":"1"}"#).await;
    let location = format!("Location: {}x?token={BEARER}\r\n", other.url());
    let server = Server::start(move |_| Reply::Keep(http(307, &location, ""))).await;
    let error = client(&server).insert(body()).await.unwrap_err();
    assert!(matches!(error, ApiError::Redirected { status: 307, .. }), "{error:?}");
    assert_clean(&shown(&error));
    assert!(other.requests().is_empty());
}
