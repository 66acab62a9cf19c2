//! A run folder that is damaged, from another run, copied, or moved away during the run.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rstest::rstest;

use super::kills::open_attempts;
use super::torn_journal::copy;
use super::{CALM, Place, Said, Server, check_exactly_once, check_folder, wait_for};

const ROWS: usize = 40;

/// A run that was killed during its writes.
fn killed(switches: &str) -> (Server, Place, PathBuf) {
    let server = Server::start(switches);
    let place = Place::before(&server);
    place.source("a.csv", 0..ROWS);
    let import = format!("import a.csv -m m.toml --settle-for 0.3s {CALM}");
    assert_eq!(place.run_to("outcome-committed:10", &import).status, None);
    let folder = place.newest("deskferry-runs").unwrap();
    (server, place, folder)
}

/// Changes the journal by SQL, after merging its WAL into one file.
fn change(folder: &Path, sql: &str) {
    let journal = rusqlite::Connection::open(folder.join("journal.db")).unwrap();
    journal.execute_batch(&format!("{sql}; PRAGMA wal_checkpoint(TRUNCATE)")).unwrap();
}

fn spoil(folder: &Path, how: &str) {
    change(folder, "SELECT 1");
    let path = folder.join("journal.db");
    let mut bytes = std::fs::read(&path).unwrap();
    match how {
        "empty" => bytes.clear(),
        "no database" => bytes[..4096].fill(7),
        "pages" => bytes[4096..].fill(7),
        other => panic!("{other}"),
    }
    std::fs::write(path, bytes).unwrap();
}

#[rstest]
#[case("empty")]
#[case("no database")]
#[case("pages")]
fn a_damaged_journal_is_reported_and_nothing_is_changed(#[case] how: &str) {
    let (server, place, folder) = killed("latency=2ms");
    spoil(&folder, how);
    let (sent, run) = (server.sent(), std::fs::read(folder.join("run.json")).unwrap());
    for command in ["resume", "retry"] {
        place.run(&format!("{command} latest {CALM}")).status(5).says("the run's journal is damaged");
    }
    assert_eq!(std::fs::read(folder.join("run.json")).unwrap(), run);
    assert_eq!(server.sent(), sent);
}

#[rstest]
#[case("PRAGMA user_version = 1", "was written by another version of deskferry (format 1;")]
#[case(
    "UPDATE run SET id = 'another'",
    "belongs to the run another, but run.json in the same folder belongs to the run"
)]
#[case("UPDATE run SET born = born - 1", "is not the folder in which this run was planned")]
#[case("UPDATE run SET inode = inode + 1", "is not the folder in which this run was planned")]
fn a_journal_that_does_not_belong_here_is_refused(#[case] sql: &str, #[case] says: &str) {
    let (server, place, folder) = killed("latency=2ms");
    change(&folder, sql);
    let (sent, run) = (server.sent(), std::fs::read(folder.join("run.json")).unwrap());
    for command in ["resume", "retry"] {
        place.run(&format!("{command} latest {CALM}")).status(2).says(says);
    }
    assert_eq!(std::fs::read(folder.join("run.json")).unwrap(), run);
    assert_eq!(server.sent(), sent);
}

#[test]
fn a_copy_is_resumed_only_with_moved() {
    let (server, place, folder) = killed("latency=2ms");
    let copied = place.path("copied");
    copy(&folder, &copied);
    let sent = server.sent();
    let there = copied.display();
    place.run(&format!("resume {there} {CALM}")).status(2).says("--moved");
    assert_eq!(server.sent(), sent);
    std::fs::remove_dir_all(&folder).unwrap();
    place.run(&format!("resume {there} --moved {CALM}")).status(0);
    check_exactly_once(&server, ROWS);
    check_folder(&copied, ROWS);
    place.run(&format!("resume {there} {CALM}")).status(0);
}

#[test]
fn a_renamed_folder_can_be_resumed() {
    let (server, place, folder) = killed("latency=2ms");
    let renamed = place.path("renamed");
    std::fs::rename(folder, &renamed).unwrap();
    place.run(&format!("resume {} {CALM}", renamed.display())).status(0);
    check_exactly_once(&server, ROWS);
}

#[rstest]
#[case::removed(false)]
#[case::replaced(true)]
fn a_run_stops_if_its_folder_is_removed_or_replaced(#[case] replaced: bool) {
    let server = Server::start("latency=2ms");
    let place = Place::before(&server);
    place.source("a.csv", 0..1000);
    let child = place.command("import a.csv -m m.toml --rate 10 --no-progress").spawn().unwrap();
    wait_for("it writes", || server.sent() > 3);
    let folder = place.newest("deskferry-runs").unwrap();
    std::fs::rename(&folder, place.path("away")).unwrap();
    if replaced {
        copy(&place.path("away"), &folder);
    }
    let (sent, begun) = (server.sent(), Instant::now());
    Said::from(child.wait_with_output().unwrap()).status(4).says("during the run");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(server.sent() < sent + 100, "{} were sent, {sent} of them before", server.sent());
    if replaced {
        let run = super::read_json(&folder.join("run.json"));
        assert!(run["end"].is_null(), "nothing is written into what took its place: {run}");
    }
}

#[test]
fn at_a_low_rate_few_intents_are_written_ahead() {
    let server = Server::start("latency=2ms");
    let place = Place::before(&server);
    place.source("a.csv", 0..1000);
    let mut child = place.command("import a.csv -m m.toml --rate 10 --no-progress").spawn().unwrap();
    wait_for("it writes", || server.sent() > 8);
    child.kill().unwrap();
    child.wait().unwrap();
    let folder = place.newest("deskferry-runs");
    let (open, _) = open_attempts(&place, folder.as_deref(), 0);
    // Two in a fifth of a second, and those in flight; more if a busy machine is late with their outcomes.
    assert!((1..=8).contains(&open), "{open}");
    let shown = place.run("runs show latest").status(0);
    assert!(shown.out.contains("results.csv and the reports are missing"), "{shown:?}");
}
