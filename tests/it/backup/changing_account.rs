//! Backups of an account that changes: the verdict, and what the comparison with the last backup reports.

use serde_json::json;

use super::{again, backup, changes, check_files, customers, desk, manifest};
use crate::command_line::Desk;
use crate::export::ids;

#[test]
fn an_unproven_backup_is_kept_and_marked() {
    let desk = desk(80, "page-size=6 order=scattered churn=reorder:3");
    let ran = backup(&desk, "--max-passes 3").run().status(5).says("completeness not proven");
    assert_eq!(manifest(&ran)["completeness"]["kind"], "unproven");
    assert_eq!(manifest(&ran)["completeness"]["evidence"]["passes"].as_array().unwrap().len(), 3);
    check_files(&ran.folder());
    assert!(customers(&ran).len() > 70);
}

#[test]
fn a_single_pass_backup_is_counted_and_not_compared_with() {
    let desk = desk(40, "");
    let ran = backup(&desk, "--single-pass").run().status(0).says("40 customers, counted");
    assert_eq!(manifest(&ran)["completeness"]["kind"], "counted");
    again(&ran, &desk, "").run().status(0).says("there is no earlier complete backup");
}

/// Ann, Bea and Cid.
fn three() -> Desk {
    Desk::holding([
        json!({"id": "a", "name": "Ann", "city": "Rome", "customFields": {"segment": "x", "tier": "1"}}),
        json!({"id": "b", "name": "Bea", "memo": "kept"}),
        json!({"id": "c", "name": "Cid"}),
    ])
}

#[test]
fn added_changed_and_gone_customers_are_reported() {
    let desk = three();
    let first = backup(&desk, "").run().status(0).says("there is no earlier complete backup of this account");
    assert_eq!(changes(&first)["against"], json!(null));
    let ann =
        json!({"id": "a", "name": "Ann", "city": "Milan", "customFields": {"segment": "y", "tier": "1"}});
    desk.put(ann).unwrap();
    assert!(desk.remove("c").unwrap());
    let dan = desk.put(json!({"name": "Dan"})).unwrap();
    let ran = again(&first, &desk, "").run().status(0).says("added 1, changed 1, gone 1, unchanged 1");
    let report = changes(&ran);
    assert_eq!(report["against"], first.folder().file_name().unwrap().to_str().unwrap());
    let expected = json!({
        "added": [dan], "gone": ["c"],
        "changed": [{"id": "a", "fields": ["city", "customFields.segment"]}],
    });
    assert_eq!(report["changes"]["customers"], expected);
    assert_eq!(report["changes"]["fields"], json!({"city": 1, "customFields.segment": 1}));
    let text = std::fs::read_to_string(ran.folder().join("changes.txt")).unwrap();
    assert!(text.contains("added 1, changed 1, gone 1") && text.contains("  city\n"), "{text}");
    assert!(!report.to_string().contains("Milan"), "no value of a customer is in it");
    assert_eq!(ids(&customers(&ran)).len(), 3);
}

#[test]
fn a_damaged_earlier_backup_is_noted() {
    let desk = three();
    let first = backup(&desk, "").run().status(0);
    let path = first.folder().join("customers.jsonl.zst");
    let mut content = std::fs::read(&path).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(&path, content).unwrap();
    let ran = again(&first, &desk, "").run().status(0).says("Not compared with");
    assert!(changes(&ran)["notCompared"].is_string());
    check_files(&ran.folder());
}

#[test]
fn another_account_is_not_compared_with() {
    let (one, other) = (three(), three());
    let ran = backup(&one, "").run().status(0);
    again(&ran, &other, "").run().status(0).says("there is no earlier complete backup of this account here");
}
