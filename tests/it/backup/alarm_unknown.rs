//! The alarm where not everything is known: sealed, damaged and unproven backups, and those of earlier versions.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Duration;

use age::secrecy::ExposeSecret;
use rstest::rstest;
use serde_json::{Value, json};

use super::alarm::{change, fits, lose, name, people};
use super::{again, backup, backups, manifest};
use crate::backup_fixture::edited;
use crate::export::desk;

/// The counts of filled values and the alarm taken out, as an earlier version would have written it.
fn made_by_an_earlier_version(folder: &Path) {
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let (start, end) = (text.find("  \"filled\": {").unwrap(), text.find("  \"files\": [").unwrap());
    let text = edited(&text, &text[start..end], "");
    std::fs::write(&path, edited(&text, "\"schemaVersion\": 4", "\"schemaVersion\": 2")).unwrap();
}

fn damage(folder: &Path) {
    let path = folder.join("customers.jsonl.zst");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
}

#[test]
fn a_job_that_has_only_recipients_compares_numbers() {
    let identity = age::x25519::Identity::generate();
    let desk = people(60);
    let flags = format!("--recipient {}", identity.to_public());
    let first = backup(&desk, &flags).run().status(0);
    let filled = manifest(&first)["filled"].clone();
    assert_eq!((&filled["fields"]["memo"], &filled["unnamed"]), (&json!(60), &json!([60])));
    let quiet = again(&first, &desk, &flags).run().status(0).says("What was changed is not known");
    assert!(manifest(&quiet).get("alarm").is_none());
    change(&desk, 30, |one| one["customFields"] = json!({}));
    lose(&desk, 25);
    let blind = again(&first, &desk, &flags).run().status(6);
    let blind =
        blind.says(&format!("warning: at least 25 of 60 customers are gone since {}\n", name(&quiet)));
    let blind = blind.says("What was changed is not known: only the numbers of customers");
    assert!(!blind.stderr.contains("emptied since"), "the gone have taken their values along: {blind}");
    change(&desk, 35, |one| one["customFields"] = json!({}));
    let more = again(&first, &desk, &flags).run().status(6);
    let more = more.says("at least 35 of 60 values of a field whose name is encrypted were emptied\n");
    fits(&more.stderr);
    let secret = identity.to_string();
    let flags = format!("{flags} --identity key.txt");
    let seen = again(&first, &desk, &flags).file("key.txt", secret.expose_secret()).run().status(6);
    let seen = seen.says("35 of 60 values of customFields.segment were emptied");
    assert!(!seen.stderr.contains("at least"), "{seen}");
    let text = std::fs::read_to_string(seen.folder().join("manifest.json")).unwrap();
    assert!(!text.contains("segment") && text.contains("\"lost\": 35"), "{text}");
    let accepted = seen.then().args(["backup", "accept", seen.stdout.trim()]).run().status(0);
    assert!(!accepted.stderr.contains("segment"), "{accepted}");
    let next = again(&first, &desk, &flags).run().status(0);
    next.says("added 0, changed 0, gone 0");
}

#[test]
fn a_damaged_backup_is_compared_by_its_numbers() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    damage(&first.folder());
    change(&desk, 21, |one| one["memo"] = json!(""));
    let ran = again(&first, &desk, "").run().status(6);
    let ran = ran.says("Not compared with").says("What was changed is not known");
    ran.says("warning: at least 21 of 40 values of memo were emptied");
}

#[test]
fn a_backup_of_an_earlier_version_is_compared_as_far_as_it_goes() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    made_by_an_earlier_version(&first.folder());
    first.then().line("check b/latest").run().status(0);
    change(&desk, 21, |one| one["memo"] = json!(""));
    let read = again(&first, &desk, "").run().status(6).says("warning: 21 of 40 values of memo were emptied");
    std::fs::remove_dir_all(read.folder()).unwrap();
    damage(&first.folder());
    let ran = again(&first, &desk, "").run().status(0);
    let ran = ran.says("of an earlier version, which did not");
    std::fs::remove_dir_all(ran.folder()).unwrap();
    lose(&desk, 21);
    again(&first, &desk, "").run().status(6).says("at least 21 of 40 customers are gone");
}

#[test]
fn without_the_details_nothing_is_known_of_emptied_values() {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    change(&desk, 40, |one| one["memo"] = json!(""));
    let ran = again(&first, &desk, "--details never").run().status(0);
    let ran = ran.says("--max-emptied was not applied");
    lose(&desk, 40);
    again(&ran, &desk, "--details never").run().status(6).says("40 of 40 customers are gone");
}

#[test]
fn an_unproven_backup_can_be_marked_too() {
    let desk = desk(80, "page-size=6");
    let first = backup(&desk, "").run().status(0);
    change(&desk, 80, |one| one["name"] = json!(""));
    desk.configure(|options| {
        options.set("order", "scattered").unwrap();
        options.set("churn", "reorder:3").unwrap();
    });
    let flags = "--max-passes 3 --keep-last 1";
    let ran =
        again(&first, &desk, flags).run().status(6).says("not proven").says("values of name were emptied");
    assert_eq!(manifest(&ran)["completeness"]["kind"], "unproven");
    let accepted = ran.then().args(["backup", "accept", ran.stdout.trim()]).run().status(0);
    let accepted = accepted.says("only its mark ends. `latest` stays");
    desk.configure(|options| options.set("churn", "none").unwrap());
    let next = again(&accepted, &desk, "--keep-last 1").run().status(6);
    next.says(&format!("since {}", name(&first)));
}

/// The mark is in the manifest: a backup is never there without it.
#[rstest]
fn killed_at_a_point_no_backup_is_there_without_its_mark(
    #[values("backup-customers", "backup-manifest", "backup-whole", "backup-named")] point: &str,
) {
    let desk = people(40);
    let first = backup(&desk, "").run().status(0);
    lose(&desk, 30);
    let killed = again(&first, &desk, "--keep-last 1").env("DESKFERRY_FAIL_POINT", point);
    assert_eq!(killed.command().output().unwrap().status.signal(), Some(9));
    let others = |folder: &std::path::PathBuf| *folder != first.folder();
    let marked = backups_with_drafts(first.path()).into_iter().filter(others);
    marked.for_each(|folder| assert_ne!(super::manifest_of(&folder)["alarm"], Value::Null, "{folder:?}"));
    std::thread::sleep(Duration::from_millis(1100));
    let ran = again(&first, &desk, "--keep-last 1").run().status(6);
    assert!(backups(ran.path()).contains(&first.folder()), "{ran}");
}

/// The whole backups, whatever else a killed process has left.
fn backups_with_drafts(path: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(path.join("b")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| !path.file_name().unwrap().to_str().unwrap().starts_with('.')).collect()
}
