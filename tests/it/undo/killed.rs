//! An undo of a run that was killed or is not settled, and an undo that is killed.

use std::time::{Duration, Instant};

use deskferry::sandbox::{RequestKind, SimulatedFault};

use super::{MAPPING, PEOPLE, again, desk, id, state};
use crate::command_line::Ferry;

#[test]
fn an_undo_that_is_killed_goes_on_without_files() {
    let desk = desk();
    let before = state(&desk);
    let rows: String = (0..600).map(|row| format!("N{row},n{row}@x.org,,\n")).collect();
    let ferry = Ferry::new().file("a.csv", format!("{PEOPLE}{rows}")).file("m.toml", MAPPING);
    let import = ferry.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    for file in ["a.csv", "m.toml"] {
        std::fs::remove_file(import.path().join(file)).unwrap();
    }
    // Deletes are visible at once but answered late, so the kill leaves deletes without an answer.
    desk.configure(|options| options.latency = Duration::from_millis(200));
    let slow = import.then().line("undo latest --yes --rate 60 -q").sandbox(&desk);
    let mut child = slow.command().spawn().unwrap();
    let begun = Instant::now();
    while desk.requests_of(RequestKind::Delete).len() < 10 {
        assert!(begun.elapsed() < Duration::from_secs(50), "it never began");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(desk.customers().len() > before.len() + 5, "it was killed in the middle");
    desk.configure(|options| options.latency = Duration::ZERO);
    again(&import, &desk, &format!("verify {}", id(&import))).status(1).says("no longer exists");
    let resumed = again(&import, &desk, "resume latest").status(0);
    assert_eq!(state(&desk), before);
    assert_eq!((resumed.count("deleted"), resumed.count("updated")), (602, 2), "what is gone was ours");
    assert_eq!(resumed.results().len(), 604);
}

#[test]
fn an_unsettled_run_is_undone_only_on_request() {
    let desk = desk();
    let before = state(&desk);
    let mapping = MAPPING.replace("[match]\nkeys = [\"email\"]\n", "");
    let ferry = Ferry::new().file("a.csv", "Name,Email,Memo,Segment\nA,a@x.org,,\nB,b@x.org,,\n");
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::DropBefore);
    let line = "import a.csv -m m.toml --mode insert --concurrency 1";
    let import = ferry.file("m.toml", mapping).line(line).fast().sandbox(&desk).run().status(1);
    assert_eq!((import.count("unknown"), import.count("inserted")), (1, 1));
    again(&import, &desk, "undo latest --yes").status(2).says("1 write of ").says("--unfinished");
    again(&import, &desk, "undo latest --yes --unfinished").status(0);
    assert_eq!(state(&desk), before);
}

#[test]
fn an_update_done_before_a_kill_is_taken_back_too() {
    let desk = desk();
    let before = state(&desk);
    // The update is done at once, and answered much later.
    desk.fail_next(RequestKind::Update, 1, SimulatedFault::SlowAfter(Duration::from_secs(300)));
    let ferry = Ferry::new().file("a.csv", PEOPLE).file("m.toml", MAPPING);
    let ferry = ferry.line("import a.csv -m m.toml --mode update --concurrency 1 --rate 0 -q").sandbox(&desk);
    let mut child = ferry.command().spawn().unwrap();
    let begun = Instant::now();
    while state(&desk) == before {
        assert!(begun.elapsed() < Duration::from_secs(50), "it never began");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let resumed = ferry.then().line("resume latest").fast().sandbox(&desk).run().status(0);
    assert_eq!((resumed.count("updated"), resumed.count("unchanged")), (2, 1), "{resumed}");
    again(&resumed, &desk, "undo latest --yes").status(0);
    assert_eq!(state(&desk), before);
}

/// What may have arrived is not undone, so the run is not said to be.
#[test]
fn a_killed_run_is_undone_in_part_while_inserts_are_unknown() {
    let desk = desk();
    let rows: String = (0..30).map(|row| format!("N{row},n{row}@x.org,,\n")).collect();
    let ferry =
        Ferry::new().file("a.csv", format!("Name,Email,Memo,Segment\n{rows}")).file("m.toml", MAPPING);
    let import = ferry.then().line("import a.csv -m m.toml").fast().sandbox(&desk);
    import.env("DESKFERRY_FAIL_POINT", "outcome-committed:6").command().output().unwrap();
    let undone = ferry.then().line("undo latest --yes --unfinished").fast().sandbox(&desk).run();
    let shown = ferry.then().line("runs --json").run().status(0).stdout;
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let of_import = shown["runs"].as_array().unwrap().iter().find(|run| run["command"] == "import").unwrap();
    let unknown = of_import["counts"]["unknown"].as_u64().unwrap();
    assert!(unknown > 0, "the kill leaves inserts in doubt: {of_import:#}");
    undone.says("may have arrived").says("deskferry resume");
    let list = ferry.then().line("runs").run().status(0).stdout;
    assert!(list.contains("undone in part"), "{list}");
}
