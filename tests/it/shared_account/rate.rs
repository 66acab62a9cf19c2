//! All processes together keep one rate, the lowest that somebody has stated.

use std::time::{Duration, Instant};

use deskferry::sandbox::BEARER;

use super::{SECOND, allowed, export, most, pages, took};
use crate::command_line::{Desk, Ferry};
use crate::import::{Running, wait_until};

#[test]
fn two_processes_keep_one_rate_and_get_equal_shares() {
    let desk = pages(60, "");
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
    assert!(most(&requests) <= allowed(20), "{} in one second", most(&requests));
    let ideal = Duration::from_millis(50) * (requests.len() as u32 - 1);
    assert!(took(&requests) < ideal + Duration::from_millis(1500), "{:?}, not {ideal:?}", took(&requests));
    // Alone, the one that began first would be through after half of the time, three seconds earlier.
    let [one, other] = ended.map(Option::unwrap);
    let apart = one.max(other) - one.min(other);
    assert!(apart < Duration::from_millis(1500), "{apart:?}");
}

/// Reads this many pages, one after the other.
fn find(desk: &Desk, pages: usize, flags: &str) -> Ferry {
    let line = format!("customer find --limit {pages} --no-progress");
    Ferry::new().sandbox(desk).line(&line).line(flags)
}

#[test]
fn the_lowest_stated_rate_holds_for_all_and_the_result_says_who_stated_it() {
    let desk = pages(150, "");
    let fast = Running::start(export(&desk, "--rate 60"));
    wait_until("the fast one works", || desk.requests().len() > 30);
    let begun = Instant::now();
    let slow = Running::start(find(&desk, 25, "--rate 10"));
    let pid = slow.id();
    let slow = slow.end();
    let over = Instant::now();
    assert_eq!(slow.status, 0, "{slow}");
    assert!(!slow.stderr.contains("The rate was"), "its own: {slow}");
    let fast = fast.end();
    let said =
        format!("The rate was 10 requests a second, as process {pid} (deskferry customer find --limit 25");
    assert!(fast.status == 0 && fast.stderr.contains(&said) && fast.stderr.contains(" of user "), "{fast}");
    let requests = desk.requests();
    let during = |at: Instant| begun + Duration::from_millis(1500) < at && at < over;
    let slowly: Vec<_> = requests.iter().filter(|request| during(request.at)).cloned().collect();
    assert!(slowly.len() > 10 && most(&slowly) <= allowed(10), "{} of {}", most(&slowly), slowly.len());
    let again: Vec<_> = requests.iter().filter(|request| over + SECOND < request.at).cloned().collect();
    assert!(most(&again) > 40, "{} when the slow one was gone", most(&again));
}

#[test]
fn the_default_lowers_nobodys_stated_rate() {
    let desk = pages(90, "");
    let stated = Running::start(export(&desk, "--rate 60"));
    let pid = stated.id();
    wait_until("the first one works", || desk.requests().len() > 5);
    let default = Running::start(export(&desk, "")).end();
    let stated = stated.end();
    let said = format!("The rate was 60 requests a second, as process {pid} (deskferry export");
    // When the other has ended, the default holds again, which nobody has set.
    assert!(default.status == 0 && !default.stderr.contains("The rate was 10"), "{default}");
    assert!(stated.status == 0 && !stated.stderr.contains("The rate was"), "{stated}");
    let first = &desk.requests()[..120];
    assert!(took(first) < Duration::from_millis(3500), "{:?} for 120 requests; {said}", took(first));
    assert!(most(&desk.requests()) <= allowed(60));
}

#[test]
fn no_limit_is_no_limit_for_one_alone_and_the_others_limit_beside_them() {
    let desk = pages(300, "");
    let ran = export(&desk, "--rate 0").run().status(0);
    assert!(took(&desk.requests()) < Duration::from_secs(8), "{ran}");
    desk.clear_requests();
    let limited = Running::start(find(&desk, 40, "--rate 20"));
    wait_until("the limited one works", || desk.requests().len() > 5);
    let unlimited = Running::start(export(&desk, "--rate 0"));
    let pid = limited.id();
    assert_eq!(limited.end().status, 0);
    let over = Instant::now();
    let together: Vec<_> = desk.requests().into_iter().filter(|request| request.at < over).collect();
    assert!(most(&together) <= allowed(20), "{}", most(&together));
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
    assert!(most(&last) <= allowed(10), "{}", most(&last));
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
    assert!(took(&requests) > Duration::from_millis(4900), "{:?}", took(&requests));
}
