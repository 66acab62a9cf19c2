//! An import while an earlier one is unfinished: nothing is imported twice, and inserts in doubt are looked up.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use deskferry::sandbox::{API_TOKEN, CLIENT_ID, RequestKind};
use rstest::rstest;

use super::{Running, people, stored_names, wait_until};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const LINE: &str = "import a.csv -m m.toml --settle-for 1s --concurrency 4";

fn ready(desk: &Desk, rows: usize) -> Ferry {
    Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(rows)).sandbox(desk)
}

/// An import that was killed at a fail point.
fn killed_at(desk: &Desk, rows: usize, point: &str) -> Ferry {
    let ferry = ready(desk, rows).line(LINE).fast().env("DESKFERRY_FAIL_POINT", point);
    let then = ferry.then();
    assert_eq!(Running::start(ferry).end().status, -1);
    then
}

/// The same import again.
fn import(ferry: &Ferry, desk: &Desk, flags: &str) -> Ran {
    ferry.then().sandbox(desk).line(LINE).line(flags).fast().run()
}

/// Each customer is there once.
#[track_caller]
fn check_once(desk: &Desk, rows: usize) {
    let names = stored_names(desk);
    assert!(names.len() == rows && names.values().all(|times| *times == 1), "{names:?}");
}

/// The command that a refusal prints.
fn line_of(ran: &Ran) -> String {
    let line = ran.stderr.lines().find_map(|line| line.strip_prefix("  deskferry "));
    format!("deskferry {}", line.unwrap_or_else(|| panic!("no line: {ran}")))
}

/// Runs a line in a shell, exactly as printed.
fn paste(ferry: &Ferry, desk: &Desk, line: &str) -> Option<i32> {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_deskferry")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell
        .args(["-c", line])
        .current_dir(ferry.path())
        .env_clear()
        .env("PATH", path)
        .env("HOME", ferry.path());
    shell.env("DESKERO_BASE_URL", desk.base_url()).env("DESKERO_CLIENT_ID", CLIENT_ID);
    shell.env("DESKERO_API_TOKEN", API_TOKEN).stdout(Stdio::null()).stderr(Stdio::null());
    shell.status().unwrap().code()
}

#[rstest]
#[case::nothing_was_sent("plan-named")]
#[case::among_the_writes("sent:3")]
#[case::all_were_sent("outcome-written:12")]
fn the_same_import_is_refused_with_the_command_to_resume(#[case] point: &str) {
    let desk = Desk::new();
    let killed = killed_at(&desk, 12, point);
    let inserts = desk.requests_of(RequestKind::Insert).len();
    let refused = import(&killed, &desk, "").status(2);
    assert!(refused.stderr.contains("is not finished (") && refused.stderr.contains("--anew"), "{refused}");
    assert_eq!(refused.folders().len(), 1, "it leaves no folder");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), inserts);
    assert_eq!(paste(&killed, &desk, &line_of(&refused)), Some(0));
    check_once(&desk, 12);
    assert_eq!(import(&killed, &desk, "").status(0).count("unchanged"), 12);
}

/// The inserts are not in the list yet, and some have no outcome in the journal.
#[test]
fn anew_waits_for_inserts_in_doubt_and_looks_them_up() {
    let desk = Desk::new();
    desk.configure(|options| options.index_lag = Duration::from_millis(700));
    let killed = killed_at(&desk, 12, "outcome-written:3");
    assert!(desk.customers().len() >= 3, "the third has no outcome: it was only about to be committed");
    let anew = import(&killed, &desk, "--anew").status(0).says("--settle-for) before looking them up");
    check_once(&desk, 12);
    assert_eq!(anew.count("inserted") + anew.count("unchanged"), 12);
}

/// A clock that was set forward makes the attempt look old; the wait must not depend on it.
#[test]
fn anew_waits_whatever_the_wall_clock_says() {
    let desk = Desk::new();
    desk.configure(|options| options.index_lag = Duration::from_millis(700));
    desk.fail_where(RequestKind::Insert, "p2@", deskferry::sandbox::SimulatedFault::DropAfter);
    let killed = killed_at(&desk, 3, "doubt-committed");
    desk.clear_plan();
    let anew = killed.then().sandbox(&desk).line(LINE).line("--anew").fast();
    let anew = anew.env("DESKFERRY_CLOCK_SHIFT", "3600").run().status(0);
    anew.says("waiting 1 s (--settle-for) before looking them up");
    check_once(&desk, 3);
}

#[test]
fn anew_does_not_wait_if_nothing_is_in_doubt() {
    let desk = Desk::new();
    let killed = killed_at(&desk, 6, "plan-named");
    let begun = Instant::now();
    let anew = killed.then().sandbox(&desk).line("import a.csv -m m.toml --anew --settle-for 40s");
    let anew = anew.fast().run().status(0);
    assert!(begun.elapsed() < Duration::from_secs(20), "{anew}");
    check_once(&desk, 6);
}

#[rstest]
#[case::the_same_bytes_under_another_name("b.csv", "m.toml", true)]
#[case::other_rows("c.csv", "m.toml", false)]
#[case::another_mapping("a.csv", "n.toml", false)]
fn the_same_source_means_the_same_bytes_and_mapping(
    #[case] source: &str,
    #[case] mapping: &str,
    #[case] same: bool,
) {
    let desk = Desk::new();
    let killed = killed_at(&desk, 6, "sent:2");
    let other = people(6).replace("p6@", "q6@");
    let ferry = killed.then().file("b.csv", people(6)).file("c.csv", other).sandbox(&desk);
    let ferry = ferry.file("n.toml", format!("{SIMPLE}# another text\n"));
    let ran = ferry.line(&format!("import {source} -m {mapping} --settle-for 1s")).fast().run();
    let ran = ran.status(if same { 2 } else { 0 });
    assert_eq!(ran.stderr.contains("imports the same source"), same, "{ran}");
    assert_eq!(ran.stderr.contains("to continue it: deskferry resume "), !same, "{ran}");
    assert_eq!(ran.stderr.matches("deskferry resume").count(), 1, "{ran}");
    let mut emails: Vec<_> = desk.customers().iter().map(|one| one["email"].to_string()).collect();
    emails.sort();
    let all = emails.len();
    emails.dedup();
    assert_eq!(emails.len(), all, "also what was in doubt is looked up");
}

#[test]
fn standard_input_is_compared_once_it_was_read() {
    let desk = Desk::new();
    let killed = killed_at(&desk, 6, "sent:2");
    let sent = desk.requests_of(RequestKind::Insert).len();
    let piped = |flags: &str, rows: String| {
        let ferry =
            killed.then().sandbox(&desk).line("import - -m m.toml --settle-for 1s").line(flags).fast();
        ferry.stdin(rows).run()
    };
    let refused = piped("", people(6)).status(2);
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), sent, "{refused}");
    assert!(line_of(&refused).starts_with("deskferry resume "));
    piped("--anew", people(6)).status(0);
    check_once(&desk, 6);
}

#[test]
fn a_finished_run_with_unknown_rows_does_not_block_an_import() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person 2\"", deskferry::sandbox::SimulatedFault::DropBefore);
    let mapping = SIMPLE.replace("[match]\nkeys = [\"email\"]\n", "");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", people(3)).sandbox(&desk);
    let first = ferry.line(LINE).line("--mode insert").fast().run().status(1);
    assert_eq!(first.count("unknown"), 1);
    desk.clear_plan();
    let second = first.then().sandbox(&desk).line(LINE).line("--mode insert").fast().run().status(0);
    assert_eq!(second.count("inserted"), 3);
}

#[test]
fn a_run_at_work_blocks_an_import_by_its_lock() {
    let desk = Desk::new();
    let ferry = ready(&desk, 40).line("import a.csv -m m.toml --rate 4 --no-progress");
    let then = ferry.then();
    let running = Running::start(ferry);
    wait_until("it writes", || !desk.requests_of(RequestKind::Insert).is_empty());
    let ran = import(&then, &desk, "").status(2);
    assert!(ran.stderr.contains("is in use by process"), "{ran}");
    running.signal("TERM");
    assert_eq!(running.end().status, 4);
    let refused = import(&then, &desk, "").status(2);
    assert_eq!(paste(&then, &desk, &format!("{} --rate 0", line_of(&refused))), Some(0));
    check_once(&desk, 40);
}

#[test]
fn a_dry_run_is_not_refused() {
    let desk = Desk::new();
    let killed = killed_at(&desk, 4, "plan-named");
    import(&killed, &desk, "--dry-run").status(0);
    let killed = ready(&desk, 4).line("import a.csv -m m.toml --sandbox").fast();
    let then = killed.then();
    assert_eq!(Running::start(killed.env("DESKFERRY_FAIL_POINT", "sent:2")).end().status, -1);
    then.line("import a.csv -m m.toml --sandbox").fast().run().status(0);
}

/// A killed process could not note its recent inserts; they are read from its journal.
#[test]
fn all_inserts_are_known_after_a_kill_and_a_resume() {
    let desk = Desk::new();
    desk.configure(|options| options.index_lag = Duration::from_millis(500));
    let killed = killed_at(&desk, 12, "outcome-committed:8");
    assert_eq!(killed.then().sandbox(&desk).line("resume latest").fast().run().status, 0);
    desk.configure(|options| options.index_lag = Duration::from_secs(3600));
    let again = killed.then().file("b.csv", format!("{}\n", people(12))).sandbox(&desk);
    let again = again.line("import b.csv -m m.toml").fast().run().status(0);
    assert_eq!(again.count("unchanged"), 12, "{again}");
    check_once(&desk, 12);
}
