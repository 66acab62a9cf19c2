//! Rooms, their files and their locks, in folders of the tests.

use std::fs::{File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rstest::rstest;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::{Value, json};

use super::error::AccountError;
use super::help_desk_account::HelpDeskAccount;
use super::key::AccountKey;
use super::places::Places;
use super::room::AccountRoom;
use super::signed_files::{Flaw, SignedFiles, SignedRead};
use super::writer_lock::WriterLock;

/// A user who does not run this test.
const OTHER: u32 = 4321;

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Only root can give files away; for other users these tests pass without a look.
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn key(client: &str) -> AccountKey {
    AccountKey::of(&HelpDeskAccount::new("https://api.example", client), client)
}

/// A folder for rooms.
fn shared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    chmod(folder.path(), 0o1777);
    folder
}

fn open(shared: &Path, client: &str) -> Result<AccountRoom, AccountError> {
    AccountRoom::open_in(&Places::at(&shared.join("system"), shared), &key(client))
}

fn outer(room: &AccountRoom) -> PathBuf {
    room.dir().parent().unwrap().to_owned()
}

fn refused(shared: &Path) -> String {
    open(shared, "me").unwrap_err().to_string()
}

#[test]
fn a_room_is_made_once_and_only_for_holders_of_its_key() {
    let shared = shared();
    let room = open(shared.path(), "me").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().mode() & 0o7777;
    assert_eq!((mode(&outer(&room)), mode(room.dir())), (0o711, 0o1777));
    assert_eq!(open(shared.path(), "me").unwrap().dir(), room.dir());
    let other = open(shared.path(), "you").unwrap();
    assert_ne!(outer(&other), outer(&room));
    assert_ne!(other.dir().file_name(), room.dir().file_name());
    let made = std::fs::read_dir(shared.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(
        made.into_iter().all(|name| name.to_str().unwrap().starts_with("deskferry-")),
        "nothing is left over"
    );
    assert!(AccountRoom::open(&HelpDeskAccount::of_sandbox("", "me"), "me").unwrap().is_none());
}

#[test]
fn a_planted_room_is_refused() {
    let shared = shared();
    let room = open(shared.path(), "me").unwrap();
    let (outer, inner) = (outer(&room), room.dir().to_owned());
    for (folder, wrong, right) in [(&outer, 0o733, 0o711), (&outer, 0o755, 0o711), (&inner, 0o777, 0o1777)] {
        chmod(folder, wrong);
        let text = refused(shared.path());
        assert!(text.contains(&format!("mode {wrong:04o}")) && text.contains("remove"), "{text}");
        chmod(folder, right);
    }
    let moved = shared.path().join("moved");
    std::fs::rename(&outer, &moved).unwrap();
    symlink(&moved, &outer).unwrap();
    assert!(refused(shared.path()).contains("is a link"));
    std::fs::remove_file(&outer).unwrap();
    File::create(&outer).unwrap();
    assert!(refused(shared.path()).contains("is not a folder"));
    std::fs::remove_file(&outer).unwrap();
    std::fs::create_dir(&outer).unwrap();
    chmod(&outer, 0o711);
    assert!(refused(shared.path()).contains("was not made by deskferry"), "a room without its inner folder");
}

#[test]
fn the_room_of_another_user_needs_his_proof() {
    if !is_root() {
        return;
    }
    let shared = shared();
    let room = open(shared.path(), "me").unwrap();
    std::fs::remove_file(room.files().path("owner", 0)).unwrap();
    chown(room.dir(), Some(OTHER), None).unwrap();
    assert!(refused(shared.path()).contains("has another owner or mode"));
    chown(outer(&room), Some(OTHER), None).unwrap();
    let text = refused(shared.path());
    assert!(
        text.contains("was made by user number 4321, who has not shown that he knows the account"),
        "{text}"
    );

    let proof = room.files().path("owner", OTHER);
    let give = |key: &AccountKey| {
        SignedFiles::new(room.dir(), key, OTHER).write("owner", &()).unwrap();
        chown(&proof, Some(OTHER), None).unwrap();
    };
    give(&key("another account"));
    assert!(refused(shared.path()).contains("has not shown"));
    give(&key("me"));
    open(shared.path(), "me").unwrap();
}

#[test]
fn a_signed_file_is_read_and_listed() {
    let shared = shared();
    let room = AccountRoom::in_folder(shared.path(), "me");
    let files = room.files();
    let data = json!({ "text": "grüße", "number": 0.1 });
    assert_eq!(files.read::<Value>("rate", room.uid()), SignedRead::Absent);
    files.write("rate", &json!(1)).unwrap();
    files.write("rate", &data).unwrap();
    assert_eq!(files.read("rate", room.uid()), SignedRead::Valid(data));
    assert_eq!(files.path("rate", room.uid()).metadata().unwrap().mode() & 0o777, 0o644);
    for name in ["rate-", "rate-x", "rate-007", "rate-7.tmp", "rated-1", "rate"] {
        File::create(room.dir().join(name)).unwrap();
    }
    assert_eq!(files.users("rate").unwrap(), [room.uid()]);
}

/// What is planted or broken, and how it is called.
#[rstest]
#[case::link(|path: &Path, _: &str| symlink("other", path).unwrap(), Flaw::NotRegular)]
#[case::folder(|path: &Path, _: &str| std::fs::create_dir(path).unwrap(), Flaw::NotRegular)]
#[case::pipe(|path: &Path, _: &str| mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap(), Flaw::NotRegular)]
#[case::empty(|path: &Path, _: &str| std::fs::write(path, "").unwrap(), Flaw::Torn)]
#[case::torn(|path: &Path, good: &str| std::fs::write(path, &good[..good.len() - 4]).unwrap(), Flaw::Torn)]
#[case::noise(|path: &Path, _: &str| std::fs::write(path, [0xff; 99]).unwrap(), Flaw::Torn)]
#[case::long(|path: &Path, good: &str| std::fs::write(path, " ".repeat(1 << 16) + good).unwrap(), Flaw::Torn)]
#[case::edited(|path: &Path, good: &str| std::fs::write(path, good.replace("17", "18")).unwrap(), Flaw::Unsigned)]
#[case::newer(|path: &Path, good: &str| std::fs::write(path, good.replace(":1,", ":2,")).unwrap(), Flaw::Unsigned)]
fn a_file_that_is_not_right_is_ignored(#[case] plant: fn(&Path, &str), #[case] flaw: Flaw) {
    let shared = shared();
    let room = AccountRoom::in_folder(shared.path(), "me");
    room.files().write("rate", &17).unwrap();
    let path = room.files().path("rate", room.uid());
    let good = std::fs::read_to_string(&path).unwrap();
    std::fs::write(room.dir().join("other"), &good).unwrap();
    std::fs::remove_file(&path).unwrap();
    plant(&path, &good);
    assert_eq!(room.files().read::<u32>("rate", room.uid()), SignedRead::Ignored(flaw));
}

#[test]
fn a_file_of_another_user_account_or_kind_is_ignored() {
    let shared = shared();
    let room = AccountRoom::in_folder(shared.path(), "me");
    let files = room.files();
    let uid = room.uid();
    let strange = SignedFiles::new(room.dir(), &key("another account"), uid);
    strange.write("rate", &1).unwrap();
    assert_eq!(files.read::<u32>("rate", uid), SignedRead::Ignored(Flaw::Unsigned));
    files.write("rate", &1).unwrap();
    std::fs::copy(files.path("rate", uid), files.path("pause", uid)).unwrap();
    assert_eq!(files.read::<u32>("pause", uid), SignedRead::Ignored(Flaw::Unsigned));
    std::fs::copy(files.path("rate", uid), files.path("rate", OTHER)).unwrap();
    assert_eq!(files.read::<u32>("rate", OTHER), SignedRead::Ignored(Flaw::Foreign { owner: uid }));
    if is_root() {
        chown(files.path("rate", OTHER), Some(OTHER), None).unwrap();
        assert_eq!(
            files.read::<u32>("rate", OTHER),
            SignedRead::Ignored(Flaw::Unsigned),
            "a copy of another's"
        );
    }
}

#[test]
fn what_killed_processes_left_is_removed_after_an_hour() {
    let shared = shared();
    let room = AccountRoom::in_folder(shared.path(), "me");
    let old = room.dir().join(".deskferry-old");
    let new = room.dir().join(".deskferry-new");
    File::create(&new).unwrap();
    let before = SystemTime::now() - Duration::from_secs(4000);
    File::create(&old).unwrap().set_modified(before).unwrap();
    AccountRoom::in_folder(shared.path(), "me");
    assert!(!old.exists() && new.exists());
}

#[test]
fn an_account_has_one_writer() {
    let shared = shared();
    let room = AccountRoom::in_folder(shared.path(), "me");
    let first = WriterLock::take(&room).unwrap();
    WriterLock::take(&AccountRoom::in_folder(shared.path(), "you")).unwrap();
    let text = WriterLock::take(&room).unwrap_err().to_string();
    assert!(
        text.starts_with(&format!("the account is in use by process {} (", std::process::id())),
        "{text}"
    );
    assert!(text.contains(" of user "), "{text}");
    assert!(WriterLock::holder(&room).unwrap().is_some() && first.is_intact());
    drop(first);
    assert_eq!(WriterLock::holder(&room).unwrap(), None, "the file is still there, but nobody holds it");
    WriterLock::take(&room).unwrap();
}

#[test]
fn a_lock_whose_file_or_room_was_removed_is_not_intact() {
    let shared = shared();
    let room = AccountRoom::in_folder(shared.path(), "me");
    let lock = WriterLock::take(&room).unwrap();
    std::fs::remove_file(room.files().path("writer", room.uid())).unwrap();
    assert!(!lock.is_intact());
    let lock = WriterLock::take(&room).unwrap();
    std::fs::remove_dir_all(outer(&room)).unwrap();
    assert!(!lock.is_intact());
    assert!(WriterLock::take(&room).unwrap_err().is_gone());
    WriterLock::take(&AccountRoom::in_folder(shared.path(), "me")).unwrap();
    assert!(!lock.is_intact(), "there is another file at its path");
}

#[test]
fn a_lock_counts_only_with_a_signature_and_a_signature_only_with_a_lock() {
    let shared = shared();
    let room = AccountRoom::in_folder(shared.path(), "me");
    let path = room.files().path("writer", room.uid());
    drop(WriterLock::take(&room).unwrap());
    let good = std::fs::read_to_string(&path).unwrap();
    let hold = |content: &str| {
        std::fs::write(&path, content).unwrap();
        let file = File::open(&path).unwrap();
        file.try_lock().unwrap();
        file
    };
    let held = hold(&good);
    assert!(WriterLock::holder(&room).unwrap().is_some());
    drop(held);
    let unsigned = hold(&good.replace("pid", "Pid"));
    assert_eq!(WriterLock::holder(&room).unwrap(), None);
    drop(unsigned);
    let data = r#"{"whatever":1}"#;
    let signature = key("me").sign(&format!("file\nwriter-{}\n2\n{data}", room.uid()));
    let newer = hold(&format!(r#"{{"form":2,"signature":"{signature}","data":{data}}}"#));
    let text = WriterLock::holder(&room).unwrap().unwrap();
    assert!(text.starts_with("another version of deskferry, run by user "), "{text}");
    drop(newer);
}

#[test]
fn a_writer_in_the_former_place_still_counts() {
    if !is_root() {
        return;
    }
    let shared = shared();
    let before = open(shared.path(), "me").unwrap();
    let lock = WriterLock::take(&before).unwrap();
    assert!(before.is_current().unwrap());
    std::fs::create_dir(shared.path().join("system")).unwrap();
    chmod(&shared.path().join("system"), 0o1777);
    assert!(!before.is_current().unwrap());
    let now = open(shared.path(), "me").unwrap();
    assert_ne!(now.dir(), before.dir());
    assert!(matches!(WriterLock::take(&now).unwrap_err(), AccountError::Held { .. }));
    drop(lock);
    WriterLock::take(&now).unwrap();
}

#[test]
fn a_file_of_another_user_under_our_name_is_refused() {
    let shared = shared();
    let room = AccountRoom::in_folder(shared.path(), "me");
    std::fs::create_dir(room.files().path("writer", room.uid())).unwrap();
    let text = WriterLock::take(&room).unwrap_err().to_string();
    assert!(text.contains("can't be replaced: it is not a regular file"), "{text}");
}
