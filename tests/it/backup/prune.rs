//! `deskferry backup prune`: the rules of retention alone.

use deskferry::backup::CompletenessKind;
use deskferry::journal::FolderLock;
use jiff::{SignedDuration, Timestamp};

use super::list::put;
use crate::backup_check::people;
use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran};

fn shelf() -> Shelf {
    Shelf::new(&people(1))
}

fn days(days: std::ops::RangeInclusive<u32>) -> Ferry {
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
    assert_eq!((left(&ferry), dry.stdout.as_str()), (before, ""));
    let ran = prune(&ferry, "--keep-last 1").status(0).says("Backups: 2 kept, 5 removed");
    ran.says("20261101T020000Z-00000b was not removed");
    let expected = ["20261101T020000Z-00000b", "20261115T020000Z-00000a", "20261116T020000Z-00000c", "other"];
    assert_eq!(left(&ferry), expected, "the newest complete one stays");
    assert_eq!(prune(&ferry, "--keep-last 1 -q").status(0).stdout, "");
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
    prune(&ferry, "--keep-last 1").status(2).says("nothing was removed").says("is dated in the future");
    assert_eq!(left(&ferry).len(), 4);
}

#[test]
fn a_running_backup_is_not_disturbed() {
    let ferry = days(10..=12);
    let _lock = FolderLock::take(&ferry.path().join("t")).unwrap();
    prune(&ferry, "--keep-last 1").status(2);
    assert_eq!(left(&ferry).len(), 3);
}
