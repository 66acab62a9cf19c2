//! Inserts that are refused: a refusal does not prove that nothing was stored, and a help desk may ask to wait.

use std::time::Duration;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::Value;

use super::{PROBE, desk, probe, state_file, texts};
use crate::command_line::{Desk, Ran};

const BUSY: Option<SimulatedFault> = Some(SimulatedFault::Busy { status: 429, wait: 1 });

/// How many customers of probes are in the account. They are recorded, and told.
fn left(desk: &Desk, ran: &Ran) -> usize {
    let left = texts(desk).iter().filter(|text| text.contains("deskferry")).count();
    assert!(left <= 2, "{left} customers: {ran}");
    if left > 0 {
        assert!(state_file(ran, ".probe.json").is_some(), "{left} customers, not recorded: {ran}");
        assert!(ran.stderr.contains("may still be in the account"), "{ran}");
        assert_eq!(ran.status, 4, "{ran}");
    }
    left
}

/// The insert was done all the same: it is found and deleted.
#[rstest]
fn a_refused_insert_that_was_done_is_found(#[values(400, 403, 404, 409, 425, 429)] status: u16) {
    let desk = desk(30);
    let before = texts(&desk);
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::StatusAfter(status)); 20]);
    let ran = probe().sandbox(&desk).run().status(0);
    assert_eq!(texts(&desk), before, "{ran}");
    assert!(state_file(&ran, ".probe.json").is_none(), "{ran}");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), 2, "{ran}");
}

/// Every write is done, and answered so. However many probes try, there are never more than two customers.
#[rstest]
fn writes_that_are_done_and_refused_leave_nobody_unrecorded(#[values(404, 425, 429)] status: u16) {
    let desk = desk(30);
    let before = texts(&desk);
    let lies = || [Some(SimulatedFault::StatusAfter(status)); 100];
    let mut ran = probe().sandbox(&desk);
    for _ in 0..3 {
        for kind in [RequestKind::Insert, RequestKind::Update, RequestKind::Delete] {
            desk.plan(kind, lies());
        }
        let ended = ran.run();
        // The deletions were done too, and that can be seen.
        assert_eq!(left(&desk, &ended), 0, "{ended}");
        assert!(state_file(&ended, ".probe.json").is_none(), "{ended}");
        ran = ended.then().line(PROBE).sandbox(&desk);
    }
    desk.clear_plan();
    let again = ran.run();
    assert_eq!(texts(&desk), before, "{again}");
}

/// No look finds the customers yet, so they stay in the record, and there is no third one.
#[rstest]
fn a_customer_that_appears_late_stays_in_the_record(#[values(409, 429)] status: u16) {
    let desk = desk(30);
    let before = texts(&desk);
    desk.configure(|options| options.index_lag = Duration::from_secs(3600));
    let mut ran = probe().sandbox(&desk);
    for _ in 0..3 {
        desk.plan(RequestKind::Insert, [Some(SimulatedFault::StatusAfter(status)); 20]);
        let ended = ran.run().status(4);
        assert!(left(&desk, &ended) > 0, "{ended}");
        ran = ended.then().line(PROBE).sandbox(&desk);
    }
    desk.clear_plan();
    desk.configure(|options| options.index_lag = Duration::ZERO);
    let again = ran.run().status(0);
    assert_eq!(texts(&desk), before, "{again}");
    assert!(state_file(&again, ".probe.json").is_none(), "{again}");
}

/// The help desk asks to wait: the probe does, and learns as much as ever.
#[rstest]
fn an_insert_is_sent_again_after_a_pause(
    #[values(0, 60)] customers: usize,
    #[values("first", "second", "both")] which: &str,
) {
    let desk = desk(customers);
    let before = texts(&desk);
    let plan = match which {
        "first" => vec![BUSY],
        "second" => vec![None, BUSY],
        _ => vec![BUSY, None, BUSY],
    };
    let busy = plan.iter().flatten().count();
    desk.plan(RequestKind::Insert, plan);
    let ran = probe().args(["--json"]).sandbox(&desk).run().status(0);
    assert_eq!(texts(&desk), before, "{ran}");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), 2 + busy, "{ran}");
    assert!(desk.stats().total <= 60 && state_file(&ran, ".probe.json").is_none(), "{ran}");
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["behavior"]["aspects"]["duplicate-email"]["found"], "take", "{ran}");
}

/// The quota is less than the rate of the probe.
#[test]
fn a_small_quota_does_not_end_it() {
    let desk = desk(10);
    desk.configure(|options| options.set("quota", "5").unwrap());
    let before = texts(&desk);
    let ran = probe().args(["--json"]).sandbox(&desk).run().status(0);
    assert_eq!(texts(&desk), before, "{ran}");
    assert!(desk.stats().total <= 60, "{ran}");
}

/// The account refuses a second customer with an e-mail, but by a status that proves little.
#[test]
fn a_conflict_is_looked_at() {
    let desk = desk(60);
    let before = texts(&desk);
    desk.plan(RequestKind::Insert, [None, Some(SimulatedFault::StatusBefore(409))]);
    let ran = probe().args(["--json"]).sandbox(&desk).run().status(0);
    assert_eq!(texts(&desk), before, "{ran}");
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["behavior"]["aspects"]["duplicate-email"]["found"], "refuse", "{ran}");
}

/// An account that refuses every customer of the probe has none, and nothing stays in the record.
#[test]
fn an_honest_refusal_leaves_no_record() {
    let desk = desk(60);
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::StatusBefore(400)); 3]);
    let ran = probe().sandbox(&desk).run().status(4).says("refuses to insert a customer");
    assert!(state_file(&ran, ".probe.json").is_none(), "{ran}");
    assert!(!ran.stderr.contains("may still be"), "{ran}");
}
