//! `deskferry backup prune`: the rules of retention alone.

use std::process::Stdio;
use std::time::Duration;

use deskferry::backup::CompletenessKind;
use deskferry::journal::FolderLock;
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};

use super::list::put;
use crate::backup_check::people;
use crate::backup_fixture::{Shelf, edited};
use crate::command_line::{Ferry, Ran};

fn shelf() -> Shelf {
    Shelf::new(&people(1))
}

pub(super) fn days(days: std::ops::RangeInclusive<u32>) -> Ferry {
    let ferry = Ferry::new();
    days.for_each(|day| put(&ferry, &format!("202611{day}T020000Z-00000a"), shelf()));
    ferry
}

fn prune(ferry: &Ferry, flags: &str) -> Ran {
    ferry.then().line("backup prune t").line(flags).run()
}

fn left(ferry: &Ferry) -> Vec<String> {
    let entries = std::fs::read_dir(ferry.path().join("t")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != ".deskferry-backup.lock").collect();
    names.sort();
    names
}

#[test]
fn only_what_no_rule_keeps_is_removed() {
    let ferry = days(10..=15).file("t/20261101T020000Z-00000b/manifest.json", "{").file("t/other/x", "");
    put(&ferry, "20261116T020000Z-00000c", shelf().kind(CompletenessKind::Unproven));
    let before = left(&ferry);
    let dry =
        prune(&ferry, "--keep-last 1 --keep-dry-run").status(0).says("2 would be kept, 5 would be removed");
    assert_eq!(left(&ferry), before);
    let of = |word: &str| dry.stdout.lines().filter(|line| line.starts_with(word)).count();
    assert_eq!((of("keep  "), of("remove  ")), (2, 5), "{dry}");
    let ran = prune(&ferry, "--keep-last 1").status(0).says("Backups: 2 kept, 5 removed");
    ran.says("20261101T020000Z-00000b was not removed");
    let expected = ["20261101T020000Z-00000b", "20261115T020000Z-00000a", "20261116T020000Z-00000c", "other"];
    assert_eq!(left(&ferry), expected, "the newest complete one stays");
    let quiet = prune(&ferry, "--keep-last 1 -q").status(0);
    assert_eq!(
        quiet.stdout,
        "kept     20261116T020000Z-00000c  last\nkept     20261115T020000Z-00000a  last complete\n"
    );
    let all = prune(&ferry, "--keep-last 1 --json").status(0).listed("backups");
    assert_eq!((&all[0]["kept"], &all[1]["rules"][0]), (&true.into(), &"last complete".into()));
}

/// Nobody can tell whether the loss was accepted.
#[rstest]
#[case("\"losses\"", "\"losse\"")]
#[case("\"accepted\"", "\"acceptec\"")]
#[case("\"schemaVersion\": ", "\"schemaVersion\": 9")]
fn a_damaged_manifest_with_an_alarm_freezes_the_removal(#[case] from: &str, #[case] to: &str) {
    let ferry = days(10..=12);
    put(&ferry, "20261113T020000Z-00000c", shelf().alarmed());
    let path = ferry.path().join("t/20261113T020000Z-00000c/manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(&path, text.replace(from, to)).unwrap();
    let before = left(&ferry);
    for flags in ["--keep-last 1", "--keep-last 1 --keep-dry-run"] {
        let said = prune(&ferry, flags).status(6);
        said.says(
            "no backup was removed: the manifest of 20261113T020000Z-00000c is damaged and has an alarm",
        );
    }
    assert_eq!(left(&ferry), before);
    std::fs::rename(path.parent().unwrap(), ferry.path().join("moved")).unwrap();
    prune(&ferry, "--keep-last 1").status(0).says("1 kept, 2 removed");
}

#[test]
fn rules_are_needed() {
    let ferry = days(10..=12);
    prune(&ferry, "").status(2).says("say which backups to keep, for example --keep-daily 14");
    prune(&ferry, "--keep-last 0").status(2).says("the policy keeps nothing");
    ferry.then().line("backup prune nowhere --keep-last 1").run().status(2).says("there is no file");
    ferry.file("e/x", "").line("backup prune e --keep-last 1").run().status(0).says("no backups in e");
}

#[test]
fn another_account_is_never_thinned_by_the_way() {
    let ferry = days(10..=12);
    (13..=15).for_each(|day| put(&ferry, &format!("202611{day}T020000Z-00000b"), shelf().of("other")));
    let said = prune(&ferry, "--keep-last 1").status(2);
    said.says("backups of several accounts; choose one with --account")
        .says("  other http://account.invalid/");
    prune(&ferry, "--keep-last 1 --account nobody").status(2).says("no backups of the account \"nobody\"");
    assert_eq!(left(&ferry).len(), 6);
    prune(&ferry, "--keep-last 1 --account other").status(0).says("1 kept, 2 removed");
    assert_eq!(left(&ferry).len(), 4);
}

#[test]
fn a_backup_of_the_future_removes_nothing() {
    let ferry = days(10..=12);
    let tomorrow = Timestamp::now() + SignedDuration::from_hours(24);
    put(&ferry, &format!("{}-00000f", tomorrow.strftime("%Y%m%dT%H%M%SZ")), shelf());
    prune(&ferry, "--keep-last 1").status(2).says("no backup was removed").says("is dated in the future");
    assert_eq!(left(&ferry).len(), 4);
}

/// What is left of a killed backup stays until the command is sure to do its work.
#[test]
fn a_refused_command_removes_nothing_at_all() {
    const LEFT: &str = ".deskferry-draft-20261102T020000Z-00000b";
    let ferry = days(10..=12).file(&format!("t/{LEFT}/customers.jsonl.zst"), "x");
    put(&ferry, "20261113T020000Z-00000b", shelf().of("other"));
    prune(&ferry, "--keep-last 1").status(2).says("several accounts");
    prune(&ferry, "--keep-last 1 --account nobody").status(2);
    let tomorrow = Timestamp::now() + SignedDuration::from_hours(24);
    put(&ferry, &format!("{}-00000f", tomorrow.strftime("%Y%m%dT%H%M%SZ")), shelf().of("other"));
    prune(&ferry, "--keep-last 1 --account other").status(2).says("is dated in the future");
    assert!(left(&ferry).contains(&LEFT.to_owned()));
    prune(&ferry, "--keep-last 1 --account sandbox-client").status(0).says("left of the interrupted backup");
    assert!(!left(&ferry).contains(&LEFT.to_owned()));
}

#[test]
fn a_running_backup_is_not_disturbed() {
    let ferry = days(10..=12);
    let _lock = FolderLock::take(&ferry.path().join("t")).unwrap();
    prune(&ferry, "--keep-last 1").status(2).says("can't remove backups in that folder");
    assert_eq!(left(&ferry).len(), 3);
}

#[test]
fn what_killed_processes_have_left_is_removed() {
    let ferry = days(10..=11)
        .file("t/.deskferry-removed-20261101T020000Z-00000b/customers.jsonl.zst", "x")
        .file("t/.deskferry-draft-20261102T020000Z-00000b/customers.jsonl.zst", "x");
    prune(&ferry, "--keep-last 1 --keep-dry-run").status(0);
    assert_eq!(left(&ferry).len(), 4);
    prune(&ferry, "--keep-last 1").status(0).says("the interrupted backup 20261102T020000Z-00000b");
    assert_eq!(left(&ferry), ["20261111T020000Z-00000a"]);
}

/// Many small backups; the newest is the only one that `--keep-last 1` keeps.
fn many(count: usize) -> Ferry {
    let ferry = days(10..=10);
    let folder = ferry.path().join("t");
    let text = std::fs::read_to_string(folder.join("20261110T020000Z-00000a/manifest.json")).unwrap();
    for at in 0..count {
        let name = format!("20261109T020000Z-{at:06x}");
        let manifest = edited(&text, "20261110T020000Z-00000a", &name);
        std::fs::create_dir(folder.join(&name)).unwrap();
        std::fs::write(folder.join(&name).join("manifest.json"), manifest).unwrap();
    }
    ferry
}

/// True if the signal came before the end, which a busy machine may miss.
fn stops_between_two_backups() -> bool {
    let ferry = many(1500);
    let prune = ferry.then().line("backup prune t --keep-last 1");
    let child = prune.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while ferry.path().join("t/20261109T020000Z-000000").exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    if out.status.code() == Some(0) {
        return false;
    }
    assert_eq!(out.status.code(), Some(4), "{said}");
    let removed = String::from_utf8(out.stdout).unwrap().matches("removed  2026").count();
    assert!(said.contains(&format!("removed {removed} of 1500 backups that no rule keeps")), "{said}");
    assert!(said.contains("SIGTERM: stopping before the next backup is removed; send it again"), "{said}");
    let there = left(&ferry);
    assert_eq!(there.len(), 1501 - removed);
    assert!(there.iter().all(|name| !name.starts_with('.')), "no half of a backup: {there:?}");
    true
}

#[test]
fn a_signal_stops_between_two_backups() {
    assert!((0..5).any(|_| stops_between_two_backups()));
}

/// `backup` and a word of its family mean a command only where a command stands.
#[test]
fn a_backup_of_another_command_is_no_command() {
    let said = |line: &str| Ferry::new().line(line).run().status(2).stderr;
    let said = |line: &str| said(line).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said("backup list").contains("`list` is a command; for a folder with this name, write ./list"));
    let diff = said("backup diff t/latest");
    assert!(
        diff.contains("`backup diff A B` compares two backups") && !diff.contains("is a command"),
        "{diff}"
    );
    let list = said("backup list t --since 7d");
    assert!(list.contains("unexpected argument '--since'") && !list.contains("tip:"), "{list}");
    let runs = said("runs --since 7d");
    assert!(runs.contains("--since is a flag of `deskferry runs list`"), "{runs}");
    let other = said("runs show --since 7d");
    assert!(!other.contains("is a flag of"), "{other}");
    let restore = said("restore backup --without list --key email --by-id-only");
    assert!(restore.contains("cannot be used with") && !restore.contains("is a command"), "{restore}");
}
