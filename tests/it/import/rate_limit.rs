//! The rate limit and the concurrency limit are never exceeded.

use std::time::Duration;

use deskferry::sandbox::{LoggedRequest, RequestKind};
use serde_json::json;

use super::{import, is_write, paced_import, people};
use crate::command_line::{Desk, SIMPLE};

/// How long the rate is measured, after one second in which the concurrency adapts.
const LOOK: Duration = Duration::from_secs(10);
const SECOND: Duration = Duration::from_secs(1);

/// The measuring tolerance as a part of the rate: 3% on a noisy machine. `DESKFERRY_STRICT_RATE=1` allows only 1%.
fn tolerance() -> f64 {
    let strict = std::env::var("DESKFERRY_STRICT_RATE").is_ok_and(|value| value == "1");
    if strict { 0.01 } else { 0.03 }
}

/// A server that breaks one write in a hundred, before or after doing it, and knows every tenth customer. The file is
/// long enough to outlast the measurement.
fn troubled_desk(rate: usize) -> (Desk, String) {
    let count = rate * 13;
    let known = (1..=count).step_by(10);
    let old = known.map(|n| json!({"name": "Old", "email": format!("p{n}@example.org")}));
    let desk = Desk::with(|options| {
        (options.start, options.page_size, options.keep_bodies) = (old.collect(), 100, false);
        (options.write_faults.drop_before, options.write_faults.drop_after) = (0.005, 0.005);
    });
    (desk, people(count))
}

/// How many requests came within this time after the first.
fn within(requests: &[LoggedRequest], time: Duration) -> usize {
    requests.partition_point(|request| request.at < requests[0].at + time)
}

/// The most requests in any second.
fn most(requests: &[LoggedRequest]) -> usize {
    (0..requests.len()).map(|from| within(&requests[from..], SECOND)).max().unwrap_or_default()
}

/// How many requests came in ten seconds of writing, and the most in any second of the whole run.
fn ten_seconds(rate: usize) -> (usize, usize) {
    let (desk, csv) = troubled_desk(rate);
    let flags = format!("--rate {rate} --concurrency 32 --settle-for 1s --max-failures 0");
    let ran = paced_import(&desk, &csv, &flags).run().status(0);
    let requests = desk.requests();
    let first = requests.iter().position(is_write).unwrap();
    let writing = &requests[first + within(&requests[first..], SECOND)..];
    let came = within(writing, LOOK);
    assert!(came < writing.len(), "it went on for longer than ten seconds: {ran}");
    for kind in [RequestKind::Search, RequestKind::Detail, RequestKind::Insert, RequestKind::Update] {
        assert!(writing[..came].iter().any(|request| request.kind == kind), "no {kind:?} among them: {ran}");
    }
    assert!(desk.stats().of(RequestKind::Insert) > ran.count("inserted"), "none was sent again: {ran}");
    (came, most(&requests))
}

/// after `cargo build --release`: `DESKFERRY_TEST_PROGRAM=$PWD/target/release/deskferry DESKFERRY_STRICT_RATE=1 cargo test
/// --test it -- --ignored --nocapture ten_seconds`
#[test]
#[ignore = "forty seconds of a machine that does nothing else"]
#[expect(clippy::print_stdout, reason = "it tells its figures")]
fn ten_seconds_use_the_rate_and_keep_it_with_retries_and_look_ups_counted() {
    let (least, most) = (1.0 - tolerance(), 1.0 + tolerance());
    let mut missed = Vec::new();
    for rate in [50_usize, 200, 1000] {
        let (came, in_one) = ten_seconds(rate);
        let told = format!("{rate} a second: {came} in ten seconds, at most {in_one} in one");
        println!("{told}");
        let rate = rate as f64;
        if (came as f64) < rate * 10.0 * least || in_one as f64 > rate * most + 1.0 {
            missed.push(told);
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn the_rate_is_kept_and_used() {
    let desk = Desk::new();
    let ran = paced_import(&desk, &people(60), "--rate 20").run().status(0);
    assert_eq!(ran.count("inserted"), 60, "{ran}");
    let requests = desk.requests();
    let took = requests[requests.len() - 1].at - requests[0].at;
    let ideal = Duration::from_millis(50) * (requests.len() as u32 - 1);
    // A busy machine may be late with the first request, or with all. `ten_seconds` measures exactly.
    assert!(took + SECOND >= ideal, "{took:?} for {} requests", requests.len());
    assert!(took < 2 * ideal + 5 * SECOND, "{took:?} for {} requests", requests.len());
}

#[test]
fn without_a_rate_it_goes_as_fast_as_it_can() {
    let desk = Desk::new();
    let ran = import(&desk, SIMPLE, &people(300), "").run().status(0);
    assert_eq!(ran.count("inserted"), 300, "{ran}");
    let most = desk.stats().max_per_second;
    assert!(most > 14, "at most {most} in a second: the default is 10");
}

#[test]
fn no_more_are_in_flight_than_asked_for() {
    super::side_by_side(&[1_usize, 4, 16], |concurrency| {
        let desk = Desk::with(|options| options.latency = Duration::from_millis(40));
        let flags = format!("--concurrency {concurrency}");
        let ran = import(&desk, SIMPLE, &people(64), &flags).run().status(0);
        let stats = desk.stats();
        assert_eq!(stats.of(RequestKind::Insert), 64, "{ran}");
        // Concurrency begins at one and adapts, up to the flag's limit; on a busy machine, not so far.
        let least = (*concurrency).min(2);
        assert!((least..=*concurrency).contains(&stats.peak_in_flight), "{} {ran}", stats.peak_in_flight);
    });
}

#[test]
fn a_quota_of_the_server_is_met_without_loss() {
    let desk = Desk::with(|options| options.quota = Some(10));
    let ran = import(&desk, SIMPLE, &people(40), "").run().status(0);
    assert_eq!((ran.count("inserted"), desk.customers().len()), (40, 40), "{ran}");
    assert!(desk.stats().by_status.contains_key(&429), "the quota was met: {ran}");
}

#[test]
fn reading_the_list_keeps_to_rate_and_concurrency_too() {
    let desk = Desk::with(|options| {
        options.set("start-customers", "40").unwrap();
        (options.page_size, options.latency) = (1, Duration::from_millis(30));
    });
    let csv = people(60);
    let ran = paced_import(&desk, &csv, "--rate 20 --concurrency 3 --dry-run").run().status(0);
    let stats = desk.stats();
    let requests = desk.requests();
    let took = requests[requests.len() - 1].at - requests[0].at;
    // Two seconds; half a second without the rate.
    assert!(took > SECOND && stats.peak_in_flight <= 3, "{took:?} {stats:?} {ran}");
    assert!(stats.of(RequestKind::List) >= 40, "{stats:?}");
}
