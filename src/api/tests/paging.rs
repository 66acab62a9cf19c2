//! Pagination over sockets.

use super::client;
use super::server::{Request, Server, reply};
use crate::api::{ApiError, DistinctPages, FilteredList, Page};

fn page_asked(request: &Request) -> usize {
    let (_, query) = request.line.split_once("page=").unwrap();
    query.split('&').next().unwrap().parse().unwrap()
}

/// The envelope with these ids.
fn envelope(total: usize, ids: std::ops::Range<usize>) -> String {
    let records: Vec<_> = ids.map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    let next = r#""nextQuery":"http://192.0.2.1/customer/list?page=2""#;
    let records = records.join(",");
    format!(r#"{{"clients":{{"totalRecords":"{total}","recordsPerPage":2,{next},"records":[{records}]}}}}"#)
}

/// All pages, with the error that ended them.
async fn all_pages(server: &Server) -> Vec<Result<Page, ApiError>> {
    let list = FilteredList { client: client(server), filter: Vec::new() };
    let mut pages = DistinctPages::new(&list);
    let mut all = Vec::new();
    while let Some(page) = pages.next().await.transpose() {
        all.push(page);
    }
    all
}

/// How many records each page has.
async fn counts(server: &Server) -> Vec<usize> {
    all_pages(server).await.into_iter().map(|page| page.unwrap().records.len()).collect()
}

#[tokio::test]
async fn all_pages_are_read_and_next_query_is_not_followed() {
    let server = Server::start(|request| match page_asked(request) {
        page @ 1..=3 => reply(200, &envelope(5, (page - 1) * 2..(page * 2).min(5))),
        _ => reply(204, ""),
    })
    .await;
    assert_eq!(counts(&server).await, [2, 2, 1]);
    assert_eq!(server.requests().last().unwrap().line, "GET /base/customer/list?page=4");
}

#[tokio::test]
async fn a_server_that_ignores_the_page_number_causes_an_error() {
    let server = Server::start(|_| reply(200, &envelope(5, 0..2))).await;
    let pages = all_pages(&server).await;
    assert_eq!(pages.len(), 2);
    assert!(matches!(&pages[1], Err(ApiError::BadAnswer { .. })), "{pages:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_empty_answer_is_one_empty_page() {
    let server = Server::always(204, "").await;
    assert_eq!(counts(&server).await, [0]);
}

#[tokio::test]
async fn a_page_of_html_is_retried() {
    let server = Server::start(|request| match request.number {
        0 => reply(200, "<html>Back in a second</html>"),
        _ => reply(200, &envelope(1, 0..1)),
    })
    .await;
    assert_eq!(client(&server).list(1, &[]).await.unwrap().total, Some(1));
    assert_eq!(server.requests().len(), 2);
}
