//! The shared rate when processes are stopped, killed or misled, and the pauses that a server asks for.

use std::time::{Duration, Instant};

use deskferry::sandbox::LoggedReply;

use super::{SECOND, check_rate, export, longest, pages, took};
use crate::import::{Running, wait_until};

#[test]
fn a_pause_asked_of_one_pauses_all() {
    let desk = pages(50, "");
    let both = [(); 2].map(|()| Running::start(export(&desk, "--rate 20 --concurrency 1")));
    wait_until("both work", || desk.requests().len() > 20);
    let refused = || {
        let requests = desk.requests();
        requests.into_iter().find(|request| request.reply == LoggedReply::Answered(429))
    };
    // One request is told to come again in a second.
    desk.configure(|options| options.quota = Some(1));
    wait_until("one is refused", || refused().is_some());
    desk.configure(|options| options.quota = None);
    for ended in both.map(Running::end) {
        assert_eq!(ended.status, 0, "{ended}");
    }
    let at = refused().unwrap().at;
    let paused = |one: Instant| at < one && one < at + Duration::from_millis(950);
    let came = desk.requests().iter().filter(|request| paused(request.at)).count();
    assert!(came <= 1, "{came} in the pause, of which one may have been on its way");
}

#[test]
fn a_killed_process_takes_nothing_with_it() {
    let desk = pages(60, "");
    let [killed, one, other] = [(); 3].map(|()| Running::start(export(&desk, "--rate 30")));
    wait_until("all work", || desk.requests().len() > 15);
    killed.signal("KILL");
    assert_eq!(killed.end().status, -1);
    let killed = Instant::now();
    assert_eq!((one.end().status, other.end().status), (0, 0));
    let requests = desk.requests();
    check_rate(&requests, 30);
    let rest: Vec<_> = requests.into_iter().filter(|request| request.at > killed).collect();
    let most = longest(rest.len(), 30);
    assert!(rest.len() > 60 && took(&rest) < most, "{} in {:?}", rest.len(), took(&rest));
}

#[test]
fn a_process_that_was_stopped_for_long_delays_nobody_and_sends_no_burst() {
    let desk = pages(100, "");
    let one = Running::start(export(&desk, "--rate 20 --concurrency 8"));
    let other = Running::start(export(&desk, "--rate 20"));
    wait_until("both work", || desk.requests().len() > 30);
    one.signal("STOP");
    let stopped = Instant::now();
    std::thread::sleep(Duration::from_millis(2500));
    let (from, to) = (stopped + Duration::from_millis(300), stopped + Duration::from_millis(2300));
    let meanwhile = desk.requests().iter().filter(|request| from < request.at && request.at < to).count();
    assert!(meanwhile >= 28, "{meanwhile} in two seconds; half of the rate would be 20");
    one.signal("CONT");
    assert_eq!((one.end().status, other.end().status), (0, 0));
    check_rate(&desk.requests(), 20);
}

#[test]
fn a_clock_set_back_an_hour_changes_nothing() {
    let desk = pages(40, "");
    let shifted = export(&desk, "--rate 20").env("DESKFERRY_CLOCK_SHIFT", "-3600");
    let both = [Running::start(export(&desk, "--rate 20")), Running::start(shifted)];
    for running in both {
        assert_eq!(running.end().status, 0);
    }
    let requests = desk.requests();
    check_rate(&requests, 20);
    assert!(took(&requests) < longest(requests.len(), 20), "{:?}", took(&requests));
}

#[test]
fn one_that_begins_while_others_work_gets_its_turn() {
    let desk = pages(300, "");
    let busy = Running::start(export(&desk, "--rate 25 --concurrency 16"));
    wait_until("it works", || desk.requests().len() > 20);
    let begun = Instant::now();
    let line = "customer find --limit 10 --rate 25 --no-progress";
    crate::command_line::Ferry::new().sandbox(&desk).line(line).run().status(0);
    // Ten of its pages take turns with those of the other: 20 slots of 40 ms. All pages of the other take 11 seconds.
    assert!(begun.elapsed() < 6 * SECOND, "{:?}", begun.elapsed());
    assert_eq!(busy.end().status, 0);
    check_rate(&desk.requests(), 25);
}

/// Who has stopped his slow export with Ctrl-Z and gone home slows nobody down for ever.
#[test]
fn a_stopped_process_states_its_rate_for_ten_seconds_more() {
    let desk = pages(400, "");
    let slow = Running::start(export(&desk, "--rate 4"));
    wait_until("it works", || desk.requests().len() > 3);
    let fast = Running::start(export(&desk, "--rate 50"));
    wait_until("both work", || desk.requests().len() > 10);
    slow.signal("STOP");
    let stopped = Instant::now();
    let within = |from: u64, to: u64| {
        let (from, to) = (stopped + Duration::from_secs(from), stopped + Duration::from_secs(to));
        desk.requests().iter().filter(|request| from < request.at && request.at < to).count()
    };
    std::thread::sleep(Duration::from_secs(15));
    assert!(within(1, 8) <= 4 * 9, "{} in seven seconds", within(1, 8));
    assert!(within(12, 14) >= 30, "{} in two seconds", within(12, 14));
    slow.signal("CONT");
    let continued = Instant::now();
    std::thread::sleep(Duration::from_millis(4500));
    let after = Duration::from_millis(1500);
    let came = desk.requests().iter().filter(|request| continued + after < request.at).count();
    assert!(came <= 4 * 7, "{came} in three seconds, when it is at work again");
    for running in [slow, fast] {
        running.signal("KILL");
        running.end();
    }
}
