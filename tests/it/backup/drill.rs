//! `backup --drill`: the new backup is restored into a sandbox and compared before any old backup is removed.

use age::secrecy::ExposeSecret;
use serde_json::json;

use super::{again, backup, backup_in, backups};
use crate::command_line::{Desk, Ferry};
use crate::export::desk;

#[test]
fn old_backups_are_removed_after_a_good_drill() {
    let desk = desk(60, "");
    let first = backup(&desk, "--drill").run().status(0).says("60 customers restored into a sandbox");
    let ran = again(&first, &desk, "--drill --keep-last 1").run().status(0);
    let ran = ran.says("60 customers restored into a sandbox").says("1 removed");
    assert_eq!(backups(ran.path()), [ran.folder()]);
    assert!(ran.folders().is_empty(), "no run is left: {ran}");
    assert_eq!(desk.customers().len(), 60);
}

/// The drill's sandbox refuses a field that the API's page does not name.
#[test]
fn a_failed_drill_removes_nothing() {
    let in_process = |ferry: Ferry| {
        let line = "backup b --drill --keep-last 1 --sandbox=desk.db --sandbox-switch unknown=refuse";
        ferry.line(line).fast().run()
    };
    let ferry = Ferry::new().file("c.jsonl", json!({"name": "Ada", "score": 7}).to_string());
    let filled =
        ferry.line("import c.jsonl -m deskferry --sandbox=desk.db --sandbox-switch unknown=keep").fast();
    let first = in_process(filled.run().status(0).then()).status(5);
    let ran = in_process(first.then()).status(5).says("the drill failed");
    let ran = ran.says("no old backup was removed, because the drill of this one failed");
    assert!(ran.stdout.contains("gone 1"), "{ran}");
    assert_eq!(backups(ran.path()).len(), 2);
}

/// The switches of the account's sandbox do not apply to the drill's.
#[test]
fn the_sandbox_of_a_drill_starts_empty() {
    let line = "backup b --drill --sandbox --sandbox-switch start-customers=40 --sandbox-switch total-lie=-1";
    let ran = Ferry::new().line(line).fast().run().status(5);
    let ran = ran.says("40 customers, unproven").says("40 customers restored into a sandbox");
    let line = "check b --drill --sandbox --sandbox-switch start-customers=9 --sandbox-switch churn=insert:1";
    let backup = ran.folder().file_name().unwrap().to_str().unwrap().to_owned();
    let ran = ran.then().line(&line.replace(" b ", &format!(" b/{backup} "))).fast().run();
    // An unproven backup is not complete, so it is not drilled.
    ran.status(5).says("the list is unproven");
    let ran =
        Ferry::new().line("backup b --sandbox --sandbox-switch start-customers=40").fast().run().status(0);
    let ran = ran.then().line(&line.replace(" b ", " b/latest ")).fast().run().status(0);
    ran.says("40 customers restored into a sandbox and exported again, all match");
}

#[test]
fn an_encrypted_backup_is_drilled_with_its_key() {
    let identity = age::x25519::Identity::generate();
    let public = identity.to_public().to_string();
    let desk = desk(5, "");
    let flags = format!("--drill --recipient {public}");
    let ran = backup(&desk, &flags).run().status(2).says("give its --identity too");
    assert_eq!((ran.path().join("b").exists(), desk.stats().total), (false, 0));
    let with_key = |ferry: Ferry, key: &str| ferry.file("key.txt", key).args(["--identity", "key.txt"]).run();
    let ran = with_key(backup(&desk, &flags), identity.to_string().expose_secret());
    ran.status(0).says("5 customers restored into a sandbox");
    let other = age::x25519::Identity::generate();
    let ran = with_key(backup(&desk, &flags), other.to_string().expose_secret());
    let ran = ran.status(2).says("the backup was made, but its drill could not finish");
    assert_eq!(backups(ran.path()).len(), 1);
    let by_passphrase = backup(&desk, "--drill").env("DESKFERRY_PASSPHRASE", "correct horse");
    by_passphrase.run().status(0).says("5 customers restored into a sandbox");
}

#[test]
fn a_backup_of_no_customers_is_drilled_too() {
    let desk = Desk::holding([]);
    backup_in(Ferry::new(), &desk, "--drill").run().status(0).says("0 customers restored into a sandbox");
}
