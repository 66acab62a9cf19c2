//! A customer inserted by someone else after planning is not doubled when the run goes on.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::json;

use super::resumes::{planned, resume};
use super::{NOTED, Running, people, places_of, stored_names};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// Someone else inserts a customer.
fn come_in(desk: &Desk, name: &str, number: usize) {
    let email =
        if name == "By Hand" { format!("P{number}@Example.org") } else { format!("p{number}@example.org") };
    desk.put(json!({"name": name, "email": email, "city": "Rome"})).unwrap();
}

/// Each of the first addresses is there once, ignoring case.
#[track_caller]
fn check_once(desk: &Desk, count: usize) {
    let mut emails: Vec<String> =
        desk.customers().iter().map(|one| one["email"].as_str().unwrap().to_lowercase()).collect();
    emails.sort();
    let mut wanted: Vec<String> = (1..=count).map(|n| format!("p{n}@example.org")).collect();
    wanted.sort();
    assert_eq!(emails, wanted);
}

#[rstest]
#[case::searched(6)]
#[case::drained(70)]
fn a_newcomer_since_the_plan_is_updated_and_not_doubled(#[case] rows: usize) {
    let desk = Desk::new();
    let ferry = planned(&desk, rows);
    come_in(&desk, "By Hand", 2);
    come_in(&desk, "Person 3", 3);
    let ran = resume(ferry, &desk, "--rate 0 --no-progress").status(0);
    let said =
        format!("2 of {rows} pending inserts are already in the help desk: 1 to be updated, 1 unchanged");
    let ran = ran.says(&said);
    check_once(&desk, rows);
    assert_eq!(
        (ran.count("inserted"), ran.count("updated"), ran.count("unchanged")),
        (rows as u64 - 2, 1, 1)
    );
    assert_eq!(desk.customer("name", "Person 2")["city"], "Rome", "updated, and not replaced");
    let results = ran.results();
    assert_eq!((results.cell(1, "_action"), results.cell(2, "_action")), ("update", "unchanged"));
    for row in [1, 2] {
        assert!(
            results.cell(row, "_note").contains("was added to the help desk after the plan"),
            "{results:?}"
        );
    }
    assert_eq!(results.cell(0, "_note"), "");
    // Their base values are in the journal as well.
    ran.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0);
    assert_eq!(stored_names(&desk).into_keys().collect::<Vec<_>>(), ["By Hand", "Person 3"]);
}

#[rstest]
#[case::insert("--mode insert", "1 skipped", ("skip", "results"))]
#[case::several("", "1 rejected", ("", "rejected"))]
#[case::first("--on-multiple first", "1 to be updated", ("update", "results"))]
fn the_rules_of_the_run_apply_to_newcomers(
    #[case] flags: &str,
    #[case] said: &str,
    #[case] ended: (&str, &str),
) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(3)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0").line(flags);
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "plan-named")).end().status, -1);
    let several = flags != "--mode insert";
    (0..=usize::from(several)).for_each(|_| come_in(&desk, "By Hand", 2));
    let ran = resume(then, &desk, "--rate 0 --no-progress");
    let ran = ran.status(i32::from(ended.1 == "rejected")).says(said);
    assert_eq!(ran.count("inserted"), 2, "{ran}");
    let place = if ended.1 == "results" { ended.0 } else { "rejected" };
    assert_eq!(places_of(&ran)[place], ["Person 2"]);
    assert_eq!(ran.stderr.contains("E403"), ended.1 == "rejected", "{ran}");
}

#[test]
fn sent_inserts_are_settled_and_the_rest_are_matched_again() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(30)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0 --concurrency 2 --settle-for 0.3s");
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "sent:5")).end().status, -1);
    let there = desk.customers().len();
    assert!((4..20).contains(&there), "{there}");
    come_in(&desk, "By Hand", 30);
    let ran = resume(then, &desk, "--rate 0 --no-progress")
        .status(0)
        .says(" pending inserts is already in the help desk");
    check_once(&desk, 30);
    assert_eq!((ran.count("inserted"), ran.count("updated")), (29, 1), "{ran}");
}

#[test]
fn a_customer_of_the_run_itself_is_not_a_newcomer() {
    // The second row has a different first key, so it does not own the first row's customer.
    let mapping = NOTED.replace("keys = [\"email\"]", "keys = [[\"customFields.segment\"], [\"email\"]]");
    let desk = Desk::holding([json!({"name": "Old", "email": "shared@x.org"})]);
    let csv = "Name,Email,Memo,Segment\nA,shared@x.org,,Gold\nB,shared@x.org,,Silver\n";
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0");
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "plan-named")).end().status, -1);
    let ran = resume(then, &desk, "--rate 0 --no-progress").status(0);
    assert_eq!((ran.count("inserted"), ran.count("updated")), (1, 1), "{ran}");
    assert_eq!(
        stored_names(&desk).into_iter().collect::<Vec<_>>(),
        [("A".to_owned(), 1), ("B".to_owned(), 1)]
    );
}

/// An import in which three inserts were refused.
fn refused(desk: &Desk) -> Ran {
    for row in [1, 2, 3] {
        desk.fail_where(RequestKind::Insert, format!("p{row}@"), SimulatedFault::StatusBefore(400));
    }
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(5)).sandbox(desk);
    let ran = ferry.line("import a.csv -m m.toml").fast().run().status(1);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 3));
    desk.clear_plan();
    ran
}

#[test]
fn a_retry_matches_its_failures_again() {
    let desk = Desk::new();
    let ran = refused(&desk);
    come_in(&desk, "By Hand", 2);
    let ran = ran.then().line("retry latest").fast().sandbox(&desk).run().status(0);
    let ran = ran.says("1 of 3 pending inserts is already in the help desk: 1 to be updated");
    check_once(&desk, 5);
    assert_eq!((ran.count("inserted"), ran.count("updated")), (4, 1));
}

#[test]
fn a_plan_without_a_key_is_not_matched_again() {
    let desk = Desk::new();
    let mapping = SIMPLE.replace("[match]\nkeys = [\"email\"]\n", "");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", people(3)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --mode insert --rate 0");
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "plan-named")).end().status, -1);
    resume(then, &desk, "--rate 0").status(0);
    assert_eq!(desk.requests_of(RequestKind::Search).len(), 0);
    // The watch reads the end of the list before the first insert and after the last.
    assert!(desk.requests_of(RequestKind::List).len() <= 4, "{:?}", desk.stats());
}
