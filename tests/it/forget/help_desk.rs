//! `--from-help-desk`.

use deskferry::file::DecryptionKey;
use deskferry::sandbox::{RequestKind, SimulatedFault};
use serde_json::{Value, json};

use super::{ann, bob, certificate, forget, nothing_left};
use crate::command_line::{Desk, Ferry};

fn backed_up() -> (Desk, Ferry) {
    let desk = Desk::holding([ann(), bob()]);
    let ferry = Ferry::new();
    ferry.then().sandbox(&desk).line("backup t").fast().run().status(0);
    (desk, ferry)
}

fn names(desk: &Desk) -> Vec<Value> {
    desk.customers().iter().map(|one| one["name"].clone()).collect()
}

#[test]
fn she_is_deleted_from_the_help_desk_first() {
    let (desk, ferry) = backed_up();
    let from_desk = |line: &str| forget(&ferry, line).sandbox(&desk).fast();
    from_desk("email=ann@example.org --from-help-desk --dry-run")
        .run()
        .status(0)
        .says("in the help desk: Ann Miller");
    assert_eq!(names(&desk).len(), 2);
    let ran = from_desk("email=ann@example.org --from-help-desk --yes").run().status(0);
    assert_eq!(names(&desk), ["Bob Ross"]);
    assert_eq!(certificate(ran.path())["deletedFromHelpDesk"], 1);
    nothing_left(ferry.path(), &DecryptionKey::default());
    assert_eq!(certificate(ran.path())["target"]["changed"].as_array().unwrap().len(), 1);
}

#[test]
fn without_the_flag_she_stays_there() {
    let (desk, ferry) = backed_up();
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(0);
    assert_eq!(names(&desk).len(), 2);
    assert_eq!(certificate(ran.path())["deletedFromHelpDesk"], Value::Null);
    assert!(ran.stdout.contains("Help desk: not changed"), "{ran}");
}

#[test]
fn somebody_else_with_her_id_is_not_deleted() {
    let (desk, ferry) = backed_up();
    desk.put(json!({"id": "c700700", "name": "Carl", "email": "carl@example.org"})).unwrap();
    let ran =
        forget(&ferry, "email=ann@example.org --from-help-desk --yes").sandbox(&desk).fast().run().status(0);
    ran.says("is somebody else now, and is not deleted");
    assert_eq!(names(&desk).len(), 2);
}

#[test]
fn a_refused_deletion_changes_no_backup_and_it_goes_on() {
    let (desk, ferry) = backed_up();
    desk.fail_where(RequestKind::Delete, "", SimulatedFault::StatusBefore(403));
    let run = || forget(&ferry, "email=ann@example.org --from-help-desk --yes").sandbox(&desk).fast().run();
    run().status(3).says("call it again with the same values");
    let left = super::found_in(&ferry.path().join("t"), &["ann@example.org"], &DecryptionKey::default());
    assert!(!left.is_empty());
    desk.clear_plan();
    run().status(0);
    assert_eq!(names(&desk), ["Bob Ross"]);
    nothing_left(ferry.path(), &DecryptionKey::default());
}

#[test]
fn a_deletion_before_a_kill_is_counted() {
    let twin = json!({"id": "c700701", "name": "Ann M.", "email": "ann@example.org"});
    let desk = Desk::holding([ann(), twin, bob()]);
    let ferry = Ferry::new();
    ferry.then().sandbox(&desk).line("backup t").fast().run().status(0);
    let line = "email=ann@example.org --from-help-desk --yes";
    let killed = forget(&ferry, line).sandbox(&desk).fast().env("DESKFERRY_FAIL_POINT", "forget-deleted");
    assert!(!killed.command().output().unwrap().status.success());
    assert_eq!(desk.customers().len(), 2, "one is deleted, and the kill came before it was noted");
    // Without a look at the help desk, nobody knows.
    let ran = forget(&ferry, "email=ann@example.org --yes").env("DESKFERRY_FAIL_POINT", "forget-runs");
    assert!(!ran.command().output().unwrap().status.success());
    let ran = forget(&ferry, line).sandbox(&desk).fast().run().status(0);
    assert_eq!(names(&desk), ["Bob Ross"]);
    let proof = certificate(ran.path());
    assert_eq!((&proof["deletedFromHelpDesk"], &proof["customers"]), (&json!(2), &json!(2)), "{proof:#}");
    nothing_left(ferry.path(), &DecryptionKey::default());
}

#[test]
fn a_deletion_that_nobody_looked_for_is_in_doubt() {
    let (desk, ferry) = backed_up();
    let line = "email=ann@example.org --from-help-desk --yes";
    let killed = forget(&ferry, line).sandbox(&desk).fast().env("DESKFERRY_FAIL_POINT", "forget-deleted");
    assert!(!killed.command().output().unwrap().status.success());
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(5);
    assert!(ran.stdout.contains("An interrupted call had begun to delete one more customer there"), "{ran}");
    assert_eq!(certificate(ran.path())["deletionInDoubt"], true);
}
