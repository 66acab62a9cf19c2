//! A target that is killed or stopped, and started again with the last STATE, doubles nobody and loses nobody.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::time::Duration;

use rstest::rstest;

use super::{addresses, addresses_of, people, state, states, target};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::wait_until;

/// Runs the target again with what the tap sends after the last STATE.
fn again(ran: &Ran, desk: &Desk, sent: std::ops::RangeInclusive<u64>) -> Ran {
    let last = states(&ran.stdout).last().copied().unwrap_or_default();
    let line = "singer target -m m.toml --batch-size-rows 7 --settle-for 100ms";
    ran.then().sandbox(desk).line(line).fast().stdin(people(last + 1..=*sent.end(), 1)).run()
}

/// Ends the target at this point of its run, as kill -9 would.
#[rstest]
fn a_kill_at_any_point_doubles_nobody(
    #[values(
        "folder-named:2",
        "plan-read:2",
        "plan-matched",
        "plan-named:2",
        "intent-committed",
        "sent",
        "sent:7",
        "outcome-committed:9",
        "all-written",
        "results-named:2",
        "run-closed",
        "run-closed:3"
    )]
    point: &str,
) {
    let desk = Desk::new();
    let ferry = target(&desk, "--batch-size-rows 5 --settle-for 100ms").env("DESKFERRY_FAIL_POINT", point);
    let mut child =
        ferry.command().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A target that is gone closes its input.
    drop(child.stdin.take().unwrap().write_all(people(1..=14, 1).as_bytes()));
    let out = child.wait_with_output().unwrap();
    assert!(!out.status.success(), "it was killed at {point}");
    let killed =
        ferry.ended(9, String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    let passed = states(&killed.stdout);
    let there = addresses(&desk);
    let of_passed = addresses_of(1..=passed.last().copied().unwrap_or_default());
    assert!(
        of_passed.iter().all(|address| there.contains(address)),
        "a STATE only after its records: {killed}"
    );
    let ran = again(&killed, &desk, 1..=14);
    assert_eq!(addresses(&desk), addresses_of(1..=14), "{ran}");
    assert_eq!(states(&ran.stdout).last(), Some(&14));
    let listed = ran.status(0).then().line("runs").run().status(0);
    assert!(!listed.stdout.contains("unfinished"), "nothing is left open: {listed}");
}

#[test]
fn an_insert_that_arrives_after_the_kill_is_found() {
    let desk = Desk::new();
    // The server holds back the first insert until the target is dead.
    desk.plan(deskferry::sandbox::RequestKind::Insert, [Some(crate::import::HELD)]);
    let ferry = target(&desk, "--concurrency 1 --settle-for 1s");
    let mut child =
        ferry.command().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(people(1..=3, 1).as_bytes()).unwrap();
    wait_until("the first insert", || desk.stats().of(deskferry::sandbox::RequestKind::Insert) > 0);
    child.kill().unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.stdout.is_empty());
    desk.clear_plan();
    let killed = ferry.ended(9, String::new(), String::new());
    let release = std::thread::spawn({
        let line = "singer target -m m.toml --settle-for 1s";
        let ferry = killed.then().sandbox(&desk).line(line).fast();
        let mut command = ferry.command();
        move || {
            let mut child =
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            child.stdin.take().unwrap().write_all(people(1..=3, 1).as_bytes()).unwrap();
            child.wait_with_output().unwrap()
        }
    });
    std::thread::sleep(Duration::from_millis(400));
    desk.end_delays();
    let out = release.join().unwrap();
    let stderr = String::from_utf8(out.stderr).unwrap();
    assert_eq!(addresses(&desk), addresses_of(1..=3), "{stderr}");
    assert!(stderr.contains("Continuing the batch that was interrupted"), "{stderr}");
    assert_eq!(states(&String::from_utf8(out.stdout).unwrap()), [1, 2, 3]);
}

#[test]
fn a_batch_is_imported_although_the_tap_is_silent() {
    let desk = Desk::new();
    let ferry = target(&desk, "--batch-wait-limit-seconds 3");
    let mut child =
        ferry.command().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all((people(1..=2, 9) + &state(2)).as_bytes()).unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut passed = String::new();
    out.read_line(&mut passed).unwrap();
    assert_eq!((states(&passed), desk.customers().len()), (vec![2], 2));
    // Stopped while it waits: what came since then is not imported and comes again.
    input.write_all((people(3..=3, 9) + &state(3)).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(4));
    assert_eq!(out.read_line(&mut passed).unwrap(), 0, "no STATE after the stop: {passed}");
    drop(input);
    assert_eq!(desk.customers().len(), 2);
}

#[test]
fn too_many_failures_pass_no_state_and_the_next_target_goes_on() {
    let desk = Desk::with(|options| options.set("fault.status-before", "1").unwrap());
    let ran = target(&desk, "--max-failures 2 --concurrency 1").stdin(people(1..=9, 1)).run();
    assert_eq!((ran.status, ran.stdout.as_str()), (4, ""), "{ran}");
}

#[test]
fn a_reader_of_states_that_is_gone_is_no_loss() {
    let desk = Desk::new();
    let ferry = target(&desk, "").under(&["sh", "-c", "{ \"$0\" \"$@\"; echo $? >status; } | true"]);
    let ran = ferry.stdin(people(1..=2, 1)).run();
    assert_eq!(ran.text("status").trim(), "141", "{ran}");
    assert_eq!(addresses(&desk), addresses_of(1..=2));
}

#[test]
fn two_targets_of_one_account_do_not_mix() {
    let desk = Desk::new();
    let ferry = target(&desk, "");
    let mut first =
        ferry.command().stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let folder = ferry.path().join("deskferry-runs/singer");
    wait_until("the folder of batches", || folder.read_dir().is_ok_and(|mut found| found.next().is_some()));
    let second: Ferry = ferry.then().sandbox(&desk).line("singer target -m m.toml --allow-parallel").fast();
    second.stdin(people(1..=1, 1)).run().status(2).says("wait for it or stop it");
    drop(first.stdin.take());
    assert!(first.wait().unwrap().success());
}
