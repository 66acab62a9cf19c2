//! The shared token when its processes are killed, when the clock is wrong, and when it ends again and again.

use std::time::{Duration, Instant};

use deskferry::sandbox::RequestKind;

use super::{export, pages};
use crate::command_line::Desk;
use crate::import::{Running, wait_until};

fn token_calls(desk: &Desk) -> usize {
    desk.requests_of(RequestKind::Token).len()
}

#[test]
fn whoever_is_killed_during_a_renewal_holds_up_nobody() {
    let desk = pages(60, "latency=150ms token-life=2s old-tokens=end");
    let all = [(); 3].map(|()| Running::start(export(&desk, "--rate 20 --concurrency 4")));
    for calls in 2..4 {
        wait_until("a renewal", || token_calls(&desk) >= calls);
        // Whoever renews is among them; the other one was going to wait.
        let killed = &all[calls - 2];
        killed.signal("KILL");
    }
    let [first, second, last] = all;
    assert_eq!((first.end().status, second.end().status), (-1, -1));
    let ended = last.end();
    assert!(ended.status == 0 && !ended.stderr.contains("401"), "{ended}");
}

/// The life of a token is measured by the machine's own time, which nobody sets.
#[test]
fn a_clock_that_is_set_makes_no_token_older_or_younger() {
    let desk = pages(2, "token-life=1h");
    for shift in ["0", "-3600", "7200", "-86400"] {
        let ran = export(&desk, "--rate 0").env("DESKFERRY_CLOCK_SHIFT", shift).run();
        assert_eq!(ran.status, 0, "{ran}");
    }
    assert_eq!(token_calls(&desk), 1);
}

#[test]
#[ignore = "takes a minute"]
fn four_processes_on_a_token_of_twenty_seconds_in_full() {
    let desk = pages(330, "token-life=20s old-tokens=end");
    let begun = Instant::now();
    let all = [(); 4].map(|()| Running::start(export(&desk, "--rate 60")));
    for running in all {
        let ended = running.end();
        assert!(ended.status == 0 && !ended.stderr.contains("401"), "{ended}");
    }
    let calls = desk.requests_of(RequestKind::Token);
    let most = 1 + begun.elapsed().as_secs() as usize / 17;
    assert!((2..=most).contains(&calls.len()), "{} in {:?}", calls.len(), begun.elapsed());
    let apart = calls.windows(2).map(|pair| pair[1].at - pair[0].at);
    assert!(apart.clone().all(|time| time > Duration::from_secs(15)), "{:?}", apart.collect::<Vec<_>>());
}
