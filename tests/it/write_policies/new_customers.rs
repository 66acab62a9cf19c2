//! `never` and new customers: what they do not get is counted and shown everywhere.

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::{Value, json};

use super::{PLAIN, again, import};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::Running;

const CSV: &str =
    "Name,Email,City,Memo,Segment\nAda,ada@example.org,Rome,Call Ada,Gold\nBo,bo@example.org,,,\n";
const FLAGS: &str = "--write memo=never --write customFields.segment=never";

/// The values that are left out, by field.
fn left_out(ran: &Ran) -> Vec<(String, u64)> {
    let fields = ran.report_json()["facts"]["changes"]["values"]["fields"].as_object().cloned();
    let counts = fields.unwrap_or_default().into_iter();
    let some = counts.filter_map(|(field, counts)| Some((field, counts["left_out"].as_u64()?)));
    some.collect()
}

/// Asserts that every place says that the memo and the segment of Ada are not written.
#[track_caller]
fn shows(ran: &Ran) {
    let both = [("customFields.segment".to_owned(), 1), ("memo".to_owned(), 1)];
    assert_eq!(left_out(ran), both, "{ran}");
    let values = &ran.report_json()["facts"]["changes"]["values"];
    assert_eq!((&values["left_out"], &values["protected"]), (&json!(2), &json!(0)));
    assert!(ran.stderr.contains("Values left out: not written, and empty in the help desk"), "{ran}");
    let memo = "help desk has: nothing (a new customer)\n    file has:      \"Call Ada\"";
    assert!(ran.stderr.contains(memo), "{ran}");
    let results = ran.results();
    assert_eq!(results.column("_changes"), ["left out: customFields.segment, memo", ""], "{ran}");
    let note = results.cell(0, "_note").to_owned();
    assert!(note.contains("memo is not written (never: file has \"Call Ada\")"), "{note}");
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    let out = page.split_once("<h2 id=\"h-not-written\">").unwrap().1.split_once("</section>").unwrap().0;
    let said = "<b>2</b> values that stay empty, because they are not written: segment, Notes";
    assert!(out.contains(said) && !out.contains("No row."), "{out}");
    assert!(page.contains("<i class=\"empty\">new customer</i>"), "{page}");
}

#[test]
fn what_a_new_customer_does_not_get_is_shown_by_plan_and_run() {
    let desk = Desk::new();
    let dry = import(&desk, PLAIN, CSV, &format!("{FLAGS} --dry-run --plan-out p.jsonl")).status(0);
    shows(&dry);
    let page = std::fs::read_to_string(dry.folder().join("report.html")).unwrap();
    assert!(page.contains("<del>Call Ada</del> <small>never written</small>"), "the row: {page}");
    let applied = dry.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    shows(&applied);
    let ada = desk.customer("email", "ada@example.org");
    assert!(ada["memo"].is_null() && ada["city"] == "Rome", "{ada}");
    let straight = import(&Desk::new(), PLAIN, CSV, FLAGS).status(0);
    shows(&straight);
    let second = again(&straight, &desk, FLAGS).status(0);
    let both = vec![("customFields.segment".to_owned(), 1), ("memo".to_owned(), 1)];
    assert_eq!((second.count("unchanged"), left_out(&second)), (2, both), "nothing to protect: {second}");
    assert_eq!(second.results().column("_changes"), ["left out: customFields.segment, memo", ""]);
    assert!(!second.stderr.contains("Protected values"), "{second}");
}

/// A policy of the mapping, rows without a key, and a resume.
#[rstest]
#[case::of_the_mapping("memo = { write = \"never\",", "")]
#[case::mode_insert("memo = {", "--mode insert")]
fn every_way_to_insert_shows_it(#[case] memo: &str, #[case] flags: &str) {
    let mut mapping =
        PLAIN.replace("memo = {", memo).replace("segment = {", "segment = { write = \"never\",");
    if !memo.contains("never") {
        mapping = mapping
            .replace("[match]\nkeys = [\"email\"]\n", "")
            .replace("memo = {", "memo = { write = \"never\",");
    }
    let ferry = Ferry::new().file("m.toml", &mapping).file("a.csv", CSV);
    let desk = Desk::new();
    let ferry = ferry.sandbox(&desk).line("import a.csv -m m.toml --rate 0").line(flags);
    let then = ferry.then();
    Running::start(ferry.env("DESKFERRY_FAIL_POINT", "plan-named")).end();
    let ran = then.sandbox(&desk).line("resume latest --rate 0").run().status(0);
    shows(&ran);
    assert_eq!(desk.customers().len(), 2);
}

/// Somebody adds the customer before the plan is applied: then the value is protected, with that of the help desk.
#[test]
fn an_applied_insert_that_exists_protects() {
    let desk = Desk::new();
    let csv = "Name,Email,Memo\nAda,ada@example.org,Call Ada\n";
    let dry = import(&desk, PLAIN, csv, "--write memo=never --dry-run --plan-out p.jsonl").status(0);
    assert_eq!(left_out(&dry), [("memo".to_owned(), 1)]);
    desk.put(json!({"id": "1", "name": "Ada", "email": "ada@example.org", "memo": "Theirs"})).unwrap();
    let ran = dry.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    assert_eq!((ran.count("unchanged"), left_out(&ran)), (1, Vec::new()), "{ran}");
    assert_eq!(ran.report_json()["facts"]["changes"]["values"]["protected"], 1);
    let note = ran.results().cell(0, "_note").to_owned();
    assert!(note.contains("memo stays (never: help desk has \"Theirs\", file has \"Call Ada\")"), "{note}");
}

/// A restore without a mapping.
#[test]
fn a_restore_shows_what_it_does_not_insert() {
    let desk = Desk::holding([json!({"id": "1", "name": "Ada", "email": "ada@example.org", "memo": "m"})]);
    let backup = Ferry::new().sandbox(&desk).line("backup b").fast().run().status(0);
    let empty = Desk::new();
    let line = "restore b/latest --write memo=never --dry-run";
    let dry = backup.then().sandbox(&empty).line(line).fast().run().status(0);
    assert_eq!(left_out(&dry), [("memo".to_owned(), 1)], "{dry}");
}

/// A row that the help desk refuses, and one of which nobody knows what became of it, leave out nothing.
#[test]
fn a_row_that_was_not_written_is_not_counted() {
    let csv = "Name,Email,Memo\nAda,ada@example.org,Call Ada\nBo,bo@example.org,Call Bo\n";
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::StatusBefore(400))]);
    let ran = import(&desk, PLAIN, csv, "--write memo=never --concurrency 1").status(1);
    assert_eq!((ran.count("rejected"), left_out(&ran)), (1, vec![("memo".to_owned(), 1)]), "{ran}");
    assert_eq!(ran.results().column("_changes"), ["left out: memo"]);
}

/// The value of a secret field is in no file.
#[test]
fn a_secret_that_is_left_out_stays_secret() {
    let mapping =
        PLAIN.replace("[custom_fields]", "account = { from = \"Account\", as = \"json\" }\n[custom_fields]");
    let csv = "Name,Email,Account\nAda,ada@example.org,\"{\"\"password\"\": \"\"hunter-new\"\"}\"\n";
    let desk = Desk::new();
    let ran = import(&desk, &mapping, csv, "--write account=never").status(0);
    assert_eq!(left_out(&ran), [("account".to_owned(), 1)], "{ran}");
    assert!(!ran.stderr.contains("hunter"), "{ran}");
    let report: Value = ran.report_json();
    assert!(!report.to_string().contains("hunter"), "{report}");
}
