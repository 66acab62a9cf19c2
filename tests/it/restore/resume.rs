//! A restore that is killed or gets no answers, then resumed: nobody is doubled, and nothing is guessed.

use std::time::{Duration, Instant};

use deskferry::sandbox::{IdForm, RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{at, backup, bodies, id_map, restored, state};
use crate::command_line::{Desk, Ran};

/// Customers with their own address, with a shared one, or without any.
fn people(count: usize) -> Vec<Value> {
    let email = |at: usize| match at % 5 {
        0 => json!("shared@x.org"),
        1 => json!(null),
        _ => json!(format!("{at}@x.org")),
    };
    (0..count)
        .map(|at| json!({"id": format!("old{at}"), "name": format!("N{at}"), "email": email(at)}))
        .collect()
}

fn again(ran: &Ran, desk: &Desk, line: &str) -> Ran {
    ran.then().line(line).fast().sandbox(desk).run()
}

/// Each record is one customer, and the id map says which.
fn check_exactly_once(ran: &Ran, desk: &Desk, people: &[Value]) {
    assert_eq!(bodies(&desk.customers()), bodies(people));
    let map = id_map(ran);
    assert_eq!(map.len(), people.len());
    for (old, new) in map.column("old").into_iter().zip(map.column("new")) {
        assert_eq!(format!("old{}", &desk.customer("id", new)["name"].as_str().unwrap()[1..]), old);
    }
}

#[rstest]
#[case("folder-making", false)]
#[case("folder-named", true)]
#[case("intent-committed", true)]
#[case("outcome-written:9", true)]
#[case("all-written", true)]
#[case("results-named", true)]
fn a_restore_killed_at_a_fail_point_is_resumed(#[case] point: &str, #[case] planned: bool) {
    let (desk, people) = (Desk::new(), people(40));
    let line = "restore b --settle-for 0.3s --marker ref --rate 0 --no-progress --concurrency 4";
    let ferry = at(backup(&people), &desk).line(line).env("DESKFERRY_FAIL_POINT", point);
    let status = ferry.command().output().unwrap().status;
    assert_eq!(status.code(), None, "it dies at {point}");
    let next = if planned { "resume latest" } else { "restore b --marker ref" };
    assert!(planned || desk.requests_of(RequestKind::Insert).is_empty());
    let ran = ferry.then().line(next).fast().sandbox(&desk).run().status(0);
    let bare = |mut one: Value| {
        one.as_object_mut().unwrap().remove("customFields");
        one
    };
    let customers: Vec<Value> = desk.customers().into_iter().map(bare).collect();
    assert_eq!(bodies(&customers), bodies(&people));
    assert_eq!(id_map(&ran).len(), 40);
    again(&ran, &desk, "verify latest").status(0).says("40 customers checked, all match");
}

/// Without a marker, inserts with a unique key are settled; the others stay unknown.
#[test]
fn killed_in_the_middle_nothing_is_guessed() {
    let (desk, people) = (Desk::new(), people(200));
    desk.configure(|options| options.latency = Duration::from_millis(100));
    let line = "restore b --settle-for 0.3s --rate 100 --no-progress -q";
    let ferry = at(backup(&people), &desk).line(line);
    let mut child = ferry.command().spawn().unwrap();
    let begun = Instant::now();
    while desk.requests_of(RequestKind::Insert).len() < 60 {
        assert!(begun.elapsed() < Duration::from_secs(50), "it never began");
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    desk.configure(|options| options.latency = Duration::ZERO);
    let ran = ferry.then().line("resume latest").fast().sandbox(&desk).run();
    let unknown = ran.unknown();
    assert_eq!(
        (ran.status, ran.count("inserted")),
        (i32::from(unknown.len() > 0), 200 - unknown.len() as u64)
    );
    let alone = |email: &&str| !email.is_empty() && *email != "shared@x.org";
    assert!(!unknown.rows.iter().any(|row| alone(&row[2].as_str())), "who has a key alone is settled: {ran}");
    let map = id_map(&ran);
    assert_eq!(map.len(), 200 - unknown.len());
    for (old, new) in map.column("old").into_iter().zip(map.column("new")) {
        assert_eq!(format!("old{}", &desk.customer("id", new)["name"].as_str().unwrap()[1..]), old);
    }
    let mut names: Vec<Value> = desk.customers().into_iter().map(|one| one["name"].clone()).collect();
    let all = names.len();
    names.sort_by_key(Value::to_string);
    names.dedup();
    assert_eq!(names.len(), all, "nobody is there twice");
    assert!(all >= 200 - unknown.len(), "nobody but the unknown is missing");
}

/// A customer with the shared address may belong to either record. So the insert without an answer stays unknown, done
/// or not, unless a marker tells.
#[rstest]
#[case(SimulatedFault::DropAfter, "")]
#[case(SimulatedFault::DropBefore, "")]
#[case(SimulatedFault::DropAfter, "--marker ref")]
#[case(SimulatedFault::DropBefore, "--marker ref")]
fn an_insert_in_doubt_with_a_shared_address_stays_unknown_without_a_marker(
    #[case] fault: SimulatedFault,
    #[case] marker: &str,
) {
    let one = |id: &str| json!({"id": id, "name": format!("N{id}"), "email": "shared@x.org"});
    let people = [one("1"), one("2"), one("3")];
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [None, Some(fault)]);
    let line = format!("--concurrency 1 --settle-for 0.2s {marker}");
    let ran = restored(backup(&people), &desk, &line);
    if marker.is_empty() {
        assert_eq!((ran.status, ran.unknown().column("id")), (1, vec!["2"]), "{ran}");
        assert_eq!(id_map(&ran).column("old"), ["1", "3"]);
        again(&ran, &desk, "resume latest").status(1);
        let expected = 2 + usize::from(fault == SimulatedFault::DropAfter);
        assert_eq!(desk.customers().len(), expected, "never sent again");
    } else {
        assert_eq!((ran.status, desk.customers().len()), (0, 3), "{ran}");
        let map = id_map(&ran);
        assert_eq!(map.column("old"), ["1", "2", "3"]);
        assert_eq!(desk.customer("id", map.cell(1, "new"))["name"], "N2");
    }
}

/// Later inserts that can't be looked up prove nothing, so they must not make the run wait forever.
#[test]
fn an_insert_in_doubt_among_keyless_ones_is_settled() {
    let keyless = |id: &str| json!({"id": id, "name": format!("N{id}")});
    let people = [json!({"id": "old1", "name": "N1", "email": "1@x.org"}), keyless("old2"), keyless("old3")];
    let desk = Desk::new();
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::DropBefore);
    let ran = restored(backup(&people), &desk, "--concurrency 1 --settle-for 0.1s").status(0);
    assert_eq!((ran.count("inserted"), desk.customers().len()), (3, 3));
}

#[test]
fn an_insert_that_got_no_answer_is_found_by_its_own_key() {
    let people: Vec<Value> = (0..30)
        .map(|at| json!({"id": format!("old{at}"), "name": format!("N{at}"), "email": format!("{at}@x.org")}))
        .collect();
    let desk = Desk::new();
    desk.plan(
        RequestKind::Insert,
        [None, Some(SimulatedFault::DropAfter), Some(SimulatedFault::DropBefore), Some(SimulatedFault::Html)],
    );
    let ran = restored(backup(&people), &desk, "--settle-for 0.3s").status(0);
    check_exactly_once(&ran, &desk, &people);
    let before = state(&desk);
    assert_eq!(again(&ran, &desk, "resume latest").status(0).count("inserted"), 30);
    assert_eq!(state(&desk), before);
}

#[test]
fn failures_are_retried_and_an_undo_takes_all_back() {
    let people = people(10);
    let desk = Desk::holding([
        json!({"id": "old2", "name": "Other", "email": "2@x.org", "memo": "mine", "account": {"id": "a", "name": "b"}}),
        json!({"id": "z", "name": "Stranger"}),
    ]);
    let before = state(&desk);
    desk.fail_where(RequestKind::Insert, "N4", SimulatedFault::StatusBefore(400));
    let ran = restored(backup(&people), &desk, "").status(1);
    assert_eq!((ran.rejects().column("id"), id_map(&ran).len()), (vec!["old4"], 9));
    desk.clear_plan();
    let ran = again(&ran, &desk, "retry latest").status(0).says("Retrying 1 failed write");
    assert_eq!(
        id_map(&ran).column("action"),
        [["inserted"; 2].to_vec(), vec!["updated"], ["inserted"; 7].to_vec()].concat()
    );
    again(&ran, &desk, "undo latest --yes").status(0);
    assert_eq!(state(&desk), before);
}

#[test]
fn a_restore_that_is_run_twice_doubles_nobody() {
    let (desk, people) = (Desk::new(), people(40));
    let ran = restored(backup(&people), &desk, "").status(0);
    let before = state(&desk);
    let twice = restored(ran.then(), &desk, "").status(0);
    assert_eq!((twice.count("unchanged"), state(&desk)), (40, before));
    assert_eq!(id_map(&twice).column("old"), id_map(&ran).column("old"));
}

#[test]
fn an_account_with_a_name_is_restored() {
    let one = |account: Value| json!({"id": "7", "name": "A", "email": "a@x.org", "account": account});
    let desk = Desk::with(|options| {
        options.id_form = IdForm::Number;
        options.start = vec![one(json!({"id": "a", "name": "b"}))];
    });
    let account = || desk.customer("email", "a@x.org")["account"].clone();
    let ran = restored(backup(&[one(json!({"id": "c", "name": "d"}))]), &desk, "--with-account").status(0);
    assert_eq!((ran.count("updated"), account()), (1, json!({"id": "c", "name": "d"})));
    again(&ran, &desk, "undo latest --yes").status(0);
    assert_eq!(account(), json!({"id": "a", "name": "b"}));
}

/// A restore has its own rules for existing customers, so a customer inserted meanwhile is left to them.
#[test]
fn a_newcomer_is_not_doubled() {
    let desk = Desk::new();
    let people: Vec<Value> = (0..5)
        .map(|at| json!({"id": format!("old{at}"), "name": format!("N{at}"), "email": format!("{at}@x.org")}))
        .collect();
    let ferry = at(backup(&people), &desk).line("restore b --rate 0 --no-progress");
    let ferry = ferry.env("DESKFERRY_FAIL_POINT", "folder-named");
    assert_eq!(ferry.command().output().unwrap().status.code(), None);
    desk.put(json!({"name": "By Hand", "email": "3@x.org"})).unwrap();
    let ran = ferry.then().line("resume latest").fast().sandbox(&desk).run().status(1);
    let ran = ran.says("1 of 5 pending inserts is already in the help desk: 1 rejected");
    assert_eq!((ran.count("inserted"), desk.customers().len()), (4, 5));
    assert_eq!((ran.rejects().codes(), ran.rejects().column("id")), (vec!["E504"], vec!["old3"]));
    restored(ran.then(), &desk, "").status(0);
    assert_eq!(desk.customer("email", "3@x.org")["name"], "N3");
    assert_eq!(desk.customers().len(), 5);
}
