//! Values that only look different, and rows of which nothing is left to write.

use rstest::rstest;
use serde_json::{Value, json};

use super::{PLAIN, import};
use crate::command_line::{Desk, Ran};

fn values(ran: &Ran) -> [u64; 3] {
    let counts = ran.report_json()["facts"]["changes"]["values"].clone();
    ["replaced", "added_to", "protected"].map(|name| counts[name].as_u64().unwrap_or(0))
}

fn ada(more: Value) -> Value {
    let mut customer = json!({"id": "1", "name": "Ada", "email": "ada@example.org"});
    customer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    customer
}

/// The terminal, the counts, results.csv and the JSON of `runs show` say the same.
#[test]
fn a_planned_update_without_anything_left_to_write_is_unchanged_everywhere() {
    let desk = Desk::holding([ada(json!({"memo": "old", "city": "Turin"}))]);
    let csv = "Name,Email,City,Memo\nAda,ada@example.org,Rome,new\n";
    let flags = "--write memo=if_empty --dry-run --plan-out p.jsonl";
    let dry = import(&desk, PLAIN, csv, flags).status(0);
    assert_eq!(dry.results().column("_changes"), ["replaced: city; protected: memo"]);
    desk.put(ada(json!({"memo": "old", "city": "Rome"}))).unwrap();
    let ran = dry.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    assert_eq!((ran.count("unchanged"), ran.count("updated")), (1, 0), "{ran}");
    let results = ran.results();
    assert_eq!(
        (results.column("_action"), results.column("_changes")),
        (vec!["unchanged"], vec!["protected: memo"])
    );
    let shown = ran.then().line("runs show latest --json").run().status(0);
    let shown = shown.document();
    assert_eq!(shown["run"]["counts"]["unchanged"], 1, "{shown}");
    assert_eq!(values(&ran), [0, 0, 1]);
}

#[test]
fn tags_in_another_order_are_no_change() {
    let desk = Desk::holding([ada(json!({"tags": ["vip", "press"]}))]);
    let mapping = PLAIN.replace("memo = {", "tags = { from = \"Tags\" }\nmemo = {");
    let csv = |tags: &str| format!("Name,Email,Tags\nAda,ada@example.org,\"{tags}\"\n");
    let ran = import(&desk, &mapping, &csv("press, vip"), "").status(0);
    assert_eq!((ran.count("unchanged"), ran.count("updated")), (1, 0), "{ran}");
    let ran = import(&desk, &mapping, &csv("press, vip, new"), "").status(0);
    assert_eq!((ran.count("updated"), values(&ran)), (1, [0, 1, 0]), "{ran}");
}

/// A number is no text that grew, and an append is one whatever separates the two.
#[rstest]
#[case("", "10", "-10", [1, 0, 0])]
#[case("", "10", "10 %", [1, 0, 0])]
#[case("", "Room 10", "Room 10; Room 11", [0, 1, 0])]
#[case("aa", "old", "new", [0, 1, 0])]
#[case("%", "10", "20", [0, 1, 0])]
#[case("1", "10", "20", [0, 1, 0])]
fn a_value_is_added_to_only_if_it_is_whole(
    #[case] separator: &str,
    #[case] before: &str,
    #[case] after: &str,
    #[case] expected: [u64; 3],
) {
    let append = format!("memo = {{ write = \"append\", separator = \"{separator}\",");
    let mapping = if separator.is_empty() { PLAIN.to_owned() } else { PLAIN.replace("memo = {", &append) };
    let desk = Desk::holding([ada(json!({"memo": before}))]);
    let csv = format!("Name,Email,Memo\nAda,ada@example.org,{after}\n");
    let dry = import(&desk, &mapping, &csv, "--dry-run").status(0);
    assert_eq!(values(&dry), expected, "{dry}");
    let ran = import(&desk, &mapping, &csv, "").status(0);
    let word = if expected[1] > 0 { "added to: memo" } else { "replaced: memo" };
    assert_eq!((values(&ran), ran.results().column("_changes")), (expected, vec![word]), "{ran}");
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    assert_eq!(page.contains("The values that lose most"), expected[0] > 0, "{page}");
    let report = ran.then().line("report latest --format text").run().status(0);
    assert!(!report.stdout.is_empty());
}
