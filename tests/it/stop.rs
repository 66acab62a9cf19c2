//! A stop is quick: pending reads are abandoned, and the run can be resumed.

use std::io::Read as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;

use crate::command_line::{Desk, Ferry, SIMPLE};
use crate::import::{HELD, PROMPT, Running, wait_until};

fn people(count: usize) -> String {
    let rows: String = (1..=count).map(|number| format!("Person {number},p{number}@example.org\n")).collect();
    format!("Name,Email\n{rows}")
}

fn signal(child: &Child, name: &str) {
    let kill =
        std::process::Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
}

/// Starts a command, waits until it hangs, sends a signal; returns status, stderr and duration.
fn stopped(ferry: &Ferry, name: &str, hangs: impl Fn() -> bool) -> (i32, String, Duration) {
    let mut child = ferry.command().stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("the call that hangs", hangs);
    std::thread::sleep(Duration::from_millis(50));
    let began = Instant::now();
    signal(&child, name);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let status = child.wait().unwrap().code().unwrap_or(-1);
    (status, said, began.elapsed())
}

#[track_caller]
fn is_quick((status, said, took): (i32, String, Duration), name: &str) {
    assert_eq!(status, 4, "{said}");
    assert!(took < PROMPT, "{took:?}: {said}");
    assert!(said.contains(&format!("stopped by SIG{name}")), "{said}");
}

#[rstest]
fn reading_commands_stop_at_once(
    #[values("export -o o.jsonl", "backup b", "import a.csv -m m.toml", "import a.csv -m m.toml --dry-run")]
    command: &str,
    #[values(RequestKind::Token, RequestKind::List)] kind: RequestKind,
    #[values("TERM", "HUP")] name: &str,
) {
    let desk = Desk::with(|options| options.set("start-customers", "30").unwrap());
    desk.fail_next(kind, 99, HELD);
    let ferry =
        Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(3)).sandbox(&desk).line(command).fast();
    is_quick(stopped(&ferry, name, || desk.stats().of(kind) > 0), name);
}

#[rstest]
#[case::a_pause("seconds")]
#[case::the_backoff("none")]
fn a_wait_for_the_next_attempt_is_abandoned(#[case] retry_after: &str) {
    let desk = Desk::with(|options| {
        options.set("start-customers", "30").unwrap();
        options.set("retry-after", retry_after).unwrap();
    });
    let fault = match retry_after {
        "none" => SimulatedFault::StatusBefore(503),
        _ => SimulatedFault::Busy { status: 429, wait: 60 },
    };
    desk.fail_next(RequestKind::List, 99, fault);
    let ferry = Ferry::new().sandbox(&desk).line("export -o o.jsonl").fast();
    is_quick(stopped(&ferry, "INT", || desk.stats().of(RequestKind::List) > 0), "INT");
}

/// A run that was stopped in the read before an update can be resumed.
#[rstest]
fn reads_before_writes_are_abandoned(#[values("import", "apply", "undo", "verify")] command: &str) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(3)).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml").fast().run().status(0);
    let changed = people(3).replace("Person", "Human");
    let next = ran.then().file("a.csv", changed).sandbox(&desk);
    let line = match command {
        "import" => "import a.csv -m m.toml --mode update",
        "apply" => {
            next.then()
                .sandbox(&desk)
                .line("import a.csv -m m.toml --mode update --dry-run --plan-out p.jsonl")
                .fast()
                .run()
                .status(0);
            "apply p.jsonl"
        }
        "undo" => "undo latest --yes",
        _ => "verify latest",
    };
    desk.clear_requests();
    desk.fail_next(RequestKind::Detail, 99, HELD);
    let before = desk.stats().of(RequestKind::Detail);
    let ferry = next.line(line).fast();
    is_quick(stopped(&ferry, "TERM", || desk.stats().of(RequestKind::Detail) > before), "TERM");
    desk.clear_plan();
    if matches!(command, "import" | "undo") {
        let resumed = ferry.then().sandbox(&desk).line("resume latest").fast().run().status(0);
        let left = if command == "undo" { 0 } else { 3 };
        assert_eq!(desk.customers().len(), left, "{resumed}");
        assert!(command == "undo" || desk.customers()[0]["name"] == "Human 1", "{resumed}");
    }
}

/// Settlement looks up inserts in doubt; a lookup that hangs is abandoned.
#[test]
fn settlement_is_abandoned_and_resumed() {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(3)).sandbox(&desk);
    desk.fail_where(RequestKind::Insert, "Person 2", SimulatedFault::DropAfter);
    desk.fail_where(RequestKind::Insert, "Person 1", HELD);
    let ferry = ferry.line("import a.csv -m m.toml --settle-for 1s --concurrency 1").fast();
    let then = ferry.then();
    let running = Running::start(ferry);
    wait_until("the first insert", || desk.stats().of(RequestKind::Insert) >= 1);
    desk.fail_next(RequestKind::List, 99, HELD);
    desk.fail_next(RequestKind::Search, 99, HELD);
    let looked = || desk.stats().of(RequestKind::List) + desk.stats().of(RequestKind::Search);
    let before = looked();
    desk.end_delays();
    wait_until("the lookup", || desk.stats().of(RequestKind::Insert) >= 3 && looked() > before);
    running.signal("TERM");
    let ended = running.end();
    assert!(ended.status == 4 && ended.took < PROMPT, "{ended}");
    assert_eq!(ended.table("unknown.csv").len(), 1, "{ended}");
    desk.clear_plan();
    let resumed = then.sandbox(&desk).line("resume latest --settle-for 1s").fast().run().status(0);
    assert_eq!(desk.customers().len(), 3, "{resumed}");
}

/// A write in progress is waited for until its timeout at most, and the reports are written.
#[test]
fn a_write_is_waited_for_until_its_time_out() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person 2", HELD);
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(9)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --timeout 6s --concurrency 1").fast();
    let (status, said, took) = stopped(&ferry, "HUP", || desk.stats().of(RequestKind::Insert) >= 2);
    assert_eq!(status, 4, "{said}");
    assert!(took > Duration::from_secs(1) && took < PROMPT, "{took:?}: {said}");
    assert!(said.contains("stopped by SIGHUP"), "{said}");
    let report =
        std::fs::read_dir(ferry.path().join("deskferry-runs")).unwrap().next().unwrap().unwrap().path();
    assert!(report.join("report.json").is_file() && report.join("results.csv").is_file());
}

#[test]
fn nohup_is_respected() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [None, Some(HELD)]);
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(8)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --concurrency 1").fast().under(&["nohup"]);
    let running = Running::start(ferry);
    wait_until("it writes", || desk.stats().of(RequestKind::Insert) >= 2);
    running.signal("HUP");
    std::thread::sleep(Duration::from_millis(200));
    desk.end_delays();
    let ended = running.end();
    assert_eq!((ended.status, desk.customers().len()), (0, 8), "{ended}");
}
