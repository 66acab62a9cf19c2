//! `deskferry check`: damage is named, what can't be checked is reported, and a good backup passes.

mod against_server;
mod age;
mod all;
mod bucket;
mod drill;
mod encryption;

use deskferry::backup::CompletenessKind;
use rstest::rstest;
use serde_json::{Value, json};

use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran};

/// This many customers with all kinds of values.
pub(crate) fn people(count: usize) -> Vec<Value> {
    let one = |at: usize| {
        json!({
            "id": format!("c{at}"), "name": format!("Ada {at}"), "email": format!("a{at}@x.org"),
            "memo": "=1+1\r\n\u{1F600}", "tags": ["a", "b, c"], "customFields": {"segment": "Gold", "tier": null}
        })
    };
    (0..count).map(one).collect()
}

/// A backup in the folder `b`.
pub(super) fn put(shelf: Shelf) -> Ferry {
    let ferry = Ferry::new();
    shelf.put(&ferry.path().join("b"));
    ferry
}

pub(super) fn check(ferry: &Ferry, flags: &str) -> Ran {
    ferry.then().line("check b --no-progress").line(flags).run()
}

/// Flips one bit in the middle of a file.
#[track_caller]
pub(super) fn flip(ferry: &Ferry, name: &str) {
    let path = ferry.path().join("b").join(name);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_good_backup_passes() {
    let ferry = put(Shelf::new(&people(300)).photos(&["c1", "c2"]));
    let ran = check(&ferry, "")
        .status(0)
        .says("b: good")
        .says("match the manifest: 3 of 3")
        .says("300 customers read");
    assert_eq!(ran.stdout, "");
    assert_eq!(check(&ferry, "-q").status(0).stderr, "");
    check(&put(Shelf::new(&[])), "").status(0).says("0 customers read");
}

#[rstest]
#[case("customers.jsonl.zst", "customers.jsonl.zst: damaged")]
#[case("photos/c1", "photos/c1: damaged")]
fn a_flipped_bit_is_named(#[case] file: &str, #[case] said: &str) {
    let ferry = put(Shelf::new(&people(50)).photos(&["c1", "c2"]));
    flip(&ferry, file);
    check(&ferry, "").status(5).says("NOT good").says(said).says("match the manifest: 2 of 3");
}

#[test]
fn a_flipped_bit_in_the_manifest_is_found() {
    let ferry = put(Shelf::new(&people(1)));
    let path = ferry.path().join("b/manifest.json");
    let whole = std::fs::read(&path).unwrap();
    let at = |text: &str| String::from_utf8_lossy(&whole).find(text).unwrap();
    // A brace, a digit of the hash, a digit of the count.
    for place in [0, at("\"sha256\": \"") + 11, at("\"number\": 1") + 10] {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        check(&ferry, "").status(5);
    }
}

#[test]
fn missing_and_extra_files_are_named() {
    let ferry = put(Shelf::new(&people(5)).photos(&["c1", "c2"]));
    std::fs::remove_file(ferry.path().join("b/photos/c2")).unwrap();
    let ferry = ferry.file("b/photos/c3", "x");
    let ran = check(&ferry, "").status(5).says("photos/c2: missing");
    ran.says("photos/c3: not listed in the manifest").says("5 customers read");
    std::fs::remove_file(ferry.path().join("b/customers.jsonl.zst")).unwrap();
    check(&ferry, "").status(5).says("customers.jsonl.zst: missing").says("NOT checked");
    std::fs::remove_file(ferry.path().join("b/manifest.json")).unwrap();
    check(&ferry, "").status(2).says("is not a backup");
    let torn = ferry.file("b/customers.jsonl.zst", "");
    check(&torn, "").status(5).says("no manifest.json");
}

#[test]
fn a_folder_without_a_backup_is_reported() {
    let ferry = put(Shelf::new(&people(3)));
    let said = |path: &str, status: i32, text: &str| {
        ferry.then().args(["check", path]).run().status(status).says(text);
    };
    said("b/customers.jsonl.zst", 2, "is not a backup");
    said("nowhere", 2, "there is no file \"nowhere\"");
    said("s3://", 2, "error: ");
    let file = ferry.path().join("b/customers.jsonl.zst");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    check(&ferry, "").status(5).says("customers.jsonl.zst: damaged");
}

#[test]
fn a_truncated_file_is_damaged() {
    let ferry = put(Shelf::new(&people(500)));
    let path = ferry.path().join("b/customers.jsonl.zst");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    check(&ferry, "").status(5).says("customers.jsonl.zst: damaged");
    std::fs::write(&path, [&bytes[..], b"x"].concat()).unwrap();
    check(&ferry, "").status(5).says("customers.jsonl.zst: damaged");
}

/// Every hash is right, but the content can't be.
#[test]
fn records_are_checked_too() {
    let [one, two] = [r#"{"id":"1","name":"A"}"#, r#"{"id":"2","name":"B"}"#];
    let of = |text: String, count| check(&put(Shelf::of_lines(text, count)), "");
    of(format!("{one}\n{two}\n{one}\n"), 3).status(5).says("line 3: the id 1 is already on line 1");
    of(format!("{one}\n[]\n{two}\n"), 3).status(5).says("line 2: not a JSON object");
    of(format!("{one}\n{two}\n"), 3).status(5).says("the manifest counts 3, but there are 2");
    let without = of(format!("{one}\n{{\"name\":\"C\"}}\n"), 2).status(5);
    without.says("1 of them without an id").says("customers, line 2: it has no id");
}

#[test]
fn a_newer_manifest_is_not_reported_as_damage() {
    let ferry = put(Shelf::new(&people(1)));
    let path = ferry.path().join("b/manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("\"schemaVersion\": 4", "\"schemaVersion\": 5, \"more\": {}"))
        .unwrap();
    check(&ferry, "").status(2).says("has format version 5").says("use a newer one");
}

#[test]
fn the_verdict_on_the_list_counts() {
    check(&put(Shelf::new(&people(1)).kind(CompletenessKind::Unproven)), "")
        .status(5)
        .says("customers may be missing");
    check(&put(Shelf::new(&people(1)).kind(CompletenessKind::Counted)), "")
        .status(0)
        .says("not proven complete");
}

#[test]
fn the_newest_complete_backup_is_found() {
    let ferry = Ferry::new();
    let names = ["20261121T020000Z-000001", "20261122T020000Z-000002", "20261123T020000Z-000003"];
    for (name, kind) in names.into_iter().zip([
        CompletenessKind::Snapshot,
        CompletenessKind::Steady,
        CompletenessKind::Unproven,
    ]) {
        Shelf::new(&people(1)).named(name).kind(kind).put(&ferry.path().join("t").join(name));
    }
    let check = |line: &str| ferry.then().line(line).run();
    check("check t/latest").status(0).says("t/20261122T020000Z-000002: good");
    check("check t/20261123T020000Z-000003").status(5);
    check("check t").status(2).says("t contains backups; name one of them").says("t/latest");
    let none = ferry.then().file("e/x", "");
    none.line("check e/latest").run().status(5).says("there is no complete backup in e");
    check("check nowhere").status(2).says("there is no file \"nowhere\"");
}
