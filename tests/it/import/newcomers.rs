//! Someone else inserts while a run writes: no customer is doubled, or the run reports it.

use std::time::Duration;

use deskferry::sandbox::{ListOrder, RequestKind, SandboxOptions, SearchMode, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{HELD, Running, people, stored_names, wait_until};
use crate::command_line::{Desk, Ferry, SIMPLE};

/// This many customers that are in no file.
fn old(count: usize) -> Vec<Value> {
    (1..=count).map(|n| json!({"name": format!("Old {n}"), "email": format!("old{n}@example.org")})).collect()
}

/// Starts an import of this many rows, slow enough to interfere with.
fn start(desk: &Desk, rows: usize, flags: &str) -> Running {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(rows)).sandbox(desk);
    Running::start(ferry.line("import a.csv -m m.toml --no-progress --rate 30").line(flags))
}

fn inserted(desk: &Desk) -> usize {
    desk.requests_of(RequestKind::Insert).len()
}

/// Holds the inserts after the first eight until somebody has come in.
fn hold(desk: &Desk) {
    desk.plan(RequestKind::Insert, (0..60).map(|at| (at >= 8).then_some(HELD)));
}

/// After this many inserts, an agent inserts the customer of a row.
fn come_in(desk: &Desk, after: usize, row: usize) {
    wait_until("inserts", || inserted(desk) >= after);
    desk.put(json!({"name": "By Hand", "email": format!("P{row}@example.org")})).unwrap();
    desk.clear_plan();
    desk.end_delays();
}

/// How many customers have the address of a row, in any case.
fn with_address(desk: &Desk, row: usize) -> usize {
    let address = format!("p{row}@example.org");
    let emails = desk.customers();
    emails
        .iter()
        .filter(|one| one["email"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&address)))
        .count()
}

#[rstest]
#[case::oldest_first(|_: &mut SandboxOptions| ())]
#[case::newest_first(|options: &mut SandboxOptions| options.order = ListOrder::NewestFirst)]
#[case::no_order(|options: &mut SandboxOptions| options.order = ListOrder::Scattered)]
#[case::short_pages(|options: &mut SandboxOptions| options.short_pages = true)]
#[case::no_search(|options: &mut SandboxOptions| options.search = SearchMode::Ignored)]
fn a_newcomer_is_updated(#[case] change: fn(&mut SandboxOptions), #[values(0, 30)] before: usize) {
    let desk = Desk::with(|options| {
        options.start = old(before);
        change(options);
    });
    hold(&desk);
    let running = start(&desk, 60, "");
    come_in(&desk, 8, 58);
    let ended = running.end();
    assert_eq!(with_address(&desk, 58), 1, "{ended}");
    assert_eq!(desk.customers().len(), before + 60, "{ended}");
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(stored_names(&desk).get("By Hand"), None, "it was updated: {ended}");
}

#[test]
fn a_wrong_total_is_reported() {
    let desk = Desk::with(|options| options.total_lie = 7);
    hold(&desk);
    let running = start(&desk, 60, "");
    come_in(&desk, 8, 58);
    let ended = running.end();
    assert_eq!((with_address(&desk, 58), ended.status), (1, 0), "{ended}");
    assert!(ended.stderr.contains("The list counts 67 customers but shows 60"), "{ended}");
}

/// Nobody else writes, and the count is always 7 too high.
#[test]
fn a_total_that_is_always_wrong_does_not_stop_the_run() {
    let desk = Desk::with(|options| (options.start, options.total_lie) = (old(30), 7));
    let ended = start(&desk, 20, "").end();
    assert_eq!((desk.customers().len(), ended.status), (50, 0), "{ended}");
    assert!(ended.stderr.contains("counts 37 customers but shows 30, the same in each of"), "{ended}");
}

/// The agent's insert and someone's delete leave the count as it was.
#[rstest]
#[case::oldest_first(ListOrder::OldestFirst)]
#[case::newest_first(ListOrder::NewestFirst)]
#[case::no_order(ListOrder::Scattered)]
fn an_insert_and_a_delete_that_cancel(#[case] order: ListOrder, #[values(0, 7, 29)] deleted: usize) {
    let desk = Desk::with(|options| (options.start, options.order) = (old(30), order));
    hold(&desk);
    let running = start(&desk, 60, "");
    let gone = desk.customers()[deleted]["id"].as_str().unwrap().to_owned();
    wait_until("inserts", || inserted(&desk) >= 8);
    desk.remove(&gone).unwrap();
    come_in(&desk, 8, 58);
    let ended = running.end();
    assert_eq!(with_address(&desk, 58), 1, "{ended}");
    assert_eq!((desk.customers().len(), ended.status), (89, 0), "{ended}");
}

#[test]
fn a_lagging_list_shows_the_newcomer_in_time() {
    let desk =
        Desk::with(|options| (options.start, options.index_lag) = (old(30), Duration::from_millis(700)));
    hold(&desk);
    let running = start(&desk, 90, "--settle-for 3s");
    come_in(&desk, 8, 88);
    let ended = running.end();
    assert_eq!((with_address(&desk, 88), ended.status), (1, 0), "{ended}");
}

/// The agent inserts a customer that the run has already inserted: this can't be prevented, but it is reported.
#[rstest]
#[case::oldest_first(ListOrder::OldestFirst)]
#[case::no_order(ListOrder::Scattered)]
fn an_unpreventable_duplicate_is_reported(#[case] order: ListOrder) {
    let desk = Desk::with(|options| (options.start, options.order) = (old(30), order));
    let running = start(&desk, 40, "");
    come_in(&desk, 20, 3);
    let ended = running.end();
    assert_eq!((with_address(&desk, 3), ended.status), (2, 1), "{ended}");
    assert!(
        ended.stderr.contains("1 row has a duplicate in the help desk: see W507 in results.csv"),
        "{ended}"
    );
    let customers = desk.customers();
    let ids =
        customers.iter().filter(|one| one["email"].as_str().unwrap().eq_ignore_ascii_case("p3@example.org"));
    for id in ids.map(|one| one["id"].as_str().unwrap()) {
        assert!(ended.stderr.contains(id), "{id}: {ended}");
    }
}

/// A run that must not update newcomers rejects the row, and nobody is doubled.
#[rstest]
#[case::apply("apply plan.jsonl")]
#[case::restore("restore backup.jsonl --ids ignore")]
#[case::resume("resume latest")]
#[case::retry("retry latest")]
fn apply_restore_resume_and_retry_watch_for_newcomers(#[case] command: &str) {
    let desk = Desk::holding(old(30));
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(60));
    let prepared = ferry.sandbox(&desk);
    match command.split(' ').next() {
        Some("apply") => {
            let line = "import a.csv -m m.toml --dry-run --plan-out plan.jsonl";
            prepared.then().line(line).sandbox(&desk).run().status(0);
        }
        Some("restore") => {
            let other = Desk::new();
            prepared.then().line("import a.csv -m m.toml").fast().sandbox(&other).run().status(0);
            prepared.then().line("export -o backup.jsonl").fast().sandbox(&other).run().status(0);
        }
        Some("resume") => {
            let import = prepared.then().line("import a.csv -m m.toml --rate 0").sandbox(&desk);
            assert_eq!(Running::start(import.env("DESKFERRY_FAIL_POINT", "plan-named")).end_of_many(), -1);
        }
        _ => {
            desk.fail_where(RequestKind::Insert, "", SimulatedFault::StatusBefore(400));
            let line = "import a.csv -m m.toml --max-failures 0";
            prepared.then().line(line).fast().sandbox(&desk).run().status(1);
            desk.clear_plan();
        }
    }
    desk.clear_requests();
    hold(&desk);
    let running =
        Running::start(prepared.then().line(command).line("--rate 30 --no-progress").sandbox(&desk));
    come_in(&desk, 8, 58);
    let (status, said) = running.end_with_stderr();
    assert_eq!(with_address(&desk, 58), 1, "{said}");
    assert_eq!(desk.customers().len(), 90, "{said}");
    let decided = ["resume", "retry"].iter().any(|word| command.starts_with(word));
    assert_eq!(status, i32::from(!decided), "{said}");
    assert_eq!(said.contains("E504"), !decided, "{said}");
}

/// If the list can't show newcomers, an old match is made again with one search per row.
#[test]
fn an_old_match_is_made_again() {
    let desk = Desk::with(|options| (options.start, options.order) = (old(400), ListOrder::Scattered));
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(10)).sandbox(&desk);
    let running =
        Running::start(ferry.line("import a.csv -m m.toml --no-progress --rate 6 --match-age 500ms"));
    let gone = desk.customers()[3]["id"].as_str().unwrap().to_owned();
    wait_until("inserts", || inserted(&desk) >= 2);
    desk.remove(&gone).unwrap();
    come_in(&desk, 2, 9);
    let ended = running.end();
    assert_eq!((with_address(&desk, 9), ended.status), (1, 0), "{ended}");
    assert!(desk.requests_of(RequestKind::Search).len() > 10, "{ended}");
}

/// If nobody else writes, the watch costs two calls per look.
#[test]
fn the_watch_costs_little() {
    let desk = Desk::holding(old(2_000));
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(2_000)).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml --no-progress --rate 0").run().status(0);
    assert!(!ran.stderr.contains("looked up again"), "{ran}");
    let lists = desk.requests_of(RequestKind::List).len();
    let planned = 2_000 / 25 + 2;
    assert!(lists - planned <= 50, "{lists} pages of the list were read, {planned} of them for the plan");
    assert_eq!(desk.requests_of(RequestKind::Detail).len(), 5, "the first are read back");
}
