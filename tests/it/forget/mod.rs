//! `deskferry forget`: nothing of a person is left in backups, runs and the state folder, and a certificate says so.

mod backups;
mod bucket;
mod help_desk;
mod ids;
mod interrupted;
mod left;
mod mentions;
mod owners;
mod refused;
mod runs;
mod sealed;
mod spellings;
mod who;

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use deskferry::backup::BackupName;
use deskferry::file::{DecryptionKey, InputStream};
use serde_json::{Value, json};

use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran};

/// What must be gone.
const HERS: [&str; 4] = ["ann@example.org", "Ann Miller", "+49 170 1234567", "c700700"];

fn ann() -> Value {
    json!({"id": "c700700", "name": "Ann Miller", "email": "Ann@example.org", "phoneNumber": "+49 170 1234567"})
}

fn bob() -> Value {
    json!({"id": "c8", "name": "Bob Ross", "email": "bob@example.org", "memo": "B", "city": "Rome"})
}

/// The name of the backup of a night.
fn night(at: usize) -> String {
    format!("202611{:02}T020000Z-0000{at:02x}", at + 10)
}

fn put(ferry: &Ferry, at: usize, shelf: Shelf) {
    let name = night(at);
    let began = name.parse::<BackupName>().unwrap().time();
    shelf.named(&name).began(began).put(&ferry.path().join("t").join(name));
}

/// A complete backup for each night.
fn nights(all: &[Vec<Value>]) -> Ferry {
    let ferry = Ferry::new();
    all.iter().enumerate().for_each(|(at, customers)| put(&ferry, at, Shelf::new(customers).detailed()));
    ferry
}

/// A certificate replaces no file, so that of an earlier call goes first.
fn forget(ferry: &Ferry, line: &str) -> Ferry {
    ["c.json", "c.txt"].iter().for_each(|name| drop(std::fs::remove_file(ferry.path().join(name))));
    ferry.then().line(&format!("forget t {line} --certificate c.json"))
}

fn certificate(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path.join("c.json")).unwrap()).unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The bytes of a file as they are, and what is in them: unsealed, decompressed, and the parts of a workbook.
fn contents(path: &Path, key: &DecryptionKey) -> Vec<Vec<u8>> {
    let raw = std::fs::read(path).unwrap();
    let mut all = vec![raw.clone()];
    let mut plain = raw;
    if plain.starts_with(b"age-encryption.org") && !path.ends_with("key.age") {
        let mut opened = Vec::new();
        key.open("x", Box::new(Cursor::new(plain))).unwrap().read_to_end(&mut opened).unwrap();
        all.push(opened.clone());
        plain = opened;
    }
    if plain.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(Cursor::new(plain)).unwrap();
        for at in 0..archive.len() {
            let mut part = Vec::new();
            archive.by_index(at).unwrap().read_to_end(&mut part).unwrap();
            all.push(part);
        }
    } else {
        let mut inner = Vec::new();
        let opened = InputStream::from_reader("x", Cursor::new(plain)).unwrap().read_to_end(&mut inner);
        all.extend(opened.is_ok().then_some(inner));
    }
    all
}

/// The files below a folder that contain one of some texts, in any case, as `NAME: TEXT`.
fn found_in(folder: &Path, texts: &[&str], key: &DecryptionKey) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(folder) {
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        let all = contents(&path, key);
        for text in texts {
            let text = text.to_ascii_lowercase();
            let has = |bytes: &Vec<u8>| {
                bytes.to_ascii_lowercase().windows(text.len()).any(|window| window == text.as_bytes())
            };
            if all.iter().any(has) || name.contains(&text) {
                found.push(format!("{name}: {text}"));
            }
        }
    }
    found
}

/// Nothing of hers is in the folder of the test, but for the sources.
#[track_caller]
fn nothing_left(path: &Path, key: &DecryptionKey) {
    let mut found = found_in(path, &HERS, key);
    found.retain(|one| !one.starts_with("source"));
    assert_eq!(found, [""; 0]);
}

/// Every backup passes its check, with as many customers.
#[track_caller]
fn all_pass(ferry: &Ferry, flags: &str) -> Ran {
    ferry.then().line(&format!("check t --all {flags}")).run().status(0)
}
