//! A probe that is killed or stopped at each of its calls, and the next one.

use std::io::Read as _;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;

use super::{PROBE, desk, probe, state_file, texts};
use crate::import::side_by_side;

/// Before a call, and after its answer.
const POINTS: [&str; 2] = ["probe-asks", "probe-asked"];
/// More calls than a probe takes.
const CALLS: usize = 50;

/// Kills a probe at this call, and runs another. Returns false if the first one has ended before.
fn kill_at(point: &str, call: usize) -> bool {
    let desk = desk(30);
    let before = texts(&desk);
    let first = probe().env("DESKFERRY_FAIL_POINT", format!("{point}:{call}")).sandbox(&desk);
    let killed = first.command().output().unwrap();
    let left = desk.customers().len() - before.len();
    assert!(left <= 2, "{point}:{call}: {left} customers");
    if killed.status.success() {
        assert_eq!(texts(&desk), before, "{point}:{call}");
        return false;
    }
    assert_eq!(killed.status.code(), None, "{point}:{call}: {}", String::from_utf8_lossy(&killed.stderr));
    let told = first.then().line("doctor").sandbox(&desk).run().status(0);
    assert!(left == 0 || told.stdout.contains("warning  probe"), "{point}:{call}: {told}");
    let again = first.then().line(PROBE).sandbox(&desk).run();
    assert_eq!(texts(&desk), before, "{point}:{call}: {again}");
    // An insert that has not arrived can't be told from one that is not listed yet.
    let is_lost = again.stderr.contains("it was not found so far");
    assert_eq!(again.status, if is_lost { 4 } else { 0 }, "{point}:{call}: {again}");
    assert_eq!(state_file(&again, ".probe.json").is_some(), is_lost, "{point}:{call}");
    true
}

#[test]
fn the_next_probe_deletes_what_a_killed_one_has_left() {
    let cases: Vec<(&str, usize)> = (0..14).map(|at| (POINTS[at % 2], 1 + at * 3 + at % 3)).collect();
    let killed = kills(&cases);
    assert!(killed > 12, "most of these calls are made: {killed}");
}

/// The number of probes that were killed at these calls.
fn kills(cases: &[(&str, usize)]) -> usize {
    let killed = AtomicUsize::new(0);
    side_by_side(cases, |(point, call)| {
        killed.fetch_add(usize::from(kill_at(point, *call)), Ordering::Relaxed);
    });
    killed.into_inner()
}

#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn the_next_probe_deletes_what_a_killed_one_has_left_in_full() {
    let cases: Vec<(&str, usize)> = (1..=CALLS).flat_map(|call| POINTS.map(|point| (point, call))).collect();
    let killed = kills(&cases);
    assert!(killed > 80, "most of these calls are made: {killed}");
}

/// Ctrl-C while a call of this kind waits: the probe deletes its customers, and keeps what it has learned.
#[rstest]
fn a_stop_cleans_up(
    #[values(RequestKind::Search, RequestKind::Update, RequestKind::Insert, RequestKind::List)]
    kind: RequestKind,
) {
    let desk = desk(3);
    let before = texts(&desk);
    desk.configure(|options| options.latency = Duration::from_millis(100));
    desk.fail_next(kind, 1, SimulatedFault::SlowAfter(Duration::from_secs(300)));
    let ferry = probe().sandbox(&desk);
    let mut child = ferry.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = std::time::Instant::now();
    while desk.requests_of(kind).is_empty() {
        assert!(began.elapsed() < Duration::from_secs(30), "no {kind:?} came");
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    std::thread::sleep(Duration::from_millis(500));
    desk.end_delays();
    let (mut table, mut said) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut table).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let ran = ferry.ended(child.wait().unwrap().code().unwrap_or(-1), table, said);
    let ran = ran.status(4).says("the probe has ended early: stopped by SIGINT");
    assert_eq!(texts(&desk), before, "{ran}");
    assert_eq!(state_file(&ran, ".probe.json"), None, "{ran}");
    assert!(ran.stdout.contains("the probe did not get so far: stopped"), "{ran}");
}
