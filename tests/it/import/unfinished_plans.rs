//! A plan or a restore whose rows belong to a run that was killed is refused with the command that continues that run.

use std::time::Duration;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use serde_json::{Value, json};

use super::{Running, people, stored_names};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};
use crate::restore::{at, backup, bodies};

const IMPORT: &str = "import a.csv -m m.toml --settle-for 1s --concurrency 2";

fn run(ferry: &Ferry, desk: &Desk, line: &str) -> Ran {
    ferry.then().sandbox(desk).line(line).fast().run()
}

/// A command that is killed after three writes.
fn killed(ferry: &Ferry, desk: &Desk, line: &str) {
    let ferry =
        ferry.then().sandbox(desk).line(line).fast().env("DESKFERRY_FAIL_POINT", "outcome-committed:3");
    assert_eq!(Running::start(ferry).end().status, -1);
}

/// A source of twelve rows, with the plan of a dry run.
fn planned(desk: &Desk, mapping: &str, flags: &str) -> Ferry {
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", people(12)).sandbox(desk);
    let line = format!("import a.csv -m m.toml --settle-for 1s --dry-run --plan-out plan.jsonl {flags}");
    ferry.line(&line).fast().run().status(0).then()
}

#[track_caller]
fn check_refused(ran: Ran, does: &str) {
    let ran =
        ran.status(2).says(does).says("is not finished (").says("  deskferry resume ").says("add --anew");
    let killed = ran.folders().into_iter().filter(|folder| !folder.join("results.csv").is_file());
    assert_eq!(killed.count(), 1, "it leaves no folder: {ran}");
}

#[track_caller]
fn check_once(desk: &Desk, rows: usize) {
    let names = stored_names(desk);
    assert!(names.len() == rows && names.values().all(|times| *times == 1), "{names:?}");
}

#[test]
fn a_plan_of_a_source_whose_import_was_killed() {
    let desk = Desk::new();
    let ferry = planned(&desk, SIMPLE, "");
    killed(&ferry, &desk, IMPORT);
    let sent = desk.requests_of(RequestKind::Insert).len();
    check_refused(run(&ferry, &desk, "apply plan.jsonl"), "imports the same source with the mapping Simple");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), sent);
    let anew = run(&ferry, &desk, "apply plan.jsonl --anew --settle-for 300ms").status(0);
    assert_eq!(anew.count("inserted") + anew.count("unchanged"), 12, "{anew}");
    check_once(&desk, 12);
    assert!(run(&ferry, &desk, "runs").stdout.contains("continued by"), "the old run is taken over");
    run(&ferry, &desk, "apply plan.jsonl").status(5).says("was already applied");
}

#[test]
fn a_plan_that_was_killed_while_it_was_applied() {
    let desk = Desk::new();
    let ferry = planned(&desk, SIMPLE, "");
    killed(&ferry, &desk, "apply plan.jsonl --concurrency 2");
    check_refused(run(&ferry, &desk, "apply plan.jsonl"), "applies the same plan");
    check_refused(run(&ferry, &desk, "apply plan.jsonl --again"), "applies the same plan");
    check_refused(run(&ferry, &desk, IMPORT), "imports the same source with the mapping Simple");
    let anew = run(&ferry, &desk, "apply plan.jsonl --anew").status(0);
    assert_eq!(anew.count("inserted") + anew.count("unchanged"), 12, "{anew}");
    check_once(&desk, 12);
}

#[test]
fn a_plan_without_keys_can_not_be_applied_with_anew() {
    let desk = Desk::new();
    let keyless = SIMPLE.replace("[match]\nkeys = [\"email\"]\n", "");
    let ferry = planned(&desk, &keyless, "--mode insert");
    killed(&ferry, &desk, "apply plan.jsonl --concurrency 2");
    let sent = desk.requests_of(RequestKind::Insert).len();
    let refused = run(&ferry, &desk, "apply plan.jsonl --anew").status(2).says("would create duplicates");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), sent, "{refused}");
}

/// The insert arrives three seconds late, after the plan's list was read.
#[test]
fn a_plan_waits_for_what_may_have_arrived() {
    let desk = Desk::new();
    let ferry = planned(&desk, SIMPLE, "");
    desk.fail_where(RequestKind::Insert, "p2@", SimulatedFault::SlowBefore(Duration::from_secs(3)));
    let die = ferry.then().sandbox(&desk).line(IMPORT).line("--timeout 1500ms").fast();
    assert_eq!(Running::start(die.env("DESKFERRY_FAIL_POINT", "doubt-committed")).end().status, -1);
    desk.clear_plan();
    let anew = run(&ferry, &desk, "apply plan.jsonl --anew --settle-for 3s").status(0);
    anew.says("waiting 3 s (--settle-for) before looking them up");
    check_once(&desk, 12);
}

#[test]
fn a_plan_of_another_source_only_gets_a_hint() {
    let desk = Desk::new();
    let ferry = planned(&desk, SIMPLE, "").file("b.csv", "Name,Email\nEve,eve@example.org\n");
    let dry = "import b.csv -m m.toml --settle-for 1s --dry-run --plan-out b.jsonl";
    run(&ferry, &desk, dry).status(0);
    killed(&ferry, &desk, IMPORT);
    run(&ferry, &desk, "apply b.jsonl")
        .status(0)
        .says("into this account, is not finished")
        .says("to continue it");
}

fn customers() -> Vec<Value> {
    let person = |at: u32| json!({"id": format!("old{at}"), "name": format!("N{at}"), "email": format!("n{at}@x.org")});
    (0..12).map(person).collect()
}

#[test]
fn a_restore_of_a_backup_whose_restore_was_killed() {
    let desk = Desk::new();
    let ferry = at(backup(&customers()), &desk);
    run(&ferry, &desk, "restore b --dry-run --plan-out plan.jsonl").status(0);
    killed(&ferry, &desk, "restore b --settle-for 300ms --concurrency 2");
    check_refused(run(&ferry, &desk, "restore b"), "restores the same backup");
    check_refused(run(&ferry, &desk, "apply plan.jsonl"), "restores the same backup");
    run(&ferry, &desk, "restore b --dry-run").status(0);
    let anew = run(&ferry, &desk, "restore b --anew --settle-for 300ms").status(0);
    assert_eq!(anew.count("inserted") + anew.count("unchanged"), 12, "{anew}");
    assert_eq!(bodies(&desk.customers()), bodies(&customers()));
    assert!(run(&ferry, &desk, "runs").stdout.contains("continued by"), "the old run is taken over");
    assert_eq!(run(&ferry, &desk, "restore b").status(0).count("unchanged"), 12);
}

#[test]
fn a_restore_of_a_file_whose_restore_was_killed() {
    let desk = Desk::new();
    let lines: String = customers().iter().map(|one| format!("{one}\n")).collect();
    let ferry = Ferry::new().file("c.jsonl", &lines).file("d.jsonl", &lines).sandbox(&desk);
    killed(&ferry, &desk, "restore c.jsonl --concurrency 2");
    check_refused(run(&ferry, &desk, "restore d.jsonl"), "restores the same backup");
    let other = run(
        &ferry.file("e.jsonl", "{\"id\":\"1\",\"name\":\"E\"}\n"),
        &desk,
        "restore e.jsonl --settle-for 1s",
    );
    other.status(0).says("into this account, is not finished").says("to continue it");
}
