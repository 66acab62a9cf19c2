//! A JSON member that is absent, or an object instead of a value, does not empty a field.

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry};

const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"name\" }
email = { from = \"email\" }
memo = { RULE, on_empty = \"clear\" }
";

/// Imports an object over an existing customer, then checks the customer's memo and the row's warning.
#[rstest]
#[case::absent("", "from = \"note\"", json!("dear"), "")]
#[case::null(", \"note\": null", "from = \"note\"", Value::Null, "")]
#[case::empty(", \"note\": \" \"", "from = \"note\"", Value::Null, "")]
#[case::object(", \"note\": {\"text\": \"hi\"}", "from = \"note\"", json!("dear"), "W024")]
#[case::value(", \"note\": \"hi\"", "from = \"note.text\"", json!("dear"), "W024")]
#[case::null_value(", \"note\": null", "from = \"note.text\"", json!("dear"), "")]
#[case::empty_object(", \"note\": {\"text\": \"\"}", "from = \"note\"", json!("dear"), "")]
#[case::its_member(", \"note\": {\"text\": \"hi\"}", "first = [\"note\", \"note.text\"]", json!("hi"), "")]
#[case::null_of_both(", \"note\": null", "first = [\"note\", \"note.text\"]", Value::Null, "")]
#[case::neither("", "first = [\"note\", \"note.text\"]", json!("dear"), "")]
fn an_absent_member_or_an_object_does_not_empty_a_field(
    #[case] member: &str,
    #[case] rule: &str,
    #[case] left: Value,
    #[case] code: &str,
) {
    let desk = Desk::holding([json!({"name": "Ada", "email": "ada@x.org", "memo": "dear"})]);
    let lines = format!(
        "{{\"name\": \"Ada B\", \"email\": \"ada@x.org\"{member}}}\n\
         {{\"name\": \"Bob\", \"email\": \"bob@x.org\", \"note\": \"x\"}}\n\
         {{\"name\": \"Cy\", \"email\": \"cy@x.org\", \"note\": {{\"text\": \"y\"}}}}\n"
    );
    let ferry = Ferry::new().file("a.jsonl", lines).file("m.toml", MAPPING.replace("RULE", rule));
    let ran = ferry.line("import a.jsonl -m m.toml --fields none").fast().sandbox(&desk).run().status(0);
    let kept = desk.customer("email", "ada@x.org");
    assert_eq!((&kept["name"], &kept["memo"]), (&json!("Ada B"), &left), "{ran}");
    let results = ran.results();
    let notes = results.column("_note");
    assert_eq!(notes[0].contains("W024"), code == "W024", "{notes:?}");
    // Bob's note is a value, too.
    assert_eq!(notes[1].contains("W024"), rule == "from = \"note.text\"", "{notes:?}");
    let report = ran.report_json();
    let groups = report["issues"].as_array().unwrap().iter().filter(|group| group["code"] == "W024");
    let mut samples = groups.flat_map(|group| group["samples"].as_array().unwrap());
    assert!(samples.all(|sample| sample["value"].is_null()), "an object may hold credentials: {report}");
}
