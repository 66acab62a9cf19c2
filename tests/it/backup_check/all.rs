//! `deskferry check TARGET --all`: every backup of a target.

use deskferry::backup::CompletenessKind;

use super::age::aged;
use super::people;
use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran};

const NAMES: [&str; 4] = [
    "20261120T020000Z-000001",
    "20261121T020000Z-000002",
    "20261122T020000Z-000003",
    "20261123T020000Z-000004",
];

fn with(shelves: impl IntoIterator<Item = Shelf>) -> Ferry {
    let ferry = Ferry::new();
    for (shelf, name) in shelves.into_iter().zip(NAMES) {
        shelf.named(name).put(&ferry.path().join("t").join(name));
    }
    ferry
}

fn check(ferry: &Ferry, flags: &str) -> Ran {
    ferry.then().line("check t --all --no-progress").line(flags).run()
}

#[test]
fn good_ones_are_one_line_each() {
    let ferry = with([aged(3000), aged(1500), aged(60).under("correct horse")]);
    let ran = check(&ferry, "").status(0).says("3 backups checked, 0 NOT good");
    let ran = ran.says(&format!("t/{}: good, 2 customers, 50 hours old", NAMES[0]));
    let ran =
        ran.says(&format!("t/{}: good as far as it can be seen without the key, 60 minutes old", NAMES[2]));
    assert_eq!(ran.stdout, "");
    assert_eq!(check(&ferry, "-q").status(0).stderr, "");
    let wrong = check(&ferry, "--drill").status(2);
    assert!(wrong.stderr.contains("cannot be used with"), "{wrong}");
}

#[test]
fn every_bad_one_is_named_and_the_others_are_checked() {
    let ferry = with([aged(10), aged(9), aged(8).kind(CompletenessKind::Unproven), aged(7)]);
    let file = ferry.path().join("t").join(NAMES[1]).join("customers.jsonl.zst");
    std::fs::write(&file, "x").unwrap();
    let ferry =
        ferry.file("t/20261101T020000Z-00000a/manifest.json", "{").file("t/20261102T020000Z-00000b/x", "");
    let ran = check(&ferry, "").status(5).says("6 backups checked, 4 NOT good");
    let ran = ran.says("customers.jsonl.zst: damaged").says("customers may be missing");
    let ran = ran.says("20261101T020000Z-00000a: NOT good").says("is not a manifest of a backup");
    let ran = ran.says("20261102T020000Z-00000b: NOT good").says("it has no manifest.json");
    let ran = ran.says(&format!("t/{}: good, 2 customers", NAMES[3]));
    assert!(ran.stderr.matches("NOT good\n").count() >= 4, "{ran}");
}

#[test]
fn a_wrong_key_is_said_of_each_and_is_no_damage() {
    let ferry = with([aged(5), aged(4).under("correct horse"), aged(3)]);
    let ran = ferry.then().line("check t --all").env("DESKFERRY_PASSPHRASE", "wrong").run().status(2);
    ran.says("3 backups checked, 1 NOT good").says("passphrase");
    // An identity says nothing about a passphrase.
    let key = age::x25519::Identity::generate().to_string();
    let key = ferry.then().file("key.txt", age::secrecy::ExposeSecret::expose_secret(&key));
    let ran = key.line("check t --all --identity key.txt").run().status(0);
    ran.says("3 backups checked, 0 NOT good").says("good as far as it can be seen without the key");
    let newer = with([aged(5)]).file("t/20261101T020000Z-00000a/manifest.json", r#"{"schemaVersion": 9}"#);
    check(&newer, "").status(2).says("use a newer one").says("2 backups checked, 1 NOT good");
}

#[test]
fn the_newest_of_each_account_must_be_young() {
    let ferry = with([aged(3000), aged(60)]);
    check(&ferry, "--max-age 26h").status(0);
    let two = with([aged(3000), aged(60).of("other"), aged(3100).of("other")]);
    let ran = check(&two, "--max-age 26h").status(5);
    let ran = ran.says(": good, but too old\n").says("3 backups checked, 0 NOT good");
    ran.says("it is the newest of sandbox-client").says("50 hours old: more than --max-age 26h allows");
    let none = with([Shelf::new(&people(1)).kind(CompletenessKind::Counted)]);
    check(&none, "").status(0);
    let none = check(&none, "--max-age 26h").status(5);
    none.says("t: does NOT meet --max-age").says("there is no good and complete backup");
    let empty = Ferry::new().file("t/x", "");
    check(&empty, "").status(5).says("there is no complete backup in t");
}
