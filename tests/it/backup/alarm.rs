//! The alarm: a backup after which too much is gone is kept and marked, and nothing old is removed until somebody
//! accepts it.

use serde_json::{Value, json};

use super::{again, backup, backups, changes, manifest};
use crate::command_line::{Desk, Ferry, Ran};

/// Customers with a memo and a custom field.
pub(crate) fn people(count: usize) -> Desk {
    Desk::holding((0..count).map(|at| {
        json!({"id": format!("c{at:03}"), "name": format!("Person {at}"), "email": format!("p{at}@example.org"),
            "memo": format!("note {at}"), "customFields": {"segment": "gold"}})
    }))
}

/// So many customers go.
pub(crate) fn lose(desk: &Desk, count: usize) -> Vec<Value> {
    let gone: Vec<Value> = desk.customers().into_iter().take(count).collect();
    gone.iter().for_each(|one| assert!(desk.remove(one["id"].as_str().unwrap()).unwrap()));
    gone
}

/// So many customers lose what `change` takes from them.
pub(crate) fn change(desk: &Desk, count: usize, change: impl Fn(&mut Value)) {
    for mut one in desk.customers().into_iter().take(count) {
        change(&mut one);
        desk.put(one).unwrap();
    }
}

pub(super) fn name(ran: &Ran) -> String {
    ran.folder().file_name().unwrap().to_str().unwrap().to_owned()
}

/// No line from the alarm on is longer than a terminal.
#[track_caller]
pub(super) fn fits(text: &str) {
    let text = text.split_once("warning: ").map_or(text, |(_, alarm)| alarm);
    let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");
}

fn line(ran: &Ran, line: &str) -> Ran {
    ran.then().line(line).run()
}

fn listed(ran: &Ran) -> Vec<Value> {
    line(ran, "backup list b --json").status(0).listed("backups")
}

#[test]
fn too_many_customers_are_gone() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    lose(&desk, 21);
    let ran = again(&first, &desk, "--keep-last 1").run().status(6);
    let (old, new) = (name(&first), name(&ran));
    let ran = ran.says(&format!("warning: 21 of 40 customers are gone since {old}\n"));
    let ran = ran.says("(allowed: --max-removed 5%,20)").says(&format!("deskferry backup accept b/{new}"));
    let ran = ran.says(&format!("deskferry backup diff b/{old} b/{new}"));
    fits(&ran.stderr);
    assert_eq!(ran.stdout, format!("b/{new}\n"), "the backup is there");
    assert_eq!(backups(ran.path()).len(), 2, "and the old one as well");
    let alarm = &manifest(&ran)["alarm"];
    assert_eq!((&alarm["against"], alarm.get("accepted")), (&json!(old), None));
    let loss = json!([{"what": "customers", "field": null, "lost": 21, "of": 40, "atLeast": false,
        "limit": "--max-removed 5%,20"}]);
    assert_eq!(alarm["losses"], loss);
    let quiet = again(&ran, &desk, "-q").run().status(6).says("warning: 21 of 40 customers are gone");
    assert_eq!(changes(&quiet)["against"], json!(old), "compared with the last accepted one");
    assert_eq!(backups(ran.path()).len(), 3);
}

#[test]
fn until_it_is_accepted_latest_stays_and_nothing_is_removed() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    lose(&desk, 30);
    let second = again(&first, &desk, "").run().status(6);
    let third = again(&second, &desk, "").run().status(6);
    let [old, new] = [&first, &third].map(name);
    let note = format!("{new} is newer but marked, because 30 of 40 customers are gone since {old}");
    let shown = line(&third, "backup show b/latest").status(0).says(&note);
    assert!(shown.stdout.starts_with(&format!("b/{old}\n")), "{shown}");
    line(&third, "check b/latest").status(0).says(&note).says("40 customers read");
    line(&third, "check b/latest --drill").status(0).says("40 customers restored into a sandbox");
    let restored = third.then().line("restore b/latest --dry-run --sandbox=s.db").fast().run().status(0);
    restored.says(&note).says("40");
    line(&third, &format!("backup diff b/latest b/{new} --json")).status(0).says(&note);
    let marked = line(&third, &format!("check b/{new}")).status(0);
    marked.says("marked, not accepted: 30 of 40 customers are gone");
    let all = line(&third, "check b --all").status(0);
    assert_eq!(all.stderr.matches(", marked\n").count(), 2, "{all}");
    for flags in ["--keep-last 1", "--keep-last 1 --keep-dry-run", "--keep-last 1 --json"] {
        let ran = line(&third, &format!("backup prune b {flags}")).status(6);
        let ran = ran.says(&format!("no backup was removed: {new} is marked, because 30 of 40"));
        assert_eq!(ran.stdout.is_empty(), !flags.contains("--json"), "{ran}");
    }
    assert_eq!(backups(third.path()).len(), 3);
    let table = line(&third, "backup list b").status(0);
    fits(&table.stdout);
    assert_eq!(table.stdout.matches("  marked\n  30 of 40 customers are gone").count(), 2, "{table}");
    assert_eq!(listed(&third)[0]["alarm"], Value::Null);
}

#[test]
fn an_accepted_backup_counts_as_any_other() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    lose(&desk, 30);
    let second = again(&first, &desk, "").run().status(6);
    let third = again(&second, &desk, "").run().status(6);
    let accept = |what: &str| third.then().args(["backup", "accept", what]).run();
    accept("b/latest").status(2).says(&format!("{} is newer but marked", name(&third)));
    let [b1, b2, b3] = [&first, &second, &third].map(|ran| ran.stdout.trim().to_owned());
    accept(&b1).status(0).says("is not marked: there is nothing to accept");
    accept("b").status(2).says("b contains backups; name one of them");
    accept("nowhere/x").status(2);
    let early = accept(&b2).status(0).says("Accepted b/").says("30 of 40 customers are gone");
    early.says(&format!("{} is marked still", name(&third)));
    line(&third, "backup prune b --keep-last 1").status(6);
    let accepted = accept(&format!("{b3}/")).status(0);
    assert!(!accepted.stderr.contains("accepted with it"), "{accepted}");
    assert!(!accepted.stderr.contains("marked still"), "{accepted}");
    accept(&b3).status(0).says("was accepted at 20");
    line(&third, &format!("check {b3}")).status(0).says("accepted at 20");
    let shown = line(&third, "backup show b/latest").status(0);
    assert!(shown.stdout.starts_with(&format!("{b3}\n")) && shown.stdout.contains("accepted at"), "{shown}");
    fits(&shown.stdout);
    assert!(line(&third, "backup list b").stdout.contains("  accepted\n"));
    let next = again(&third, &desk, "--keep-last 1").run().status(0).says("unchanged 10");
    assert_eq!(backups(next.path()), [next.folder()], "the retention works again");
}

#[test]
fn the_alarm_ends_when_the_customers_are_back_but_not_the_freeze() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    let gone = lose(&desk, 30);
    let second = again(&first, &desk, "").run().status(6);
    gone.into_iter().for_each(|one| drop(desk.put(one).unwrap()));
    let third = again(&second, &desk, "--keep-last 1").run().status(0).says("unchanged 40");
    let said = format!("no old backup was removed: {} is marked and not accepted", name(&second));
    let third = third.says(&said);
    line(&third, "backup prune b --keep-last 1").status(6).says(&name(&second));
    assert_eq!(backups(third.path()).len(), 3);
    line(&third, &format!("backup accept b/{}", name(&second))).status(0);
    line(&third, "backup prune b --keep-last 1").status(0);
    assert_eq!(backups(third.path()), [third.folder()]);
}

#[test]
fn a_single_pass_does_not_end_it() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    let gone = lose(&desk, 30);
    let second = again(&first, &desk, "").run().status(6);
    gone.into_iter().for_each(|one| drop(desk.put(one).unwrap()));
    let third = again(&second, &desk, "--single-pass --keep-last 1").run().status(0);
    let third =
        third.says(&format!("no old backup was removed: {} is marked and not accepted", name(&second)));
    assert_eq!(backups(third.path()).len(), 3);
}

#[test]
fn a_limit_is_a_percentage_or_a_number() {
    let desk = people(40);
    let first = backup(&desk, "--max-removed 0 --max-emptied 0").run().status(0);
    lose(&desk, 1);
    for (flags, status) in [
        ("--max-removed 0", 6),
        ("--max-removed 0%", 6),
        ("--max-removed 2.4%", 6),
        ("--max-removed 2.5%", 0),
        ("--max-removed 1", 0),
        ("--max-removed 100%", 0),
        ("", 0),
    ] {
        // Each from the first backup alone.
        let ran = again(&first, &desk, flags).run().status(status);
        std::fs::remove_dir_all(ran.folder()).unwrap();
    }
    for (flags, said) in [
        ("--max-removed 5.5", "give what may be lost"),
        ("--max-removed -1", "unexpected argument"),
        ("--max-emptied 101%", "give what may be lost"),
        ("--max-emptied mem=5", "did you mean \"memo\""),
    ] {
        again(&first, &desk, flags).run().status(2).says(said);
    }
}

#[test]
fn too_many_values_are_emptied() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    change(&desk, 22, |one| one["memo"] = json!(null));
    change(&desk, 21, |one| one["customFields"] = json!({}));
    let ran = again(&first, &desk, "").run().status(6);
    let ran = ran.says(&format!("warning: 22 of 40 values of memo were emptied since {}\n", name(&first)));
    let ran = ran.says("21 of 40 values of customFields.segment were emptied\n");
    let ran = ran.says("(allowed: --max-emptied 20%,20)").says("22  memo (22 emptied)");
    fits(&ran.stderr);
    let reason = listed(&ran)[1]["alarm"].clone();
    assert_eq!(
        (&reason["losses"][1]["field"], &reason["losses"][1]["of"]),
        (&json!("customFields.segment"), &json!(40))
    );
    let table = line(&ran, "backup list b").status(0).stdout.replace("\n  ", " ");
    assert!(table.contains("(and 1 more limit was exceeded)"), "{table}");
    for (flags, status, said) in [
        ("--max-emptied 100%", 0, "memo"),
        ("--max-emptied memo=22 --max-emptied customFields.segment=60%", 0, "memo"),
        ("--max-emptied memo=22", 6, "warning: 21 of 40 values of customFields.segment"),
        ("--max-emptied 100% --max-emptied memo=21", 6, "(allowed: --max-emptied memo=21)"),
    ] {
        let ran = again(&first, &desk, flags).run().status(status).says(said);
        std::fs::remove_dir_all(ran.folder()).unwrap();
    }
}

#[test]
fn new_customers_and_new_fields_raise_no_alarm() {
    let desk = people(30);
    let first = backup(&desk, "").run().status(0);
    let more = |at: usize| json!({"name": format!("New {at}"), "customFields": {"level": "1"}});
    (0..60).for_each(|at| drop(desk.put(more(at)).unwrap()));
    change(&desk, 30, |one| one["customFields"]["level"] = json!("2"));
    let flags = "--max-removed 0 --max-emptied 0";
    again(&first, &desk, flags).run().status(0).says("added 60, changed 30, gone 0, unchanged 0");
    let other = Desk::holding([json!({"id": "1", "name": "Other account"})]);
    again(&first, &other, flags).run().status(0).says("there is no earlier complete backup of this account");
}

#[test]
fn a_backup_is_accepted_only_by_whoever_holds_the_folder() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    lose(&desk, 30);
    let second = again(&first, &desk, "").run().status(6);
    let lock = deskferry::journal::FolderLock::take(&second.path().join("b")).unwrap();
    let accept = || second.then().args(["backup", "accept", second.stdout.trim()]);
    accept().run().status(2).says("can't accept a backup in that folder");
    drop(lock);
    let killed = accept().env("DESKFERRY_FAIL_POINT", "backup-accepting");
    let status = killed.command().output().unwrap().status;
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9));
    line(&second, &format!("check {}", second.stdout.trim())).status(0).says("marked, not accepted");
    accept().run().status(0);
    line(&second, "check b/latest").status(0).says("accepted at");
}

#[test]
fn a_folder_named_accept_needs_its_path() {
    let desk = people(3);
    let ran = Ferry::new().sandbox(&desk).line("backup ./accept").fast().run().status(0);
    assert!(ran.path().join("accept").is_dir());
    line(&ran, "backup accept").status(2);
}
