//! `check --drill`: the backup restores completely, or the report says what does not.

use serde_json::json;

use super::{check, people, put};
use crate::backup_fixture::Shelf;

#[test]
fn a_good_backup_restores_completely() {
    let mut all = people(300);
    all.push(json!({"id": "odd", "name": "Keyless", "score": 1.50, "company": {"id": "c", "name": "Acme"}}));
    let ran = check(&put(Shelf::new(&all)), "--drill").status(0).says("301 customers restored");
    assert!(ran.folders().is_empty(), "no run is left: {ran}");
}

/// The sandbox refuses a field that the API's page does not name; the help desk may do the same.
#[test]
fn a_backup_that_does_not_restore_is_reported() {
    let mut all = people(20);
    all[3]["score"] = 7.into();
    let ferry = put(Shelf::new(&all));
    let ran =
        check(&ferry, "--drill --sandbox --sandbox-switch unknown=refuse").status(5).says("the drill failed");
    assert!(ran.stdout.starts_with("added 0, changed 0, gone 1, unchanged 19\n"), "{ran}");
    assert!(ran.stdout.contains("gone     c3\n"), "{ran}");
    check(&ferry, "--drill").status(0);
}
