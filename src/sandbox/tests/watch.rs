use super::super::{API_TOKEN, LoggedReply, PresentedCredential, RequestKind};
use super::*;
use std::time::Duration;

async fn fetch(bench: &Bench, basic: &str) -> (u16, Value) {
    let request = bench.request(Method::GET, "/oauth/token?grant_type=client_credentials");
    let headers = [("authorization", format!("Basic {basic}"))];
    let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    answer(request.headers(headers.into_iter().collect())).await.unwrap()
}

/// A bench that uses a fetched token.
async fn fetched(switches: &[&str]) -> Bench {
    let mut bench = Bench::with(switches).await;
    let (status, grant) = fetch(&bench, API_TOKEN).await;
    assert_eq!((status, grant["token_type"].as_str()), (200, Some("bearer")));
    bench.token = format!("Bearer {}", grant["access_token"].as_str().unwrap());
    bench
}

#[tokio::test]
async fn a_fetched_token_works_until_it_expires() {
    let bench = fetched(&["token-life=1h"]).await;
    bench.id_of(named("x")).await;
    bench.sandbox.configure(|options| options.token_life = Duration::from_millis(20));
    tokio::time::sleep(Duration::from_millis(20)).await;
    let (status, answer) = bench.insert(named("x")).await;
    assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_token")));
    let credentials: Vec<_> = bench.sandbox.requests().iter().map(|request| request.credential).collect();
    assert_eq!(
        credentials,
        [PresentedCredential::Api, PresentedCredential::Fetched(0), PresentedCredential::Expired(0)]
    );
    let revoked = fetched(&[]).await;
    revoked.sandbox.revoke_tokens();
    assert_eq!(revoked.insert(named("x")).await.0, 401);
}

#[tokio::test]
async fn wrong_credentials_get_401_and_commit_nothing() {
    let mut bench = Bench::with(&[]).await;
    assert_eq!(fetch(&bench, "wrong").await.0, 401);
    assert_eq!(
        answer(bench.request(Method::GET, "/oauth/token?grant_type=client_credentials")).await.unwrap().0,
        401
    );
    let id = bench.id_of(named("x")).await;
    bench.client_id = "somebody else".to_owned();
    assert_eq!(bench.delete(&id).await.0, 401);
    bench.client_id = super::super::CLIENT_ID.to_owned();
    for token in ["Bearer wrong", "Basic wrong", ""] {
        bench.token = token.to_owned();
        assert_eq!(bench.delete(&id).await.1["error"], "invalid_token", "{token:?}");
    }
    assert_eq!(bench.sandbox.customers().len(), 1);
    let only_fetched = Bench::with(&["bearer=none"]).await;
    assert_eq!(only_fetched.insert(named("x")).await.0, 401);
}

#[tokio::test]
async fn the_log_has_requests_and_replies() {
    let bench = Bench::with(&[]).await;
    let id = bench.id_of(named("Ada")).await;
    bench.get("/customer/list?page=1&email=a%40b").await;
    bench.delete(&id).await;
    bench.get("/ticket/list").await;
    let log = bench.sandbox.requests();
    let seen: Vec<_> = log.iter().map(|r| (r.number, r.kind, r.reply, r.committed)).collect();
    assert_eq!(
        seen,
        [
            (0, RequestKind::Insert, LoggedReply::Answered(201), true),
            (1, RequestKind::Search, LoggedReply::Answered(204), false),
            (2, RequestKind::Delete, LoggedReply::Answered(200), true),
            (3, RequestKind::Other, LoggedReply::Answered(404), false),
        ]
    );
    assert_eq!((log[0].json(), log[0].client_id.as_deref()), (named("Ada"), Some(CLIENT_ID)));
    assert_eq!((log[1].path.as_str(), log[1].query.as_str()), ("/customer/list", "page=1&email=a%40b"));
    bench.sandbox.clear_requests();
    assert!(bench.sandbox.requests().is_empty());
    assert_eq!(bench.sandbox.stats().total, 4);
    bench.id_of(named("after the clearing")).await;
    assert_eq!(bench.sandbox.requests()[0].reply, LoggedReply::Answered(201));
}

#[tokio::test]
async fn a_long_run_keeps_a_short_log() {
    let bench = Bench::with(&["keep-bodies=no", "keep-requests=3"]).await;
    for n in 0..5 {
        bench.id_of(named(&format!("n{n}"))).await;
    }
    let log = bench.sandbox.requests();
    assert_eq!(log.iter().map(|request| request.number).collect::<Vec<_>>(), [2, 3, 4]);
    assert!(log.iter().all(|request| request.body.is_none() && request.committed));
    assert_eq!(bench.sandbox.stats().of(RequestKind::Insert), 5);
}

#[tokio::test]
async fn peaks_are_measured() {
    let bench = Bench::with(&["latency=900ms"]).await;
    futures::future::join_all((0..8).map(|n| bench.id_of(named(&format!("n{n}"))))).await;
    let stats = bench.sandbox.stats();
    assert_eq!((stats.peak_in_flight, stats.max_per_second, stats.by_status[&201]), (8, 8, 8));
    tokio::time::sleep(Duration::from_secs(1)).await;
    bench.id_of(named("alone")).await;
    assert_eq!(bench.sandbox.stats().max_per_second, 8);
}

#[tokio::test]
async fn customers_can_be_changed_without_the_api() {
    let bench = Bench::with(&[]).await;
    let id = bench.sandbox.put(json!({"name": "Ada", "ticketCount": 3})).unwrap();
    assert_eq!(bench.detail(&id).await["ticketCount"], 3);
    bench.sandbox.put(json!({"id": id, "name": "Ada B"})).unwrap();
    assert_eq!(bench.names("/customer/list?page=1").await, ["Ada B"]);
    assert!(bench.sandbox.remove(&id).unwrap());
    assert!(!bench.sandbox.remove(&id).unwrap());
    assert_eq!(bench.get("/customer/list?page=1").await.0, 204);
}

async fn control(bench: &Bench, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request = bench.http.request(method, format!("{}/_sandbox/{path}", bench.sandbox.base_url()));
    answer(request.body(body.to_string())).await.unwrap()
}

#[tokio::test]
async fn another_process_can_observe_and_control_the_sandbox() {
    let bench = Bench::with(&[]).await;
    let two = json!([named("a"), {"id": "own", "name": "b"}]);
    let (_, put) = control(&bench, Method::POST, "customers", two).await;
    assert_eq!(put["ids"][1], "own");
    let (_, customers) = control(&bench, Method::GET, "customers", Value::Null).await;
    assert_eq!(customers[1], json!({"id": "own", "name": "b"}));
    let removed = control(&bench, Method::DELETE, "customers/own", Value::Null).await;
    assert_eq!(removed, (200, json!({"removed": true})));
    let faults = json!({"kind": "insert", "fault": "status-before:503", "times": 2});
    assert_eq!(control(&bench, Method::POST, "faults", faults).await.0, 200);
    assert_eq!(bench.insert(named("x")).await.0, 503);
    control(&bench, Method::DELETE, "faults", Value::Null).await;
    let stands = json!([{"kind": "detail", "fault": "status-before:504", "where": "own"}]);
    control(&bench, Method::POST, "faults", stands).await;
    assert_eq!((bench.get("/customer/own").await.0, bench.get("/customer/other").await.0), (504, 204));
    control(&bench, Method::DELETE, "requests", Value::Null).await;
    control(&bench, Method::POST, "options", json!({"create-status": 200})).await;
    assert_eq!(bench.insert(named("x")).await.0, 200);
    let (_, log) = control(&bench, Method::GET, "requests", Value::Null).await;
    assert_eq!((log.as_array().unwrap().len(), log[0]["reply"].as_str()), (1, Some("answered(200)")));
    let (_, stats) = control(&bench, Method::GET, "stats", Value::Null).await;
    assert_eq!(
        (&stats["total"], &stats["byKind"]["insert"], &stats["committed"]),
        (&json!(4), &json!(2), &json!(1))
    );
    for (path, body) in [("faults", json!({"kind": "insert", "fault": "x"})), ("options", json!({"x": "y"}))]
    {
        assert_eq!(control(&bench, Method::POST, path, body).await.0, 400, "{path}");
    }
    assert_eq!(control(&bench, Method::GET, "colour", Value::Null).await.0, 404);
}
