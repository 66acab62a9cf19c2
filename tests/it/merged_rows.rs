//! `on_duplicate = "merge"`: rows that are one customer.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const MERGED: &str = "\
version = 1
[match]
keys = [[\"customFields.legacyId\"], [\"email\"]]
on_duplicate = \"merge\"
[fields]
name = { from = \"Name\", merge = \"last\" }
email = { from = \"Email\" }
phoneNumber = { from = \"Phone\" }
city = { from = \"City\", merge = \"first\" }
memo = { from = \"Notes\", merge = \"join\", merge_join = \"; \" }
tags = { from = \"Tags\", merge = \"join\" }
[custom_fields]
legacyId = { from = \"Id\" }
";
const HEADER: &str = "Name,Email,Phone,City,Notes,Tags,Id\n";

fn ferry(rows: &str) -> Ferry {
    Ferry::new().file("m.toml", MERGED).file("a.csv", format!("{HEADER}{rows}"))
}

fn import(desk: &Desk, rows: &str) -> Ran {
    ferry(rows).line("import a.csv -m m.toml").fast().sandbox(desk).run()
}

#[test]
fn each_field_is_merged_by_its_rule() {
    let desk = Desk::new();
    let rows = "Ada,a@x.org,,,one,\"x,y\",\n\
                Bob,b@x.org,1,Rome,,,\n\
                Ada B,A@x.org,2,Pisa,two,\"y,z\",\n\
                ,a@x.org,3,,one,,\n";
    let ran = import(&desk, rows).status(0);
    let ada = desk.customer("email", "a@x.org");
    let expected = json!(["Ada B", "2", "one; two", ["x", "y", "z"]]);
    assert_eq!(json!([ada["name"], ada["phoneNumber"], ada["memo"], ada["tags"]]), expected, "{ran}");
    assert_eq!(ada.get("city"), None, "the first row has none");
    assert_eq!(ran.results().column("_action"), ["insert", "insert", "merged", "merged"]);
    assert_eq!(ran.results().cell(2, "_id"), ada["id"].as_str().unwrap());
    let note = ran.results().cell(2, "_note").to_owned();
    assert!(note.starts_with("merged into row 2; W405"), "{note}");
    assert!(ran.results().cell(3, "_note").contains("phoneNumber"), "{ran}");
    assert_eq!(
        (ran.count("inserted"), ran.count("merged"), ran.count("rows"), ran.count("warned")),
        (2, 2, 4, 2)
    );
}

#[test]
fn a_row_with_two_keys_makes_one_of_two_customers() {
    let desk = Desk::new();
    let rows = "Ada,,1,,a,,7\nEve,e@x.org,2,,b,,\nAda E,e@x.org,,,c,,7\nAda,e@x.org,,,d,,\nAda,,,,e,,7\n";
    let ran = import(&desk, rows).status(0);
    assert_eq!(desk.customers().len(), 1, "{ran}");
    let ada = desk.customer("email", "e@x.org");
    assert_eq!((&ada["memo"], &ada["customFields"]["legacyId"]), (&json!("a; b; c; d; e"), &json!("7")));
    assert_eq!(ran.results().column("_action"), ["insert", "merged", "merged", "merged", "merged"]);
    let note = ran.results().cell(1, "_note").to_owned();
    assert!(
        note.starts_with("merged into row 2; W405") && note.contains("has a different `phoneNumber`"),
        "{note}"
    );
    let note = ran.results().cell(4, "_note").to_owned();
    assert_eq!(note, "merged into row 2", "the customer has an e-mail address");
    let again = ran.then().line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!((again.count("unchanged"), again.count("merged")), (1, 4));
}

#[test]
fn rows_of_several_files_are_merged_and_rejected_rows_left_out() {
    let desk = Desk::holding([json!({"name": "Ada", "email": "a@x.org"})]);
    let ferry =
        ferry("Ada,a@x.org,1,,,,\nBad,a@,1,,,,\n").file("b.csv", format!("{HEADER}Ada L,a@x.org,,,note,,\n"));
    let ran = ferry.line("import a.csv b.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    let ada = desk.customer("email", "a@x.org");
    assert_eq!(
        (&ada["name"], &ada["phoneNumber"], &ada["memo"]),
        (&json!("Ada L"), &json!("1"), &json!("note"))
    );
    assert_eq!(ran.results().column("_action"), ["update", "merged"]);
    assert!(ran.results().cell(1, "_note").starts_with("merged into a.csv, row 2"), "{ran}");
    assert_eq!((ran.rejects().codes(), ran.count("merged")), (vec!["E201"], 1));
}

#[test]
fn merged_rows_share_the_outcome_of_their_customer() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "a@x.org", SimulatedFault::StatusBefore(400));
    let ran = import(&desk, "Ada,a@x.org,1,,,,\nBob,b@x.org,,,,,\nAda,a@x.org,,,note,,\n").status(1);
    assert_eq!(ran.rejects().codes(), ["E501", "E404"], "{ran}");
    assert!(
        ran.rejects().cell(1, "_message").starts_with("merged into row 2, and that row was rejected"),
        "{ran}"
    );
    assert_eq!((ran.count("rejected"), ran.count("merged"), ran.count("inserted")), (2, 0, 1));
    desk.clear_plan();
    let rejects = ran.folder().join("rejects.csv");
    let again =
        ran.then().args(["import".into(), rejects]).line("-m m.toml").fast().sandbox(&desk).run().status(0);
    assert_eq!((again.count("inserted"), again.count("merged")), (1, 1));
    assert_eq!(desk.customer("email", "a@x.org")["memo"], "note");
}

#[test]
fn a_validation_merges_as_an_import_does() {
    let rows = "Ada,a@x.org,1,,one,,\n,n@x.org,,,,,\nAda,a@x.org,,,two,,\nNan,n@x.org,,,,,\n,z@x.org,,,,,\n,z@x.org,,,,,\nBad,a@,,,,,\n";
    let ran = ferry(rows).line("validate a.csv -m m.toml -o out.jsonl").run().status(1);
    let out = ran.text("out.jsonl");
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert_eq!((&lines[0]["memo"], &lines[1]["name"]), (&json!("one; two"), &json!("Nan")));
    assert_eq!(ran.rejects().codes(), ["E301", "E404", "E201"], "{ran}");
    assert_eq!((ran.count("merged"), ran.count("rejected"), ran.count("rows")), (2, 3, 7));
    let mut left: Vec<_> =
        std::fs::read_dir(ran.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("journal")), "{left:?}");
}

#[test]
fn mistakes_in_a_mapping_are_found() {
    let says = |change: (&str, &str), said: &str| {
        let mapping = MERGED.replacen(change.0, change.1, 1);
        Ferry::new().file("m.toml", mapping).line("mapping check m.toml").run().status(2).says(said);
    };
    says(("on_duplicate = \"merge\"", "on_duplicate = \"last\""), "this mapping does not merge rows");
    says(
        ("email = { from = \"Email\"", "email = { from = \"Email\", merge = \"join\""),
        "can't hold several values",
    );
    says(
        ("legacyId = { from = \"Id\"", "legacyId = { from = \"Id\", merge = \"join\""),
        "is part of the match key",
    );
    says(("merge = \"join\", merge_join", "merge_join"), "merge_join belongs to");
    says(("merge = \"last\"", "merge = \"latest\""), "latest");
}

#[test]
fn a_saved_plan_keeps_the_merged_rows() {
    let desk = Desk::new();
    let ferry = ferry("Ada,a@x.org,1,,,,\nBob,b@x.org,,,,,\nAda,a@x.org,,,note,,\n");
    let ran = ferry
        .line("import a.csv -m m.toml --dry-run --plan-out a.plan")
        .fast()
        .sandbox(&desk)
        .run()
        .status(0);
    assert_eq!((ran.count("merged"), ran.count("pending")), (1, 2));
    desk.fail_where(RequestKind::Insert, "a@x.org", SimulatedFault::StatusBefore(400));
    let ran = ran.then().line("apply a.plan").fast().sandbox(&desk).run().status(1);
    assert_eq!((ran.rejects().codes(), ran.count("inserted")), (vec!["E501", "E404"], 1));
    desk.clear_plan();
    let again = ran.then().line("retry latest").fast().sandbox(&desk).run().status(0);
    assert_eq!((again.count("inserted"), again.count("merged")), (2, 1), "{again}");
    assert_eq!(desk.customer("email", "a@x.org")["memo"], "note");
}

/// Two custom fields with lists of values, one of which is joined.
const LISTED: &str = "\
[custom_fields]
segment = { from = \"Segment\", merge = \"join\" }
level = { from = \"Level\", merge = \"last\" }
";

fn listed(change: (&str, &str), rows: &str) -> Ferry {
    let fields = json!([
        {"name": "segment", "type": "COMBO", "values": ["Gold", "Silver", "Gold, Tin", "Tin"]},
        {"name": "level", "type": "COMBO", "values": ["A", "B"]},
    ]);
    let mapping = format!("{SIMPLE}{LISTED}")
        .replace("keys = [\"email\"]", "keys = [\"email\"]\non_duplicate = \"merge\"");
    Ferry::new()
        .file("m.toml", mapping.replacen(change.0, change.1, 1))
        .file("fields.json", fields.to_string())
        .file("a.csv", format!("Name,Email,Segment,Level\n{rows}"))
}

/// Ada's joined value is in no list. Bo's two equal values are fine, and so is Cy's joined value, which the list has.
const JOINED: &str = "Ada,a@x.org,Gold,A\nAda,a@x.org,Silver,B\nAda,a@x.org,,\n\
                      Bo,b@x.org,Gold,A\nBo,b@x.org,Gold,B\nCy,c@x.org,Gold,\nCy,c@x.org,Tin,\nDi,d@x.org,Silver,\n";

#[test]
fn a_joined_value_is_checked_against_the_list_again() {
    for (line, desk) in [("validate", None), ("import", Some(Desk::new()))] {
        let line = format!("{line} a.csv -m m.toml --fields fields.json");
        let ferry = listed(("", ""), JOINED).line(&line);
        let ran = match &desk {
            Some(desk) => ferry.fast().sandbox(desk).run(),
            None => ferry.run(),
        };
        let ran = ran.status(1);
        assert_eq!(ran.rejects().codes(), ["E305", "E404", "E404"], "{ran}");
        let message = ran.rejects().cell(0, "_message").to_owned();
        assert!(message.contains("it joins the values of row 2, row 3 and row 4"), "{message}");
        assert!(message.contains("\"segment\"") && message.contains("set merge ="), "{message}");
        assert!(
            ran.rejects().cell(1, "_message").starts_with("merged into row 2, and that row was rejected"),
            "{ran}"
        );
        assert_eq!((ran.count("rejected"), ran.count("merged")), (3, 2), "{ran}");
        if let Some(desk) = desk {
            let segment = |name| desk.customer("name", name)["customFields"]["segment"].clone();
            assert_eq!([segment("Bo"), segment("Cy"), segment("Di")], ["Gold", "Gold, Tin", "Silver"]);
            assert_eq!(desk.customers().len(), 3, "{ran}");
            let rejects = ran.folder().join("rejects.csv");
            let again = ran.then().args(["import".into(), rejects]).line("-m m.toml --fields fields.json");
            assert_eq!(
                again.fast().sandbox(&desk).run().status(1).rejects().codes(),
                ["E305", "E404", "E404"]
            );
        }
    }
}

#[test]
fn a_joined_value_passes_if_the_mapping_or_flag_says_so() {
    let desk = Desk::new();
    let kept = ("merge = \"join\"", "merge = \"join\", on_invalid = \"keep\"");
    let last = ("merge = \"join\"", "merge = \"last\"");
    for (change, fields, expected) in [
        (kept, "fields.json", "Gold, Silver"),
        (last, "fields.json", "Silver"),
        (("", ""), "none", "Gold, Silver"),
    ] {
        let line = format!("import a.csv -m m.toml --fields {fields}");
        let rows = "Ada,a@x.org,Gold,A\nAda,a@x.org,Silver,A\n";
        listed(change, rows).line(&line).fast().sandbox(&desk).run().status(0);
        assert_eq!(desk.customer("name", "Ada")["customFields"]["segment"], expected);
    }
}
