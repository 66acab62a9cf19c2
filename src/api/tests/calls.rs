//! The requests that are sent, and how answers are read.

use rstest::rstest;

use super::server::{Request, Server};
use super::{API_TOKEN, BEARER, CLIENT_ID, body, client, with_api_token};
use crate::api::{ApiError, CallKind, Client, Deletion, Delivery};

/// The sorted header lines without the host, which has a varying port.
fn headers(request: &Request) -> Vec<String> {
    let mut lines: Vec<_> =
        request.headers.iter().filter(|line| !line.starts_with("host")).cloned().collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn an_insert_has_exactly_the_expected_headers_and_body() {
    let server = Server::always(201, r#"{"id":"c1"}"#).await;
    assert_eq!(client(&server).insert(body()).await.unwrap(), "c1");
    let request = &server.requests()[0];
    assert_eq!(request.line, "POST /base/customer/insert");
    assert_eq!(request.body, r#"{"name":"Ada"}"#);
    let expected = [
        "accept: application/json".to_owned(),
        format!("authorization: Bearer {BEARER}"),
        format!("clientid: {CLIENT_ID}"),
        "content-length: 14".to_owned(),
        "content-type: application/json".to_owned(),
        concat!("user-agent: deskferry/", env!("CARGO_PKG_VERSION")).to_owned(),
    ];
    assert_eq!(headers(request), expected);
}

#[tokio::test]
async fn the_token_call_sends_basic_unchanged_and_no_client_id() {
    let server = Server::start(|request| match request.number {
        0 => super::server::reply(200, r#"{"access_token":"fresh","expires_in":"1398616"}"#),
        _ => super::server::reply(204, ""),
    })
    .await;
    let client = Client::new(with_api_token(&server)).unwrap();
    assert!(client.list(2, &[("email".to_owned(), "a+b@x.it".to_owned())]).await.unwrap().records.is_empty());
    let requests = server.requests();
    assert_eq!(requests[0].line, "GET /base/oauth/token?grant_type=client_credentials");
    assert_eq!(requests[0].header("authorization"), Some(format!("Basic {API_TOKEN}").as_str()));
    assert_eq!((requests[0].header("clientId"), requests[0].header("content-length")), (None, None));
    assert_eq!(requests[1].line, "GET /base/customer/list?page=2&email=a%2Bb%40x.it");
    assert_eq!(requests[1].header("authorization"), Some("Bearer fresh"));
    let stats = client.stats();
    assert_eq!((stats.requests(CallKind::Token), stats.requests(CallKind::List), stats.total()), (1, 1, 2));
}

#[rstest]
#[case(200, r#"{"id":"a/../b","x":null}"#, Some(2))]
#[case(204, "", None)]
#[case(200, "", None)]
#[case(200, "null", None)]
#[case(404, "<html>", None)]
#[case(400, r#"{"error":"Customer not found"}"#, None)]
#[tokio::test]
async fn details_are_read_for_each_status(
    #[case] status: u16,
    #[case] answer: &'static str,
    #[case] members: Option<usize>,
) {
    let server = Server::always(status, answer).await;
    let detail = client(&server).detail("a/../b").await.unwrap();
    assert_eq!(detail.map(|object| object.len()), members);
    assert_eq!(server.requests()[0].line, "GET /base/customer/a%2F..%2Fb");
}

#[tokio::test]
async fn the_detail_of_another_customer_is_retried_once_and_refused() {
    let server = Server::always(200, r#"{"id":"8","name":"Ada"}"#).await;
    let error = client(&server).detail("7").await.unwrap_err();
    assert!(matches!(error, ApiError::AnotherCustomer { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_detail_refused_with_400_is_not_a_missing_customer() {
    let server = Server::always(400, "validation error or field name mismatch").await;
    let error = client(&server).detail("7").await.unwrap_err();
    assert!(matches!(error, ApiError::Refused { status: 400, .. }), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[rstest]
#[case(201, r#"{"id":42}"#, "Ok(\"42\")")]
#[case(200, "<html>Sign in</html>", "BadAnswer")]
#[case(200, r#"{"ok":true}"#, "BadAnswer")]
#[case(204, "", "BadAnswer")]
#[case(200, "", "BadAnswer")]
#[case(500, "", "Server")]
#[case(400, "bad", "Refused")]
#[case(429, "", "Throttled")]
#[tokio::test]
async fn inserts_are_sent_once(#[case] status: u16, #[case] answer: &'static str, #[case] expected: &str) {
    let server = Server::always(status, answer).await;
    let result = client(&server).insert(body()).await;
    assert!(format!("{result:?}").contains(expected), "{result:?}");
    assert_eq!(server.requests().len(), 1);
    let unknown = matches!(expected, "BadAnswer" | "Server");
    assert_eq!(result.is_err_and(|error| error.delivery() == Delivery::Unknown), unknown);
}

#[rstest]
#[case(200, r#"{"id":"7"}"#, "Ok(())")]
#[case(200, r#"{"id":7}"#, "Ok(())")]
#[case(200, r#"{"id":"8"}"#, "BadAnswer")]
#[case(200, "", "BadAnswer")]
#[case(204, "", "Missing")]
#[case(404, "", "Missing")]
#[tokio::test]
async fn updates_are_sent_once(#[case] status: u16, #[case] answer: &'static str, #[case] expected: &str) {
    let server = Server::always(status, answer).await;
    let result = client(&server).update("7", body()).await;
    assert!(format!("{result:?}").contains(expected), "{result:?}");
    assert_eq!(server.count("PUT /base/customer/update/7"), 1);
    assert_eq!(
        result.is_err_and(|error| error.delivery() == Delivery::Unknown),
        status < 300 && expected != "Ok(())"
    );
}

#[rstest]
#[case(200, r#"{"id":"7"}"#, Deletion::Deleted)]
#[case(204, "", Deletion::AlreadyGone)]
#[case(404, "x", Deletion::AlreadyGone)]
#[tokio::test]
async fn deletes_report_whether_the_customer_existed(
    #[case] status: u16,
    #[case] answer: &'static str,
    #[case] expected: Deletion,
) {
    let server = Server::always(status, answer).await;
    assert_eq!(client(&server).delete("7").await.unwrap(), expected);
    assert_eq!(server.requests()[0].line, "DELETE /base/customer/delete/7");
}

#[tokio::test]
async fn ids_that_do_not_fit_in_a_path_are_not_sent() {
    let server = Server::always(200, r#"{"id":""}"#).await;
    assert!(matches!(client(&server).delete("").await, Err(ApiError::BadId { .. })));
    assert!(matches!(client(&server).update("..", body()).await, Err(ApiError::BadId { .. })));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn custom_fields_and_photos_are_read() {
    let server = Server::start(|request| match request.line.as_str() {
        "GET /base/customField/getAllForCustomer" => super::server::reply(200, r#"[{"name":"segment"}]"#),
        "GET /base/customer/photo/1" => super::server::reply(200, "\u{1}PNG"),
        _ => super::server::reply(404, ""),
    })
    .await;
    let client = client(&server);
    assert_eq!(client.custom_fields().await.unwrap()[0]["name"], "segment");
    assert_eq!(client.photo("1").await.unwrap().unwrap().as_ref(), b"\x01PNG");
    assert_eq!(client.photo("2").await.unwrap(), None);
    let server = Server::always(200, "").await;
    assert!(super::client(&server).custom_fields().await.unwrap().is_empty());
}
