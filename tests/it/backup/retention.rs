//! The retention rules after a backup: what is removed, and what always stays.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};

use super::{again, backup, backups, desk};
use crate::backup_fixture::edited;

#[test]
fn old_backups_are_removed_and_reported() {
    let desk = desk(5, "");
    let first = backup(&desk, "").run().status(0);
    let second = again(&first, &desk, "").run().status(0);
    let preview = again(&second, &desk, "--keep-last 1 --keep-dry-run").run().status(0);
    let preview = preview.says("Backups: 1 would be kept, 2 would be removed");
    assert_eq!(backups(preview.path()).len(), 3);
    let last = again(&second, &desk, "--keep-last 2 -v").run().status(0).says("Backups: 2 kept, 2 removed");
    let last = last.says(&format!("removed  {}", first.stdout.trim().trim_start_matches("b/")));
    let name = last.stdout.trim().trim_start_matches("b/");
    assert!(last.stderr.contains(&format!("kept     {name}  last, last complete")), "{last}");
    assert_eq!(backups(last.path()), [preview.folder(), last.folder()]);
}

#[test]
fn the_last_complete_backup_always_stays() {
    let desk = desk(80, "page-size=6");
    let complete = backup(&desk, "").run().status(0);
    let counted = again(&complete, &desk, "--single-pass --keep-last 1").run().status(0);
    let counted = counted.says("Backups: 2 kept, 0 removed");
    assert_eq!(backups(counted.path()).len(), 2);
    desk.configure(|options| {
        options.set("order", "scattered").unwrap();
        options.set("churn", "reorder:3").unwrap();
    });
    let unproven = again(&counted, &desk, "--max-passes 3 --keep-last 1").run().status(5);
    let unproven = unproven.says("no old backup was removed");
    assert_eq!(backups(unproven.path()).len(), 3);
    // One more counted backup, and this time retention runs: the counted and the unproven one go.
    desk.configure(|options| options.set("churn", "none").unwrap());
    let ran = again(&unproven, &desk, "--single-pass --keep-last 1").run().status(0);
    assert_eq!(backups(ran.path()), [complete.folder(), ran.folder()]);
}

#[test]
fn the_backups_of_another_account_are_not_touched() {
    let (one, other) = (desk(5, ""), desk(5, ""));
    let ran = backup(&one, "").run().status(0);
    let ran = again(&ran, &other, "--keep-last 1").run().status(0).says("Backups: 1 kept, 0 removed");
    assert_eq!(backups(ran.path()).len(), 2);
}

#[test]
fn a_clock_that_was_set_back_removes_nothing() {
    let desk = desk(5, "");
    let first = backup(&desk, "").run().status(0);
    let old = first.folder();
    let name = "20990101T000000Z-00000a";
    let text = std::fs::read_to_string(old.join("manifest.json")).unwrap();
    let text = edited(&text, old.file_name().unwrap().to_str().unwrap(), name);
    std::fs::write(old.join("manifest.json"), text).unwrap();
    std::fs::rename(&old, old.with_file_name(name)).unwrap();
    let ran = again(&first, &desk, "--keep-last 1").run().status(0).says("the clock is or was wrong");
    assert_eq!(backups(ran.path()), [ran.folder(), old.with_file_name(name)]);
}

/// A signal that comes while the manifests are read is seen before the first removal. On a busy machine the signal may
/// come after the end: then the test tries again, with more to read.
#[test]
fn a_signal_while_the_manifests_are_read_removes_nothing() {
    let stopped = [5, 20, 80].into_iter().find_map(stopped_while_reading);
    let (said, left, before) = stopped.expect("the signal never came in time");
    assert!(said.contains("SIGTERM: stopping before the next backup is removed"), "{said}");
    let end = "not all old ones were removed: stopped by SIGTERM; removed 0 of 1 backup that no rule keeps";
    assert!(said.contains(end), "{said}");
    assert_eq!(left, before + 1);
}

/// What the stopped program said, and the number of backups after and before it; `None` if it ended before the signal.
fn stopped_while_reading(manifests: usize) -> Option<(String, usize, usize)> {
    let desk = desk(5, "");
    let first = backup(&desk, "").run().status(0);
    // Each large manifest is damaged only at its end.
    let text = first.path().join("large.json");
    std::fs::write(&text, format!("{{\"a\":\"{}\"}}", "a".repeat(64 << 20))).unwrap();
    for n in 0..manifests {
        let large = first.folder().with_file_name(format!("20251109T02{:02}{:02}Z-00000f", n / 60, n % 60));
        std::fs::create_dir(&large).unwrap();
        std::fs::hard_link(&text, large.join("manifest.json")).unwrap();
    }
    let before = backups(first.path()).len();
    let next = again(&first, &desk, "--keep-last 1");
    let mut child = next.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut made = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut made).unwrap();
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    match child.wait().unwrap().code() {
        Some(0) if said.contains("Backups: 1 kept, 1 removed") => None,
        code => {
            assert_eq!(code, Some(4), "{said}");
            Some((said, backups(first.path()).len(), before))
        }
    }
}
