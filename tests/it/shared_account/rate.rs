//! All processes together keep one rate, the lowest that somebody has stated.

use std::time::{Duration, Instant};

use deskferry::sandbox::BEARER;

use super::{SECOND, check_rate, export, longest, most, pages, took};
use crate::command_line::{Desk, Ferry};
use crate::import::{Running, wait_until};

#[test]
fn two_processes_keep_one_rate_and_get_equal_shares() {
    let desk = pages(120, "");
    let mut both = [(); 2].map(|()| Running::start(export(&desk, "--rate 20")));
    let mut ended = [None; 2];
    while ended.iter().any(Option::is_none) {
        for (running, at) in both.iter_mut().zip(&mut ended) {
            if at.is_none() && running.is_over() {
                *at = Some(Instant::now());
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    for running in both {
        assert_eq!(running.end().status, 0);
    }
    let requests = desk.requests();
    check_rate(&requests, 20);
    assert!(took(&requests) < longest(requests.len(), 20), "{:?}", took(&requests));
    // Alone, the one that began first would be through after half of the time, six seconds earlier.
    let [one, other] = ended.map(Option::unwrap);
    let apart = one.max(other) - one.min(other);
    assert!(apart < 4 * SECOND, "{apart:?}");
}

/// Reads this many pages, one after the other.
fn find(desk: &Desk, pages: usize, flags: &str) -> Ferry {
    let line = format!("customer find --limit {pages} --no-progress");
    Ferry::new().sandbox(desk).line(&line).line(flags)
}

#[test]
fn the_lowest_stated_rate_holds_for_all_and_the_result_says_who_stated_it() {
    let desk = pages(400, "");
    let fast = Running::start(export(&desk, "--rate 60"));
    wait_until("the fast one works", || desk.requests().len() > 30);
    let slow = Running::start(find(&desk, 25, "--rate 10"));
    let pid = slow.id();
    wait_until("both work", || !slow.printed().is_empty());
    let begun = Instant::now();
    let slow = slow.end();
    let over = Instant::now();
    assert_eq!(slow.status, 0, "{slow}");
    assert!(!slow.stderr.contains("The rate was"), "its own: {slow}");
    let fast = fast.end();
    let said =
        format!("The rate was 10 requests a second, as process {pid} (deskferry customer find --limit 25");
    assert!(fast.status == 0 && fast.stderr.contains(&said) && fast.stderr.contains(" of user "), "{fast}");
    let requests = desk.requests();
    let during = |at: Instant| begun + SECOND / 2 < at && at < over;
    let slowly: Vec<_> = requests.iter().filter(|request| during(request.at)).cloned().collect();
    assert!(slowly.len() > 10, "{}", slowly.len());
    check_rate(&slowly, 10);
    let again: Vec<_> = requests.iter().filter(|request| over + SECOND < request.at).cloned().collect();
    assert!(most(&again) > 20, "{} when the slow one was gone", most(&again));
}

#[test]
fn the_default_lowers_nobodys_stated_rate() {
    let desk = pages(240, "");
    let stated = Running::start(export(&desk, "--rate 60"));
    let pid = stated.id();
    wait_until("the first one works", || desk.requests().len() > 5);
    let default = Running::start(export(&desk, ""));
    let stated = stated.end();
    let over = Instant::now();
    let default = default.end();
    let said = format!("The rate was 60 requests a second, as process {pid} (deskferry export");
    // When the other has ended, the default holds again, which nobody has set.
    assert!(default.status == 0 && !default.stderr.contains("The rate was 10"), "{default}");
    assert!(stated.status == 0 && !stated.stderr.contains("The rate was"), "{stated}");
    let requests = desk.requests();
    let first = &requests[..requests.partition_point(|request| request.at < over)];
    // At the rate of the default, half of it for each, 48 seconds.
    assert!(took(first) < 20 * SECOND, "{:?} for {} requests; {said}", took(first), first.len());
    check_rate(&requests, 60);
}

#[test]
fn no_limit_is_no_limit_for_one_alone_and_the_others_limit_beside_them() {
    let desk = pages(300, "");
    let ran = export(&desk, "--rate 0").run().status(0);
    assert!(took(&desk.requests()) < 20 * SECOND, "{ran}");
    desk.clear_requests();
    let limited = Running::start(find(&desk, 120, "--rate 20"));
    wait_until("the limited one works", || desk.requests().len() > 5);
    let unlimited = Running::start(export(&desk, "--rate 0"));
    let pid = limited.id();
    assert_eq!(limited.end().status, 0);
    let over = Instant::now();
    let together: Vec<_> = desk.requests().into_iter().filter(|request| request.at < over).collect();
    check_rate(&together, 20);
    let unlimited = unlimited.end();
    let said = format!("The rate was 20 requests a second, as process {pid} (");
    assert!(unlimited.status == 0 && unlimited.stderr.contains(&said), "{unlimited}");
}

#[test]
fn a_limit_holds_at_once_for_one_that_works_without_limit() {
    let desk = pages(6000, "latency=2ms keep-bodies=no");
    let unlimited = Running::start(export(&desk, "--rate 0"));
    wait_until("it works", || desk.requests().len() > 100);
    let limited = Running::start(find(&desk, 30, "--rate 10"));
    let before = limited.id();
    assert_eq!(limited.end().status, 0, "{before}");
    // The limited one has sent its calls within three seconds, so the other can't have been faster in the meantime.
    let over = Instant::now();
    let last = desk.requests().into_iter().filter(|request| over - Duration::from_secs(2) < request.at);
    let last: Vec<_> = last.filter(|request| request.at < over).collect();
    check_rate(&last, 10);
    unlimited.signal("KILL");
    assert_eq!(unlimited.end().status, -1);
}

#[test]
fn commands_one_after_the_other_keep_the_rate_too() {
    let desk = pages(3, "");
    for _ in 0..3 {
        // Two calls each.
        find(&desk, 1, "--rate 1").env("DESKERO_TOKEN", BEARER).run().status(0);
    }
    let requests = desk.requests();
    assert_eq!(requests.len(), 6);
    assert!(took(&requests) > 4 * SECOND, "{:?}", took(&requests));
}
