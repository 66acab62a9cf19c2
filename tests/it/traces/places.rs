//! Where a trace lies, and what happens if it can lie nowhere.

use serde_json::Value;

use super::{commands, first, listed, then};
use crate::account::{ANNA, Person, can_be_others, can_mount};
use crate::backup::people;
use crate::command_line::{Desk, Ferry, Ran};

/// The folder of the only trace, from the folder of the command.
#[track_caller]
fn place(ran: &Ran, flags: &str) -> String {
    let all = listed(ran, flags);
    assert_eq!(all.len(), 1, "{all:?}");
    let folder = std::path::Path::new(all[0]["folder"].as_str().unwrap()).parent().unwrap();
    folder.strip_prefix(ran.path()).unwrap_or(folder).to_str().unwrap().to_owned()
}

#[test]
fn a_run_folder_that_cant_be_made_leaves_the_trace_in_the_state_folder() {
    let desk = people(3);
    let ran = first(&desk, "backup b --run-dir file/runs").file("file", "").run().status(0);
    assert!(!ran.stderr.contains("warning"), "{ran}");
    assert_eq!(place(&ran, ""), ".local/state/deskferry/traces");
    let list = ran.then().line("runs").run().status(0).says("The trace marked \"state folder\" is in");
    assert!(list.stdout.lines().nth(1).unwrap().contains("  state folder"), "{list}");
    assert!(list.stdout.lines().all(|line| line.chars().count() <= 80), "{list}");
    then(&ran, &desk, "backup b").run().status(0);
    let all = listed(&ran, "");
    assert_eq!((&all[0]["elsewhere"], &all[1]["elsewhere"]), (&true.into(), &false.into()), "{all:?}");
    let shown = ran.then().line("runs show latest").run().status(0).stdout;
    assert!(shown.contains("state     finished"), "{shown}");
}

#[test]
fn a_run_says_how_to_choose_another_folder() {
    let desk = people(3);
    let broken = first(&desk, "import a.csv -m m.toml --run-dir file/runs").file("file", "");
    let broken =
        broken.file("a.csv", "name,email\nAda,ada@example.org\n").file("m.toml", crate::onto::MAPPING);
    broken.run().status(4).says("file/runs: Not a directory").says("--run-dir DIR chooses another place");
}

/// A job whose settings are broken did not run: that stands in the list, too.
#[test]
fn broken_settings_leave_a_trace_in_the_state_folder() {
    let desk = people(3);
    let broken = first(&desk, "backup b --config s.toml").file("s.toml", "rate = {");
    let ran = broken.run().status(2).says("s.toml");
    assert_eq!(place(&ran, ""), ".local/state/deskferry/traces");
    let all = listed(&ran, "");
    assert_eq!((&all[0]["command"], &all[0]["exit"]), (&"backup".into(), &2.into()), "{all:?}");
    then(&ran, &desk, "backup b --config s.toml --keep-traces 0").run().status(2);
    assert_eq!(listed(&ran, "").len(), 1);
}

#[test]
fn no_password_of_a_target_is_in_a_trace() {
    let desk = people(3);
    let ran = first(&desk, "check //me:hush@host/t").run().status(2);
    then(&ran, &desk, "backup s3:/me:hush@bucket/t").run().status(2).says("after s3: come two slashes");
    assert!(!ran.path().join("s3:").exists());
    let targets: Vec<_> = listed(&ran, "").iter().map(|trace| trace["target"].clone()).collect();
    assert_eq!(targets, ["***@host/t", "***@bucket/t"]);
}

#[test]
fn a_link_to_elsewhere_is_not_followed() {
    let desk = people(3);
    let ferry = first(&desk, "export -o x.jsonl").file("elsewhere/x", "").file("deskferry-runs/x", "");
    std::os::unix::fs::symlink("../elsewhere", ferry.path().join("deskferry-runs/traces")).unwrap();
    let ran = ferry.run().status(0);
    assert_eq!(place(&ran, ""), ".local/state/deskferry/traces");
    assert_eq!(std::fs::read_dir(ran.path().join("elsewhere")).unwrap().count(), 1);
}

#[test]
fn a_check_inside_a_backup_leaves_it_whole() {
    let desk = people(3);
    let ran = first(&desk, "backup b").run().status(0);
    let inside = |line: &str| {
        let mut command = then(&ran, &desk, line).command();
        command.current_dir(ran.folder()).status().unwrap().code()
    };
    for _ in 0..2 {
        assert_eq!((inside("check ."), inside("check ../latest --drill")), (Some(0), Some(0)));
    }
    assert_eq!(commands(&ran, ""), ["backup", "check", "drill", "check", "drill"]);
}

#[test]
fn another_user_leaves_it_in_a_state_folder_of_his_own() {
    if !can_be_others() {
        return;
    }
    let desk = people(3);
    let anna = Person::new(ANNA);
    let roots = tempfile::tempdir().unwrap();
    std::fs::set_permissions(roots.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let run_dir = format!("--run-dir {}", roots.path().display());
    let ended = anna.command(&desk, &format!("backup b {run_dir} --rate 0 --no-progress")).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success() && !said.contains("warning"), "{said}");
    assert_eq!(std::fs::read_dir(roots.path()).unwrap().count(), 0);
    let list = anna.command(&desk, &format!("runs list --json {run_dir}")).output().unwrap();
    let all: Value = serde_json::from_slice(&list.stdout).unwrap();
    assert!(
        all["runs"][0]["folder"].as_str().unwrap().contains("/.local/state/deskferry/traces/"),
        "{all:?}"
    );
    // A trace of root is closed to her; she is told, and sees her own.
    let root = Ferry::new().sandbox(&desk).fast().line("export -o x.jsonl").line(&run_dir).run().status(0);
    assert_eq!(listed(&root, &run_dir).len(), 1);
    let list = anna.command(&desk, &format!("runs {run_dir}")).output().unwrap();
    let said = String::from_utf8_lossy(&list.stderr).into_owned();
    assert!(list.status.success() && said.contains("warning: the traces of exports, backups"), "{said}");
    assert!(String::from_utf8_lossy(&list.stdout).contains("-backup-"));
}

/// Runs a command after a script that mounts something over `m`.
fn mounted(desk: &Desk, script: &str, line: &str) -> Ran {
    let script = format!("set -e; mkdir -p m; {script}; exec \"$0\" \"$@\"");
    let ferry = first(desk, line).env("XDG_STATE_HOME", "/proc/none").env("HOME", "/proc/none");
    ferry.under(&["unshare", "--mount", "sh", "-c", &script]).run()
}

#[test]
fn without_any_place_there_is_a_warning_and_the_backup_is_good() {
    let desk = people(3);
    let ferry = first(&desk, "backup b --run-dir file/runs").file("file", "").env("HOME", "/proc/none");
    let ran =
        ferry.run().status(0).says("warning: this backup leaves no trace in `deskferry runs`: file/runs");
    assert!(ran.stderr.contains("/proc/none"), "{ran}");
    if !can_mount() {
        return;
    }
    for script in [
        "mount -t tmpfs -o ro tmpfs m",
        "mount -t tmpfs -o size=8k tmpfs m; dd if=/dev/zero of=m/x bs=1k count=99 2>/dev/null || true",
        "mount -t tmpfs -o nr_inodes=3 tmpfs m; touch m/x || true",
    ] {
        let ran = mounted(&desk, script, "backup b --run-dir m/runs").status(0);
        let ran = ran.says("warning: this backup leaves no trace in `deskferry runs`: ");
        assert!(ran.stderr.contains("m/runs") && ran.stderr.contains("/proc/none"), "{ran}");
    }
}

/// The run folder gets full, or can't be written any more, while the job works.
#[test]
fn a_trace_that_cant_get_its_end_is_a_warning() {
    if !can_mount() {
        return;
    }
    let desk = people(3);
    let script = "mount -t tmpfs -o size=64k tmpfs m; \
                  (while ! ls m/runs/traces/*/trace.json; do sleep 0.01; done; \
                   dd if=/dev/zero of=m/x bs=1k count=99) >/dev/null 2>&1 & ";
    // The list is slow enough for the disk to be full at the end.
    let slow = Desk::holding(desk.customers());
    slow.configure(|options| options.latency = std::time::Duration::from_millis(300));
    let script = format!("{script} true");
    let ran = mounted(&slow, &script, "backup b --run-dir m/runs").status(0);
    ran.says("warning: this backup leaves no trace in `deskferry runs`: ").says("No space left on device");
}

#[test]
fn without_a_home_the_state_folder_is_a_temporary_one() {
    let desk = people(3);
    let ferry = first(&desk, "export -o x.jsonl --run-dir file/runs").file("file", "").file("tmp/x", "");
    let temporary = ferry.path().join("tmp");
    let ran = ferry.env("TMPDIR", temporary).env("HOME", "").run().status(0);
    assert!(!ran.stderr.contains("warning"), "{ran}");
    let made = std::fs::read_dir(ran.path().join("tmp")).unwrap();
    assert!(made.flatten().any(|entry| entry.path().join("traces").is_dir()), "{ran}");
}
