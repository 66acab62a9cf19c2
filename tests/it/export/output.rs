//! The export of a quiet account: its content and its destination.

use std::os::unix::fs::PermissionsExt;

use deskferry::sandbox::RequestKind;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{desk, export, exported, ids, manifest, names, records};
use crate::command_line::{Desk, Ferry};

#[test]
fn a_quiet_account_is_a_snapshot_of_all() {
    let desk = desk(110, "");
    let ran = export(&desk, "").run().status(0).says("110 customers, snapshot");
    let mut found = records(&ran.text("out.jsonl"));
    found.sort_by_key(|record| record["id"].to_string());
    let mut expected = desk.customers();
    expected.sort_by_key(|record| record["id"].to_string());
    assert_eq!(found, expected);
    assert_eq!(ran.stdout, "out.jsonl\n");

    let evidence = manifest(&ran);
    assert_eq!((&evidence["verdict"], &evidence["first"]), (&json!("snapshot"), &json!(1)));
    assert_eq!(evidence["passes"].as_array().unwrap().len(), 2);
    assert_eq!(evidence["totals"][0]["total"], 110);
    assert_eq!(evidence["file"]["customers"], 110);
    let digest: String =
        Sha256::digest(ran.text("out.jsonl")).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(evidence["file"]["sha256"], digest);
    assert_eq!(evidence["file"]["bytes"], ran.text("out.jsonl").len());
    assert_eq!(evidence["came"]["count"], 0);
    // Two passes of five pages plus an empty one, and one count request between them.
    assert_eq!((desk.stats().of(RequestKind::List), &evidence["requests"]["list"]), (13, &json!(13)));
    for name in ["out.jsonl", "out.jsonl.manifest.json"] {
        let mode = std::fs::metadata(ran.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(names(ran.path()), ["out.jsonl", "out.jsonl.manifest.json"], "nothing else is left");
}

#[test]
fn the_servers_json_is_kept_byte_for_byte() {
    let rest =
        r#""name":"Ad\u0000a","odd":1.10,"big":123456789012345678901234567890,"deep":{"b":[1,null],"a":{}}"#;
    let desk = Desk::holding([serde_json::from_str(&format!(r#"{{{rest},"id":"x1"}}"#)).unwrap()]);
    let ran = export(&desk, "").run().status(0);
    assert_eq!(ran.text("out.jsonl"), format!("{{\"id\":\"x1\",{rest}}}\n"));
}

#[test]
fn an_empty_account_is_a_snapshot_of_nobody() {
    let desk = Desk::new();
    let ran = export(&desk, "").run().status(0).says("0 customers, snapshot");
    assert_eq!(ran.text("out.jsonl"), "");
}

#[test]
fn the_order_of_the_list_is_kept_on_request() {
    let desk = desk(60, "order=newest page-size=7");
    let ran = export(&desk, "--ordered").run().status(0);
    let found: Vec<_> = records(&ran.text("out.jsonl")).iter().map(|one| one["id"].clone()).collect();
    let expected: Vec<_> = desk.customers().iter().rev().map(|one| one["id"].clone()).collect();
    assert_eq!(found, expected);
}

#[test]
fn standard_output_has_the_data_and_nothing_else() {
    let desk = desk(30, "");
    let ran = Ferry::new().sandbox(&desk).line("export -o -").fast().run().status(0);
    assert_eq!(ids(&records(&ran.stdout)).len(), 30);
    assert!(ran.stderr.contains("30 customers, snapshot"), "{ran}");
    assert_eq!(names(ran.path()), [""; 0]);

    let ran = Ferry::new().sandbox(&desk).line("export -o - --manifest m.json").fast().run().status(0);
    let evidence: serde_json::Value = serde_json::from_str(&ran.text("m.json")).unwrap();
    assert_eq!(evidence["verdict"], "snapshot");
}

#[test]
fn a_folder_gets_a_file_that_is_named_by_the_time() {
    let desk = desk(3, "");
    let ran =
        Ferry::new().file("exports/x", "").sandbox(&desk).line("export -o exports").fast().run().status(0);
    let path = ran.stdout.trim();
    assert!(path.starts_with("exports/customers-20") && path.ends_with("Z.jsonl"), "{path}");
    assert_eq!(records(&ran.text(path)).len(), 3);
    assert!(ran.path().join(format!("{path}.manifest.json")).is_file());
}

#[test]
fn an_old_file_is_replaced_once_the_new_one_is_whole() {
    let desk = desk(3, "");
    let ran = export(&desk, "").file("out.jsonl", "old").run().status(0);
    assert_eq!(exported(&ran).len(), 3);
}

#[test]
fn an_impossible_output_is_reported_before_anything_is_read() {
    let desk = desk(3, "");
    for output in ["nowhere/out.jsonl", "out.jsonl --manifest nowhere/m.json"] {
        let ran = Ferry::new().sandbox(&desk).line(&format!("export -o {output}")).fast().run().status(2);
        assert!(ran.stderr.contains("nowhere"), "{ran}");
        assert_eq!(names(ran.path()), [""; 0]);
    }
    assert_eq!(desk.stats().total, 0);
}
