//! What several processes share about one account: the rate, pauses and the token.

mod full_disk;
mod outside;
mod rate;
mod rate_bad_days;
mod rate_exactly;
mod stuck_room;
mod token_bad_days;
mod tokens;
mod told_rate;
mod users;

use std::time::Duration;

use deskferry::sandbox::LoggedRequest;

use crate::command_line::{Desk, Ferry};

const SECOND: Duration = Duration::from_secs(1);

/// A desk with one customer on each page, so that an export takes as many calls as there are customers.
fn pages(customers: usize, switches: &str) -> Desk {
    Desk::with(|options| {
        options.set("start-customers", &customers.to_string()).unwrap();
        options.page_size = 1;
        for (name, value) in switches.split_whitespace().map(|switch| switch.split_once('=').unwrap()) {
            options.set(name, value).unwrap();
        }
    })
}

/// An export that reads each page once.
fn export(desk: &Desk, flags: &str) -> Ferry {
    let line = "export -o all.jsonl --single-pass --no-progress";
    Ferry::new().sandbox(desk).line(line).line(flags)
}

/// How many requests came within this time after the first.
fn within(requests: &[LoggedRequest], time: Duration) -> usize {
    requests.partition_point(|request| request.at < requests[0].at + time)
}

/// The most requests in any second.
fn most(requests: &[LoggedRequest]) -> usize {
    (0..requests.len()).map(|from| within(&requests[from..], SECOND)).max().unwrap_or_default()
}

/// Panics if more requests came in any two seconds than this rate allows. A busy machine may be late with some, by a
/// second; `rate_exactly` allows one request more than the rate in any second.
#[track_caller]
fn check_rate(requests: &[LoggedRequest], rate: usize) {
    let all = (0..requests.len()).map(|from| within(&requests[from..], 2 * SECOND));
    let most = all.max().unwrap_or_default();
    assert!(most <= 3 * rate + 2, "{most} in two seconds, at {rate} a second");
}

/// The longest time that a busy machine may take for so many requests at this rate.
fn longest(requests: usize, rate: usize) -> Duration {
    2 * SECOND * requests as u32 / rate as u32 + 5 * SECOND
}

/// The time from the first request to the last.
fn took(requests: &[LoggedRequest]) -> Duration {
    requests[requests.len() - 1].at - requests[0].at
}
