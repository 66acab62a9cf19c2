//! Backups in a folder.

use deskferry::backup::CompletenessKind;
use deskferry::file::DecryptionKey;
use serde_json::{Value, json};

use super::{HERS, all_pass, ann, bob, certificate, forget, found_in, night, nights, nothing_left, put};
use crate::backup::{lose, people};
use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry};

#[test]
fn she_goes_out_of_all_backups_and_they_stay_whole() {
    let moved =
        json!({"id": "c700700", "name": "Ann Miller", "email": "ann.miller@example.org", "vip": "yes"});
    let ferry = nights(&[vec![ann(), bob()], vec![bob()], vec![bob(), moved], vec![bob(), ann()]]);
    assert!(!found_in(ferry.path(), &HERS, &DecryptionKey::default()).is_empty());
    let ran = forget(&ferry, "email=ANN@example.org --yes --reference case-7/26").run().status(0);
    let ran = ran.says("c700700  Ann Miller, Ann@example.org, ann.miller@example.org");
    let ran = ran.says("In 3 of 4 backups, and in 0 of 0 runs");
    nothing_left(ran.path(), &DecryptionKey::default());
    assert_eq!(found_in(ran.path(), &["ann.miller"], &DecryptionKey::default()), [""; 0]);
    all_pass(&ferry, "");
    let manifest = |at: usize| -> Value {
        let text = std::fs::read(ran.path().join(format!("t/{}/manifest.json", night(at)))).unwrap();
        serde_json::from_slice(&text).unwrap()
    };
    let (first, second, third) = (manifest(0), manifest(1), manifest(2));
    assert_eq!(first["counts"]["customers"]["number"], 1);
    assert_eq!(first["forgotten"]["records"], 1);
    assert_eq!(first["forgotten"]["times"].as_array().unwrap().len(), 1);
    assert_eq!(first["forgotten"].get("unfinished"), None);
    assert_eq!(second.get("forgotten"), None, "nobody was there");
    assert_eq!(
        third["completeness"]["evidence"]["fields"]["seen"],
        json!(["city", "email", "id", "memo", "name"])
    );

    let proof = certificate(ran.path());
    assert_eq!(proof["target"]["searched"], 4);
    assert_eq!(proof["target"]["changed"].as_array().unwrap().len(), 3);
    assert_eq!((&proof["customers"], &proof["foundAgain"]), (&json!(1), &json!(0)));
    let changed = proof["target"]["changed"].as_array().unwrap();
    let of_first = changed.iter().find(|one| one["backup"] == night(0)).unwrap();
    assert_eq!(of_first["records"], 1);
    let customers = &of_first["files"][0];
    assert_eq!(customers["holds"], "customers");
    assert_ne!(customers["before"], customers["after"]);
    let text = ran.text("c.txt");
    assert!(text.contains("complete: the person is gone") && text.contains("reference: case-7/26"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80) && text.contains("sandbox files"), "{text}");
    let hash = customers["after"][1].as_str().unwrap();
    assert!(text.contains(hash) && !ran.stdout.contains(hash) && ran.stdout.contains("complete: "), "{ran}");
    ran.says("c.txt");
    let shown = ferry.then().line("history t id=c8 --json").run().status(0);
    assert!(shown.stdout.contains("bob@example.org"));
    ferry.then().line("history t id=c700700").run().status(1);
    let diff = ferry.then().line(&format!("backup diff t/{} t/{}", night(0), night(3))).run().status(0);
    assert!(diff.stdout.contains("added 0, changed 0, gone 0, unchanged 1"), "{diff}");
}

#[test]
fn without_yes_or_with_dry_run_nothing_changes() {
    let ferry = nights(&[vec![ann(), bob()]]);
    let before = found_in(ferry.path(), &HERS, &DecryptionKey::default());
    let ran = forget(&ferry, "email=ann@example.org --dry-run --redact").run().status(0);
    let ran = ran.says("nothing was changed (--dry-run)").says("A*** M***, A***@e***.org");
    assert!(!ran.stderr.contains("Miller"), "{ran}");
    forget(&ferry, "email=ann@example.org").run().status(2).says("pass --yes to confirm");
    assert_eq!(found_in(ferry.path(), &HERS, &DecryptionKey::default()), before);
    assert!(!ferry.path().join("c.json").exists());
}

#[test]
fn nobody_found_changes_nothing() {
    let ferry = nights(&[vec![bob()]]);
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(1);
    let ran = ran.says("nobody has these values; nothing was changed");
    assert!(!ran.path().join("c.json").exists());
    forget(&ferry, "email= --yes").run().status(2).says("email= needs a value");
    forget(&ferry, "mail=x --yes").run().status(2);
}

#[test]
fn a_backup_that_is_damaged_is_named_and_the_others_are_done() {
    let ferry = nights(&[vec![ann(), bob()], vec![ann(), bob()], vec![ann(), bob()]]);
    let damaged = ferry.path().join(format!("t/{}/customers.jsonl.zst", night(1)));
    std::fs::write(&damaged, b"torn").unwrap();
    let manifest = ferry.path().join(format!("t/{}/manifest.json", night(2)));
    std::fs::write(&manifest, b"{").unwrap();
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(5);
    let ran =
        ran.says(&format!("{} can't be searched", night(1))).says(&format!("{} can't be searched", night(2)));
    let proof = certificate(ran.path());
    let unsearched: Vec<&Value> =
        proof["target"]["notSearched"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(unsearched, [&json!(night(1)), &json!(night(2))]);
    assert_eq!(proof["target"]["changed"].as_array().unwrap().len(), 1);
    assert!(ran.stdout.contains("NOT complete") && std::fs::read(&damaged).unwrap() == b"torn");
    let first = ferry.then().line(&format!("check t/{}", night(0))).run().status(0);
    first.says("1 record was taken out by `forget`");
}

#[test]
fn photos_changes_and_evidence_lose_her_too() {
    let ann = json!({"id": "c700700", "name": "Ann Miller", "email": "ann@example.org", "profilePhotoBlob": "00010203"});
    let bob = json!({"id": "c8", "name": "Bob", "email": "bob@example.org", "profilePhotoBlob": "04050607"});
    let desk = Desk::holding([bob.clone()]);
    let ferry = Ferry::new();
    let backup = |desk: &Desk| ferry.then().sandbox(desk).line("backup t --photos").fast().run();
    backup(&desk).status(0);
    desk.put(ann).unwrap();
    let ran = backup(&desk).status(0);
    assert!(ran.folder().join("photos/c700700").is_file());
    assert!(std::fs::read_to_string(ran.folder().join("changes.json")).unwrap().contains("c700700"));
    forget(&ferry, "id=c700700 --yes").run().status(0);
    nothing_left(ferry.path(), &DecryptionKey::default());
    all_pass(&ferry, "");
    let shown = ferry.then().line("backup list t --json").run().status(0);
    let listed = shown.listed("backups");
    assert_eq!(listed[1]["photos"], 1);
    assert_eq!(listed[1]["changes"]["added"], 0, "the id is gone, and the number fits: {listed:?}");
    let proof = certificate(ferry.path());
    assert_eq!(
        (&proof["target"]["changed"][0]["photos"], &proof["target"]["changed"][0]["ids"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn the_next_backup_takes_nobody_for_lost() {
    let desk = people(60);
    let ferry = Ferry::new();
    let backup = || ferry.then().sandbox(&desk).line("backup t --max-removed 0 --max-emptied 0").fast().run();
    backup().status(0);
    let first = desk.customers()[0].clone();
    let line = format!("id={} --yes --from-help-desk", first["id"].as_str().unwrap());
    forget(&ferry, &line).sandbox(&desk).fast().run().status(0);
    assert_eq!(desk.customers().len(), 59);
    let ran = backup().status(0);
    ran.says("added 0, changed 0, gone 0, unchanged 59");
    lose(&desk, 1);
    backup().status(6);
}

#[test]
fn a_mark_stays_and_can_be_accepted() {
    let ferry = Ferry::new();
    let desk = people(60);
    let backup = || ferry.then().sandbox(&desk).line("backup t --max-removed 0").fast().run();
    backup().status(0);
    let ids: Vec<String> =
        desk.customers().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    lose(&desk, 1);
    let marked = backup().status(6).folder();
    forget(&ferry, &format!("id={} --yes", ids[1])).run().status(0);
    let name = marked.file_name().unwrap().to_str().unwrap().to_owned();
    let listed = ferry.then().line("backup list t").run().status(0);
    assert!(listed.stdout.contains("marked"), "{listed}");
    ferry.then().line(&format!("backup accept t/{name}")).run().status(0).says("Accepted");
    ferry.then().line("check t/latest").run().status(0).says("58 customers read");
}

#[test]
fn unproven_backups_and_texts_of_others_are_told() {
    let ferry = nights(&[vec![ann(), bob()]]);
    let friend = json!({"id": "c9", "name": "Eve", "memo": "a friend of ANN@example.org"});
    put(&ferry, 1, Shelf::new(&[ann(), friend]).kind(CompletenessKind::Unproven));
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(0);
    assert_eq!(certificate(ran.path())["mentions"], 1);
    assert!(
        ran.stdout.contains("1 record of another customer has an address of the person in free text"),
        "{ran}"
    );
    let left = found_in(&ran.path().join("t"), &["ann@example.org"], &DecryptionKey::default());
    assert!(left.iter().all(|one| one.contains(&night(1)) && one.contains("customers-1")), "{left:?}");
}
