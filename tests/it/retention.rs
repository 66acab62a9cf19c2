//! Retention: backups are found, judged and removed, in a folder and in a bucket (`DESKFERRY_S3` names the server).

use std::io::Write;

use deskferry::backup::{
    BackupCounts, BackupName, BackupState, Completeness, CompletenessKind, FileCompression, FileContent,
    FileEncryption, Manifest, ManifestAccount, ManifestCount, ManifestError, ManifestFile, PruneError,
    PrunePlan, RetentionPolicy, backup_accounts, clear, plan_prune, remove,
};
use deskferry::file::{FileError, HashingWriter, Output};
use deskferry::storage::{Location, Storage, StoreOptions};
use deskferry::writer::Stop;

use crate::storage::S3;

const ACCOUNT: &str = "https://api.example.org";

/// The account of most backups here.
fn account() -> ManifestAccount {
    of(ACCOUNT, "a")
}

fn of(base_url: &str, client_id: &str) -> ManifestAccount {
    ManifestAccount { base_url: base_url.to_owned(), client_id: Some(client_id.to_owned()) }
}

fn put(place: &dyn Storage, name: &str, text: &[u8]) {
    let mut out = place.create(name).unwrap();
    out.write_all(text).unwrap();
    out.finish().unwrap();
}

fn manifest(name: &str, kind: CompletenessKind, account: ManifestAccount) -> Manifest {
    let id: BackupName = name.parse().unwrap();
    Manifest {
        schema_version: Manifest::VERSION,
        tool: "test".to_owned(),
        began: id.time(),
        ended: id.time(),
        id,
        account,
        completeness: Completeness { kind, evidence: serde_json::Value::Null },
        counts: BackupCounts {
            customers: ManifestCount::default(),
            photos: ManifestCount::default(),
            custom_fields: ManifestCount::default(),
        },
        filled: None,
        alarm: None,
        recipients: None,
        forgotten: None,
        files: Vec::new(),
    }
}

/// A backup as `deskferry backup` makes one: its files, the manifest last, then its name.
fn back_up(place: &dyn Storage, name: &str, kind: CompletenessKind, account: ManifestAccount) {
    let draft = place.draft(name);
    let (mut out, receipt) =
        HashingWriter::around(place.create(&format!("{draft}/customers.jsonl")).unwrap());
    out.write_all(b"{\"id\":1}\n").unwrap();
    out.finish().unwrap();
    let stored = receipt.get().unwrap();
    let mut manifest = manifest(name, kind, account);
    manifest.files.push(ManifestFile {
        name: "customers.jsonl".to_owned(),
        bytes: stored.bytes,
        sha256: stored.sha256,
        holds: FileContent::Customers,
        packing: FileCompression::None,
        sealing: FileEncryption::None,
    });
    put(place, &format!("{draft}/{}", Manifest::NAME), &manifest.to_json().unwrap());
    place.publish(name).unwrap();
}

/// Four nights, the last of them unproven, and folders that must never be touched.
fn fill(place: &dyn Storage) {
    for (day, kind) in [
        (20, CompletenessKind::Snapshot),
        (21, CompletenessKind::Steady),
        (22, CompletenessKind::Snapshot),
        (23, CompletenessKind::Unproven),
    ] {
        back_up(place, &format!("202611{day}T020000Z-00000a"), kind, account());
    }
    back_up(place, "20261119T020000Z-00000b", CompletenessKind::Snapshot, of(ACCOUNT, "another client"));
    put(place, "20261118T020000Z-00000c/customers.jsonl", b"no manifest");
    put(place, "20261117T020000Z-00000d/manifest.json", b"{\"schemaVersion\": 9, \"x\": 1}");
    put(place, "20261116T020000Z-00000e/manifest.json", b"{");
    let strange = manifest("20261122T020000Z-00000a", CompletenessKind::Snapshot, account());
    let mut copied = strange.clone();
    copied.files.push(ManifestFile {
        name: "customers.jsonl".to_owned(),
        bytes: 0,
        sha256: "0".repeat(64),
        holds: FileContent::Customers,
        packing: FileCompression::None,
        sealing: FileEncryption::None,
    });
    put(place, "20261115T020000Z-00000f/manifest.json", &copied.to_json().unwrap());
    put(place, "photos of the party/1.jpg", b"x");
    put(place, "20261114/manifest.json", b"{}");
}

fn others() -> [&'static str; 7] {
    [
        "20261114",
        "20261115T020000Z-00000f",
        "20261116T020000Z-00000e",
        "20261117T020000Z-00000d",
        "20261118T020000Z-00000c",
        "20261119T020000Z-00000b",
        "photos of the party",
    ]
}

fn is_pruned(place: &dyn Storage) {
    fill(place);
    let policy = RetentionPolicy { last: 1, ..RetentionPolicy::default() };
    let before = place.folders().unwrap();
    let plan = plan_prune(place, &policy, &account()).unwrap();
    assert_eq!(place.folders().unwrap(), before, "a plan removes nothing");
    what_is_left(&plan);
    plan.remove(place, &Stop::default(), &mut |_| {}).unwrap();
    let decided: Vec<String> =
        plan.decisions.iter().map(|keep| format!("{} {:?}", keep.name, keep.rules)).collect();
    let expected = [
        "20261123T020000Z-00000a [Last]",
        "20261122T020000Z-00000a [LastComplete]",
        "20261121T020000Z-00000a []",
        "20261120T020000Z-00000a []",
    ];
    assert_eq!(decided, expected);
    let kept = ["20261122T020000Z-00000a", "20261123T020000Z-00000a"];
    let mut expected: Vec<&str> = others().into_iter().chain(kept).collect();
    expected.sort_unstable();
    assert_eq!(place.folders().unwrap(), expected);
    let empty = plan_prune(place, &RetentionPolicy::default(), &account()).unwrap_err();
    assert!(matches!(empty, PruneError::Policy(_)), "{empty:?}");
}

fn what_is_left(plan: &PrunePlan) {
    let kinds: Vec<String> = plan
        .left
        .iter()
        .map(|backup| match &backup.found {
            BackupState::Whole(manifest) => format!("{:?}", manifest.completeness.kind),
            BackupState::Unfinished => "unfinished".to_owned(),
            BackupState::Unreadable(ManifestError::Newer { .. }) => "newer".to_owned(),
            BackupState::Unreadable(fault) => fault.to_string(),
            _ => "?".to_owned(),
        })
        .collect();
    assert!(kinds[0].contains("belongs to the backup 20261122T020000Z-00000a"), "{}", kinds[0]);
    assert!(
        kinds[1].contains("20261116T020000Z-00000e/manifest.json") && kinds[1].contains("EOF"),
        "{}",
        kinds[1]
    );
    assert_eq!(kinds[2..], ["newer", "unfinished", "Snapshot"], "the last is of another account");
}

fn local(folder: &std::path::Path) -> Box<dyn Storage> {
    Location::parse(folder.to_str().unwrap()).unwrap().place(&StoreOptions::default()).unwrap()
}

#[test]
fn a_folder_is_pruned() {
    let folder = tempfile::tempdir().unwrap();
    is_pruned(&*local(folder.path()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 9, "nothing hidden is left");
}

#[test]
#[ignore = "needs an S3 server"]
fn a_bucket_is_pruned() {
    let s3 = S3::new();
    is_pruned(&*s3.place(&format!("s3://{}/nightly", s3.bucket())));
}

/// The manifest is removed first, so that an interrupted removal leaves nothing that looks like a backup.
#[test]
#[ignore = "needs an S3 server"]
fn a_removal_that_breaks_off_leaves_no_backup() {
    let s3 = S3::new();
    let address = format!("s3://{}/nightly", s3.bucket());
    let (place, breaking) = (s3.place(&address), s3.breaking_after(1).place(&address));
    let name = "20261120T020000Z-00000a";
    back_up(&*place, name, CompletenessKind::Snapshot, account());
    put(&*place, &format!("{name}/a"), b"x");
    let fault = remove(&*breaking, &name.parse().unwrap()).unwrap_err();
    assert!(matches!(fault, FileError::Remote { .. }), "{fault:?}");
    let left: Vec<String> = place.files(name).unwrap().into_iter().map(|entry| entry.name).collect();
    assert_eq!(left, ["a", "customers.jsonl"]);
    let policy = RetentionPolicy { last: 1, ..RetentionPolicy::default() };
    let plan = plan_prune(&*place, &policy, &account()).unwrap();
    assert!(matches!(plan.left[0].found, BackupState::Unfinished));
}

#[test]
fn leftovers_of_a_killed_process_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let place = local(folder.path());
    let [old, new] = ["20261101T020000Z-00000a", "20261120T020000Z-00000a"];
    for name in [old, new, "no backup"] {
        put(&*place, &format!("{}/customers.jsonl", place.draft(name)), b"half");
    }
    back_up(&*place, "20261102T020000Z-00000a", CompletenessKind::Unproven, account());
    std::fs::create_dir_all(folder.path().join(".deskferry-removed-20261101T020000Z-00000b/photos")).unwrap();
    let cleared = clear(&*place, "2026-11-19T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(cleared, [old.parse().unwrap()]);
    assert_eq!(place.drafts().unwrap(), [new, "no backup"]);
    assert_eq!(place.folders().unwrap(), ["20261102T020000Z-00000a"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn a_read_error_is_not_reported_as_damage() {
    let folder = tempfile::tempdir().unwrap();
    let place = local(folder.path());
    // A folder in the place of the manifest can't be read, but that is not damage.
    std::fs::create_dir_all(folder.path().join("20261120T020000Z-00000a/manifest.json")).unwrap();
    let fault = backup_accounts(&*place).unwrap_err();
    assert!(matches!(fault, FileError::Directory { .. }), "{fault:?}");
}

#[test]
fn an_output_that_is_dropped_leaves_no_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let out: Box<dyn Output> = local(folder.path()).create("a").unwrap();
    let (mut out, receipt) = HashingWriter::around(out);
    out.write_all(b"x").unwrap();
    drop(out);
    assert_eq!(receipt.get(), None);
}
