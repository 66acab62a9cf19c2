//! The rate as the server sees it, measured.

use std::time::Duration;

use super::{SECOND, export, most, pages, within};
use crate::import::{Running, wait_until};

/// How long the rate is measured.
const LOOK: Duration = Duration::from_secs(10);

/// How many requests came in ten seconds, and the most in any second.
fn ten_seconds(rate: usize, processes: usize) -> (usize, usize) {
    let desk = pages(rate * 13 / processes, "keep-bodies=no");
    let flags = format!("--rate {rate} --concurrency 32");
    let all: Vec<_> = (0..processes).map(|_| Running::start(export(&desk, &flags))).collect();
    wait_until("thirteen seconds", || {
        let requests = desk.requests();
        !requests.is_empty() && requests[0].at.elapsed() > LOOK + 2 * SECOND
    });
    for running in all {
        running.signal("KILL");
        running.end();
    }
    let requests = desk.requests();
    // The processes begin within the first second.
    let steady = &requests[within(&requests, SECOND)..];
    let came = within(steady, LOOK);
    assert!(came < steady.len(), "they went on for longer than ten seconds");
    (came, most(&requests))
}

/// after `cargo build --release`: `DESKFERRY_TEST_PROGRAM=$PWD/target/release/deskferry DESKFERRY_STRICT_RATE=1 cargo test
/// --test it -- --ignored --nocapture ten_seconds_of`
///
/// On a noisy machine 3 % less and 3 % more are allowed; the strict bounds are 1 % on average, and one request more
/// than the rate in any second.
#[test]
#[ignore = "two minutes of a machine that does nothing else"]
#[expect(clippy::print_stdout, reason = "it tells its figures")]
fn ten_seconds_of_one_two_and_four_processes_use_the_rate_and_keep_it() {
    let strict = std::env::var("DESKFERRY_STRICT_RATE").is_ok_and(|value| value == "1");
    let (least, noise) = if strict { (0.99, 0.0) } else { (0.97, 0.03) };
    let mut missed = Vec::new();
    for rate in [50_usize, 200, 1000] {
        for processes in [1, 2, 4] {
            let (came, in_one) = ten_seconds(rate, processes);
            let told =
                format!("{rate} a second by {processes}: {came} in ten seconds, at most {in_one} in one");
            println!("{told}");
            let rate = rate as f64;
            let is_used = came as f64 >= rate * 10.0 * least && came as f64 <= rate * 10.0 * (2.0 - least);
            if !is_used || in_one as f64 > rate * (1.0 + noise) + 1.0 {
                missed.push(told);
            }
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}
