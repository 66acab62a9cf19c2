//! A run with a complete plan can be resumed from its folder alone, whatever command made the plan.

use std::time::Duration;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{HELD, Running, people, stored_names, wait_until};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// A run with a complete plan, of which nothing was sent.
pub(super) fn planned(desk: &Desk, rows: usize) -> Ferry {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(rows)).sandbox(desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0").env("DESKFERRY_FAIL_POINT", "plan-named");
    let then = ferry.then();
    let ended = Running::start(ferry).end();
    assert_eq!((ended.status, desk.customers().len()), (-1, 0), "{ended}");
    then
}

/// Resumes the newest run.
pub(super) fn resume(planned: Ferry, desk: &Desk, flags: &str) -> Ran {
    planned.sandbox(desk).line("resume latest").line(flags).run()
}

/// Changes the run.json of the only run.
fn change_run(ferry: &Ferry, change: impl FnOnce(&mut Value)) {
    let runs = std::fs::read_dir(ferry.path().join("deskferry-runs")).unwrap();
    let runs: Vec<_> = runs.map(|entry| entry.unwrap().path().join("run.json")).collect();
    let mut run: Value = serde_json::from_slice(&std::fs::read(&runs[0]).unwrap()).unwrap();
    change(&mut run);
    std::fs::write(&runs[0], run.to_string()).unwrap();
    assert_eq!(runs.len(), 1);
}

#[rstest]
fn a_planned_run_needs_neither_source_nor_mapping(#[values("import", "undo", "restore")] command: &str) {
    let desk = Desk::new();
    let ferry = planned(&desk, 5);
    for file in ["a.csv", "m.toml"] {
        std::fs::remove_file(ferry.path().join(file)).unwrap();
    }
    change_run(&ferry, |run| {
        run["command"] = json!(command);
        run["mapping"]["text"] = json!("");
    });
    // The keys for inserts in doubt are in run.json too.
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::DropAfter), Some(SimulatedFault::DropBefore)]);
    let ran = resume(ferry, &desk, "--rate 0 --settle-for 0.3s").status(0);
    assert_eq!(ran.count("inserted"), 5, "{ran}");
    let stored = stored_names(&desk);
    assert!(stored.len() == 5 && stored.values().all(|times| *times == 1), "{stored:?}");
}

#[test]
fn rows_of_standard_input_have_to_be_piped_again() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(2)).sandbox(&desk);
    let ferry =
        ferry.line("import - -m m.toml --rate 0 --no-progress").env("DESKFERRY_FAIL_POINT", "plan-read");
    let rows = std::fs::File::open(ferry.path().join("a.csv")).unwrap();
    let then = ferry.then();
    assert_eq!(Running::start_reading(ferry, rows.into()).end().status, -1);
    let resumed = then.sandbox(&desk).stdin(people(2)).line("resume latest").fast().run().status(0);
    let resumed = resumed.says("standard input: send the same data again");
    assert_eq!(resumed.count("inserted"), 2, "{resumed}");
}

/// The insert of a killed process appears in the list while the resume reads it, so the resume can't tell where the list
/// ended before its own inserts. It must not take that customer for one who was there before the run.
#[test]
fn an_insert_of_the_killed_process_that_appears_meanwhile_is_the_runs_own() {
    let old = |n: usize| json!({"name": format!("Old {n}"), "email": format!("old{n}@example.org")});
    let desk = Desk::holding((0..30).map(old));
    desk.configure(|options| options.index_lag = Duration::from_secs(3600));
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(30)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0 --settle-for 0.3s --concurrency 1");
    let then = ferry.then();
    assert_eq!(Running::start(ferry.env("DESKFERRY_FAIL_POINT", "sent")).end().status, -1);
    assert_eq!(desk.customers().len(), 31);
    desk.clear_requests();
    desk.fail_next(RequestKind::List, 1, HELD);
    let running = Running::start(then.sandbox(&desk).line("resume latest --rate 12 --no-progress"));
    wait_until("the first page", || !desk.requests_of(RequestKind::List).is_empty());
    // From here on, the list shows an insert after a second: that of the killed process, and not the last of this one.
    std::thread::sleep(Duration::from_secs(1));
    desk.configure(|options| options.index_lag = Duration::from_secs(1));
    desk.end_delays();
    let ended = running.end();
    assert_eq!((ended.status, desk.customers().len()), (0, 60), "{ended}");
}
