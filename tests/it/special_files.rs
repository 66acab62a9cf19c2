//! Pipes, devices and links in place of files, plans that would replace other files, and readers that leave.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rstest::rstest;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::command_line::{Ferry, Ran, SIMPLE};
use crate::import::{PROMPT, catches_signals, wait_until};

fn pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap();
}

/// A backup of three customers, and its folder.
fn backup() -> (Ran, PathBuf) {
    let line = "backup b --sandbox=s.db --sandbox-switch start-customers=3 --rate 0 -q";
    let ran = Ferry::new().line(line).run().status(0);
    let folder = ran.path().join(ran.stdout.trim());
    (ran, folder)
}

#[test]
fn a_pipe_or_a_link_as_manifest_does_not_hang() {
    for link in [false, true] {
        let (ran, folder) = backup();
        let manifest = folder.join("manifest.json");
        std::fs::rename(&manifest, ran.path().join("kept.json")).unwrap();
        match link {
            true => symlink("../../kept.json", &manifest).unwrap(),
            false => pipe(&manifest),
        }
        let name = format!("b/{}", folder.file_name().unwrap().to_str().unwrap());
        let check = ran.then().args(["check", &name]).run().status(5);
        check.says(if link { "is a link" } else { "is a pipe" });
        ran.then().line("restore --dry-run --sandbox=s.db").args([&name]).run().status(5);
        let again = ran.then().line("backup b --sandbox=s.db --rate 0 --keep-last 2").run().status(0);
        again.says("was not removed");
    }
}

/// A pipe without a writer would block whoever opens it; a device may be endless.
#[rstest]
#[case::run_file("run.json", None)]
#[case::lock("lock", None)]
#[case::journal("journal.db", None)]
#[case::report("report.json", None)]
#[case::endless("run.json", Some("/dev/zero"))]
#[case::endless_lock("lock", Some("/dev/zero"))]
fn a_pipe_or_a_device_in_a_run_folder_does_not_hang(#[case] name: &str, #[case] device: Option<&str>) {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,ada@example.org\n");
    let line = "import a.csv -m m.toml --sandbox=s.db -q";
    let first = ferry.line(line).run().status(0);
    let path = first.folder().join(name);
    std::fs::remove_file(&path).unwrap();
    match device {
        Some(device) => symlink(device, &path).unwrap(),
        None => pipe(&path),
    }
    let begun = Instant::now();
    first.then().line("runs").run().status(0);
    let id = first.folder().file_name().unwrap().to_str().unwrap().to_owned();
    for command in ["runs show", "resume", "report", "undo --yes"] {
        first.then().line(command).args([&id]).line("--sandbox=s.db").run();
    }
    first.then().line(line).run().status(0);
    assert!(begun.elapsed() < Duration::from_secs(45));
}

#[test]
fn a_link_in_place_of_a_lock_is_not_written_through() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,ada@example.org\n");
    let first = ferry.file("mine", "kept").line("import a.csv -m m.toml --sandbox=s.db -q").run().status(0);
    let lock = first.folder().join("lock");
    std::fs::remove_file(&lock).unwrap();
    symlink(first.path().join("mine"), &lock).unwrap();
    let ran = first.then().line("resume latest --sandbox=s.db").run();
    assert_ne!(ran.status, 0, "{ran}");
    assert_eq!(ran.text("mine"), "kept");
}

#[test]
fn an_endless_settings_file_is_refused() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,ada@example.org\n");
    let ran = ferry.line("validate a.csv -m m.toml --config /dev/zero").run().status(2);
    let ran = ran.then().line("validate a.csv -m m.toml --fields /dev/zero").run().status(2);
    ran.then().line("validate a.csv -m m.toml --config /dev/null").run().status(0);
}

#[test]
fn a_link_among_the_files_of_a_backup_is_not_followed() {
    let (ran, folder) = backup();
    let customers = folder.join("customers.jsonl.zst");
    std::fs::rename(&customers, ran.path().join("elsewhere")).unwrap();
    symlink("../../elsewhere", &customers).unwrap();
    let name = folder.to_str().unwrap();
    let check = ran.then().args(["check", name]).run().status(5);
    check.says("customers.jsonl.zst: a link, not a regular file");
    ran.then().line("restore --dry-run --sandbox=s.db").args([name]).run().status(5);
}

#[test]
fn a_changed_manifest_is_damage_and_an_old_one_is_reported() {
    let (ran, folder) = backup();
    let (manifest, name) = (folder.join("manifest.json"), folder.to_str().unwrap());
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("deskferry 0", "deskferrz 0")).unwrap();
    ran.then().args(["check", name]).run().status(5).says("manifestSha256");
    let (body, _) = text.split_once(",\n  \"manifestSha256\"").unwrap();
    let old = format!("{body}\n}}\n");
    std::fs::write(&manifest, &old).unwrap();
    ran.then().args(["check", name]).run().status(5).says("it has no manifestSha256");
    std::fs::write(&manifest, old.replace("\"schemaVersion\": 4", "\"schemaVersion\": 1")).unwrap();
    ran.then().args(["check", name]).run().status(0).says("has no hash of itself");
}

#[test]
fn a_lookup_file_is_a_regular_file() {
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\", lookup_file = { file = \"f\", key = \"a\", value = \"b\" } }\n";
    let ferry = Ferry::new().file("m.toml", mapping);
    pipe(&ferry.path().join("f"));
    let ran = ferry.line("mapping check m.toml").run().status(2).says("is a pipe");
    std::fs::remove_file(ran.path().join("f")).unwrap();
    symlink("/dev/zero", ran.path().join("f")).unwrap();
    ran.then().line("mapping check m.toml").run().status(2).says("is a device");
}

#[test]
fn a_named_pipe_and_standard_input_by_its_name_are_sources() {
    let rows = "Name,Email\nAda,ada@example.org\n";
    let ferry = Ferry::new().file("m.toml", SIMPLE);
    let path = ferry.path().join("p");
    pipe(&path);
    let writer = std::thread::spawn(move || std::fs::write(path, rows).unwrap());
    let ran = ferry.line("import p -m m.toml --sandbox").fast().run().status(0);
    writer.join().unwrap();
    assert_eq!(ran.count("inserted"), 1);
    let stdin = ran.then().line("import /dev/stdin -m m.toml --sandbox").fast().stdin(rows).run().status(0);
    assert_eq!(stdin.count("inserted"), 1);
    ran.then().line("validate /dev/zero -m m.toml").run().status(2).says("is a device, which has no rows");
}

#[test]
fn a_signal_ends_the_wait_for_a_pipe_without_a_writer() {
    for signal in ["-INT", "-TERM"] {
        let ferry = Ferry::new().file("m.toml", SIMPLE);
        pipe(&ferry.path().join("p"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskferry"));
        command.args(["import", "p", "-m", "m.toml", "--sandbox"]).current_dir(ferry.path());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_until("it listens", || catches_signals(child.id()));
        std::thread::sleep(Duration::from_millis(400));
        let asked = Instant::now();
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        child.wait().unwrap();
        assert!(asked.elapsed() < PROMPT, "{signal}: {:?}", asked.elapsed());
    }
}

#[test]
fn a_plan_replaces_a_plan_and_nothing_else() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,ada@example.org\n");
    let ferry = ferry.file("notes.jsonl", "{\"a\": 1}\n").file("mapping", SIMPLE);
    let import = "import a.csv -m m.toml --sandbox --dry-run --plan-out";
    let ran = ferry.line(import).args(["notes.jsonl"]).run().status(2).says("is not a deskferry plan");
    assert_eq!(ran.text("notes.jsonl"), "{\"a\": 1}\n");
    ran.then().line(import).args(["mapping"]).run().status(2).says("this file is a mapping");
    ran.then()
        .line("export --sandbox --format csv -o mapping")
        .run()
        .status(2)
        .says("this file is a mapping");
    assert_eq!(ran.text("mapping"), SIMPLE);
    for _ in 0..2 {
        ran.then().line(import).args(["p.jsonl"]).run().status(0);
    }
}

#[test]
fn an_export_ends_with_sigpipe_if_its_reader_leaves() {
    let script = "\"$0\" \"$@\" | head -1 >line; exit ${PIPESTATUS[0]}";
    let ferry = Ferry::new().under(&["bash", "-c", script]);
    let ran =
        ferry.line("export -o - --sandbox --sandbox-switch start-customers=3000 --rate 0").run().status(141);
    assert!(ran.text("line").starts_with("{\"id\""));
}

#[test]
fn the_reader_of_an_export_may_leave_in_any_format() {
    for format in ["csv", "json", "xlsx"] {
        let script = "\"$0\" \"$@\" | head -c 1 >line; exit ${PIPESTATUS[0]}";
        let line = "export -o - --sandbox --sandbox-switch start-customers=9000 --rate 0 -q --format";
        let ferry = Ferry::new().under(&["bash", "-c", script]).line(line).args([format]);
        let ran = ferry.run().status(141);
        assert!(!ran.stderr.contains("disk"), "{ran}");
    }
}

/// A named pipe may have no process at its other end. `timeout` ends a command that waits, with status 124.
#[test]
fn a_pipe_in_the_place_of_a_file_is_refused() {
    let (ran, folder) = backup();
    let folder = folder.to_str().unwrap().to_owned();
    std::fs::write(ran.path().join("a.csv"), "Name,Email\nAda,ada@example.org\n").unwrap();
    std::fs::write(ran.path().join("m.toml"), SIMPLE).unwrap();
    pipe(&ran.path().join("p"));
    for line in [
        &format!("restore {folder} --dry-run --sandbox=s.db --id-map p"),
        &format!("restore {folder} --dry-run --sandbox=s.db --plan-out p"),
        &format!("check {folder} --identity p"),
        "restore p --dry-run --sandbox=s.db",
        "import a.csv -m m.toml --sandbox --dry-run --plan-out p",
        "import a.csv -m p --sandbox",
        "import a.csv -m m.toml --fields p --sandbox",
        "import a.csv -m m.toml --sandbox --config p",
        "import a.csv -m m.toml --sandbox --sandbox-switch start=p",
        "validate a.csv -m m.toml -o p",
        "apply p --sandbox",
        "export -o x.jsonl --manifest p --sandbox",
        "backup c --recipients-file p --sandbox",
        "customer fields -o p --sandbox",
    ] {
        let ran = ran.then().under(&["timeout", "40"]).line(line).line("--rate 0").run().status(2);
        assert!(ran.stderr.contains("regular file"), "{line}: {ran}");
    }
}

#[test]
fn an_endless_device_is_refused() {
    let (ran, folder) = backup();
    let folder = folder.to_str().unwrap().to_owned();
    for line in [
        "backup c --recipients-file /dev/zero --sandbox".to_owned(),
        format!("restore {folder} --dry-run --sandbox=s.db --id-map /dev/zero"),
    ] {
        let ran = ran.then().under(&["timeout", "40"]).line(&line).run().status(2);
        assert!(ran.stderr.contains("regular file"), "{line}: {ran}");
    }
}

#[test]
fn an_export_into_a_pipe_waits_for_its_reader_and_can_be_stopped() {
    let line = "export -o p --sandbox --sandbox-switch start-customers=3000 --rate 0 -q";
    for reads in [None, Some("exec 3<p; sleep 50"), Some("cat p >all")] {
        let ferry = Ferry::new().line(line);
        pipe(&ferry.path().join("p"));
        let reader = reads.map(|script| {
            let mut reader = Command::new("sh");
            reader.args(["-c", script]).current_dir(ferry.path()).spawn().unwrap()
        });
        let mut child = ferry.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let whole = reads.is_some_and(|script| script.starts_with("cat"));
        if !whole {
            wait_until("it listens", || catches_signals(child.id()));
            std::thread::sleep(Duration::from_secs(2));
            assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
        }
        let asked = Instant::now();
        let code = child.wait().unwrap().code();
        let took = asked.elapsed();
        if let Some(mut reader) = reader {
            if !whole {
                reader.kill().unwrap();
            }
            reader.wait().unwrap();
        }
        assert_eq!(code, Some(if whole { 0 } else { 4 }), "{reads:?}");
        assert!(whole || took < PROMPT, "{reads:?}: {took:?}");
        if whole {
            let all = std::fs::read_to_string(ferry.path().join("all")).unwrap();
            assert_eq!(all.lines().count(), 3000);
        }
    }
}

/// A pipe that a shell opens has a process at its other end.
#[test]
fn a_mapping_may_come_from_a_command() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nAda,ada@example.org\n");
    let ran = ferry.under(&["bash", "-c", "\"$0\" validate a.csv -m <(cat m.toml)"]).run().status(0);
    let stdin = ran.then().under(&["bash", "-c", "\"$0\" validate a.csv -m /dev/stdin <m.toml"]).run();
    let stdin = stdin.status(0);
    stdin.then().under(&["bash", "-c", "cat m.toml | \"$0\" validate a.csv -m /dev/stdin"]).run().status(0);
}
