//! Many backups of one passphrase: they share a key, so a passphrase is tried once for all of them.

use std::path::Path;

use serde_json::json;

use super::history::{document, history, night, put, values};
use super::{again, backup, desk};
use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry, Ran};

const RIGHT: &str = "correct horse";

fn tries(ran: &Ran) -> usize {
    ran.stderr.matches("trying the passphrase on ").count()
}

fn key_of(ran: &Ran) -> Vec<u8> {
    std::fs::read(ran.folder().join("key.age")).unwrap()
}

fn name_of(ran: &Ran) -> String {
    ran.stdout.trim().trim_start_matches("b/").to_owned()
}

fn with(ran: &Ran, line: &str, passphrase: &str) -> Ran {
    ran.then().line(line).env("DESKFERRY_PASSPHRASE", passphrase).run()
}

/// A backup after the memo of the first customer was set.
fn next(ran: Option<&Ran>, desk: &Desk, memo: &str, passphrase: &str) -> Ran {
    let mut one = desk.customers()[0].clone();
    one["memo"] = json!(memo);
    desk.put(one).unwrap();
    let ferry = ran.map_or_else(|| backup(desk, ""), |ran| again(ran, desk, ""));
    ferry.env("DESKFERRY_PASSPHRASE", passphrase).run().status(0)
}

#[test]
fn backups_of_one_passphrase_share_their_key_and_it_is_tried_once() {
    let desk = desk(4, "");
    let id = desk.customers()[0]["id"].as_str().unwrap().to_owned();
    let first = next(None, &desk, "a", RIGHT);
    let second = next(Some(&first), &desk, "b", RIGHT).says("added 0, changed 1, gone 0");
    let third = next(Some(&second), &desk, "c", RIGHT);
    assert!(key_of(&first) == key_of(&second) && key_of(&first) == key_of(&third));

    let ran = with(&third, &format!("history b id={id} --json -v"), RIGHT).status(0);
    assert_eq!((values(&ran, "memo").len(), tries(&ran)), (3, 1), "{ran}");
    let ran = with(&third, "check b --all -v", RIGHT).status(0);
    assert_eq!(tries(&ran), 1, "{ran}");
    let ran = with(&third, &format!("history b id={id} -v"), "wrong").status(2);
    assert_eq!(tries(&ran), 1, "{ran}");
    assert!(ran.says("the passphrase is wrong").stdout.is_empty());

    // Each backup is whole for itself, wherever it is.
    let away = third.path().join("away");
    std::fs::create_dir(&away).unwrap();
    std::fs::rename(third.folder(), away.join(name_of(&third))).unwrap();
    with(&third, &format!("check away/{}", name_of(&third)), RIGHT).status(0).says("4 customers");
    with(&third, "check b/latest", RIGHT).status(0).says("4 customers");
}

/// The backups of each passphrase stay readable by it.
#[test]
fn another_passphrase_begins_a_new_key() {
    let desk = desk(4, "");
    let id = desk.customers()[0]["id"].as_str().unwrap().to_owned();
    let first = next(None, &desk, "a", RIGHT);
    let second = next(Some(&first), &desk, "b", "another");
    let second = second.says("the passphrase does not open the earlier backup; this backup has a new key");
    let third = next(Some(&second), &desk, "c", "another").says("changed 1");
    assert!(key_of(&first) != key_of(&second) && key_of(&second) == key_of(&third));

    for (passphrase, unknown, memos) in [(RIGHT, &second, vec!["a"]), ("another", &first, vec!["b", "c"])] {
        let ran = with(&third, &format!("history b id={id} --json -v"), passphrase).status(5);
        let ran = ran.says(&format!("nothing is known of {}", name_of(unknown)));
        let found: Vec<_> = values(&ran, "memo").into_iter().map(|(_, memo)| memo).collect();
        assert_eq!((found, tries(&ran)), (memos.into_iter().map(|memo| json!(memo)).collect(), 2), "{ran}");
    }
    assert_eq!(tries(&with(&third, &format!("history b id={id} -v"), "neither").status(2)), 2);
}

fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_key_is_not_taken_over() {
    let desk = desk(4, "");
    let first = next(None, &desk, "a", RIGHT);
    let good = key_of(&first);
    flip(&first.folder().join("key.age"));
    let second = next(Some(&first), &desk, "b", RIGHT).says("does not match the manifest");
    let second = second.says("this backup has a new key").says("Not compared with");
    assert!(key_of(&second) != good && key_of(&second) != key_of(&first));
    with(&second, "check b/latest", RIGHT).status(0).says("4 customers");
}

/// Backups of earlier versions: each has a key of its own.
#[test]
fn a_wrong_passphrase_is_not_tried_on_every_key() {
    let ferry = Ferry::new();
    let customers = [json!({"id": "c1", "name": "Ann"})];
    (0..6).for_each(|at| put(&ferry, at, Shelf::new(&customers).detailed().under(RIGHT)));
    let cores = std::thread::available_parallelism().unwrap().get();
    let run =
        |line: &str, passphrase: &str| ferry.then().line(line).env("DESKFERRY_PASSPHRASE", passphrase).run();
    let ran = run("history t id=c1 -v", "wrong").status(2);
    assert!(tries(&ran) < 3 + cores.min(4), "{ran}");
    let ran = run("check t --all -v", "wrong").status(2).says("6 backups checked, 6 NOT good");
    assert_eq!(tries(&ran), 3, "{ran}");
    ran.says("was not tried: the passphrase is wrong for 3 others; check DESKFERRY_PASSPHRASE");
    let ran = run("history t id=c1 --json -v", RIGHT).status(0);
    assert_eq!((values(&ran, "name").len(), tries(&ran)), (1, 6), "{ran}");
}

/// The oldest ones have another passphrase, and the newest does not: the right one is not given up.
#[test]
fn older_backups_with_another_passphrase_hide_no_newer_one() {
    let ferry = Ferry::new();
    let customers = [json!({"id": "c1", "name": "Ann"})];
    for at in 0..6 {
        put(&ferry, at, Shelf::new(&customers).detailed().under(if at < 4 { "earlier" } else { RIGHT }));
    }
    let ran = ferry.then().line("check t --all").env("DESKFERRY_PASSPHRASE", RIGHT).run().status(2);
    ran.says("6 backups checked, 4 NOT good");
}

#[test]
fn backups_of_several_kinds_stand_beside_each_other() {
    let ferry = Ferry::new();
    let customers = |memo: &str| [json!({"id": "c1", "name": "Ann", "memo": memo})];
    put(&ferry, 0, Shelf::new(&customers("a")).detailed());
    put(&ferry, 1, Shelf::new(&customers("b")).detailed().under(RIGHT));
    put(&ferry, 2, Shelf::new(&customers("c")).detailed());
    let ran = history(&ferry, "id=c1 --json").status(5).says(&format!("nothing is known of {}", night(1)));
    assert_eq!(values(&ran, "memo").len(), 2);
    let ran = ferry.then().line("history t id=c1 --json").env("DESKFERRY_PASSPHRASE", RIGHT).run().status(0);
    assert_eq!((values(&ran, "memo").len(), &document(&ran)["complete"]), (3, &json!(true)));
}
