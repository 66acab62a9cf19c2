//! A target with a broken backup among good ones: every command names it, and does its work with the others.

use std::path::Path;

use rstest::rstest;
use serde_json::{Value, json};

use super::history::{document, history, night, nights, values};
use crate::command_line::{Desk, Ferry, Ran};

fn people(memo: &str) -> Vec<Value> {
    let one = |at: usize| json!({"id": format!("c{at}"), "name": format!("P{at}"), "email": format!("p{at}@example.org"), "memo": memo});
    (0..5).map(one).collect()
}

fn cut(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

fn manifest_cut(folder: &Path) {
    cut(&folder.join("manifest.json"));
}

fn manifest_flipped(folder: &Path) {
    flip(&folder.join("manifest.json"));
}

fn manifest_gone(folder: &Path) {
    std::fs::remove_file(folder.join("manifest.json")).unwrap();
}

fn manifest_a_link(folder: &Path) {
    manifest_gone(folder);
    std::os::unix::fs::symlink("/dev/zero", folder.join("manifest.json")).unwrap();
}

fn customers_gone(folder: &Path) {
    std::fs::remove_file(folder.join("customers.jsonl.zst")).unwrap();
}

fn customers_cut(folder: &Path) {
    cut(&folder.join("customers.jsonl.zst"));
}

fn customers_flipped(folder: &Path) {
    flip(&folder.join("customers.jsonl.zst"));
}

fn run(ferry: &Ferry, line: &str) -> Ran {
    ferry.then().line(line).run()
}

/// Three good nights and one that `damage` breaks.
fn target(broken: usize, damage: fn(&Path)) -> Ferry {
    let ferry = nights(&[people("a"), people("b"), people("c"), people("d")]);
    damage(&ferry.path().join("t").join(night(broken)));
    ferry
}

#[rstest]
#[case(manifest_cut)]
#[case(manifest_flipped)]
#[case(manifest_gone)]
#[case(manifest_a_link)]
#[case(customers_gone)]
#[case(customers_cut)]
#[case(customers_flipped)]
fn the_others_are_listed_compared_and_checked(#[case] damage: fn(&Path)) {
    let ferry = target(1, damage);
    let list = run(&ferry, "backup list t --json").status(0).listed("backups");
    let good = list.iter().filter(|one| one["verdict"] == "snapshot").count();
    let is_listed_as_bad = list[1]["verdict"] != "snapshot";
    assert_eq!((list.len(), good), (4, if is_listed_as_bad { 3 } else { 4 }));

    // A history is complete only if nothing is unknown; a folder without a manifest never was a backup.
    for _ in 0..2 {
        let ran = history(&ferry, "id=c2 --json").says(&format!("nothing is known of {}", night(1)));
        let found = [(night(0), json!("a")), (night(2), json!("c")), (night(3), json!("d"))];
        assert_eq!(values(&ran, "memo"), found);
        let is_unfinished = list[1]["verdict"] == "unfinished";
        assert_eq!(document(&ran)["complete"], is_unfinished);
        ran.status(if is_unfinished { 0 } else { 5 });
    }

    let ran = run(&ferry, "check t --all").status(5).says("4 backups checked, 1 NOT good");
    assert!(ran.stderr.contains(&format!("t/{}: NOT good", night(1))), "{ran}");

    let diff =
        |one: usize, other: usize| run(&ferry, &format!("backup diff t/{} t/{}", night(one), night(other)));
    diff(0, 2).status(0);
    for ran in [diff(0, 1), diff(1, 2)] {
        assert!(ran.stdout.is_empty() && ran.stderr.contains(&night(1)), "no difference is shown: {ran}");
        assert!(!ran.stderr.contains("panicked"), "{ran}");
        ran.status(5);
    }
    let ran = run(&ferry, "backup prune t --keep-last 1 --keep-dry-run").status(0);
    assert!(!ran.stdout.is_empty(), "{ran}");
}

/// The newest one is broken: a manifest that can't be read is passed over, and damaged customers are said.
#[rstest]
#[case(manifest_cut, true)]
#[case(manifest_flipped, true)]
#[case(manifest_gone, true)]
#[case(manifest_a_link, true)]
#[case(customers_gone, false)]
#[case(customers_cut, false)]
#[case(customers_flipped, false)]
fn latest_is_never_half_a_backup(#[case] damage: fn(&Path), #[case] is_passed_over: bool) {
    let ferry = target(3, damage);
    let shown = run(&ferry, "backup show t/latest").status(0);
    let latest = night(if is_passed_over { 2 } else { 3 });
    assert!(shown.stdout.starts_with(&format!("t/{latest}")), "{shown}");
    let desk = Desk::new();
    let ran = ferry.then().sandbox(&desk).fast().line("restore t/latest").run();
    if is_passed_over {
        let ran = ran.status(0);
        let memos: Vec<Value> = desk.customers().iter().map(|one| one["memo"].clone()).collect();
        assert_eq!(memos, vec![json!("c"); 5], "{ran}");
    } else {
        let ran = ran.status(5);
        assert!(ran.stderr.contains(&latest), "{ran}");
        assert!(desk.customers().is_empty(), "nothing of a damaged backup is restored: {ran}");
    }
}
