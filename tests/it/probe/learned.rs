//! What a probe learns beyond the switches of the sandbox.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{desk, probe, texts};
use crate::command_line::Desk;

/// The aspects that a probe finds out. It leaves nobody.
fn aspects(desk: &Desk) -> Value {
    let before = texts(desk);
    let ran = probe().args(["--json"]).sandbox(desk).run().status(0);
    assert_eq!(texts(desk), before, "{ran}");
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    said["behavior"]["aspects"].clone()
}

#[test]
fn headers_about_a_rate_are_kept_with_their_values() {
    let desk = desk(3);
    desk.plan(RequestKind::Search, [Some(SimulatedFault::Busy { status: 429, wait: 1 })]);
    let learned = aspects(&desk);
    assert_eq!(learned["rate-headers"], json!({"found": {"retry-after": "1"}}));
    assert_eq!(learned["retry-after"], json!({"found": "seconds"}));
}

/// A search that finds no such address is not late: the list has the customer.
#[test]
fn a_search_that_finds_nothing_is_no_lag() {
    let desk = desk(3);
    desk.configure(|options| options.set("search-blind", "@").unwrap());
    let learned = aspects(&desk);
    let lag = &learned["index-lag"]["found"];
    assert_eq!((&lag["hidden-ms"], &lag["search-ms"]), (&json!(0), &Value::Null), "{learned}");
    assert!(lag["list-ms"].as_u64().unwrap() < 3000, "{learned}");
    assert_eq!(learned["search"]["email"], json!({"found": "nothing"}), "{learned}");
}

#[test]
fn null_and_an_empty_text_may_both_be_refused() {
    let desk = desk(3);
    let refused = [Some(SimulatedFault::StatusBefore(400)); 4];
    // The first three fill the customer, and send few and odd values.
    desk.plan(RequestKind::Update, [None; 3].into_iter().chain(refused));
    let learned = aspects(&desk);
    for aspect in ["put-null", "put-empty"] {
        assert_eq!(learned[aspect], json!({"found": "refused"}), "{aspect}");
    }
}

#[test]
fn nobody_needs_to_be_allowed_to_read_definitions() {
    let desk = desk(3);
    desk.plan(RequestKind::Fields, [Some(SimulatedFault::StatusBefore(403)); 3]);
    assert_eq!(aspects(&desk)["put"], json!({"found": "replace"}));
}

/// The first call of the list is the one with a wrong token.
#[test]
fn a_call_with_a_wrong_token_is_repeated() {
    let desk = desk(3);
    desk.plan(RequestKind::List, [Some(SimulatedFault::DropBefore)]);
    assert_eq!(aspects(&desk)["wrong-token"], json!({"found": 401}));
}

/// The dearest account takes all calls. What they do not suffice for is said to be unknown, and nobody is left.
#[rstest]
#[case(0)]
#[case(60)]
fn what_the_calls_do_not_suffice_for_is_unknown(#[case] customers: usize) {
    let desk = desk(customers);
    desk.configure(|options| {
        for (name, value) in [("search", "case"), ("index-lag", "10s"), ("dedup", "merge")] {
            options.set(name, value).unwrap();
        }
    });
    let before = texts(&desk);
    let ran = probe().args(["--json"]).sandbox(&desk).run().status(0);
    let calls = desk.stats().total;
    assert!(calls <= 60, "{calls} calls");
    assert_eq!(texts(&desk), before, "{ran}");
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    let aspects = &said["behavior"]["aspects"];
    for known in ["put", "stores", "old-tokens", "dedup", "photo", "unknown-search", "index-lag"] {
        assert!(aspects[known].get("found").is_some(), "{known}: {ran}");
    }
    for form in ["search-blind", "search-trims", "search-like", "several", "search-repeats"] {
        let why = aspects[form]["unknown"].as_str().unwrap_or("the calls for learning are used up");
        assert!(why.contains("the calls for learning are used up"), "{form}: {ran}");
    }
}
