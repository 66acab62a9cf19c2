//! Values that the help desk changes when it stores them do not loop: a second run of the same import writes nothing.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
[match]
keys = [\"customFields.legacyId\"]
[fields]
name = { from = \"Name\", as = \"text\" }
skypeAddress = { from = \"Skype\" }
phoneNumber = { from = \"Phone\", as = \"text\" }
city = { from = \"City\", as = \"text\" }
memo = { from = \"Memo\", as = \"text\" }
[custom_fields]
legacyId = { from = \"Id\" }
vatNumber = { from = \"Since\", as = \"text\" }
";

const HEADER: &str = "Id,Name,Skype,Phone,City,Memo,Since\n";

/// Every change that a server may make, each in a field for which it makes sense.
const CHANGES: &[&str] = &[
    "lower:skypeAddress",
    "upper:city",
    "title:name",
    "trim:memo",
    "blanks:memo",
    "digits:phoneNumber",
    "compact:phoneNumber",
    "zeros:phoneNumber",
    "grouped:phoneNumber",
    "day:customFields.vatNumber",
    "lower:name",
];

fn desk(stores: &str) -> Desk {
    Desk::with(|options| options.set("stores", stores).unwrap())
}

fn import(desk: &Desk, csv: &str) -> Ran {
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", MAPPING);
    ferry.line("import a.csv -m m.toml --settle-for 300ms").fast().sandbox(desk).run()
}

fn again(ran: &Ran, desk: &Desk) -> Ran {
    ran.then().line("import a.csv -m m.toml --settle-for 300ms").fast().sandbox(desk).run().status(0)
}

/// A row whose values every change would alter, or none would.
fn row(no: usize, dirty: bool) -> String {
    if dirty {
        format!(
            "{no},ada McBYRON {no},Ada.{no}@X.org,+39 02 555-{no:04},Rome {no},two  blanks {no},2024-05-01T10:00:{no:02}Z\n"
        )
    } else {
        format!("{no},plain,,,,,\n")
    }
}

fn property(cases: u32) {
    let choice =
        (prop::collection::btree_set(0..CHANGES.len(), 1..4), prop::collection::vec(any::<bool>(), 1..12));
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let tested = runner.run(&choice, |(changes, rows)| {
        let stores: Vec<&str> = changes.iter().map(|at| CHANGES[*at]).collect();
        let desk = desk(&stores.join(","));
        let csv: String = rows.iter().enumerate().map(|(no, dirty)| row(no + 1, *dirty)).collect();
        let ran = import(&desk, &format!("{HEADER}{csv}")).status(0);
        let again = again(&ran, &desk);
        prop_assert_eq!(
            (again.count("unchanged"), again.count("updated")),
            (rows.len() as u64, 0),
            "{}",
            again
        );
        again.then().line("verify latest").fast().sandbox(&desk).run().status(0);
        Ok(())
    });
    tested.unwrap();
}

#[test]
fn a_second_import_plans_nothing() {
    property(4);
}

#[test]
#[ignore = "takes a minute; .ci/campaigns runs it"]
fn a_second_import_plans_nothing_in_full() {
    property(120);
}

/// Customers that existed before are only updated, so no insert shows what the help desk does.
#[test]
fn updates_show_it_too() {
    let desk = desk("lower:skypeAddress,compact:phoneNumber");
    for no in 1..=8 {
        desk.put(json!({"name": format!("Old {no}"), "customFields": {"legacyId": no.to_string()}})).unwrap();
    }
    let csv: String = (1..=8).map(|no| row(no, true)).collect();
    let ran = import(&desk, &format!("{HEADER}{csv}")).status(0);
    assert_eq!(ran.count("updated"), 8);
    let ran =
        ran.says("stores skypeAddress in lower case").says("stores phoneNumber without blanks and signs");
    assert_eq!(ran.run_json()["stored"]["changes"]["phoneNumber"], json!(["compact"]));
    ran.then().line("verify latest").fast().sandbox(&desk).run().status(0);
    let again = again(&ran, &desk);
    assert_eq!((again.count("unchanged"), again.count("updated")), (8, 0), "{again}");
}

/// Only what the help desk makes of the sent value counts as equal.
#[test]
fn a_real_difference_is_seen_behind_a_learned_change() {
    let desk = desk("lower:skypeAddress");
    let csv = format!("{HEADER}{}{}", row(1, true), row(2, true));
    let ran = import(&desk, &csv).status(0);
    let mut one = desk.customer("skypeAddress", "ada.1@x.org");
    one["skypeAddress"] = json!("other@x.org");
    desk.put(one).unwrap();
    let again = again(&ran, &desk);
    assert_eq!((again.count("unchanged"), again.count("updated")), (1, 1), "{again}");
    assert_eq!(desk.customer("skypeAddress", "ada.1@x.org")["name"], "ada McBYRON 1");
}

/// Nothing was learned about the name, so a letter's case that a person changed is a difference.
#[test]
fn a_case_changed_by_hand_is_seen_where_nothing_was_learned() {
    let desk = desk("lower:skypeAddress");
    let csv = format!("{HEADER}{}", row(1, true));
    let ran = import(&desk, &csv).status(0);
    let mut one = desk.customer("skypeAddress", "ada.1@x.org");
    one["name"] = json!("Ada McByron 1");
    desk.put(one).unwrap();
    let again = again(&ran, &desk);
    assert_eq!(again.count("updated"), 1, "{again}");
    assert_eq!(desk.customer("skypeAddress", "ada.1@x.org")["name"], "ada McBYRON 1");
}

/// The key itself is never lost: the run stops instead.
#[test]
fn a_file_of_the_account_that_can_not_be_read_costs_only_writes() {
    let desk = desk("lower:skypeAddress");
    let csv = format!("{HEADER}{}", row(1, true));
    let ran = import(&desk, &csv).status(0);
    let state = ran.path().join(".local/state/deskferry");
    let mut files: Vec<_> = std::fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".stored.json"));
    assert_eq!(files.len(), 1, "{files:?}");
    std::fs::write(&files[0], "{\"torn").unwrap();
    let again = again(&ran, &desk);
    assert_eq!(again.count("updated"), 1, "{again}");
    assert_eq!(again_once_more(&again, &desk), 0);
}

fn again_once_more(ran: &Ran, desk: &Desk) -> u64 {
    again(ran, desk).count("updated")
}

/// A text is cut after another change of the same field.
#[test]
fn a_cut_of_a_changed_text_does_not_loop() {
    for stores in [
        "lower:name,cut:name",
        "title:name,cut:name",
        "digits:phoneNumber,cut:phoneNumber",
        "cut:phoneNumber,digits:phoneNumber",
        "cut:memo,trim:memo",
        "cut:memo,blanks:memo",
        "cut:city,trim:city,lower:city",
    ] {
        let desk = desk(stores);
        let csv: String = (1..=3).map(|no| row(no, true)).collect();
        let csv = csv.replace("555-", "55 66 77 88 99-").replace("ada McBYRON", "ada McBYRON of Newstead");
        let ran = import(&desk, &format!("{HEADER}{csv}")).status(0);
        let again = again(&ran, &desk);
        assert_eq!((again.count("unchanged"), again.count("updated")), (3, 0), "{stores}: {again}");
    }
}

/// The first run stops, and the next ones send nothing.
#[test]
fn a_match_key_that_is_known_to_be_cut_is_never_inserted_again() {
    let desk = desk("cut:skypeAddress");
    let csv: String = (1..=3).map(|no| row(no, true).replace("Ada.", "Ada.Augusta.")).collect();
    let mapping = MAPPING.replace("customFields.legacyId", "skypeAddress");
    let ferry = Ferry::new().file("a.csv", format!("{HEADER}{csv}")).file("m.toml", &mapping);
    let ran = ferry.line("import a.csv -m m.toml --settle-for 300ms").fast().sandbox(&desk).run().status(4);
    let inserted = desk.customers().len();
    let ran = ran.then().line("import a.csv -m m.toml --settle-for 300ms").fast().sandbox(&desk).run();
    ran.status(4).says("stores the match key in another form, as an earlier run or probe found");
    assert_eq!(desk.customers().len(), inserted);
}
