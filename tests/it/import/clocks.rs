//! A wall clock that is set forward or back proves nothing about an insert in doubt.

use std::time::Duration;

use deskferry::sandbox::{RequestKind, SimulatedFault};

use super::resumes::resume;
use super::{Running, people};
use crate::command_line::{Desk, Ferry, SIMPLE};

const LATE: SimulatedFault = SimulatedFault::SlowBefore(Duration::from_secs(2));
const HOUR: &str = "3600";

/// An import that dies at a fail point.
fn killed(desk: &Desk, rows: usize, flags: &str, point: &str, shift: &str) -> Ferry {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(rows)).sandbox(desk);
    let ferry = ferry.line("import a.csv -m m.toml --rate 0 --settle-for 0.4s --no-progress").line(flags);
    let then = ferry.then();
    let ferry = ferry.env("DESKFERRY_FAIL_POINT", point).env("DESKFERRY_CLOCK_SHIFT", shift);
    let ended = Running::start(ferry).end();
    assert_eq!(ended.status, -1, "{ended}");
    then
}

/// The server does the insert after two seconds. Without a later insert, proving absence takes four; an hour on the
/// clock doesn't count.
#[test]
fn a_clock_that_is_set_forward_between_kill_and_resume() {
    let desk = Desk::new();
    desk.fail_next(RequestKind::Insert, 1, LATE);
    let then = killed(&desk, 1, "--timeout 1s", "doubt-committed", "0");
    let ran = resume(then.env("DESKFERRY_CLOCK_SHIFT", HOUR), &desk, "--rate 0").status(0);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!((desk.customers().len(), ran.count("inserted")), (1, 1), "{ran}");
}

/// The second row was sent before the first one was in doubt, whatever the clock showed.
#[test]
fn a_clock_that_is_set_back_between_kill_and_resume() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [Some(LATE), None]);
    let then = killed(&desk, 2, "--concurrency 2", "outcome-committed", HOUR);
    let ran = resume(then, &desk, "--rate 0").status(0);
    std::thread::sleep(Duration::from_millis(2200));
    assert_eq!((desk.customers().len(), ran.count("inserted")), (2, 2), "{ran}");
}

/// `latest` is the run that began last, even if the clock was an hour ahead when the earlier run began.
#[test]
fn a_clock_that_is_set_back_between_two_runs() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(2)).sandbox(&desk);
    let first = ferry.line("import a.csv -m m.toml").fast().run().status(0);
    let (folder, id) = (first.folder(), first.run_json()["id"].as_str().unwrap().to_owned());
    let ahead = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1)).strftime("%Y%m%dT%H%M%SZ");
    let renamed = format!("{ahead}-{}", id.split_once('-').unwrap().1);
    let text = std::fs::read_to_string(folder.join("run.json")).unwrap().replace(&id, &renamed);
    std::fs::write(folder.join("run.json"), text).unwrap();
    std::fs::rename(&folder, folder.with_file_name(&renamed)).unwrap();
    let ferry = first.then().file("b.csv", "Name,Email\nEve,eve@example.org\n").sandbox(&desk);
    let second = ferry.line("import b.csv -m m.toml").fast().run().status(0);
    let second = second.says(&format!("The clock of this machine is behind its newest run ({renamed})"));
    let undone = second.then().sandbox(&desk).line("undo latest --yes").fast().run().status(0);
    assert_eq!((undone.count("deleted"), desk.customers().len()), (1, 2), "{undone}");
    assert!(desk.customers().iter().all(|one| one["name"] != "Eve"), "{undone}");
}
