use super::super::{LoggedReply, RequestKind, SimulatedFault};
use super::*;
use std::time::{Duration, Instant, SystemTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends an insert over a raw connection; returns all bytes received until it closes.
async fn raw_insert(bench: &Bench) -> std::io::Result<Vec<u8>> {
    let body = named("raw").to_string();
    let request = format!(
        "POST /customer/insert HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nclientId: {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        bench.token,
        bench.client_id,
        body.len(),
    );
    let mut stream = TcpStream::connect(bench.sandbox.addr()).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    tokio::time::timeout(Duration::from_secs(5), read).await.expect("the connection stayed open")?;
    Ok(bytes)
}

/// Waits until a condition is true, a minute at most.
async fn until(holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < end, "waited in vain");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_drop_closes_the_connection_without_an_answer() {
    for (fault, committed) in [(SimulatedFault::DropBefore, 0), (SimulatedFault::DropAfter, 1)] {
        let bench = Bench::with(&[]).await;
        bench.sandbox.fail_next(RequestKind::Insert, 1, fault);
        assert_eq!(raw_insert(&bench).await.unwrap(), b"", "{fault}");
        assert_eq!(bench.sandbox.customers().len(), committed, "{fault}");
        let logged = &bench.sandbox.requests()[0];
        assert_eq!((logged.reply, logged.committed), (LoggedReply::Dropped, committed == 1));
        assert_eq!(bench.sandbox.stats().dropped, 1);
        bench.id_of(named("next")).await;
    }
}

#[tokio::test]
async fn a_client_sees_a_drop_as_a_transport_error() {
    let bench = Bench::with(&[]).await;
    bench.id_of(named("warms the connection")).await;
    bench.sandbox.fail_next(RequestKind::Insert, 1, SimulatedFault::DropAfter);
    let error = bench.try_insert(named("x")).await.unwrap_err();
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    assert_eq!(bench.sandbox.stats().of(RequestKind::Insert), 2, "no client has sent it again by itself");
    assert_eq!(bench.sandbox.customers().len(), 2);
}

#[tokio::test]
async fn a_status_comes_before_or_after_the_commit() {
    for (fault, status, committed) in
        [(SimulatedFault::StatusBefore(503), 503, 0), (SimulatedFault::StatusAfter(500), 500, 1)]
    {
        let bench = Bench::with(&[]).await;
        bench.sandbox.fail_next(RequestKind::Insert, 1, fault);
        assert_eq!(bench.insert(named("x")).await.0, status);
        assert_eq!(bench.sandbox.customers().len(), committed, "{fault}");
    }
}

#[tokio::test]
async fn a_truncated_answer_is_shorter_than_announced() {
    let bench = Bench::with(&[]).await;
    bench.sandbox.fail_next(RequestKind::Insert, 1, SimulatedFault::Truncated);
    let answer = String::from_utf8(raw_insert(&bench).await.unwrap()).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let announced =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    assert_eq!(announced.map(|length: usize| length / 2), Some(body.len()), "{answer}");
    assert!(body.starts_with("{\"id\""), "{answer}");
    assert_eq!(bench.sandbox.customers().len(), 1);
    assert_eq!(bench.sandbox.requests()[0].reply, LoggedReply::Truncated(201));
    bench.sandbox.fail_next(RequestKind::List, 1, SimulatedFault::Truncated);
    let list = answer_of_list(&bench).await.unwrap_err();
    assert!(list.is_body() || list.is_decode(), "{list:?}");
}

async fn answer_of_list(bench: &Bench) -> reqwest::Result<(u16, Value)> {
    answer(bench.request(Method::GET, "/customer/list?page=1")).await
}

#[tokio::test]
async fn a_page_of_html_has_status_200() {
    let bench = Bench::with(&[]).await;
    bench.sandbox.fail_next(RequestKind::Detail, 1, SimulatedFault::Html);
    let response = bench.request(Method::GET, "/customer/1").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"text/html".parse().unwrap())
    );
    assert!(response.text().await.unwrap().starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn slow_requests_continue_after_the_client_disconnects() {
    let long = Duration::from_secs(300);
    for (fault, at_once) in [(SimulatedFault::SlowBefore(long), 0), (SimulatedFault::SlowAfter(long), 1)] {
        let bench = Bench::with(&[]).await;
        bench.sandbox.fail_next(RequestKind::Insert, 1, fault);
        tokio::select! {
            answer = bench.try_insert(named("x")) => panic!("{answer:?}"),
            () = until(|| !bench.sandbox.requests().is_empty()) => {}
        }
        until(|| bench.sandbox.customers().len() == at_once).await;
        bench.sandbox.end_delays();
        until(|| bench.sandbox.customers().len() == 1).await;
    }
}

#[tokio::test]
async fn fault_rates_apply_to_writes_or_reads_and_depend_on_the_seed() {
    let series = |seed: u64| async move {
        let seed = format!("seed={seed}");
        let bench = Bench::with(&["fault.status-after=0.3", "fault.status=502", &seed]).await;
        let mut statuses = Vec::new();
        for n in 0..40 {
            statuses.push(bench.insert(named(&format!("n{n}"))).await.0);
            assert_ne!(bench.get("/customer/list?page=1").await.0, 502);
        }
        assert_eq!(bench.sandbox.customers().len(), 40);
        statuses
    };
    let first = series(1).await;
    assert!(first.contains(&502) && first.contains(&201));
    assert_eq!(first, series(1).await);
    assert_ne!(first, series(2).await);
    let reads = Bench::with(&["read-fault.status=1"]).await;
    assert_eq!(reads.get("/customer/list?page=1").await.0, 500);
    reads.id_of(named("x")).await;
}

#[tokio::test]
async fn a_quota_refuses_what_exceeds_it() {
    let mut tries = 0;
    let (bench, refused, next) = loop {
        let bench = Bench::with(&["quota=3"]).await;
        let start = Instant::now();
        for _ in 0..3 {
            bench.id_of(named("x")).await;
        }
        let refused = bench.request(Method::GET, "/customer/list?page=1").send().await.unwrap();
        let next = bench.insert(named("x")).await.0;
        // A busy machine may take longer than the second of the quota.
        tries += 1;
        if start.elapsed() < Duration::from_millis(900) || tries == 20 {
            break (bench, refused, next);
        }
    };
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "1"));
    assert_eq!((next, bench.sandbox.customers().len()), (429, 3));
    tokio::time::sleep(Duration::from_millis(1_010)).await;
    bench.id_of(named("x")).await;
}

#[tokio::test]
async fn retry_after_can_be_a_date_or_missing() {
    for (switch, parse) in [("retry-after=date", true), ("retry-after=none", false)] {
        let bench = Bench::with(&["quota-status=503", "quota=1", switch]).await;
        bench.id_of(named("x")).await;
        let refused = bench.request(Method::GET, "/customer/list?page=1").send().await.unwrap();
        assert_eq!(refused.status().as_u16(), 503);
        let wait = refused.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(wait.is_some(), parse, "{wait:?}");
        if let Some(date) = wait {
            let wait = httpdate::parse_http_date(&date).unwrap().duration_since(SystemTime::now()).unwrap();
            assert!(wait <= Duration::from_secs(2), "{wait:?}");
        }
    }
}

#[tokio::test]
async fn a_planned_push_back_has_its_retry_after() {
    let bench = Bench::with(&[]).await;
    bench.sandbox.plan(RequestKind::Search, [None, Some("busy:503:7".parse().unwrap())]);
    assert_eq!(bench.get("/customer/list?page=1&email=a").await.0, 204);
    let busy = bench.request(Method::GET, "/customer/list?page=1&email=a").send().await.unwrap();
    assert_eq!((busy.status().as_u16(), busy.headers()["retry-after"].to_str().unwrap()), (503, "7"));
}

#[tokio::test]
async fn a_fault_can_apply_to_one_customer() {
    let bench = Bench::with(&[]).await;
    bench.sandbox.fail_where(RequestKind::Insert, "bob@x.org", SimulatedFault::StatusBefore(400));
    let bob = || json!({"name": "Bob", "email": "bob@x.org"});
    assert_eq!(bench.insert(bob()).await.0, 400);
    bench.id_of(json!({"name": "Ada", "email": "ada@x.org"})).await;
    assert_eq!(bench.insert(bob()).await.0, 400);
    assert_eq!(bench.get("/customer/list?page=1&email=bob@x.org").await.0, 204);
    bench.sandbox.clear_plan();
    bench.id_of(bob()).await;
}

#[tokio::test]
async fn delays_can_be_ended() {
    let long = Duration::from_secs(300);
    for fault in [None, Some(SimulatedFault::SlowBefore(long)), Some(SimulatedFault::SlowAfter(long))] {
        let bench = Bench::with(&["latency=300s"]).await;
        bench.sandbox.plan(RequestKind::Insert, [fault]);
        let end = async {
            until(|| !bench.sandbox.requests().is_empty()).await;
            bench.sandbox.end_delays();
        };
        let answered = async { tokio::join!(bench.insert(named("x")), end).0.0 };
        assert_eq!(tokio::time::timeout(Duration::from_secs(60), answered).await, Ok(201), "{fault:?}");
        // The next request is delayed as before.
        let next = tokio::time::timeout(Duration::from_millis(300), bench.insert(named("y"))).await;
        assert!(next.is_err(), "{fault:?}");
    }
}

#[tokio::test]
async fn above_the_capacity_every_request_takes_longer() {
    let bench = Bench::with(&["latency=400ms", "capacity=2"]).await;
    for (at_once, least) in [(2, 400), (8, 1600)] {
        let start = Instant::now();
        futures::future::join_all((0..at_once).map(|n| bench.id_of(named(&format!("n{n}"))))).await;
        let took = start.elapsed();
        assert!(took >= Duration::from_millis(least), "{at_once}: {took:?}");
        assert!(at_once > 2 || took < Duration::from_millis(1600), "{at_once}: {took:?}");
    }
    let in_flight: Vec<_> = bench.sandbox.requests().iter().map(|request| request.in_flight).collect();
    assert_eq!(in_flight.iter().max(), Some(&8), "{in_flight:?}");
}

#[tokio::test]
async fn latency_delays_every_answer() {
    let bench = Bench::with(&["latency=100ms"]).await;
    let start = Instant::now();
    bench.id_of(named("x")).await;
    assert!(start.elapsed() >= Duration::from_millis(100));
}
