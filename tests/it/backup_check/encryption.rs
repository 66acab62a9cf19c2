//! `check` on encrypted backups: without the key, with it, and with a wrong one.

use age::secrecy::ExposeSecret;
use rstest::rstest;

use super::{check, flip, people, put};
use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry, Ran};
use crate::restore::at;

const PASSPHRASE: &str = "correct horse";

fn with(ferry: &Ferry, passphrase: &str, line: &str) -> Ran {
    ferry.then().line(line).env("DESKFERRY_PASSPHRASE", passphrase).run()
}

/// A backup for one recipient, with that recipient's identity file and the identity file of another.
fn to_recipient() -> Ferry {
    let [right, wrong] = [(); 2].map(|()| age::x25519::Identity::generate());
    let seal = deskferry::file::Encryption::to_recipients([right.to_public().to_string().as_str()]).unwrap();
    let text = |identity: &age::x25519::Identity| identity.to_string().expose_secret().to_owned();
    put(Shelf::new(&people(40)).photos(&["c1"]).sealed(seal))
        .file("right.txt", text(&right))
        .file("wrong.txt", text(&wrong))
}

#[test]
fn by_an_identity() {
    let ferry = to_recipient();
    let ran = check(&ferry, "").status(0).says("match the manifest: 2 of 2").says("NOT checked");
    assert!(!ran.stderr.contains("customers read"), "{ran}");
    check(&ferry, "--identity right.txt").status(0).says("40 customers read");
    check(&ferry, "--identity wrong.txt").status(2).says("none of the identities can decrypt it");
    check(&ferry, "--identity none.txt").status(2).says("none.txt");
    with(&ferry, "x", "check b").status(0).says("NOT checked");
    check(&ferry, "--drill").status(2).says("can't compare the customers");
}

#[test]
fn by_a_passphrase() {
    let ferry = put(Shelf::new(&people(40)).under(PASSPHRASE));
    check(&ferry, "").status(0).says("DESKFERRY_PASSPHRASE").says("NOT checked");
    with(&ferry, PASSPHRASE, "check b").status(0).says("40 customers read");
    let wrong = with(&ferry, "wrong pony", "check b").status(2).says("the passphrase is wrong");
    assert!(!wrong.stderr.contains("pony"), "{wrong}");
}

/// A flipped bit in the key file looks like a wrong passphrase, but is reported as damage.
#[rstest]
#[case("key.age")]
#[case("customers.jsonl.zst.age")]
#[case("photos/c1.age")]
fn a_flipped_bit_is_named_without_a_key_and_with_one(#[case] file: &str) {
    let ferry = put(Shelf::new(&people(40)).photos(&["c1"]).under(PASSPHRASE));
    flip(&ferry, file);
    let said = format!("{file}: damaged");
    check(&ferry, "").status(5).says(&said);
    with(&ferry, PASSPHRASE, "check b").status(5).says(&said);
    with(&ferry, "wrong pony", "check b").status(5).says(&said);
}

#[test]
fn an_encrypted_backup_is_restored() {
    let ferry = to_recipient();
    let desk = Desk::new();
    let restore = |flags: &str| at(ferry.then(), &desk).line("restore b").line(flags).fast().run();
    restore("").status(2).says("give an identity file");
    restore("--identity wrong.txt").status(2);
    assert_eq!(desk.customers().len(), 0);
    restore("--identity right.txt").status(0);
    assert_eq!(desk.customers().len(), 40);

    let ferry = put(Shelf::new(&people(7)).under(PASSPHRASE));
    let desk = Desk::new();
    let line = at(ferry.then(), &desk).line("restore b").fast().env("DESKFERRY_PASSPHRASE", PASSPHRASE);
    line.run().status(0);
    assert_eq!(desk.customers().len(), 7);
    flip(&ferry, "customers.jsonl.zst.age");
    let line = at(ferry.then(), &desk).line("restore b").fast().env("DESKFERRY_PASSPHRASE", PASSPHRASE);
    line.run().status(5).says("customers.jsonl.zst.age");
}
