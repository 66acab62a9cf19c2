//! `customer insert` and `customer update`: a signal waits for the answer, and an insert is read back.

use deskferry::sandbox::{DuplicateEmails, RequestKind};
use rstest::rstest;
use serde_json::json;

use super::{HELD, PROMPT, Running, wait_until};
use crate::command_line::{Desk, Ferry};

const ADA: [&str; 4] = ["customer", "insert", "name=Ada", "email=ada@example.org"];

fn ferry(desk: &Desk, args: &[&str]) -> Ferry {
    Ferry::new().args(args.iter().copied()).sandbox(desk)
}

#[rstest]
fn the_first_signal_waits_for_the_answer(#[values("INT", "TERM")] signal: &str) {
    let desk = Desk::new();
    desk.fail_next(RequestKind::Insert, 1, HELD);
    let running = Running::start(ferry(&desk, &ADA));
    wait_until("the insert", || desk.stats().of(RequestKind::Insert) == 1);
    running.signal(signal);
    running.hear("finishing the requests in flight");
    desk.end_delays();
    let ended = running.end();
    assert_eq!((ended.status, desk.customers().len()), (0, 1), "{ended}");
}

#[test]
fn without_an_answer_it_says_how_to_look() {
    let desk = Desk::new();
    desk.fail_next(RequestKind::Insert, 1, HELD);
    let running = Running::start(ferry(&desk, &ADA).line("--timeout 4s"));
    wait_until("the insert", || desk.stats().of(RequestKind::Insert) == 1);
    running.signal("TERM");
    let ended = running.end();
    assert!(ended.status == 1 && ended.took < PROMPT, "{ended}");
    let look =
        "the customer may have been inserted: check with `deskferry customer find email=ada@example.org`";
    assert!(ended.stderr.contains(look), "{ended}");
}

#[test]
fn an_update_waits_as_well_and_the_second_signal_ends_at_once() {
    let desk = Desk::holding([json!({"id": "a", "name": "Ada"})]);
    desk.fail_next(RequestKind::Update, 1, HELD);
    let running = Running::start(ferry(&desk, &["customer", "update", "a", "memo=x"]));
    wait_until("the update", || desk.stats().of(RequestKind::Update) == 1);
    running.signal("TERM");
    running.hear("send it again to quit immediately");
    running.signal("TERM");
    let ended = running.end();
    assert!(ended.status == 4 && ended.took < PROMPT, "{ended}");
    assert!(
        ended.stderr.contains("the change may have been made: check with `deskferry customer"),
        "{ended}"
    );
}

#[test]
fn a_read_is_given_up() {
    let desk = Desk::holding([json!({"id": "a", "name": "Ada"})]);
    desk.fail_next(RequestKind::Detail, 1, HELD);
    let running = Running::start(ferry(&desk, &["customer", "update", "a", "memo=x"]));
    wait_until("the read", || desk.stats().of(RequestKind::Detail) == 1);
    running.signal("TERM");
    let ended = running.end();
    assert!(ended.status == 4 && ended.took < PROMPT, "{ended}");
    assert_eq!(desk.stats().of(RequestKind::Update), 0);
}

#[test]
fn an_insert_answered_with_another_customers_id_is_reported() {
    let desk = Desk::holding([json!({"id": "there", "name": "Augusta", "email": "ada@example.org"})]);
    desk.configure(|options| options.dedup = DuplicateEmails::Answer);
    let ran = ferry(&desk, &ADA).run().status(1);
    let ran = ran
        .says("the customer there differs from what was sent (fields: name)")
        .says("deskferry customer get there");
    assert_eq!((ran.stdout.trim(), desk.customers().len()), ("there", 1), "{ran}");
    desk.configure(|options| options.dedup = DuplicateEmails::Off);
    let ran = ferry(&desk, &ADA).run().status(0);
    assert!(!ran.stderr.contains("differs from what was sent"), "{ran}");
}
