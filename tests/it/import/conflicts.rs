//! Updates: repeated only after a look, never over someone else's change, never to a deleted customer.

use std::collections::BTreeMap;
use std::time::Duration;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{HELD, NOTED, Running, import, wait_until};
use crate::command_line::Desk;

fn customer(id: &str) -> Value {
    json!({
        "id": id, "name": format!("Name {id}"), "email": format!("{id}@example.org"), "memo": "old", "city": "Rome",
        "customFields": {"segment": "Gold", "vatNumber": "IT1"},
    })
}

/// A desk with these customers, and a file that gives each a new note.
fn noted(ids: &[&str]) -> (Desk, String) {
    let desk = Desk::new();
    let mut csv = "Name,Email,Memo,Segment\n".to_owned();
    for id in ids {
        desk.put(customer(id)).unwrap();
        csv.push_str(&format!("Name {id},{id}@example.org,new,Gold\n"));
    }
    (desk, csv)
}

fn puts(desk: &Desk) -> BTreeMap<String, usize> {
    let mut puts = BTreeMap::new();
    for request in desk.requests_of(RequestKind::Update) {
        *puts.entry(request.path.rsplit('/').next().unwrap().to_owned()).or_default() += 1;
    }
    puts
}

#[test]
fn an_update_is_sent_again_only_if_a_look_shows_that_it_did_not_arrive() {
    let faults = [
        ("before", SimulatedFault::StatusBefore(500), 2),
        ("after", SimulatedFault::StatusAfter(500), 1),
        ("busy", SimulatedFault::Busy { status: 429, wait: 0 }, 2),
        ("dropped", SimulatedFault::DropBefore, 2),
        ("cut", SimulatedFault::DropAfter, 1),
        ("half", SimulatedFault::Truncated, 1),
        ("page", SimulatedFault::Html, 1),
        ("slow", SimulatedFault::SlowAfter(Duration::from_secs(300)), 1),
    ];
    super::side_by_side(&faults, |(id, fault, times)| {
        let (desk, csv) = noted(&[id]);
        desk.fail_next(RequestKind::Update, 1, *fault);
        let timeout = if *id == "slow" { "--timeout 4" } else { "" };
        let ran = import(&desk, NOTED, &csv, timeout).run();
        assert_eq!((ran.status, ran.count("updated")), (0, 1), "{fault}: {ran}");
        assert_eq!(puts(&desk)[*id], *times, "{fault}: {ran}");
        let mut expected = customer(id);
        expected["memo"] = "new".into();
        assert_eq!(desk.customers(), [expected], "{fault}");
    });
}

#[test]
fn an_update_that_never_gets_an_answer_stays_unknown() {
    let (desk, csv) = noted(&["first", "second"]);
    desk.fail_where(RequestKind::Update, "first", SimulatedFault::StatusBefore(500));
    let ran = import(&desk, NOTED, &csv, "").run().status(1);
    // One look after the last attempt does not prove that the update will not be done late.
    assert_eq!(ran.unknown().column("_codes"), ["E503"], "{ran}");
    assert_eq!((ran.count("unknown"), ran.count("updated"), ran.count("failed")), (1, 1, 0), "{ran}");
    assert_eq!(desk.customer("name", "Name first"), customer("first"));
}

#[test]
fn an_update_that_the_server_refuses_is_rejected_with_its_words() {
    let (desk, csv) = noted(&["first", "second"]);
    desk.fail_where(RequestKind::Update, "first", SimulatedFault::StatusBefore(400));
    let ran = import(&desk, NOTED, &csv, "").run().status(1);
    assert_eq!(ran.rejects().column("_codes"), ["E501"], "{ran}");
    assert!(ran.rejects().cell(0, "_message").contains("the sandbox is set to answer like this"), "{ran}");
    assert_eq!(puts(&desk)["first"], 1, "{ran}");
}

#[rstest]
fn changes_since_the_plan_are_never_overwritten(#[values(204, 400, 404)] missing: u16) {
    let (desk, csv) = noted(&["first", "changed", "deleted", "elsewhere", "done", "custom"]);
    desk.configure(|options| options.missing = missing);
    // While the first update is under way (one at a time), someone else changes customers.
    desk.fail_where(RequestKind::Update, "first", HELD);
    let csv = csv.replace("custom@example.org,new,Gold", "custom@example.org,old,Silver");
    let running = Running::start(import(&desk, NOTED, &csv, "--concurrency 1"));
    wait_until("the first update", || !desk.requests_of(RequestKind::Update).is_empty());
    let change = |id: &str, field: &str, value: Value| {
        let mut customer = customer(id);
        customer[field] = value;
        desk.put(customer.clone()).unwrap();
        customer
    };
    let changed = change("changed", "memo", "somebody's".into());
    desk.remove("deleted").unwrap();
    let mut elsewhere = change("elsewhere", "city", "Turin".into());
    change("done", "memo", "new".into());
    let custom = change("custom", "customFields", json!({"segment": "Bronze", "vatNumber": "IT1"}));
    desk.end_delays();
    let ended = running.end();

    assert_eq!(ended.status, 1, "{ended}");
    let (rejects, results) = (ended.table("rejects.csv"), ended.table("results.csv"));
    assert_eq!(rejects.column("Name"), ["Name changed", "Name deleted", "Name custom"], "{ended}");
    assert_eq!(rejects.column("_codes"), ["E504", "E505", "E504"], "{ended}");
    assert!(rejects.cell(0, "_message").contains("memo"), "{rejects:?}");
    assert!(rejects.cell(2, "_message").contains("customFields.segment"), "{rejects:?}");
    assert_eq!(results.column("Name"), ["Name first", "Name elsewhere", "Name done"], "{ended}");
    let counts = ended.run_json()["counts"].clone();
    assert_eq!((&counts["updated"], &counts["unchanged"]), (&json!(2), &json!(1)), "{ended}");

    elsewhere["memo"] = "new".into();
    assert_eq!(desk.customer("name", "Name changed"), changed);
    assert_eq!(desk.customer("name", "Name elsewhere"), elsewhere, "what the mapping does not name stays");
    assert_eq!(desk.customer("name", "Name custom"), custom);
    let puts = puts(&desk);
    assert_eq!(puts.keys().collect::<Vec<_>>(), ["elsewhere", "first"], "{ended}");
}

#[test]
fn a_change_between_two_attempts_is_never_overwritten() {
    let (desk, csv) = noted(&["a"]);
    desk.fail_next(RequestKind::Update, 1, SimulatedFault::DropBefore);
    // The first read is the plan's, the second comes before the first attempt, the third before the second.
    desk.plan(RequestKind::Detail, [None, None, Some(HELD)]);
    let running = Running::start(import(&desk, NOTED, &csv, ""));
    wait_until("the third look", || desk.requests_of(RequestKind::Detail).len() == 3);
    let mut changed = customer("a");
    changed["memo"] = "somebody's".into();
    desk.put(changed.clone()).unwrap();
    desk.end_delays();
    let ended = running.end();
    assert_eq!((ended.status, ended.table("rejects.csv").column("_codes")), (1, vec!["E504"]), "{ended}");
    assert_eq!(desk.customers(), [changed]);
    assert_eq!(puts(&desk)["a"], 1);
}

#[rstest]
fn a_customer_deleted_between_look_and_write_is_gone(#[values(204, 404)] missing: u16) {
    let (desk, csv) = noted(&["a"]);
    desk.configure(|options| options.missing = missing);
    desk.fail_next(RequestKind::Update, 1, HELD);
    let running = Running::start(import(&desk, NOTED, &csv, ""));
    wait_until("the update", || !desk.requests_of(RequestKind::Update).is_empty());
    desk.remove("a").unwrap();
    desk.end_delays();
    let ended = running.end();
    assert_eq!((ended.status, ended.table("rejects.csv").column("_codes")), (1, vec!["E505"]), "{ended}");
    assert!(desk.customers().is_empty());
}

#[test]
fn only_the_changed_fields_are_sent_on_request() {
    let (desk, csv) = noted(&["a"]);
    desk.configure(|options| options.put = deskferry::sandbox::PutMode::Merge);
    let csv = csv.replace("Gold", "Silver");
    import(&desk, NOTED, &csv, "--put partial").run().status(0);
    let sent = desk.requests_of(RequestKind::Update)[0].json();
    assert_eq!(sent, json!({"memo": "new", "customFields": {"segment": "Silver", "vatNumber": "IT1"}}));
    assert_eq!(desk.customer("name", "Name a")["city"], "Rome");
}
