//! Progress output of a run for someone who reads a log.

use deskferry::sandbox::{RequestKind, SimulatedFault};

use super::people;
use super::resumes::{planned, resume};
use crate::command_line::{Desk, Ferry, SIMPLE};

#[test]
fn a_resume_shows_its_progress() {
    let desk = Desk::new();
    let ran = resume(planned(&desk, 14), &desk, "--rate 120/m").status(0).says("Writing 14 customers");
    let line =
        ran.stderr.lines().find(|line| line.starts_with("written ")).unwrap_or_else(|| panic!("{ran}"));
    assert!(line.contains(" of 14 (0 failed), ") && line.ends_with(" s left"), "{line}");
    ran.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0).says("Deleting 14 customers");
}

#[test]
fn a_retry_shows_how_much_it_has_to_do() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person 2", SimulatedFault::StatusBefore(400));
    let ran = resume(planned(&desk, 3), &desk, "--rate 0").status(1).says("Writing 3 customers");
    ran.then().line("retry latest").fast().sandbox(&desk).run().status(1).says("Writing 1 customer\n");
}

#[test]
fn a_wait_for_inserts_in_doubt_is_announced_with_its_end() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::DropBefore)]);
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(1)).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml --rate 0 --settle-for 0.7s").run().status(0);
    let ran = ran.says("Waiting for 1 insert without an answer").says(" s), it is sent again");
    assert_eq!(ran.stderr.matches("Waiting for").count(), 1, "{ran}");
    let line =
        ran.stderr.lines().find(|line| line.starts_with("written ")).unwrap_or_else(|| panic!("{ran}"));
    assert!(line.starts_with("written 0 of 1 (0 failed), 1 insert in doubt, "), "{line}");
    assert!(line.ends_with(" s left"), "{line}");
    assert_eq!(ran.count("inserted"), 1, "{ran}");
}

#[test]
fn an_insert_that_appears_at_once_is_not_announced() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::DropAfter)]);
    let ran = super::import(&desk, SIMPLE, &people(1), "--settle-for 1ms").run().status(0);
    assert!(!ran.stderr.contains("Waiting for"), "{ran}");
}

/// A plain line comes every five seconds.
#[test]
fn the_progress_line_shows_rate_requests_in_flight_and_pauses() {
    let desk = Desk::with(|options| options.latency = std::time::Duration::from_millis(30));
    desk.plan(RequestKind::Insert, [None, None, None, Some(SimulatedFault::Busy { status: 429, wait: 7 })]);
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(30)).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml --rate 20 --concurrency 3").run().status(0);
    let line = ran.stderr.lines().find(|line| line.starts_with("written ") && line.contains(", paused "));
    let line = line.unwrap_or_else(|| panic!("no line with a pause: {ran}"));
    assert!(line.contains(" of 30 (0 failed), ") && line.contains("/s, "), "{line}");
    assert!(line.contains(" in flight of ") && line.contains(" s left"), "{line}");
}
