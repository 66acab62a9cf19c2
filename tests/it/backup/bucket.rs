//! Backups in a bucket of a real S3 server, which `DESKFERRY_S3` names.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;

use std::sync::Arc;

use deskferry::backup::{ListedBackup, list_backups};
use deskferry::file::DecryptionKey;
use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::json;

use super::history::values;
use super::{Ferry, desk};
use crate::command_line::{Desk, Ran};
use crate::storage::S3;

fn with_keys(s3: &S3, ferry: Ferry) -> Ferry {
    s3.environment().into_iter().fold(ferry, |ferry, (name, value)| ferry.env(name, value))
}

fn command(s3: &S3, desk: &Desk, target: &str, flags: &str) -> Ferry {
    with_keys(s3, Ferry::new().sandbox(desk).args(["backup", target]).line(flags).fast())
}

fn listed(s3: &S3, target: &str) -> Vec<ListedBackup> {
    list_backups(&Arc::from(s3.place(target)), &DecryptionKey::default()).unwrap()
}

fn backup(s3: &S3, desk: &Desk, target: &str, flags: &str) -> Ran {
    command(s3, desk, target, flags).run()
}

#[test]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn a_prefix_holds_backups() {
    let s3 = S3::new();
    let target = format!("s3://{}/nightly", s3.bucket());
    let desk = desk(120, "");
    let first = backup(&s3, &desk, &target, "").status(0).says("there is no earlier complete backup");
    assert!(first.stdout.starts_with(&format!("{target}/20")), "{first}");
    let second = backup(&s3, &desk, &target, "--keep-last 1").status(0);
    let second = second.says("added 0, changed 0, gone 0, unchanged 120").says("Backups: 1 kept, 1 removed");
    let place = s3.place(&target);
    let verdicts: Vec<_> = listed(&s3, &target).iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, ["snapshot"]);
    let name = second.stdout.trim().rsplit_once('/').unwrap().1;
    let mut text = Vec::new();
    place.open(&format!("{name}/customers.jsonl.zst")).unwrap().read_to_end(&mut text).unwrap();
    assert!(text.starts_with(b"\x28\xb5\x2f\xfd"));
    assert_eq!(place.folders().unwrap(), [name]);
}

#[rstest]
#[case("backup-begun", 1, 0)]
#[case("backup-customers", 1, 1)]
#[case("backup-manifest", 1, 1)]
#[case("backup-whole", 2, 0)]
#[case("backup-named", 2, 0)]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn killed_at_a_point_it_leaves_nothing_that_looks_like_a_backup(
    #[case] point: &str,
    #[case] whole: usize,
    #[case] unfinished: usize,
    #[values("", "--photos")] flags: &str,
) {
    let s3 = S3::new();
    let target = format!("s3://{}/nightly", s3.bucket());
    let desk = desk(60, "");
    backup(&s3, &desk, &target, "").status(0);
    let killed = command(&s3, &desk, &target, flags).env("DESKFERRY_FAIL_POINT", point);
    let output = killed.command().output().unwrap();
    assert_eq!(output.status.signal(), Some(9), "it dies at {point}: {output:?}");
    let counted = || {
        let listed = listed(&s3, &target);
        let count = |verdict: &str| listed.iter().filter(|one| one.verdict == verdict).count();
        (count("snapshot"), count("unfinished"))
    };
    assert_eq!(counted(), (whole, unfinished));
    let check = |what: &str| {
        let ferry = Ferry::new().args(["check", &format!("{target}/{what}")]);
        with_keys(&s3, ferry).run()
    };
    check("latest").status(0);
    backup(&s3, &desk, &target, "--keep-last 1").status(0).says("unchanged 60");
    assert_eq!(counted(), (1, unfinished), "what is no backup is not counted, and stays");
    check("latest").status(0);
}

#[test]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn a_backup_that_fails_leaves_nothing_in_the_bucket() {
    let s3 = S3::new();
    let bucket = s3.bucket();
    let desk = desk(100, "page-size=10");
    desk.fail_where(RequestKind::List, "7", SimulatedFault::StatusBefore(500));
    backup(&s3, &desk, &format!("s3://{bucket}/n"), "").status(4).says("; no backup was made");
    assert!(s3.place(&format!("s3://{bucket}/n")).folders().unwrap().is_empty());
}

#[test]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn a_missing_bucket_is_reported_before_anything_is_read() {
    let (s3, desk) = (S3::new(), desk(3, ""));
    let ran = backup(&s3, &desk, "s3://deskferry-nobody-made-this/n", "").status(2);
    assert_eq!(desk.stats().of(RequestKind::List), 0, "{ran}");
}

#[test]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn an_alarm_marks_a_backup_in_a_bucket_until_it_is_accepted() {
    let s3 = S3::new();
    let target = format!("s3://{}/nightly", s3.bucket());
    let desk = super::alarm::people(40);
    let first = backup(&s3, &desk, &target, "").status(0);
    super::alarm::lose(&desk, 30);
    let marked = backup(&s3, &desk, &target, "--keep-last 1").status(6).says("30 of 40 customers are gone");
    let line = |line: &str| with_keys(&s3, Ferry::new().line(line));
    line(&format!("backup prune {target} --keep-last 1")).run().status(6);
    let shown = line(&format!("backup show {target}/latest")).run().status(0);
    assert!(shown.stdout.starts_with(first.stdout.trim()), "{shown}");
    let accept = || line(&format!("backup accept {}", marked.stdout.trim()));
    let killed = accept().env("DESKFERRY_FAIL_POINT", "backup-accepting");
    assert_eq!(killed.command().output().unwrap().status.signal(), Some(9));
    line(&format!("check {}", marked.stdout.trim())).run().status(0).says("marked, not accepted");
    accept().run().status(0).says("Accepted s3://");
    line(&format!("check {target}/latest")).run().status(0).says("accepted at");
    let next = backup(&s3, &desk, &target, "--keep-last 1").status(0).says("unchanged 10");
    next.says("Backups: 1 kept, 2 removed");
}

/// The nights of a customer in a bucket: with the parts that the backups have written, and with one made again.
#[rstest]
#[case("")]
#[case("correct horse")]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn a_customer_is_followed_through_a_bucket(#[case] passphrase: &str) {
    let s3 = S3::new();
    let target = format!("s3://{}/nightly", s3.bucket());
    let desk = desk(20, "");
    let mut one = desk.customers()[7].clone();
    let id = one["id"].as_str().unwrap().to_owned();
    let with_key = |ferry: Ferry| match passphrase {
        "" => ferry,
        passphrase => ferry.env("DESKFERRY_PASSPHRASE", passphrase),
    };
    let mut names = Vec::new();
    for memo in ["one", "two", "two", "three"] {
        one["memo"] = json!(memo);
        desk.put(one.clone()).unwrap();
        let ran = with_key(command(&s3, &desk, &target, "")).run().status(0);
        names.push(ran.stdout.trim().rsplit_once('/').unwrap().1.to_owned());
    }
    let line = |line: &str| with_key(with_keys(&s3, Ferry::new().line(line))).run();
    let history = || line(&format!("history {target} id={id} --json -v"));
    let expected =
        [(0, "one"), (1, "two"), (3, "three")].map(|(at, memo): (usize, _)| (names[at].clone(), json!(memo)));
    let right = |ran: &Ran| assert_eq!(values(ran, "memo"), expected, "{ran}");
    let ran = history().status(0);
    right(&ran);
    assert!(!ran.stderr.contains("whole"), "every backup has its part: {ran}");
    let tries = ran.stderr.matches("trying the passphrase").count();
    assert_eq!(tries, usize::from(!passphrase.is_empty()), "{ran}");

    let place = s3.place(&target);
    let end = if passphrase.is_empty() { "" } else { ".age" };
    place.delete(&format!("{}/history.zst{end}", names[1])).unwrap();
    right(&history().status(0).says("Read 1 backup whole and wrote the history part"));
    let again = history().status(0);
    right(&again);
    assert!(!again.stderr.contains("whole"), "{again}");

    // A torn part is made again; a manifest that can't be read leaves a gap.
    let put = |name: &str| {
        let mut out = place.create(name).unwrap();
        out.write_all(b"{").unwrap();
        out.finish().unwrap();
    };
    put(&format!("{}/history.zst{end}", names[2]));
    right(&history().status(0).says(&format!("The history part of {} was damaged or stale", names[2])));
    put(&format!("{}/manifest.json", names[2]));
    right(&history().status(5).says(&format!("nothing is known of {}", names[2])));

    line(&format!("backup prune {target} --keep-last 1")).status(0);
    let left = place.files("").unwrap();
    let is_of = |name: &str| left.iter().any(|file| file.name.starts_with(name));
    assert!(
        !is_of(&names[0]) && !is_of(&names[1]) && is_of(&names[3]),
        "parts go with their backups: {left:?}"
    );
    let ran = history().status(5);
    assert_eq!(values(&ran, "memo"), [(names[3].clone(), json!("three"))], "{ran}");
}
