//! `deskferry backup list` and `show`: what is there, without a key, whatever else is in the target.

use age::secrecy::ExposeSecret;
use deskferry::backup::CompletenessKind;
use serde_json::{Value, json};

use super::{again, backup, desk};
use crate::backup_check::people;
use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran};

/// A backup below the folder `t`.
pub(super) fn put(ferry: &Ferry, name: &str, shelf: Shelf) {
    shelf.named(name).put(&ferry.path().join("t").join(name));
}

#[track_caller]
fn listed(ran: &Ran) -> Vec<Value> {
    ran.listed("backups")
}

#[track_caller]
fn fits(ran: &Ran) {
    let long: Vec<&str> = ran.stdout.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn a_target_is_listed_with_what_changed() {
    let identity = age::x25519::Identity::generate();
    let desk = desk(20, "");
    let first = backup(&desk, "").run().status(0);
    desk.remove(desk.customers()[0]["id"].as_str().unwrap()).unwrap();
    for name in ["New One", "New Two"] {
        desk.put(json!({"name": name, "email": "new@example.org"})).unwrap();
    }
    let second = again(&first, &desk, "--photos").run().status(0);
    let sealed = again(&second, &desk, &format!("--recipient {}", identity.to_public())).run().status(0);
    let ran = sealed.then().line("backup list b --json").run().status(0);
    let all = listed(&ran);
    let column = |name: &str| all.iter().map(|one| one[name].clone()).collect::<Vec<Value>>();
    let folders = [&first, &second, &sealed].map(|ran| json!(ran.stdout.trim()));
    assert_eq!(column("path"), folders);
    assert_eq!(column("customers"), [20, 21, 21].map(Value::from));
    assert_eq!(column("sealed"), [false, false, true].map(Value::from));
    assert_eq!(column("net"), [json!(null), json!(1), json!(0)]);
    assert_eq!(column("photos"), [json!(null), json!(0), json!(null)]);
    let changes = &all[1]["changes"];
    assert_eq!(
        [&changes["added"], &changes["gone"], &changes["changed"]],
        [2, 1, 0].map(Value::from).each_ref()
    );
    assert_eq!((&all[0]["changes"]["first"], &all[2]["changes"]), (&json!(true), &json!(null)));
    assert!(all[2]["changesUnknown"].as_str().unwrap().contains("encrypted"), "{ran}");
    let stored = |name: &str| std::fs::metadata(first.folder().join(name)).unwrap().len();
    let files = ["customers.jsonl.zst", "custom-fields.json", "changes.json", "changes.txt"];
    let bytes: u64 = files.map(stored).iter().sum();
    assert_eq!(all[0]["bytes"], bytes);

    let table = sealed.then().line("backup list b").run().status(0).says("3 backups in b");
    fits(&table);
    for part in ["first", "+2 -1 ~0", "net +0", "encrypted", "photos"] {
        assert!(table.stdout.contains(part), "{part}: {table}");
    }
    let secret = identity.to_string();
    let opened = sealed.then().file("key.txt", secret.expose_secret());
    let opened = opened.line("backup list b --json --identity key.txt").run().status(0);
    assert_eq!(listed(&opened)[2]["changes"]["added"], 0, "{opened}");
}

#[test]
fn one_backup_is_shown() {
    let desk = desk(5, "");
    let first = backup(&desk, "").run().status(0);
    desk.remove(desk.customers()[0]["id"].as_str().unwrap()).unwrap();
    let second = again(&first, &desk, "").env("DESKFERRY_PASSPHRASE", "correct horse").run().status(0);
    let show =
        |line: &str| second.then().line(line).env("DESKFERRY_PASSPHRASE", "correct horse").run().status(0);
    let text = show("backup show b/latest");
    fits(&text);
    let since =
        format!("since {}: added 0, changed 0, gone 1,", first.stdout.trim().trim_start_matches("b/"));
    for part in ["customers      4", "encrypted      yes: age", &since, " old)"] {
        assert!(text.stdout.contains(part), "{part}: {text}");
    }
    let one = show("backup show b/latest --json").document()["backup"].clone();
    assert_eq!(
        (&one["changes"]["gone"], &one["unchanged"], &one["files"]),
        (&json!(1), &json!(4), &json!(5))
    );
    let locked = second.then().line("backup show b/latest").run().status(0);
    assert!(locked.stdout.contains("not known: ") && locked.stdout.contains("customers      4"), "{locked}");
}

#[test]
fn bad_backups_stand_among_the_good_ones() {
    let ferry = Ferry::new();
    let shelf = || Shelf::new(&people(3));
    put(&ferry, "20261120T020000Z-00000a", shelf());
    put(&ferry, "20261121T020000Z-00000b", shelf().kind(CompletenessKind::Unproven));
    put(&ferry, "20261124T020000Z-00000e", shelf());
    put(&ferry, "20261126T020000Z-00001a", Shelf::new(&people(5)));
    let copied = std::fs::read(ferry.path().join("t/20261120T020000Z-00000a/manifest.json")).unwrap();
    let ferry = ferry
        .file("t/20261122T020000Z-00000c/manifest.json", "{")
        .file("t/20261123T020000Z-00000d/customers.jsonl.zst", "x")
        .file("t/20261125T020000Z-00000f/manifest.json", copied)
        .file("t/20261124T020000Z-00000e/manifest.json", r#"{"schemaVersion": 9, "x": 1}"#)
        .file("t/not a backup/manifest.json", "{}");
    std::fs::create_dir_all(ferry.path().join("t/20261127T020000Z-00001b/manifest.json")).unwrap();
    let ran = ferry.then().line("backup list t --json").run().status(0);
    let all = listed(&ran);
    let words: Vec<&str> = all.iter().map(|one| one["verdict"].as_str().unwrap()).collect();
    let expected = ["snapshot", "unproven", "broken", "unfinished", "newer", "broken", "snapshot", "broken"];
    assert_eq!(words, expected);
    assert_eq!(all[6]["net"], 2, "compared with the last one that can be read");
    let table = ferry.then().line("backup list t").run().status(0);
    let table = table.says("8 backups in t, 5 of them without a usable manifest");
    fits(&table);
    let one = table.stdout.replace("\n  ", " ");
    for part in [
        "EOF while parsing",
        "no manifest.json",
        "format version 9",
        "belongs to the backup 20261120T020000Z",
    ] {
        assert!(one.contains(part), "{part}: {table}");
    }
}

#[test]
fn words_of_the_family_are_never_folders() {
    let desk = desk(3, "");
    let line = |line: &str| Ferry::new().sandbox(&desk).line(line).fast().run();
    for word in ["list", "prune", "diff", "show", "run", "accept"] {
        let ran = line(&format!("backup {word}")).status(2);
        assert!(ran.stderr.contains(&format!("write ./{word}")), "{ran}");
        assert!(!ran.path().join(word).exists(), "{ran}");
    }
    for wrong in
        ["backup --photos list", "backup run list", "backup -q list b", "backup list list", "backup b list"]
    {
        let ran = line(wrong).status(2).says("write ./list");
        assert!(!ran.path().join("list").exists() && !ran.path().join("b").exists(), "{ran}");
    }
    assert_eq!(desk.stats().total, 0);
    let made = line("backup ./list").status(0);
    let again = made.then().sandbox(&desk).line("backup run ./list").fast().run().status(0);
    let ran = again.then().line("backup list ./list").run().status(0).says("2 backups in ./list");
    assert!(ran.path().join("list").is_dir());
}

#[test]
fn backups_of_several_accounts_name_theirs() {
    let ferry = Ferry::new();
    put(&ferry, "20261120T020000Z-00000a", Shelf::new(&people(1)));
    let one = ferry.then().line("backup list t").run().status(0);
    put(&ferry, "20261121T020000Z-00000b", Shelf::new(&people(1)).of("other"));
    let two = ferry.then().line("backup list t").run().status(0);
    fits(&two);
    let named =
        ["sandbox-client", "other"].map(|name| [one.stdout.contains(name), two.stdout.contains(name)]);
    assert_eq!(named, [[false, true]; 2], "{two}");
}

#[test]
fn a_target_without_backups_is_empty_and_a_backup_is_no_target() {
    let ferry = Ferry::new().file("e/x", "");
    put(&ferry, "20261120T020000Z-00000a", Shelf::new(&people(1)));
    let line = |line: &str| ferry.then().line(line).run();
    assert_eq!(line("backup list e").status(0).says("no backups in e").stdout, "");
    assert!(line("backup list e --json").status(0).listed("backups").is_empty());
    line("backup list e/x").status(2).says("e/x is a file; name the folder that contains all backups");
    line("backup list nowhere").status(2).says("there is no file \"nowhere\"");
    line("backup list t/20261120T020000Z-00000a")
        .status(2)
        .says("is one backup; name the folder that contains");
    line("backup show t").status(2).says("t contains backups; name one of them");
}

#[test]
fn backups_of_earlier_builds_are_listed_shown_and_compared() {
    let ferry = Ferry::new();
    let from = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/earlier/backups"));
    let name = "20261129T110215Z-ab1cf3";
    let to = ferry.path().join("t").join(name);
    std::fs::create_dir_all(&to).unwrap();
    for entry in std::fs::read_dir(from.join(name)).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    let all = listed(&ferry.then().line("backup list t --json").run().status(0));
    assert_eq!((&all[0]["customers"], &all[0]["changes"]["first"]), (&json!(3), &json!(true)));
    let shown = ferry.then().line("backup show t/latest").run().status(0);
    assert!(shown.stdout.contains("there is no earlier complete backup"), "{shown}");
    let same = ferry.then().args(["backup", "diff", "t/latest", &format!("t/{name}")]).run().status(0);
    assert!(same.stdout.contains("added 0, changed 0, gone 0, unchanged 3"), "{same}");
}
