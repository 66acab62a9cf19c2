//! Backups that meet failures: each ends with a whole backup, or with none and a message.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::json;

use super::{again, backup, backups, check_files, customers, desk, manifest, tree};
use crate::command_line::{Desk, Ferry, Ran};
use crate::export::{ids, with_a_token_that_ends};
use crate::import::{HELD, PROMPT, Running, wait_until};
use crate::scenarios::disk::Runs;

#[track_caller]
fn whole(ran: &Ran, desk: &Desk) {
    assert_eq!(ids(&customers(ran)), ids(&desk.customers()));
    assert_eq!(manifest(ran)["completeness"]["kind"], "snapshot");
    check_files(&ran.folder());
}

#[test]
fn the_token_expires_in_the_middle() {
    let desk = desk(500, "page-size=10");
    let ran = with_a_token_that_ends(&desk, backup(&desk, "--concurrency 4"));
    whole(&ran, &desk);
}

#[test]
fn a_page_answers_500_three_times() {
    let desk = desk(500, "page-size=10");
    desk.plan(RequestKind::List, std::iter::repeat_n(None, 36));
    desk.fail_next(RequestKind::List, 3, SimulatedFault::StatusBefore(500));
    let ran = backup(&desk, "--concurrency 1").run().status(0);
    whole(&ran, &desk);
    assert_eq!(manifest(&ran)["completeness"]["evidence"]["requests"]["retries"], json!(3));
}

#[test]
fn a_page_that_never_comes_leaves_nothing_behind() {
    let desk = desk(100, "page-size=10");
    desk.fail_where(RequestKind::List, "7", SimulatedFault::StatusBefore(500));
    let ran = backup(&desk, "").run().status(4).says("page 7").says("; no backup was made");
    assert!(ran.stdout.is_empty(), "{ran}");
    assert_eq!(tree(&ran.path().join("b")), [".deskferry-backup.lock".to_owned()].into());
}

#[test]
fn wrong_credentials_end_it() {
    let desk = desk(3, "");
    let ran = backup(&desk, "").env("DESKERO_API_TOKEN", "wrong").run().status(3).says("not authorized");
    assert_eq!(backups(ran.path()).len(), 0);
}

#[rstest]
#[case::for_the_records(1000, "page-size=100", 100, "")]
#[case::for_a_photo(3, "", 300, "--photos")]
fn the_disk_is_full(#[case] count: usize, #[case] switches: &str, #[case] blocks: u64, #[case] flags: &str) {
    let desk = desk(count, switches);
    if !flags.is_empty() {
        let blob = "5a".repeat(400_000);
        desk.put(json!({"id": "large", "name": "Large", "profilePhotoBlob": blob})).unwrap();
    }
    let first = backup(&desk, "").run().status(0);
    let full = again(&first, &desk, flags).limited(&format!("trap '' XFSZ; ulimit -f {blocks}")).run();
    full.status(4).says("is the disk full");
    assert_eq!(backups(first.path()), [first.folder()], "nothing else is left");
}

#[rstest]
fn a_read_only_target_is_reported_before_anything_is_read(#[values("b", "b/deeper")] target: &str) {
    let desk = desk(30, "");
    let first = backup(&desk, "").run().status(0);
    let (folder, before) = (first.path().join("b"), desk.stats().total);
    let mut disk = Runs::at(folder.clone());
    let covered = disk.size(1024);
    if !disk.writable(false) {
        return; // This user (root) can't be kept from writing.
    }
    let line = |ferry: Ferry| ferry.sandbox(&desk).line("backup").args([target]).fast();
    let ran = line(first.then()).run().status(2).says("can't back up to that folder: b").says("(os error ");
    assert_eq!(desk.stats().total, before, "nothing was read: {ran}");
    assert_eq!(tree(&folder).is_empty(), covered, "nothing was left or lost");
    disk.writable(true);
    line(ran.then()).run().status(0);
}

#[rstest]
fn a_signal_leaves_nothing_behind(#[values("INT", "TERM")] signal: &str) {
    let desk = desk(400, "page-size=10");
    desk.plan(RequestKind::List, (0..40).map(|at| (at >= 5).then_some(HELD)));
    let running = Running::start(backup(&desk, "--concurrency 2"));
    wait_until("some pages", || desk.stats().of(RequestKind::List) > 5);
    running.signal(signal);
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.took < PROMPT, "{ended}");
    assert!(ended.stderr.contains(&format!("stopped by SIG{signal}; no backup was made")), "{ended}");
    let said = format!("SIG{signal}: stopping; an unfinished backup is deleted; send it again to quit");
    assert!(ended.stderr.contains(&said), "{ended}");
    assert_eq!(backups(ended.ferry.path()).len(), 0);
}

#[test]
fn two_at_once_into_one_folder() {
    let desk = desk(400, "page-size=10");
    desk.plan(RequestKind::List, [None, None, Some(HELD)]);
    let ferry = backup(&desk, "--concurrency 2");
    let second = ferry.then();
    let running = Running::start(ferry);
    wait_until("some pages", || desk.stats().of(RequestKind::List) > 2);
    let refused = super::backup_in(second, &desk, "").run().status(2);
    refused.says("the folder b is in use by process").says("wait for it or stop it");
    desk.end_delays();
    let ended = running.end();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(backups(ended.ferry.path()).len(), 1);
}

#[test]
fn a_file_is_refused_as_the_backup_folder() {
    let desk = desk(3, "");
    let ran = backup(&desk, "").file("b", "mine").run().status(2).says("b is a file; name the folder");
    assert_eq!((ran.text("b").as_str(), desk.stats().total), ("mine", 0));
    let ran = Ferry::new().sandbox(&desk).line("backup a/b").file("a", "mine").fast().run().status(2);
    ran.says("can't back up to that folder");
}
