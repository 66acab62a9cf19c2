//! `deskferry backup`: a backup is whole and proven, or marked as unproven, or not there at all.

mod alarm;
mod alarm_open;
mod alarm_unknown;
mod at;
mod attachments;
mod broken_among_good;
mod bucket;
mod changing_account;
mod diff;
mod drill;
mod encryption;
mod failures;
mod history;
mod history_parts;
mod killed;
mod list;
mod many;
mod passphrase;
mod prune;
mod prune_denied;
mod retention;

use std::collections::BTreeSet;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use deskferry::backup::BackupName;
use deskferry::file::{InputStream, Interrupt};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) use alarm::{change, lose, people};

use crate::command_line::{Desk, Ferry, Ran};
use crate::export::{desk, ids, records};

/// A backup into the folder `b`, without rate limit.
fn backup(desk: &Desk, flags: &str) -> Ferry {
    backup_in(Ferry::new(), desk, flags)
}

/// Another backup into the same folder.
fn again(ran: &Ran, desk: &Desk, flags: &str) -> Ferry {
    backup_in(ran.then(), desk, flags)
}

fn backup_in(ferry: Ferry, desk: &Desk, flags: &str) -> Ferry {
    ferry.sandbox(desk).line("backup b").line(flags).fast()
}

/// Everything below a folder: names with `/`.
fn tree(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(tree(&path).into_iter().map(|below| format!("{name}/{below}")));
        } else {
            found.insert(name);
        }
    }
    found
}

/// The backups of the folder `b`, oldest first; anything else there fails the test.
#[track_caller]
fn backups(path: &Path) -> Vec<PathBuf> {
    let folder = path.join("b");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name == ".deskferry-backup.lock" {
            continue;
        }
        assert!(name.parse::<BackupName>().is_ok(), "{name} is left in {}", folder.display());
        assert!(path.join("manifest.json").is_file(), "{name} looks like a backup");
        found.push(path);
    }
    found.sort();
    found
}

fn manifest_of(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

fn manifest(ran: &Ran) -> Value {
    manifest_of(&ran.folder())
}

fn changes(ran: &Ran) -> Value {
    serde_json::from_slice(&std::fs::read(ran.folder().join("changes.json")).unwrap()).unwrap()
}

/// The customers of a backup that is not encrypted.
fn customers(ran: &Ran) -> Vec<Value> {
    let path = ran.folder().join("customers.jsonl.zst");
    let mut text = String::new();
    let mut input = InputStream::open(path.to_str().unwrap(), &Interrupt::default()).unwrap();
    input.read_to_string(&mut text).unwrap();
    records(&text)
}

/// The manifest describes exactly the files that are there.
#[track_caller]
fn check_files(folder: &Path) {
    let manifest = manifest_of(folder);
    let mut known = BTreeSet::from(["manifest.json".to_owned()]);
    for file in manifest["files"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap();
        let content = std::fs::read(folder.join(name)).unwrap();
        let digest: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&file["bytes"], &file["sha256"]), (&json!(content.len()), &json!(digest)), "{name}");
        known.insert(name.to_owned());
    }
    // The history part can be made again, so the manifest does not list it.
    let found = tree(folder);
    known.extend(found.iter().filter(|name| name.starts_with("history.zst")).cloned());
    assert_eq!(found, known);
}

#[test]
fn a_quiet_account_is_backed_up_as_it_is() {
    let desk = desk(110, "page-size=25");
    let ran = backup(&desk, "").run().status(0).says("110 customers, snapshot");
    let mut found = customers(&ran);
    found.sort_by_key(|record| record["id"].to_string());
    let mut expected = desk.customers();
    expected.sort_by_key(|record| record["id"].to_string());
    assert_eq!(found, expected);

    let folder = ran.folder();
    let name = folder.file_name().unwrap().to_str().unwrap();
    assert_eq!(ran.stdout, format!("b/{name}\n"), "the path is the data");
    check_files(&folder);
    let expected = [
        "changes.json",
        "changes.txt",
        "custom-fields.json",
        "customers.jsonl.zst",
        "history.zst",
        "manifest.json",
    ];
    assert_eq!(tree(&folder), expected.map(ToOwned::to_owned).into());

    let manifest = manifest(&ran);
    assert_eq!((&manifest["id"], &manifest["schemaVersion"]), (&json!(name), &json!(4)));
    assert_eq!(manifest["tool"], concat!("deskferry ", env!("CARGO_PKG_VERSION")));
    let account = json!({"baseUrl": desk.base_url().trim_end_matches('/'), "clientId": "sandbox-client"});
    assert_eq!(manifest["account"], account);
    assert_eq!(manifest["completeness"]["kind"], "snapshot");
    assert_eq!(manifest["completeness"]["evidence"]["passes"].as_array().unwrap().len(), 2);
    assert_eq!(manifest["counts"]["customers"], json!({"number": 110}));
    assert_eq!(manifest["counts"]["photos"]["number"], Value::Null);
    assert_eq!(backups(ran.path()).len(), 1);
}

#[test]
fn only_the_owner_can_read_files_and_folders() {
    let ran = backup(&desk(3, ""), "").run().status(0);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = ran.folder();
    assert_eq!((mode(&ran.path().join("b")), mode(&folder)), (0o700, 0o700));
    for name in tree(&folder) {
        assert_eq!(mode(&folder.join(&name)), 0o600, "{name}");
    }
}

#[test]
fn wrong_arguments_are_refused_before_anything_is_read() {
    let desk = desk(3, "");
    for (flags, said) in [
        ("--keep-daily 0 --keep-last 0", "the policy keeps nothing"),
        ("--keep-dry-run", "the policy keeps nothing"),
        ("--recipient age1wrong", "not an age recipient"),
        ("--recipients-file nowhere.txt", "nowhere.txt"),
        ("--identity nowhere.key", "nowhere.key"),
    ] {
        backup(&desk, flags).run().status(2).says(said);
    }
    let line = |target: &str| Ferry::new().file("f", "").sandbox(&desk).line("backup").args([target]).fast();
    line("-").run().status(2).says("can't write several files to standard output");
    line("f").run().status(2);
    line("f/b").run().status(2);
    line("gs://bucket").run().status(2).says("gs://");
    assert_eq!(desk.stats().total, 0);
}

#[test]
fn metrics_count_what_changed() {
    let desk = desk(20, "");
    let ran = backup(&desk, "--metrics-file m.prom").run().status(0);
    let of = |ran: &Ran, what: &str| {
        let name = format!("deskferry_last_run_count{{command=\"backup\",of=\"{what}\"}} ");
        ran.text("m.prom").lines().find_map(|line| line.strip_prefix(&name)?.parse::<f64>().ok())
    };
    assert_eq!(of(&ran, "customers"), Some(20.0));
    let files = manifest(&ran)["files"].as_array().unwrap().clone();
    let bytes: u64 = files.iter().map(|file| file["bytes"].as_u64().unwrap()).sum();
    assert_eq!(of(&ran, "bytes"), Some(bytes as f64));
    let gone = desk.customers()[0]["id"].as_str().unwrap().to_owned();
    desk.remove(&gone).unwrap();
    let ran = again(&ran, &desk, "--metrics-file m.prom").run().status(0);
    assert_eq!((of(&ran, "added"), of(&ran, "changed"), of(&ran, "gone")), (Some(0.0), Some(0.0), Some(1.0)));
    assert_eq!(ids(&customers(&ran)).len(), 19);
}
