//! Encrypted backups.

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use deskferry::file::{DecryptionKey, Encryption};
use serde_json::Value;

use super::{all_pass, ann, bob, certificate, files, forget, night, nothing_left, put};
use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry};

fn key_of(identity: &Identity) -> DecryptionKey {
    DecryptionKey::default().with_identities("i", identity.to_string().expose_secret().as_bytes()).unwrap()
}

fn with_key(ferry: Ferry, identity: &Identity) -> Ferry {
    ferry.file("source-key.txt", identity.to_string().expose_secret())
}

fn bytes_of(ferry: &Ferry) -> Vec<Vec<u8>> {
    files(&ferry.path().join("t")).iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Two backups of a help desk, encrypted to two recipients.
fn recorded(one: &Identity, other: &Identity) -> Ferry {
    let desk = Desk::holding([ann(), bob()]);
    let ferry = with_key(Ferry::new(), one);
    for _ in 0..2 {
        let flags = format!("--recipient {} --recipient {}", one.to_public(), other.to_public());
        ferry.then().sandbox(&desk).line("backup t").line(&flags).fast().run().status(0);
    }
    ferry
}

#[test]
fn recorded_recipients_are_kept() {
    let (one, other) = (Identity::generate(), Identity::generate());
    let ferry = recorded(&one, &other);
    let ran = forget(&ferry, "email=ann@example.org --yes --identity source-key.txt").run().status(0);
    let ran = ran.says(&one.to_public().to_string()).says(&other.to_public().to_string());
    nothing_left(ran.path(), &key_of(&one));
    nothing_left(ran.path(), &key_of(&other));
    let names: Vec<String> =
        files(&ran.path().join("t")).iter().map(|path| path.display().to_string()).collect();
    assert!(names.iter().any(|name| name.ends_with("history.zst.age")), "{names:?}");
    all_pass(&ferry, "--identity source-key.txt");
    assert_eq!(certificate(ran.path())["target"]["changed"].as_array().unwrap().len(), 2);
    let manifest =
        files(&ran.path().join("t")).into_iter().find(|path| path.ends_with("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
    assert_eq!(manifest["recipients"].as_array().unwrap().len(), 2);
    // The second recipient finds that the part was not made again.
    let ran =
        with_key(ferry.then(), &other).line("history t id=c8 --identity source-key.txt").run().status(0);
    assert!(!ran.stderr.contains("Read "), "{ran}");
}

#[test]
fn without_the_key_or_with_other_recipients_nothing_changes() {
    let (one, other) = (Identity::generate(), Identity::generate());
    let ferry = recorded(&one, &other);
    let before = bytes_of(&ferry);
    forget(&ferry, "email=ann@example.org --yes").run().status(2).says("--identity");
    let flags =
        format!("email=ann@example.org --yes --identity source-key.txt --recipient {}", one.to_public());
    forget(&ferry, &flags)
        .run()
        .status(2)
        .says("and not to the recipients that you gave; nothing was changed");
    let mut after = bytes_of(&ferry);
    after.retain(|bytes| !bytes.is_empty());
    assert!(before.iter().filter(|bytes| !bytes.is_empty()).all(|bytes| after.contains(bytes)));
    let both = format!("{flags} --recipient {}", other.to_public());
    forget(&ferry, &both).run().status(0);
}

#[test]
fn older_backups_need_the_recipient() {
    let identity = Identity::generate();
    let ferry = with_key(Ferry::new(), &identity);
    put(&ferry, 0, Shelf::new(&[ann(), bob()]).detailed());
    let public = identity.to_public().to_string();
    put(&ferry, 1, Shelf::new(&[ann(), bob()]).sealed(Encryption::to_recipients([public.as_str()]).unwrap()));
    let before = bytes_of(&ferry);
    let ran = forget(&ferry, "email=ann@example.org --yes --identity source-key.txt").run().status(2);
    ran.says(&format!("{} is encrypted, and an earlier deskferry did not record to whom", night(1)));
    let unlocked: Vec<_> = bytes_of(&ferry).into_iter().filter(|bytes| !bytes.is_empty()).collect();
    assert_eq!(unlocked, before, "nothing is changed, not in the first backup either");
    let flags = format!("email=ann@example.org --yes --identity source-key.txt --recipient {public}");
    forget(&ferry, &flags).run().status(0);
    nothing_left(ferry.path(), &key_of(&identity));
    all_pass(&ferry, "--identity source-key.txt");
}

#[test]
fn a_passphrase_keeps_its_key() {
    let ferry = Ferry::new();
    put(&ferry, 0, Shelf::new(&[ann(), bob()]).under("open sesame"));
    let folder = ferry.path().join(format!("t/{}", night(0)));
    let key = std::fs::read(folder.join("key.age")).unwrap();
    forget(&ferry, "email=ann@example.org --yes").run().status(2).says("DESKFERRY_PASSPHRASE");
    let ran = forget(&ferry, "email=ann@example.org --yes").env("DESKFERRY_PASSPHRASE", "open sesame").run();
    let ran = ran.status(0);
    assert_eq!(std::fs::read(folder.join("key.age")).unwrap(), key);
    let opener = DecryptionKey::default().with_passphrase("open sesame".to_owned().into()).unwrap();
    let own = opener.with_key_of("key.age", std::io::Cursor::new(key)).unwrap();
    let mut left = super::found_in(ran.path(), &super::HERS, &own);
    left.retain(|one| !one.contains("key.age"));
    assert_eq!(left, [""; 0]);
    ferry.then().line("check t --all").env("DESKFERRY_PASSPHRASE", "open sesame").run().status(0);
}

#[test]
fn backups_from_before_a_change_of_the_passphrase_are_opened_by_earlier_ones() {
    let ferry =
        Ferry::new().file("one.txt", "open sesame\n").file("two.txt", "second\r\n").file("no.txt", "\nx");
    for (at, passphrase) in ["open sesame", "second", "third"].into_iter().enumerate() {
        put(&ferry, at, Shelf::new(&[ann(), bob()]).under(passphrase));
    }
    let now = |line: &str| ferry.then().line(line).env("DESKFERRY_PASSPHRASE", "third").run();
    let erase = "forget t email=ann@example.org --yes --certificate c.json --passphrase-file";
    now(&format!("{erase} two.txt")).status(2).says("give an earlier one with --passphrase-file");
    now(&format!("{erase} no.txt")).status(2).says("no.txt: the first line is empty");
    let ran = now(&format!("{erase} one.txt --passphrase-file two.txt")).status(0);
    assert_eq!(certificate(ran.path())["target"]["changed"].as_array().unwrap().len(), 3);
    // Each backup stays under its own passphrase.
    for (at, passphrase) in ["open sesame", "second", "third"].into_iter().enumerate() {
        let check = ferry.then().line(&format!("check t/{}", night(at)));
        check.env("DESKFERRY_PASSPHRASE", passphrase).run().status(0);
    }
    now("history t id=c700700 --passphrase-file one.txt --passphrase-file two.txt").status(1);
    ferry
        .then()
        .line("backup t --passphrase-file one.txt")
        .run()
        .status(2)
        .says("only opens earlier backups");
}
