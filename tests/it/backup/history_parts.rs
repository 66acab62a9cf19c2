//! The history part of a backup: made with it or later, sealed as it is, and never trusted without proof.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use deskferry::file::Encryption;
use rstest::rstest;
use serde_json::{Value, json};

use super::history::{document, history, night, nights, put, values};
use super::{backup, desk};
use crate::backup_fixture::Shelf;
use crate::command_line::{Ferry, Ran, assert_not_in_files};

fn people(memo: &str) -> Vec<Value> {
    let one = |at: usize| json!({"id": format!("c{at}"), "name": format!("P{at}"), "memo": "same"});
    let mut all: Vec<Value> = (0..40).map(one).collect();
    all[17]["memo"] = json!(memo);
    all
}

fn three() -> Ferry {
    nights(&[people("a"), people("b"), people("b")])
}

fn part(ferry: &Path, at: usize) -> PathBuf {
    ferry.join("t").join(night(at)).join("history.zst")
}

/// The history is right, whatever the parts are.
#[track_caller]
fn is_right(ran: &Ran) {
    assert_eq!(values(ran, "memo"), [(night(0), json!("a")), (night(1), json!("b"))], "{ran}");
}

#[test]
fn a_part_is_made_once_and_may_be_deleted() {
    let ferry = three();
    let ran =
        history(&ferry, "id=c17 --json").status(0).says("Read 3 backups whole and wrote the history part");
    is_right(&ran);
    let ran = history(&ferry, "id=c17 --json").status(0);
    is_right(&ran);
    assert!(!ran.stderr.contains("whole"), "{ran}");
    let mode = std::fs::metadata(part(ferry.path(), 0)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::remove_file(part(ferry.path(), 1)).unwrap();
    is_right(&history(&ferry, "id=c17 --json").status(0).says("Read 1 backup whole"));
    ferry.then().args(["check", "t", "--all"]).run().status(0);
}

/// Changes the middle of a file.
fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

fn cut(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    std::fs::write(path, &bytes[..bytes.len() - 5]).unwrap();
}

/// The plain content changed by `change`, and packed again.
fn repacked(path: &Path, change: impl Fn(&mut Vec<u8>)) {
    let mut plain = zstd::decode_all(&*std::fs::read(path).unwrap()).unwrap();
    change(&mut plain);
    std::fs::write(path, zstd::encode_all(&*plain, 3).unwrap()).unwrap();
}

/// Cut at a point where the compression is whole.
fn torn(path: &Path) {
    repacked(path, |plain| plain.truncate(plain.len() - 20));
}

fn longer(path: &Path) {
    repacked(path, |plain| plain.push(0));
}

fn of_other_customers(path: &Path) {
    let other = path.parent().unwrap().with_file_name(night(0)).join("history.zst");
    std::fs::copy(other, path).unwrap();
}

fn empty(path: &Path) {
    std::fs::write(path, "").unwrap();
}

#[rstest]
#[case(flip)]
#[case(cut)]
#[case(torn)]
#[case(longer)]
#[case(of_other_customers)]
#[case(empty)]
fn a_torn_or_stale_part_is_made_again(#[case] damage: fn(&Path)) {
    let ferry = three();
    history(&ferry, "id=c17").status(0);
    damage(&part(ferry.path(), 1));
    let said = format!("The history part of {} was damaged or stale: it was made again", night(1));
    is_right(&history(&ferry, "id=c17 --json").status(0).says(&said));
    let ran = history(&ferry, "id=c17 --json").status(0);
    is_right(&ran);
    assert!(!ran.stderr.contains("made again"), "{ran}");
}

/// A part whose own hash fits, but which shows other customers than the backup has.
#[test]
fn a_part_that_does_not_fit_its_customers_is_made_again() {
    let ferry = three();
    history(&ferry, "id=c17").status(0);
    let right = std::fs::read(part(ferry.path(), 2)).unwrap();
    // The same file of customers in another order has other places, and its part names the right file.
    let mut turned = people("b");
    turned.reverse();
    let other = nights(&[vec![], vec![], turned]);
    history(&other, "id=c17").status(0);
    let wrong = zstd::decode_all(&*std::fs::read(part(other.path(), 2)).unwrap()).unwrap();
    let plain = zstd::decode_all(&*right).unwrap();
    let head = b"deskferry history part\n".len() + 4 + 8 + 64;
    let mut forged = [&plain[..head], &wrong[head..wrong.len() - 8]].concat();
    let hash = xxhash_rust::xxh3::xxh3_64(&forged).to_le_bytes();
    forged.extend(hash);
    std::fs::write(part(ferry.path(), 2), zstd::encode_all(&*forged, 3).unwrap()).unwrap();
    let ran = history(&ferry, "id=c17 --json").status(0).says("was damaged or stale: it was made again");
    is_right(&ran);
}

#[test]
fn a_part_of_a_newer_deskferry_is_left_alone() {
    let ferry = three();
    history(&ferry, "id=c17").status(0);
    let path = part(ferry.path(), 1);
    repacked(&path, |plain| plain["deskferry history part\n".len()] = 9);
    let newer = std::fs::read(&path).unwrap();
    let said = format!("The history part of {} is from a newer deskferry", night(1));
    is_right(&history(&ferry, "id=c17 --json").status(0).says(&said));
    assert_eq!(std::fs::read(&path).unwrap(), newer);
}

#[test]
fn nothing_is_written_while_somebody_else_works_in_the_folder() {
    let ferry = three();
    let lock = deskferry::journal::FolderLock::take(&ferry.path().join("t")).unwrap();
    let said = "Read 3 backups whole, and could not write the history part";
    is_right(&history(&ferry, "id=c17 --json").status(0).says(said));
    assert!(!part(ferry.path(), 0).exists());
    drop(lock);
    is_right(&history(&ferry, "id=c17 --json").status(0).says("and wrote the history part"));
}

#[test]
fn a_damaged_backup_is_named_and_the_others_are_shown() {
    let ferry = three();
    history(&ferry, "id=c17").status(0);
    std::fs::write(ferry.path().join("t").join(night(0)).join("manifest.json"), "{").unwrap();
    let ran = history(&ferry, "id=c17 --json").status(5).says(&format!("nothing is known of {}", night(0)));
    assert_eq!(values(&ran, "memo"), [(night(1), json!("b"))]);
    // The newest backup has the record too, but its customers are damaged: the other one is read.
    flip(&ferry.path().join("t").join(night(2)).join("customers.jsonl.zst"));
    let ran = history(&ferry, "id=c17 --json").status(5).says(&format!("nothing is known of {}", night(2)));
    assert_eq!(values(&ran, "memo"), [(night(1), json!("b"))]);
    assert_eq!(document(&ran)["complete"], false);
}

#[test]
fn a_part_goes_with_its_backup() {
    let ferry = three();
    history(&ferry, "id=c17").status(0);
    let ran = ferry.then().line("backup prune t --keep-last 1").run().status(0);
    assert!(!part(ran.path(), 0).exists() && part(ran.path(), 2).exists());
    let ran = history(&ferry, "id=c17 --json").status(0);
    assert_eq!(values(&ran, "memo"), [(night(2), json!("b"))], "each part stands alone");
}

fn sealed(identity: &age::x25519::Identity) -> Encryption {
    Encryption::to_recipients([identity.to_public().to_string().as_str()]).unwrap()
}

/// The parts are sealed as their backups are: those of the job itself, and those that `history` makes.
#[test]
fn the_parts_of_sealed_backups_are_sealed() {
    let [identity, stranger] = [(); 2].map(|()| age::x25519::Identity::generate());
    let secret = |identity: &age::x25519::Identity| identity.to_string().expose_secret().to_owned();
    let both = format!("{}\n{}\n", secret(&stranger), secret(&identity));
    let ferry = Ferry::new().file("key.txt", secret(&identity)).file("both.txt", both);
    let ferry = ferry.file("stranger.txt", secret(&stranger));
    for (at, memo) in ["a", "b", "b"].into_iter().enumerate() {
        put(&ferry, at, Shelf::new(&people(memo)).detailed().sealed(sealed(&identity)));
    }
    history(&ferry, "id=c17").status(2).says("is encrypted to recipients; give an identity file");
    history(&ferry, "id=c17 --identity stranger.txt").status(2).says("none of the identities can decrypt it");
    is_right(&history(&ferry, "id=c17 --identity both.txt --json").status(0));
    let path = part(ferry.path(), 0).with_file_name("history.zst.age");
    let stored = std::fs::read(&path).unwrap();
    assert!(stored.starts_with(b"age-encryption.org/v1\n") && !part(ferry.path(), 0).exists());
    assert!(!stored.windows(4).any(|bytes| bytes == b"\x28\xb5\x2f\xfd"));
    // It is sealed to the identity that opens the backup, and to no other.
    let stanzas = String::from_utf8_lossy(&stored[..300]).matches("-> X25519").count();
    assert_eq!(stanzas, 1);
    let ran = history(&ferry, "id=c17 --identity key.txt --json").status(0);
    is_right(&ran);
    assert!(!ran.stderr.contains("whole"), "{ran}");
    assert_not_in_files(&ferry.path().join("t"), "P17");
}

/// The job has only a recipient, and can't read its own backups.
#[test]
fn a_job_with_only_recipients_leaves_sealed_parts() {
    let identity = age::x25519::Identity::generate();
    let desk = desk(30, "");
    let flags = format!("--recipient {}", identity.to_public());
    let first = backup(&desk, &flags).file("key.txt", identity.to_string().expose_secret()).run().status(0);
    let mut one = desk.customers()[3].clone();
    one["memo"] = json!("changed");
    desk.put(one.clone()).unwrap();
    let ran = super::again(&first, &desk, &flags).run().status(0);
    assert!(ran.folder().join("history.zst.age").is_file());
    let id = one["id"].as_str().unwrap();
    let found = ran.then().line(&format!("history b id={id} --identity key.txt --json")).run().status(0);
    assert!(!found.stderr.contains("whole"), "{found}");
    assert_eq!(values(&found, "memo").last().unwrap().1, "changed");
}

#[test]
fn a_passphrase_opens_each_backup() {
    let ferry = Ferry::new();
    put(&ferry, 0, Shelf::new(&people("a")).detailed().under("correct horse"));
    put(&ferry, 1, Shelf::new(&people("b")).detailed().under("correct horse"));
    let run =
        |pass: &str| ferry.then().line("history t id=c17 --json").env("DESKFERRY_PASSPHRASE", pass).run();
    run("wrong").status(2).says("the passphrase is wrong");
    is_right(&run("correct horse").status(0).says("wrote the history part"));
    let ran = run("correct horse").status(0);
    is_right(&ran);
    assert!(!ran.stderr.contains("whole"), "{ran}");
    assert!(part(ferry.path(), 0).with_file_name("history.zst.age").is_file());
}
