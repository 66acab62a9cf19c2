//! Customers with unexpected types, endless texts and odd ids: all are kept, and none stops the export.

use rstest::rstest;
use serde_json::{Value, json};

use super::records;
use crate::command_line::{Desk, Ferry};

fn odd() -> Vec<Value> {
    let deep = (0..100).fold(json!("deep"), |inner, _| json!([inner]));
    vec![
        json!({"id": "Ab", "name": 42, "email": ["a@x.org", ["b"]], "tags": "one", "topClient": "yes"}),
        json!({"id": "aB", "name": {"first": "Ada"}, "birthDate": "1985-12-10", "customFields": ["x", 1]}),
        json!({"id": "../../x", "name": "nul\u{0}here", "memo": "\u{feff}\u{202e}\u{1f468}\u{200d}\u{1f469}"}),
        json!({"id": "a/b?c=d&e#f", "name": "=cmd|' /C calc'!A0", "phoneNumber": "+1@SUM(1)", "nested": deep}),
        json!({"id": "9".repeat(300), "name": "n".repeat(1 << 20), "customFields": {"": "x", "a,b\n\"": {"c": null}}}),
        json!({"id": 1e300, "name": "Ada", "customFields": null, "company": [], "account": "x", "=1+1": "y"}),
        json!({"id": "nobody", "name": null}),
        json!({"id": "n", "name": "Ada", "birthDate": 9_223_372_036_854_775_807_u64, "score": -0.0, "big": 1e308}),
    ]
}

#[rstest]
fn odd_customers_are_in_each_format(#[values("jsonl", "json", "csv", "xlsx")] format: &str) {
    let desk = Desk::holding(odd());
    let name = format!("out.{format}");
    let ran = Ferry::new().sandbox(&desk).line("export -o").args([&name]).fast().run().status(0);
    let ran = ran.says("8 customers, snapshot");
    match format {
        "jsonl" => assert_eq!(records(&ran.text(&name)), desk.customers()),
        "json" => {
            assert_eq!(serde_json::from_str::<Vec<Value>>(&ran.text(&name)).unwrap(), desk.customers());
        }
        // A table can't hold all of it, and the output says so.
        _ => assert!(ran.stderr.contains("warning"), "{ran}"),
    }
}

#[test]
fn a_backup_of_odd_customers_is_good() {
    let desk = Desk::holding(odd());
    let ran = Ferry::new().sandbox(&desk).line("backup b --photos").fast().run().status(0);
    let check = |flags: &str| ran.then().sandbox(&desk).line("check b/latest").line(flags).fast().run();
    check("").status(0).says("8 customers read, each a JSON object with a unique id");
    check("--against-server").status(0);
    let again = ran.then().sandbox(&desk).line("backup b --photos").fast().run().status(0);
    let again = again.says("added 0, changed 0, gone 0, unchanged 8");
    let restored = again.then().sandbox(&desk).line("restore b/latest").fast().run().status(0);
    assert_eq!(restored.count("unchanged"), 8);
}
