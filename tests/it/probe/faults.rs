//! Faults in the middle of a probe: nobody is left after the next one, and nobody else is touched.

use deskferry::sandbox::{RequestKind, SimulatedFault};

use super::{PROBE, desk, probe, texts};
use crate::import::side_by_side;

const KINDS: [(RequestKind, usize); 9] = [
    (RequestKind::Token, 2),
    (RequestKind::Fields, 1),
    (RequestKind::List, 6),
    (RequestKind::Search, 20),
    (RequestKind::Detail, 8),
    (RequestKind::Insert, 2),
    (RequestKind::Update, 6),
    (RequestKind::Photo, 1),
    (RequestKind::Delete, 3),
];
const FAULTS: [SimulatedFault; 6] = [
    SimulatedFault::StatusBefore(500),
    SimulatedFault::StatusAfter(502),
    SimulatedFault::DropBefore,
    SimulatedFault::DropAfter,
    SimulatedFault::Truncated,
    SimulatedFault::Html,
];

#[derive(Debug, Clone, Copy)]
struct Case {
    kind: RequestKind,
    /// The first call with the fault, from 0.
    at: usize,
    fault: SimulatedFault,
    /// How many calls of the kind have it.
    times: usize,
}

fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for (kind, calls) in KINDS {
        for at in 0..calls {
            for fault in FAULTS {
                all.extend([1, 200].map(|times| Case { kind, at, fault, times }));
            }
        }
    }
    all
}

/// A single fault or many: what could not be deleted is said, and the next probe deletes it.
fn survives(case: Case) {
    let desk = desk(30);
    let before = texts(&desk);
    let faults = (0..case.at).map(|_| None).chain((0..case.times).map(|_| Some(case.fault)));
    desk.plan(case.kind, faults);
    let ran = probe().sandbox(&desk).run();
    let calls = desk.stats().total;
    assert!(calls <= 60, "{case:?}: {calls} calls");
    assert!(matches!(ran.status, 0 | 4), "{case:?}: {ran}");
    let others: Vec<String> = texts(&desk).into_iter().filter(|text| !text.contains("deskferry")).collect();
    assert_eq!(others, before, "{case:?}: {ran}");
    let left = desk.customers().len() - before.len();
    assert!(left <= 2, "{case:?}: {left} customers: {ran}");
    assert!(
        left == 0 || ran.status == 4 && ran.stderr.contains("may still be in the account"),
        "{case:?}: {ran}"
    );
    desk.clear_plan();
    let again = ran.then().line(PROBE).sandbox(&desk).run();
    assert_eq!(texts(&desk), before, "{case:?}: {ran}{again}");
}

#[test]
fn the_next_probe_deletes_what_a_fault_has_left() {
    let all = cases();
    let sample: Vec<Case> = (0..40).map(|at| all[(at * 47 + 5) % all.len()]).collect();
    side_by_side(&sample, |case| survives(*case));
}

#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn the_next_probe_deletes_what_a_fault_has_left_in_full() {
    side_by_side(&cases(), |case| survives(*case));
}

/// The answer to the insert is lost, but the customer is there: it is found, and not inserted again.
#[test]
fn an_insert_without_an_answer_is_looked_for() {
    let desk = desk(5);
    let before = texts(&desk);
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::DropAfter)]);
    let ran = probe().sandbox(&desk).run().status(0);
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), 2, "{ran}");
    assert_eq!(texts(&desk), before, "{ran}");
}

/// With a list that lags, it is not found in time, and inserted once more: then there is no second customer.
#[test]
fn never_more_than_two_customers_are_inserted() {
    let desk = desk(5);
    let before = texts(&desk);
    desk.configure(|options| options.index_lag = std::time::Duration::from_secs(5));
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::DropAfter)]);
    let ran = probe().sandbox(&desk).run();
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), 2, "{ran}");
    desk.configure(|options| options.index_lag = std::time::Duration::ZERO);
    let again = ran.then().line(PROBE).sandbox(&desk).run();
    assert_eq!(texts(&desk), before, "{ran}{again}");
}

#[test]
fn refused_credentials_end_it_before_anything_is_written() {
    let desk = desk(2);
    let ran = probe().sandbox(&desk).env("DESKERO_API_TOKEN", "wrong").run().status(3);
    assert!(desk.requests_of(RequestKind::Insert).is_empty(), "{ran}");
    assert!(ran.stderr.contains("ended early") && ran.stderr.contains("not authorized"), "{ran}");
    assert_eq!(super::state_file(&ran, ".behavior.json"), None, "nothing was learned, so nothing is kept");
}
