//! The commands that a run suggests can be pasted: they are run exactly as printed.

use std::process::Command;

use deskferry::sandbox::{RequestKind, SimulatedFault};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// A sandbox in a file, an unusual folder of runs, a settings file and a profile.
const ODD: &str = "--sandbox=desk.db --run-dir my~runs --config my.toml --profile slow --no-progress";

fn odd() -> Ferry {
    let rows: String = (0..4).map(|row| format!("N{row},n{row}@x.org\n")).collect();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", format!("Name,Email\n{rows},no name\n"));
    ferry.file("my.toml", "[profile.slow]\nconcurrency = 1\n")
}

/// Runs a line in a shell, in the folder of an earlier command.
fn paste(ran: &Ran, line: &str) -> (i32, String) {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_deskferry")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(ran.path()).env_clear().env("PATH", path).env("HOME", ran.path());
    let output = shell.output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The commands that `runs show` suggests, on one line each.
fn suggested(ran: &Ran) -> Vec<String> {
    let shown = ran.then().line("runs show latest").line(ODD).run().status(0).stdout;
    let shown = shown.replace(" \\\n      ", " ");
    shown
        .lines()
        .filter_map(|line| line.strip_prefix("    deskferry "))
        .map(|line| format!("deskferry {line}"))
        .collect()
}

fn words(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.split(' ').nth(1)).collect()
}

#[test]
fn a_stopped_run_continues_by_its_suggested_command() {
    let stop = "--sandbox-switch fault.status-before=1";
    let stopped = odd()
        .line("import a.csv -m m.toml --rate 0 --max-failures 1 --settle-for 0.2s")
        .line(ODD)
        .line(stop)
        .run();
    let stopped = stopped.status(4);
    let line = stopped.stderr.split("to continue: ").nth(1).unwrap().lines().next().unwrap();
    let without_trouble = line.split(" --sandbox-switch").next().unwrap();
    assert_eq!(paste(&stopped, line).0, 4, "as before, and found: {line}");
    let (status, said) = paste(&stopped, without_trouble);
    assert_eq!(status, 1, "{line}: {said}");
    assert!(said.contains("rows in total"), "{said}");
}

#[test]
fn what_runs_show_suggests_works_when_pasted() {
    let ran = odd().line("import a.csv -m m.toml --rate 0").line(ODD).run().status(1);
    let lines = suggested(&ran);
    assert_eq!(words(&lines), ["verify", "undo", "import"], "{lines:?}");
    assert_eq!(paste(&ran, &lines[0]).0, 0, "{lines:?}");
    assert_eq!(paste(&ran, &format!("{} --yes", lines[1])).0, 0, "{lines:?}");
    let (status, said) = paste(&ran, &lines[2]);
    assert!(status == 1 && said.contains("my~runs"), "the rejected row is as it was: {lines:?}: {said}");
}

#[test]
fn nothing_is_suggested_that_would_be_refused() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person 2\"", SimulatedFault::DropBefore);
    let csv = "Name,Email\nPerson 1,p1@x.org\nPerson 2,p2@x.org\n";
    let mapping = SIMPLE.replace("[match]\nkeys = [\"email\"]\n", "");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml --mode insert").fast().run().status(1);
    let shown = ran.then().line("runs show latest").run().status(0).stdout;
    let undos: Vec<&str> = shown.lines().filter(|line| line.contains("deskferry undo")).collect();
    assert!(shown.contains("deskferry verify") && undos.len() == 1, "{shown}");
    assert!(undos[0].ends_with(" --unfinished"), "{shown}");
    ran.then().line("undo latest --yes").fast().sandbox(&desk).run().status(2);
    let undone = ran.then().line("undo latest --unfinished --yes").fast().sandbox(&desk).run().status(0);
    undone.says("1 write of ").says("may have arrived, and is not undone");
    assert!(desk.customers().is_empty());
}

#[test]
fn the_suggested_import_has_the_mode() {
    let mapping = SIMPLE.replace("[match]\nkeys = [\"email\"]\n", "");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", "Name,Email\nA,a@x.org\n");
    let ran = ferry
        .line("import a.csv -m m.toml --mode insert --dry-run")
        .line(ODD)
        .file("my.toml", "[profile.slow]\n")
        .run();
    let ran = ran.status(0);
    let lines = suggested(&ran);
    assert_eq!(words(&lines), ["import"]);
    assert_eq!(paste(&ran, &lines[0]).0, 0, "{lines:?}");
}
