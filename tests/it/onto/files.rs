//! The file of the sandbox: never half, and never in the place of something else.

use std::process::Stdio;
use std::time::{Duration, Instant};

use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};

use super::{backed_up, desk, dry, unasked};
use crate::account::can_mount;
use crate::command_line::{Desk, Ran};

fn left(ran: &Ran) -> Vec<String> {
    let names = std::fs::read_dir(ran.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| name.contains("after") || name.starts_with(".deskferry"));
    names.sort();
    names
}

#[test]
fn an_existing_sandbox_is_replaced_only_if_that_is_said() {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let first = "import a.csv -m m.toml --sandbox=after.db";
    let first = ran.then().line(first).fast().run().status(0);
    let before = std::fs::read(ran.path().join("after.db")).unwrap();
    let refused = dry(&ran, &desk, "--sandbox=after.db").run().status(2);
    let refused = refused.says("\"after.db\" exists already").says("add --replace-sandbox");
    assert_eq!(std::fs::read(ran.path().join("after.db")).unwrap(), before);
    assert_eq!(refused.folders(), first.folders(), "no run was made");
    dry(&ran, &desk, "--sandbox=after.db --replace-sandbox").run().status(0).says("1 inserted, 2 updated");
    dry(&ran, &desk, "--sandbox=after.db --replace-sandbox").run().status(0).says("1 inserted, 2 updated");
    let found = ran.then().line("customer find id=eve --sandbox=after.db").run().status(0);
    assert!(found.stdout.contains("Eve"), "{found}");
    assert_eq!(left(&ran), ["after.db"]);
    unasked(&desk);
}

#[rstest]
#[case("a text", "file is not a database")]
#[case("journal", "is a database of another program, not a sandbox")]
fn what_is_no_sandbox_is_never_replaced(#[case] content: &str, #[case] said: &str) {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let content = match content {
        "journal" => {
            let run = ran.then().line("import a.csv -m m.toml --sandbox").fast().run().status(0);
            std::fs::read(run.folder().join("journal.db")).unwrap()
        }
        text => text.as_bytes().to_vec(),
    };
    std::fs::write(ran.path().join("after.db"), &content).unwrap();
    dry(&ran, &desk, "--sandbox=after.db --replace-sandbox").run().status(2).says(said);
    assert_eq!(std::fs::read(ran.path().join("after.db")).unwrap(), content);
    assert_eq!(left(&ran), ["after.db"]);
}

#[rstest]
#[case("no/such/after.db", "there is no folder \"no/such\"")]
#[case("b", "\"b\" is not a regular file")]
#[case("link.db", "\"link.db\" is not a regular file")]
#[case("own.db --replace-sandbox", "\"own.db\" is not a regular file")]
fn a_place_where_no_file_can_be_is_refused(#[case] file: &str, #[case] said: &str) {
    let desk = desk();
    let ran = backed_up(&desk, "");
    std::os::unix::fs::symlink("nowhere.db", ran.path().join("link.db")).unwrap();
    std::os::unix::fs::symlink("real.db", ran.path().join("own.db")).unwrap();
    ran.then().line("import a.csv -m m.toml --sandbox=real.db").fast().run().status(0);
    dry(&ran, &desk, &format!("--sandbox={file}")).run().status(2).says(said);
}

#[test]
fn a_sandbox_inside_a_backup_is_refused() {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let backup = ran.folder();
    let inside = backup.join("after.db");
    dry(&ran, &desk, &format!("--sandbox={}", inside.display()))
        .run()
        .status(2)
        .says("would be inside a backup and damage it");
    ran.then().line(&format!("check {}", backup.display())).run().status(0);
}

/// Each write is one that could be repeated for ever.
#[test]
fn a_full_disk_ends_it_and_the_run_says_so() {
    if !can_mount() {
        return;
    }
    let rows: String =
        (0..2_000).map(|row| format!("N{row},n{row}@example.org,{},,,\n", "x".repeat(400))).collect();
    let desk = desk();
    let ran = backed_up(&desk, "");
    std::fs::write(ran.path().join("a.csv"), format!("Name,Email,Memo,Phone,Segment,Photo\n{rows}")).unwrap();
    std::fs::create_dir(ran.path().join("m")).unwrap();
    let script = "set -e; mount -t tmpfs -o size=400k tmpfs m; \"$0\" \"$@\" || status=$?; ls -A m >left; exit $status";
    let full = dry(&ran, &desk, "--sandbox=m/after.db").under(&["unshare", "--mount", "sh", "-c", script]);
    let ended = full.run().status(4).says("the sandbox failed: ").says("full");
    assert_eq!(std::fs::read_to_string(ended.path().join("left")).unwrap(), "");
    let runs = ended.then().line("runs list --failed --json").run().status(0);
    let runs = runs.listed("runs");
    assert_eq!((&runs[0]["state"], &runs[0]["exit"]), (&"stopped".into(), &4.into()), "{runs:?}");
}

/// Only its owner can read it: it holds the customers of a backup that may be sealed.
#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_sandbox() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk();
    let ran = dry(&backed_up(&desk, ""), &desk, "--sandbox=after.db").run().status(0);
    let mode = std::fs::metadata(ran.path().join("after.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[rstest]
#[case("plan-read")]
#[case("plan-named")]
#[case("run-closed")]
#[case("sent:2")]
#[case("outcome-committed")]
fn a_killed_dry_run_leaves_no_sandbox(#[case] point: &str) {
    let desk = desk();
    let ran = backed_up(&desk, "");
    let mut command = dry(&ran, &desk, "--sandbox=after.db").command();
    let ended = command.env("DESKFERRY_FAIL_POINT", point).output().unwrap();
    assert_eq!(ended.status.code(), None, "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(!ran.path().join("after.db").exists(), "{:?}", left(&ran));
    unasked(&desk);
    dry(&ran, &desk, "--sandbox=after.db").run().status(0).says("1 inserted, 2 updated");
    ran.then().line("customer find id=eve --sandbox=after.db").run().status(0);
}

/// A signal while the plan is carried out.
#[test]
fn a_stopped_dry_run_leaves_no_sandbox() {
    let rows: String = (0..300).map(|row| format!("N{row},n{row}@example.org,,,,\n")).collect();
    let desk = Desk::new();
    let ran = backed_up(&desk, "");
    std::fs::write(ran.path().join("a.csv"), format!("Name,Email,Memo,Phone,Segment,Photo\n{rows}")).unwrap();
    let slow = "--sandbox=after.db --sandbox-switch latency=100ms --concurrency 1";
    let mut command = dry(&ran, &desk, slow).command();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while ran.folders().iter().all(|run| !run.join("report.html").exists()) {
        assert!(began.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(20));
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(4), "{said}");
    assert!(said.contains("stopped by SIGTERM; nothing was sent, and no sandbox was made"), "{said}");
    assert!(said.matches("SIGTERM: ").count() == 1, "{said}");
    assert!(left(&ran).is_empty(), "{:?}", left(&ran));
}
