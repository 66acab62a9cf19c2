//! What `doctor` says of the folders of runs, of the state and of the account's room: as root these tests act as another
//! user, whom modes concern.

use std::process::Command;

use super::{Value, remedy, same_in_both, text, verdict};
use crate::account::{ANNA, Person, can_be_others, can_mount};
use crate::command_line::{Desk, Ferry, Ran};

#[test]
fn a_run_folder_that_can_t_be_one_is_said() {
    let desk = Desk::new();
    let at = |folder: &str| {
        let ferry = || Ferry::new().file("file", "x").line("doctor --run-dir").args([folder]).sandbox(&desk);
        same_in_both(ferry, 2)
    };
    let file = at("file");
    assert_eq!(text(&file, "disk of the runs"), "can't write to file: not a directory");
    assert!(remedy(&file, "disk of the runs").starts_with("move file away"), "{file}");
    assert_eq!(verdict(&file, "runs"), "problem", "{file}");
    let below = at("file/runs");
    assert_eq!(
        (verdict(&below, "disk of the runs"), verdict(&below, "runs")),
        ("problem".into(), "unknown".into())
    );
    assert!(text(&below, "runs").contains("can't be made or read"), "{below}");
}

/// The findings of a user of the machine, in a folder of his.
fn of_anna(desk: &Desk, anna: &Person, line: &str) -> (Option<i32>, Value) {
    let ran = anna.command(desk, line).output().unwrap();
    (ran.status.code(), serde_json::from_slice(&ran.stdout).unwrap())
}

#[test]
fn a_run_folder_that_can_t_be_written_is_said() {
    if !can_be_others() {
        return;
    }
    let (desk, anna) = (Desk::new(), Person::new(ANNA));
    let script = "mkdir -p read/only; chmod 555 read read/only";
    assert!(anna.shell(script).status().unwrap().success());
    for (folder, of_runs) in [("read/only", "ok"), ("read/new", "unknown")] {
        let (status, found) = of_anna(&desk, &anna, &format!("doctor --json --run-dir {folder}"));
        assert_eq!(status, Some(2), "{found}");
        assert!(text(&found, "disk of the runs").contains("Permission denied"), "{found}");
        let what = format!("make {} writable", if of_runs == "ok" { "read/only" } else { "read" });
        assert!(remedy(&found, "disk of the runs").starts_with(&what), "{found}");
        assert_eq!(verdict(&found, "runs"), of_runs, "{found}");
    }
    assert!(anna.shell("chmod 700 read read/only").status().unwrap().success());
}

fn in_mounts(desk: &Desk, script: &str, line: &str) -> Ran {
    let script = format!("{script}; exec \"$0\" \"$@\"");
    let ferry = Ferry::new().line(line).sandbox(desk).env("XDG_STATE_HOME", "/mnt");
    ferry.under(&["unshare", "--mount", "sh", "-c", &script]).run()
}

#[test]
fn a_full_or_read_only_disk_is_said() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new();
    let full = "mount -t tmpfs -o size=64k tmpfs /mnt; dd if=/dev/zero of=/mnt/x bs=1k count=99 2>/dev/null";
    let said = |script: &str, says: &str, what_to_do: &str| {
        let ran = in_mounts(&desk, script, "doctor --json --run-dir /mnt/runs").status(2);
        let found: Value = serde_json::from_str(&ran.stdout).unwrap();
        for check in ["disk of the runs", "disk of the state"] {
            assert_eq!(verdict(&found, check), "problem", "{found}");
            assert!(text(&found, check).contains(says), "{found}");
            assert!(remedy(&found, check).starts_with(what_to_do), "{found}");
        }
    };
    said(full, "No space left on device", "free some space");
    said("mount -t tmpfs -o ro tmpfs /mnt", "Read-only file system", "make /mnt writable");
}

/// An administrator's folder for rooms that admits a group.
#[test]
fn a_folder_of_a_group_is_repaired_for_that_group() {
    if !can_mount() || !can_be_others() {
        return;
    }
    let desk = Desk::new();
    let system = |mode: &str| {
        format!(
            "mount -t tmpfs -o mode=755 tmpfs /var/lib; mkdir -m {mode} /var/lib/deskferry; \
             chgrp 64322 /var/lib/deskferry"
        )
    };
    let ran = in_mounts(&desk, &format!("{}; mount -t tmpfs tmpfs /mnt", system("0770")), "doctor --json")
        .status(2);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        remedy(&found, "account's room"),
        "have an administrator repair it: chmod 1770 /var/lib/deskferry"
    );
    let anna = Person::new(ANNA);
    let hers = anna.command(&desk, "doctor --json");
    let mut command = Command::new("unshare");
    let script = format!("{}; exec \"$0\" \"$@\"", system("1770"));
    command.args(["--mount", "sh", "-c", &script]).arg(hers.get_program()).args(hers.get_args());
    command.env_clear().envs(hers.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = command.current_dir(anna.path("")).output().unwrap();
    let found: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(
        text(&found, "account's room"),
        "/var/lib/deskferry admits only the group number 64322, and you are not in it"
    );
    assert!(
        remedy(&found, "account's room").starts_with("have an administrator add you to the group"),
        "{found}"
    );
}
