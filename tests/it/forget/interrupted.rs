//! Killed at every step: a backup is whole at every moment, and the next call goes on.

use std::os::unix::process::ExitStatusExt;

use deskferry::file::DecryptionKey;
use rstest::rstest;
use serde_json::json;

use super::{all_pass, ann, bob, certificate, files, forget, nights, nothing_left};
use crate::command_line::Desk;
use crate::command_line::{Ferry, SIMPLE};

/// Three backups, of which only the first has the address that is searched for, and a run.
fn target() -> Ferry {
    let moved = json!({"id": "c700700", "name": "Ann Miller", "email": "ann.m@example.org"});
    let ferry = nights(&[vec![ann(), bob()], vec![bob(), moved.clone()], vec![moved, bob()]]);
    let desk = Desk::holding([]);
    let rows = "Name,Email\nAnn Miller,ann@example.org\nBob,bob@example.org\n";
    let import = ferry.then().file("source.csv", rows).file("source.toml", SIMPLE).sandbox(&desk);
    import.line("import source.csv -m source.toml").fast().run().status(0);
    ferry
}

#[rstest]
#[case("forget-noted")]
#[case("forget-journal")]
#[case("forget-run-done")]
#[case("forget-runs")]
#[case("forget-flagged")]
#[case("forget-flagged:3")]
#[case("forget-customers")]
#[case("forget-customers:2")]
#[case("backup-accepting")]
#[case("backup-accepting:2")]
#[case("backup-accepting:3")]
#[case("backup-accepting:8")]
#[case("forget-swapped")]
#[case("forget-swapped:3")]
#[case("forget-cleaning")]
#[case("forget-part")]
#[case("forget-backup-done")]
#[case("forget-backup-done:3")]
fn killed_it_goes_on(#[case] point: &str) {
    let ferry = target();
    let killed = forget(&ferry, "email=ann@example.org --yes").env("DESKFERRY_FAIL_POINT", point).command();
    let killed = { killed }.output().unwrap();
    assert_eq!(killed.status.signal(), Some(9), "{point}: {}", String::from_utf8_lossy(&killed.stderr));
    all_pass(&ferry, "");
    let left: Vec<_> = files(&ferry.path().join(".local"))
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("forget-")))
        .collect();
    assert_eq!(left.len(), 1);
    let record = std::fs::read_to_string(&left[0]).unwrap();
    assert!(!record.contains("ann") && !record.contains("c700700"), "{record}");

    let ran = forget(&ferry, "email=Ann@example.org --yes").run().status(0);
    let ran = ran.says("An earlier call was interrupted: this one goes on");
    nothing_left(ran.path(), &DecryptionKey::default());
    assert_eq!(super::found_in(ran.path(), &["ann.m@example.org"], &DecryptionKey::default()), [""; 0]);
    all_pass(&ferry, "");
    let proof = certificate(ran.path());
    assert_eq!(proof["target"]["changed"].as_array().unwrap().len(), 3, "{point}: {proof:#}");
    let rows: u64 = proof["runs"].as_array().unwrap().iter().map(|run| run["rows"].as_u64().unwrap()).sum();
    assert_eq!(rows, 1, "{point}: {proof:#}");
    assert!(proof["runs"][0]["files"]["journal.db"].is_array(), "{point}: {proof:#}");
    assert_eq!((&proof["continued"], &proof["customers"]), (&json!(true), &json!(2)), "{point}: {proof:#}");
    assert!(!left[0].exists());
    forget(&ferry, "email=ann@example.org --yes").run().status(1);
}

/// Killed after the folder of a validation was removed, or a run's journal was emptied: both are on the certificate.
#[test]
fn every_run_that_was_begun_is_on_the_certificate() {
    for point in ["forget-run-done", "forget-run-done:2", "forget-run-done:3"] {
        let desk = super::runs::desk();
        let ferry = super::runs::ran(&desk);
        let killed = forget(&ferry, "email=ann@example.org --yes").env("DESKFERRY_FAIL_POINT", point);
        assert_eq!(killed.command().output().unwrap().status.signal(), Some(9), "{point}");
        forget(&ferry, "email=ann@example.org --yes").run().status(0);
        let proof = certificate(ferry.path());
        let mut runs: Vec<_> =
            proof["runs"].as_array().unwrap().iter().map(|run| (&run["rows"], &run["removed"])).collect();
        runs.sort_by_key(|run| format!("{run:?}"));
        assert_eq!(
            runs,
            [(&json!(0), &json!(true)), (&json!(2), &json!(false)), (&json!(2), &json!(false))],
            "{point}: {proof:#}"
        );
    }
}

/// The file in the state folder that an interrupted call has left.
fn left_record(ferry: &Ferry) -> std::path::PathBuf {
    let killed = forget(ferry, "email=ann@example.org --yes").env("DESKFERRY_FAIL_POINT", "forget-noted");
    assert_eq!(killed.command().output().unwrap().status.signal(), Some(9));
    let mut all = files(&ferry.path().join(".local"));
    all.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("forget-")));
    all.remove(0)
}

#[test]
fn what_an_interrupted_call_has_noted_is_read_or_nothing_is_changed() {
    let ferry = target();
    let path = left_record(&ferry);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("\"version\":2", "\"version\":3")).unwrap();
    let run = || forget(&ferry, "email=ann@example.org --yes").run();
    run().status(2).says("was written by a newer deskferry (format version 3; this one knows 2)");
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    run().status(2).says("is damaged").says("with every value that the customer had");
    assert!(
        !super::found_in(&ferry.path().join("t"), &["ann@example.org"], &DecryptionKey::default()).is_empty()
    );
    std::fs::write(&path, text).unwrap();
    run().status(0);
}

#[test]
fn another_person_does_not_go_on_with_it() {
    let ferry = target();
    let killed = forget(&ferry, "email=ann@example.org --yes").env("DESKFERRY_FAIL_POINT", "forget-swapped");
    assert_eq!(killed.command().output().unwrap().status.signal(), Some(9));
    let ran = forget(&ferry, "id=c8 --yes").run().status(0);
    assert!(!ran.stderr.contains("earlier call"), "{ran}");
    assert_eq!(
        certificate(ran.path())["customers"],
        2,
        "in the account of the backups and in that of the run"
    );
    all_pass(&ferry, "");
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
    nothing_left(ferry.path(), &DecryptionKey::default());
    all_pass(&ferry, "");
}

/// The call that goes on may name the folder in another way.
#[test]
fn another_spelling_of_the_target_goes_on() {
    for spelling in ["./t", "t/", "link"] {
        let ferry = nights(&[vec![ann(), bob()]]);
        std::os::unix::fs::symlink(ferry.path().join("t"), ferry.path().join("link")).unwrap();
        let killed =
            forget(&ferry, "email=ann@example.org --yes").env("DESKFERRY_FAIL_POINT", "forget-swapped");
        assert_eq!(killed.command().output().unwrap().status.signal(), Some(9));
        let line = format!("forget {spelling} email=ann@example.org --yes --certificate c.json");
        let ran = ferry.then().line(&line).run().status(0);
        ran.says("An earlier call was interrupted: this one goes on");
        nothing_left(ferry.path(), &DecryptionKey::default());
    }
}

/// Another user, or one with another state folder, does not know what was interrupted.
#[test]
fn a_backup_that_an_unknown_call_has_left_is_named() {
    let ferry = nights(&[vec![ann(), bob()]]);
    let killed = forget(&ferry, "email=ann@example.org --yes").env("DESKFERRY_FAIL_POINT", "forget-swapped");
    assert_eq!(killed.command().output().unwrap().status.signal(), Some(9));
    std::fs::remove_dir_all(ferry.path().join(".local")).unwrap();
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(5);
    let ran = ran.says("nobody has these values; nothing was changed");
    ran.says(&format!("a forget was interrupted in {}", super::night(0)));
}
