//! Encrypted backups: nothing in them can be read without the key, everything with it.

use std::io::{Cursor, Read};
use std::path::Path;

use age::secrecy::ExposeSecret;
use deskferry::file::{DecryptionKey, InputStream};
use secrecy::SecretString;
use serde_json::Value;

use super::{again, backup, check_files, manifest, manifest_of, tree};
use crate::command_line::{Desk, Ran};
use crate::export::{desk, ids, records};

/// The customers of an encrypted backup.
fn opened(folder: &Path, key: &DecryptionKey) -> Vec<Value> {
    let sealed = std::fs::read(folder.join("customers.jsonl.zst.age")).unwrap();
    let opened = key.open("customers", Box::new(Cursor::new(sealed))).unwrap();
    let mut text = String::new();
    InputStream::from_reader("customers", opened).unwrap().read_to_string(&mut text).unwrap();
    records(&text)
}

/// No file contains a customer's value or a custom field's name, compressed or not.
#[track_caller]
fn is_unreadable(folder: &Path, desk: &Desk) {
    let names: Vec<String> =
        desk.customers().iter().map(|customer| customer["name"].as_str().unwrap().to_owned()).collect();
    for name in tree(folder) {
        let content = std::fs::read(folder.join(&name)).unwrap();
        let text = String::from_utf8_lossy(&content);
        assert!(name == "manifest.json" || name.ends_with(".age"), "{name}");
        assert!(name == "manifest.json" || content.starts_with(b"age-encryption.org/v1\n"), "{name}");
        assert!(!names.iter().any(|person| text.contains(person.as_str())), "{name}");
        assert!(!text.contains("@example.org") && !text.contains("legacyId"), "{name}");
        assert!(!content.windows(4).any(|bytes| bytes == b"\x28\xb5\x2f\xfd"), "{name} holds a zstd frame");
    }
}

#[test]
fn to_a_recipient() {
    let identity = age::x25519::Identity::generate();
    let (public, secret) = (identity.to_public().to_string(), identity.to_string());
    let secret = secret.expose_secret();
    let desk = desk(50, "");
    let ran = backup(&desk, &format!("--recipient {public}")).run().status(0);
    is_unreadable(&ran.folder(), &desk);
    check_files(&ran.folder());
    let key = DecryptionKey::default().with_identities("i", secret.as_bytes()).unwrap();
    assert_eq!(ids(&opened(&ran.folder(), &key)), ids(&desk.customers()));

    let file = format!("# mine\n{public}\n");
    let flags = "--recipients-file r.txt --identity key.txt";
    let ran = again(&ran, &desk, flags).file("r.txt", file).file("key.txt", secret);
    let ran = ran.run().status(0).says("added 0, changed 0, gone 0, unchanged 50");
    is_unreadable(&ran.folder(), &desk);
    assert_eq!(opened(&ran.folder(), &key).len(), 50);
}

fn by_passphrase(ran: Option<&Ran>, desk: &Desk, passphrase: &str) -> Ran {
    let ferry = ran.map_or_else(|| backup(desk, ""), |ran| again(ran, desk, ""));
    ferry.env("DESKFERRY_PASSPHRASE", passphrase).run()
}

#[test]
fn by_a_passphrase() {
    let desk = desk(50, "");
    let ran = by_passphrase(None, &desk, "correct horse").status(0);
    is_unreadable(&ran.folder(), &desk);
    check_files(&ran.folder());
    assert!(!manifest(&ran).to_string().contains("horse"));
    let key = DecryptionKey::default().with_passphrase(SecretString::from("correct horse")).unwrap();
    let own = std::fs::File::open(ran.folder().join("key.age")).unwrap();
    let key = key.with_key_of("key.age", own).unwrap();
    assert_eq!(ids(&opened(&ran.folder(), &key)), ids(&desk.customers()));

    let ran = by_passphrase(Some(&ran), &desk, "correct horse").status(0);
    let first = ran.says("added 0, changed 0, gone 0, unchanged 50");
    let other = by_passphrase(Some(&first), &desk, "another").status(0);
    let other =
        other.says("Not compared with").says("the passphrase is wrong").says("this backup has a new key");
    // Somebody may have lost the passphrase's setting.
    let backups = other.path().join("b");
    let (calls, before) = (desk.stats().total, tree(&backups));
    let refused = again(&other, &desk, "").run().status(2).says("is encrypted, and this backup would not be");
    refused.says("--unencrypted makes a backup that anyone can read");
    assert_eq!((desk.stats().total, tree(&backups)), (calls, before));
    let plain = again(&other, &desk, "--unencrypted").run().status(0);
    plain.says("Not compared with").says("is encrypted with a passphrase");
}

#[test]
fn an_empty_passphrase_is_refused() {
    let desk = desk(3, "");
    for empty in ["", "  "] {
        let ran = by_passphrase(None, &desk, empty).status(2).says("the passphrase is empty");
        assert!(!ran.path().join("b").exists(), "{ran}");
    }
    assert_eq!(desk.stats().total, 0);
}

#[test]
fn a_recipient_takes_precedence_over_the_passphrase() {
    let public = age::x25519::Identity::generate().to_public().to_string();
    let desk = desk(3, "");
    let ran = backup(&desk, &format!("--recipient {public}"));
    let ran = ran.env("DESKFERRY_PASSPHRASE", "correct horse").run().status(0);
    let files = manifest_of(&ran.folder())["files"].to_string();
    assert!(!files.contains("key.age") && files.contains("customers.jsonl.zst.age"), "{files}");
}
