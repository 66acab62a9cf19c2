//! File names that are not UTF-8: they are opened, shown escaped, kept in `run.json`, and usable in suggested commands.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::process::Command;

use crate::command_line::{Ferry, SIMPLE};

/// `caf\xe9` with an extension.
fn name(ending: &str) -> OsString {
    OsString::from_vec([b"caf\xe9", ending.as_bytes()].concat())
}

fn sample() -> Ferry {
    let ferry = Ferry::new().file("m.toml", SIMPLE);
    std::fs::write(ferry.path().join(name(".csv")), "Name,Email\nAda,ada@example.org\n").unwrap();
    std::fs::write(ferry.path().join(name(".toml")), SIMPLE).unwrap();
    ferry
}

#[test]
fn a_non_utf8_name_is_a_source_and_a_mapping() {
    let ran = sample().line("validate -m").args([name(".toml"), name(".csv")]).run().status(0);
    ran.then().line("import -m m.toml --sandbox").args([name(".csv")]).fast().run().status(0);
    ran.then().line("mapping suggest").args([name(".csv")]).run().status(0);
    ran.then().line("mapping check").args([name(".toml")]).run().status(0);
    let missing = ran.then().line("validate -m m.toml").args([name(".ods")]).run().status(2);
    missing.says(r"caf\xe9.ods");
    ran.then().line("validate -m m.toml --limit").args([name("")]).run().status(2);
}

#[test]
fn backups_go_into_a_folder_with_a_non_utf8_name() {
    let line = "--sandbox=s.db --sandbox-switch start-customers=3 --rate 0 -q";
    let script = "\"$0\" \"$@\" >out";
    let ferry = Ferry::new().under(&["bash", "-c", script]).line("backup").args([name("")]).line(line);
    let ran = ferry.run().status(0);
    let out = std::fs::read(ran.path().join("out")).unwrap();
    assert!(out.starts_with(b"caf\xe9/"), "{out:?}");
    let folder = OsString::from_vec(out.trim_ascii().to_vec());
    assert!(ran.path().join(&folder).join("manifest.json").is_file());
    ran.then().line("check").args([folder.clone()]).run().status(0);
    ran.then().line("restore --dry-run --sandbox=s.db --rate 0").args([folder]).run().status(0);
}

/// The suggested command is pasted into a shell, in another process on another day.
#[test]
fn the_suggested_command_resumes_a_run_of_such_a_file() {
    let ran = sample();
    let line = "import -m m.toml --sandbox=s.db --dry-run --plan-out";
    let ran = ran.line(line).args([name(".jsonl"), name(".csv")]).fast().run().status(0);
    let json = std::fs::read_to_string(ran.folder().join("run.json")).unwrap();
    assert!(json.contains("caf\u{10fee9}.csv"), "{json}");
    let offered = ran.stderr.lines().find_map(|line| line.split_once("deskferry apply ")).unwrap().1;
    assert!(offered.contains(r"$'caf\xe9.jsonl'"), "{offered}");
    let paste = format!("\"$0\" apply {offered} --rate 0");
    ran.then().under(&["bash", "-c", &paste]).run().status(0);
    let ran = ran.then().line("runs show latest").run().status(0);
    assert!(!ran.stdout.contains("internal error"));
}

#[test]
fn the_suggested_command_resumes_a_run_in_such_a_folder() {
    let ferry = sample().line("import -m m.toml --sandbox=s.db --max-failures 1").args([name(".csv")]).fast();
    let fail = "--sandbox-switch fault.status-before=1 --settle-for 1s --run-dir";
    let ran = ferry.line(fail).args([name("")]);
    let mut command: Command = ran.command();
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{stderr}");
    let offered = stderr.lines().find_map(|line| line.split_once("deskferry resume ")).unwrap().1;
    assert!(offered.contains(r"$'caf\xe9/"), "{offered}");
    let offered = offered.replace("fault.status-before=1", "fault.status-before=0");
    let paste = format!("\"$0\" resume {offered} --rate 0 -q");
    ran.then().under(&["bash", "-c", &format!("{paste} >out")]).run().status(0);
}
