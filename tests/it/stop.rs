//! A stop is quick: pending reads are abandoned, and the run can be resumed.

use std::io::Read as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;

use crate::command_line::{Desk, Ferry, SIMPLE};

const HANGS: SimulatedFault = SimulatedFault::SlowBefore(Duration::from_secs(60));
/// Two seconds, and what a busy machine takes to start and end a process.
const QUICK: Duration = Duration::from_secs(3);

fn people(count: usize) -> String {
    let rows: String = (1..=count).map(|number| format!("Person {number},p{number}@example.org\n")).collect();
    format!("Name,Email\n{rows}")
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
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
    assert!(took < QUICK, "{took:?}: {said}");
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
    desk.fail_next(kind, 99, HANGS);
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
    desk.fail_next(RequestKind::Detail, 99, HANGS);
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
    let ferry = ferry.line("import a.csv -m m.toml --settle-for 1s").fast();
    let inserted = || desk.stats().of(RequestKind::Insert) >= 3;
    let child = ferry.command().stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("the inserts", inserted);
    desk.fail_next(RequestKind::List, 99, HANGS);
    desk.fail_next(RequestKind::Search, 99, HANGS);
    desk.fail_next(RequestKind::Detail, 99, HANGS);
    std::thread::sleep(Duration::from_millis(600));
    let began = Instant::now();
    signal(&child, "TERM");
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(began.elapsed() < QUICK, "{said}");
    assert_eq!(out.status.code(), Some(4), "{said}");
    desk.clear_plan();
    let resumed = ferry.then().sandbox(&desk).line("resume latest --settle-for 1s").fast().run().status(0);
    assert_eq!(desk.customers().len(), 3, "{resumed}");
}

/// A write in progress is waited for until its timeout at most, and the reports are written.
#[test]
fn a_write_is_waited_for_until_its_time_out() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person 2", HANGS);
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(9)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --timeout 2s --concurrency 1").fast();
    let (status, said, took) = stopped(&ferry, "HUP", || desk.stats().of(RequestKind::Insert) >= 2);
    assert_eq!(status, 4, "{said}");
    assert!(took > Duration::from_secs(1) && took < Duration::from_secs(5), "{took:?}: {said}");
    assert!(said.contains("stopped by SIGHUP"), "{said}");
    let report =
        std::fs::read_dir(ferry.path().join("deskferry-runs")).unwrap().next().unwrap().unwrap().path();
    assert!(report.join("report.json").is_file() && report.join("results.csv").is_file());
}

#[test]
fn nohup_is_respected() {
    let desk = Desk::with(|options| options.latency = Duration::from_millis(100));
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(8)).sandbox(&desk);
    let ferry = ferry.line("import a.csv -m m.toml --concurrency 1").fast().under(&["nohup"]);
    let (status, said, _) = stopped(&ferry, "HUP", || desk.stats().of(RequestKind::Insert) >= 2);
    assert_eq!(status, 0, "{said}");
    assert_eq!(desk.customers().len(), 8);
}
