//! Customers of earlier probes that are hard to find, and deletions without an answer.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{PROBE, desk, probe, state_file};
use crate::command_line::{Desk, Ran};

const MARK: &str = "a0b1c2d3e4";

/// A customer as an earlier probe has inserted it.
fn ours() -> Value {
    json!({"id": "x1", "name": format!("{MARK} deskferry probe (delete me)"), "email": email()})
}

fn email() -> String {
    format!("{MARK}probe@deskferry.invalid")
}

/// A probe, and then a record of an earlier one with this entry more.
fn recorded(desk: &Desk, more: &Value) -> Ran {
    let ran = probe().sandbox(desk).run().status(0);
    let mut entry = json!({"mark": MARK, "email": email(), "recorded": "2026-01-01T00:00:00Z",
        "fields": ["name", "email"]});
    entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let place =
        state_file(&ran, ".behavior.json").unwrap().to_string_lossy().replace(".behavior.", ".probe.");
    std::fs::write(place, json!({"form": 1, "customers": [entry]}).to_string()).unwrap();
    ran
}

/// It is on a page in the middle of the list, and searches show everybody.
#[test]
fn a_lost_customer_is_not_forgotten_before_it_is_surely_gone() {
    let desk = desk(100);
    desk.configure(|options| {
        options.set("page-size", "10").unwrap();
        options.set("search", "ignored").unwrap();
    });
    let ran = recorded(&desk, &json!({}));
    desk.put(ours()).unwrap();
    for number in 0..100 {
        desk.put(json!({"name": "Ada", "email": format!("ada{number}@x.org")})).unwrap();
    }
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(4).says("the list was not read whole");
    assert!(state_file(&ran, ".probe.json").is_some(), "{ran}");
    assert_eq!(desk.customers().len(), 201, "{ran}");
    desk.configure(|options| options.set("search", "exact").unwrap());
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(0);
    assert!(state_file(&ran, ".probe.json").is_none(), "{ran}");
    assert_eq!(desk.customers().len(), 200, "{ran}");
}

/// A search that finds such customers, in this probe or in an earlier one, proves that there is none.
#[rstest]
fn a_customer_that_never_came_is_forgotten(#[values(true, false)] is_probed: bool) {
    let desk = desk(200);
    let ran = recorded(&desk, &json!({}));
    if !is_probed {
        std::fs::remove_file(state_file(&ran, ".behavior.json").unwrap()).unwrap();
    }
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(0);
    assert!(state_file(&ran, ".probe.json").is_none(), "{ran}");
}

/// The answer to the deletion is lost, and then the help desk refuses everything about the customer.
#[test]
fn a_refusal_after_a_deletion_means_gone() {
    let refused = Some(SimulatedFault::StatusBefore(400));
    let desk = desk(3);
    let ran = recorded(&desk, &json!({"id": "x1"}));
    desk.put(ours()).unwrap();
    desk.plan(RequestKind::Delete, [Some(SimulatedFault::DropAfter), refused]);
    desk.plan(RequestKind::Detail, [None, refused]);
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(0);
    assert_eq!(desk.customers().len(), 3, "{ran}");
}

/// The same, if the probe has ended in between.
#[rstest]
#[case(true, 0)]
#[case(false, 4)]
fn a_recorded_deletion_is_remembered(#[case] is_deletion_sent: bool, #[case] status: i32) {
    let desk = desk(3);
    let ran = recorded(&desk, &json!({"id": "x1", "is_deletion_sent": is_deletion_sent}));
    desk.plan(RequestKind::Detail, [Some(SimulatedFault::StatusBefore(400))]);
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(status);
    assert_eq!(state_file(&ran, ".probe.json").is_none(), is_deletion_sent, "{ran}");
}

/// The first form of a deletion is refused, and nobody answers the second one, which was done: no refusal.
#[test]
fn a_deletion_that_was_not_answered_is_no_refusal() {
    let desk = desk(3);
    desk.plan(
        RequestKind::Delete,
        [Some(SimulatedFault::StatusBefore(400)), Some(SimulatedFault::DropAfter)],
    );
    let ran = probe().sandbox(&desk).run().status(0);
    let found = std::fs::read_to_string(state_file(&ran, ".behavior.json").unwrap()).unwrap();
    assert!(found.contains("a deletion was not answered, and the customer is gone"), "{found}");
    assert!(!found.contains("the help desk refuses the deletion"), "{found}");
    assert_eq!(desk.customers().len(), 3, "{ran}");
}

/// Two inserts of earlier probes may still arrive: another one would make three.
#[test]
fn no_third_customer_is_inserted() {
    let desk = desk(3);
    let ran = recorded(&desk, &json!({}));
    let place = state_file(&ran, ".probe.json").unwrap();
    let now = jiff::Timestamp::now().to_string();
    let entry = |mark: &str| json!({"mark": mark, "email": format!("{mark}probe@deskferry.invalid"), "recorded": now});
    let both = json!({"form": 1, "customers": [entry("a0b1c2d3e4"), entry("b0b1c2d3e4")]});
    std::fs::write(place, both.to_string()).unwrap();
    desk.clear_requests();
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(4).says("their inserts may arrive until ");
    assert!(desk.requests_of(RequestKind::Insert).is_empty(), "{ran}");
}

/// Only the e-mail address, which is that of the first customer, shows whose the second one is.
#[test]
fn a_customer_whose_name_loses_the_mark_is_deleted() {
    let desk = desk(3);
    desk.configure(|options| options.set("stores", "digits:name").unwrap());
    let ran = probe().sandbox(&desk).run().status(0);
    assert_eq!(desk.customers().len(), 3, "{ran}");
    assert!(state_file(&ran, ".probe.json").is_none(), "{ran}");
}
