//! The circuit breaker: too many failures stop a run; a server that is gone costs no rows and no duplicates.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;

use super::{Running, import, people, places_of, sent_names, stored_names, wait_until};
use crate::command_line::{Desk, SIMPLE};

#[test]
fn a_hundred_failures_in_a_row_stop_the_run() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person", SimulatedFault::StatusBefore(400));
    let ran = import(&desk, SIMPLE, &people(400), "--concurrency 4").run().status(4);
    let sent = sent_names(&desk).len();
    assert!((100..=115).contains(&sent), "{sent} were sent: {ran}");
    let places = places_of(&ran);
    assert_eq!((places["rejected"].len(), places["pending"].len()), (sent, 400 - sent), "{ran}");
    let ran = ran.says("100 of 100 writes failed");
    assert_eq!(ran.count("rejected") as usize, sent, "{ran}");
}

#[test]
fn failures_between_successes_are_not_in_a_row() {
    let desk = Desk::new();
    for n in (1..=190).filter(|n| n % 2 == 0) {
        desk.fail_where(RequestKind::Insert, format!("\"Person {n}\""), SimulatedFault::StatusBefore(400));
    }
    let ran = import(&desk, SIMPLE, &people(190), "").run().status(1);
    assert_eq!((ran.count("rejected"), ran.count("inserted")), (95, 95), "{ran}");
}

#[test]
fn one_failure_in_ten_stops_the_run_once_two_hundred_were_sent() {
    let desk = Desk::new();
    for n in (1..=300).filter(|n| n % 8 == 0) {
        desk.fail_where(RequestKind::Insert, format!("\"Person {n}\""), SimulatedFault::StatusBefore(400));
    }
    let ran = import(&desk, SIMPLE, &people(300), "--concurrency 4").run().status(4);
    let sent = sent_names(&desk).len();
    // The rule is checked at each failure, and the next failure comes at most eight rows later.
    assert!((200..=225).contains(&sent), "{sent} were sent: {ran}");
}

#[rstest]
#[case::three(3, 4)]
#[case::never(0, 1)]
fn the_number_of_failures_can_be_set(#[case] most: usize, #[case] status: i32) {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person", SimulatedFault::StatusBefore(400));
    let flags = format!("--max-failures {most} --concurrency 2");
    let ran = import(&desk, SIMPLE, &people(230), &flags).run().status(status);
    let sent = sent_names(&desk).len();
    let expected = if most == 0 { 230..=230 } else { 3..=8 };
    assert!(expected.contains(&sent), "{sent} were sent: {ran}");
    assert_eq!(ran.count("rejected") as usize + ran.count("pending") as usize, 230, "{ran}");
}

/// The inserts are done but each answer is 500: nothing has failed, yet the run must not go on.
#[test]
fn writes_in_doubt_stop_the_run_at_once_too() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person", SimulatedFault::StatusAfter(500));
    let flags = "--max-failures 5 --concurrency 2 --settle-for 0.3s";
    let ran = import(&desk, SIMPLE, &people(230), flags).run().status(4);
    let sent = sent_names(&desk).len();
    assert!((5..=9).contains(&sent), "{sent} were sent: {ran}");
    let ran = ran.says("failed writes: 0; writes without an answer, whose outcome is unknown: 5");
    assert_eq!(ran.count("unknown") + ran.count("inserted"), sent as u64, "{ran}");
    desk.clear_plan();
    let ran = ran.then().line("resume latest").fast().sandbox(&desk).run().status(0);
    assert_eq!(ran.count("inserted"), 230, "what was in doubt is adopted: {ran}");
}

#[test]
fn a_write_in_doubt_that_is_found_is_taken_back() {
    let desk = Desk::with(|options| options.latency = std::time::Duration::from_millis(40));
    for n in [1, 41, 81, 121] {
        desk.fail_where(RequestKind::Insert, format!("\"Person {n}\""), SimulatedFault::DropAfter);
    }
    let ran = import(&desk, SIMPLE, &people(130), "--max-failures 3 --concurrency 1").run().status(0);
    assert_eq!(ran.count("inserted"), 130, "four in all, and never three at once: {ran}");
}

#[test]
fn rejects_of_our_own_do_not_count() {
    let desk = Desk::new();
    let nameless: String = (0..230).map(|n| format!(",n{n}@example.org\n")).collect();
    let csv = format!("Name,Email\n{nameless}Ada,ada@example.org\n");
    let ran = import(&desk, SIMPLE, &csv, "").run().status(1);
    assert_eq!((ran.count("rejected"), ran.count("inserted")), (230, 1), "{ran}");
}

#[test]
fn a_run_waits_for_a_missing_server_until_it_is_stopped() {
    let desk = Desk::with(|options| options.latency = std::time::Duration::from_millis(20));
    let running = Running::start(import(&desk, SIMPLE, &people(300), "--concurrency 6 --max-failures 7"));
    wait_until("some inserts", || desk.stats().of(RequestKind::Insert) > 20);
    desk.kill();
    std::thread::sleep(std::time::Duration::from_secs(4));
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.stderr.contains("can't reach the server"), "{ended}");
    let places = ended.places();
    assert_eq!(places.values().map(Vec::len).sum::<usize>(), 300, "{ended}");
    let stored = stored_names(&desk);
    assert!(stored.values().all(|times| *times == 1), "{stored:?}");
    let empty = Vec::new();
    let unknown = places.get("unknown").unwrap_or(&empty);
    for name in &places["insert"] {
        assert!(stored.contains_key(name), "{name} is told as inserted: {ended}");
    }
    for name in stored.keys() {
        assert!(places["insert"].contains(name) || unknown.contains(name), "{name} is there untold: {ended}");
    }
    assert!(sent_names(&desk).values().all(|times| *times == 1), "{ended}");
    assert!(places["pending"].len() > 200, "{ended}");
}

#[test]
fn a_server_that_is_not_there_stops_the_run_before_anything_is_sent() {
    let desk = Desk::new();
    desk.kill();
    let ran = import(&desk, SIMPLE, &people(3), "").run().status(4).says("can't reach the server");
    assert_eq!(ran.folders().len(), 1, "{ran}");
}
