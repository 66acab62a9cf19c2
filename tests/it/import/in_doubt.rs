//! Inserts in doubt: how long several processes wait for them, and what the journal records about their attempts.

use std::time::{Duration, Instant};

use deskferry::sandbox::{RequestKind, SimulatedFault};

use super::resumes::resume;
use super::{HELD, Running, import, people, sent_names};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// The status of each attempt, by row and number.
fn attempts(ran: &Ran) -> Vec<(u64, u64, String)> {
    let journal = rusqlite::Connection::open(ran.folder().join("journal.db")).unwrap();
    let sql = "SELECT row, number, coalesce(status, 'open') FROM attempt ORDER BY row, number";
    let mut select = journal.prepare(sql).unwrap();
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn expected(all: &[(u64, u64, &str)]) -> Vec<(u64, u64, String)> {
    all.iter().map(|(row, number, status)| (*row, *number, (*status).to_owned())).collect()
}

#[test]
fn the_journal_records_what_became_of_each_attempt() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::DropBefore), Some(SimulatedFault::DropAfter)]);
    let ran = import(&desk, SIMPLE, &people(3), "--concurrency 1 --settle-for 0.3s").run().status(0);
    let all = [(1, 1, "absent"), (1, 2, "written"), (2, 1, "found"), (3, 1, "written")];
    assert_eq!(attempts(&ran), expected(&all));
}

#[test]
fn an_attempt_that_was_open_is_settled_like_any_other() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(3)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0 --concurrency 1 --settle-for 0.3s");
    let then = ferry.then();
    let ended = Running::start(ferry.env("DESKFERRY_FAIL_POINT", "intent-committed")).end();
    assert_eq!((ended.status, desk.customers().len()), (-1, 0), "{ended}");
    let ran = resume(then, &desk, "--rate 0").status(0);
    let found = attempts(&ran);
    let first = found.iter().find(|(row, number, _)| (*row, *number) == (1, 1)).unwrap();
    assert_eq!(first.2, "absent", "it was never sent: {found:?}");
    assert!(found.contains(&(1, 2, "written".to_owned())), "{found:?}");
    assert!(sent_names(&desk).values().all(|times| *times == 1));
}

/// Ten times `--settle-for` is four seconds here. They begin when the attempt ended, or if it never did, at the first
/// resume. A later resume does not start them again.
#[test]
fn a_wait_that_is_interrupted_does_not_begin_again() {
    for point in [None, Some("intent-committed")] {
        let desk = Desk::new();
        desk.fail_next(RequestKind::Insert, 1, SimulatedFault::DropBefore);
        let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(1)).sandbox(&desk);
        let mut ferry = ferry.line("import a.csv -m m.toml --rate 0 --settle-for 0.4s --no-progress");
        let mut then = ferry.then();
        if let Some(point) = point {
            desk.clear_plan();
            assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", point)).end().status, -1);
            ferry = then.sandbox(&desk).line("resume latest --rate 0 --no-progress");
            then = ferry.then();
        }
        let begun = Instant::now();
        let running = Running::start(ferry);
        running.hear("Waiting for 1 insert without an answer");
        std::thread::sleep(Duration::from_millis(2500));
        running.signal("INT");
        let ended = running.end();
        assert_eq!((ended.status, sent_names(&desk).len()), (4, usize::from(point.is_none())), "{ended}");
        let unknown = ended.table("unknown.csv");
        assert_eq!(unknown.codes(), ["E503"]);
        assert!(unknown.cell(0, "_message").contains("may have arrived"), "{unknown:?}");
        let ran = resume(then, &desk, "--rate 0 --no-progress").status(0);
        let took = begun.elapsed();
        assert!(took >= Duration::from_secs(4), "sent again too early, after {took:?}: {ran}");
        // At most 1.5 seconds are left; a wait that begins again announces four.
        let anew = ["(in 2 s)", "(in 3 s)", "(in 4 s)"].iter().any(|said| ran.stderr.contains(said));
        assert!(!anew, "it waited anew: {ran}");
        assert_eq!(desk.customers().len(), 1);
    }
}

#[test]
fn several_customers_with_the_key_are_rejected() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(2)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0 --concurrency 1 --settle-for 0.3s");
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "intent-committed")).end().status, -1);
    for _ in 0..2 {
        desk.put(serde_json::json!({"name": "Person 1", "email": "p1@example.org"})).unwrap();
    }
    let ran = resume(then, &desk, "--rate 0").status(1);
    assert_eq!(
        (ran.rejects().codes(), ran.rejects().column("Name")),
        (vec!["E403"], vec!["Person 1"]),
        "{ran}"
    );
    let ran = ran.says("now 2 customers have this key");
    assert_eq!((ran.count("inserted"), sent_names(&desk).get("Person 1")), (1, None), "{ran}");
}

#[test]
fn other_rows_are_written_while_one_is_in_doubt() {
    let desk = Desk::new();
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::DropBefore);
    let begun = Instant::now();
    let running = Running::start(import(&desk, SIMPLE, &people(60), "--settle-for 8s"));
    super::wait_until("all others are there", || desk.customers().len() == 59);
    assert_eq!(desk.stats().of(RequestKind::Insert), 60, "they did not wait until it was sent again");
    let ended = running.end();
    assert!(begun.elapsed() >= Duration::from_secs(8), "{ended}");
    assert_eq!((ended.status, desk.customers().len()), (0, 60), "{ended}");
}

/// Each request was certainly not done, so a retry starts from the beginning: look up, then send.
#[test]
fn an_insert_that_never_arrived_can_be_retried() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person", SimulatedFault::StatusBefore(500));
    let ran = import(&desk, SIMPLE, &people(1), "--settle-for 0.02s").run().status(1);
    assert_eq!((ran.count("failed"), sent_names(&desk)["Person 1"]), (1, 8), "{ran}");
    desk.clear_plan();
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::StatusBefore(500));
    let ran = ran.then().line("retry latest").fast().sandbox(&desk).run().status(0);
    assert_eq!((ran.count("inserted"), desk.customers().len()), (1, 1), "{ran}");
    assert_eq!(sent_names(&desk)["Person 1"], 10, "the first of the retry got no answer again");
}

/// A new customer is sent without the fields that the mapping empties, so the server may fill them by its own rule.
#[test]
fn a_value_that_the_server_fills_in_does_not_prevent_adoption() {
    let desk = Desk::new();
    let mapping =
        SIMPLE.to_owned() + "language = { from = \"Language\", as = \"language\", on_empty = \"clear\" }\n";
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::DropAfter);
    desk.fail_next(RequestKind::Detail, 1, HELD);
    let csv = "Name,Email,Language\nAda,ada@x.org,\n";
    let running = Running::start(import(&desk, &mapping, csv, "--settle-for 0.3s"));
    super::wait_until("the insert is looked at", || !desk.requests_of(RequestKind::Detail).is_empty());
    let mut ada = desk.customer("name", "Ada");
    ada["language"] = "en".into();
    desk.put(ada).unwrap();
    desk.end_delays();
    let ended = running.end();
    assert_eq!((ended.status, ended.run_json()["counts"]["inserted"].as_u64()), (0, Some(1)), "{ended}");
    assert_eq!(desk.customers().len(), 1);
}
