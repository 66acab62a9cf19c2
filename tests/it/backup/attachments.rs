//! Backups of what comes with the customers: custom field definitions and photos.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{backup, check_files, desk, manifest, tree};
use crate::command_line::Desk;

#[test]
fn the_definitions_of_custom_fields_are_there() {
    let desk = desk(3, "");
    let ran = backup(&desk, "").run().status(0);
    let text = std::fs::read_to_string(ran.folder().join("custom-fields.json")).unwrap();
    let found: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!found.is_empty());
    assert_eq!(manifest(&ran)["counts"]["customFields"], json!({"number": found.len()}));
}

#[rstest]
#[case::not_found(404, "HTTP 404")]
#[case::forbidden(403, "HTTP 403")]
#[case::failing(500, "HTTP 500")]
fn unavailable_definitions_are_noted(#[case] status: u16, #[case] said: &str) {
    let desk = desk(3, "custom-fields=none");
    desk.fail_where(RequestKind::Fields, "", SimulatedFault::StatusBefore(status));
    let ran =
        backup(&desk, "").run().status(0).says("the definitions of custom fields are not in the backup");
    let count = &manifest(&ran)["counts"]["customFields"];
    assert_eq!(count["number"], Value::Null);
    assert!(count["note"].as_str().unwrap().contains(said), "{count}");
    assert!(!tree(&ran.folder()).contains("custom-fields.json"));
    assert_eq!(manifest(&ran)["completeness"]["kind"], "snapshot");
}

#[test]
fn an_account_without_custom_fields_is_no_warning() {
    let ran = backup(&desk(3, "custom-fields=none"), "").run().status(0);
    assert!(!ran.stderr.contains("custom fields"), "{ran}");
    assert_eq!(manifest(&ran)["counts"]["customFields"]["note"], "the server has none");
}

/// This many customers, every second one with a photo: its number in hexadecimal, three times.
fn photographed(count: usize) -> Desk {
    Desk::holding((0..count).map(|n| {
        let blob = if n % 2 == 0 { json!(format!("{n:04x}").repeat(3)) } else { Value::Null };
        json!({"id": format!("c{n}"), "name": format!("Person {n}"), "profilePhotoBlob": blob})
    }))
}

#[test]
fn photos_are_in_the_backup() {
    let desk = photographed(30);
    let ran = backup(&desk, "--photos").run().status(0);
    assert_eq!(manifest(&ran)["counts"]["photos"], json!({"number": 15}));
    assert_eq!(std::fs::read(ran.folder().join("photos/c2")).unwrap(), [0, 2, 0, 2, 0, 2]);
    assert_eq!(tree(&ran.folder()).iter().filter(|name| name.starts_with("photos/")).count(), 15);
    check_files(&ran.folder());
    let without = backup(&desk, "").run().status(0);
    assert!(!tree(&without.folder()).iter().any(|name| name.starts_with("photos")));
}

#[test]
fn a_photo_that_fails_is_noted_and_counted() {
    let desk = photographed(30);
    desk.fail_where(RequestKind::Photo, "c4", SimulatedFault::StatusBefore(403));
    let ran = backup(&desk, "--photos").run().status(0).says("14 photos are in the backup; 1 could not be");
    let count = &manifest(&ran)["counts"]["photos"];
    assert_eq!(count["number"], 14);
    assert!(count["note"].as_str().unwrap().contains("/customer/photo/c4"), "{count}");
    assert_eq!(manifest(&ran)["completeness"]["kind"], "snapshot");
}

#[test]
fn photos_that_all_fail_are_given_up() {
    let desk = photographed(200);
    desk.fail_where(RequestKind::Photo, "", SimulatedFault::StatusBefore(403));
    let ran = backup(&desk, "--photos").run().status(0).says("more were skipped because too many failed");
    assert_eq!(manifest(&ran)["counts"]["photos"]["number"], 0);
    assert!(desk.stats().of(RequestKind::Photo) < 60, "{:?}", desk.stats());
}
