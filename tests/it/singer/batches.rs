//! What becomes of the records and STATEs of a tap.

use serde_json::{Value, json};

use super::{addresses, addresses_of, message, people, person, record, schema, state, states, target};
use crate::command_line::{Desk, Table};

#[test]
fn records_become_customers_and_states_pass_after_them() {
    let desk = Desk::new();
    let ran = target(&desk, "--batch-size-rows 4").stdin(people(1..=10, 3)).run().status(0);
    assert_eq!(states(&ran.stdout), [3, 6, 9]);
    assert_eq!(addresses(&desk), addresses_of(1..=10));
    assert_eq!(ran.folders().len(), 4, "three runs, and the folder of batches");
    let left = std::fs::read_dir(ran.path().join("deskferry-runs/singer")).unwrap();
    let left: Vec<_> = left.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap()).collect();
    assert!(
        left.iter().all(|entry| !entry.as_ref().unwrap().file_name().to_string_lossy().contains("jsonl"))
    );
    let ran = ran.says("10 records in 3 batches; passed on: 3 STATEs.");
    ran.then().line("runs").run().status(0);
}

#[test]
fn a_record_that_comes_again_changes_its_customer() {
    let desk = Desk::new();
    let ada = |name: &str, city: Value| {
        record(json!({"id": 1, "name": name, "email": "ada@example.org", "place": {"city": city}}))
    };
    let stdin = schema()
        + &ada("Ada", json!("Rome"))
        + &ada("Ada Byron", json!(null))
        + &ada("Ada B.", json!("Bari"));
    let ran = target(&desk, "").stdin(stdin + &state(1)).run().status(0);
    ran.says("3 records in 3 batches");
    let found = desk.customer("email", "ada@example.org");
    assert_eq!((&found["name"], &found["city"]), (&json!("Ada B."), &json!("Bari")));
    // The same again finds it as it is.
    let again = schema() + &ada("Ada B.", json!("Bari")) + &state(2);
    let ran = target(&desk, "").stdin(again).run().status(0);
    assert_eq!(states(&ran.stdout), [2]);
    assert_eq!(desk.customers().len(), 1);
}

#[test]
fn a_property_that_is_absent_everywhere_is_a_column() {
    let desk = Desk::new();
    // No record has `place`, and the mapping needs `place.city`.
    target(&desk, "").stdin(people(1..=2, 1)).run().status(0);
    assert_eq!(desk.customers().len(), 2);
}

/// Each record is alone in its batch.
#[test]
fn a_record_of_another_form_than_its_schema_has_an_outcome() {
    let desk = Desk::new();
    let place = record(json!({"id": 1, "name": "Ada", "email": "ada@example.org", "place": "Rome"}));
    let name = record(json!({"id": 2, "name": {"first": "Bo"}, "email": "bo@example.org"}));
    let ran =
        target(&desk, "--batch-size-rows 1").stdin(schema() + &place + &name + &state(3)).run().status(1);
    assert_eq!(states(&ran.stdout), [3]);
    let ran = ran.says("place is a value in this record and an object in others; the value is ignored");
    ran.says("name is an object in this record and a value in others");
    assert_eq!(addresses(&desk), ["ada@example.org"]);
}

#[test]
fn a_property_that_is_absent_from_the_first_record_empties_no_field() {
    let desk = Desk::holding([json!({"name": "Ada", "email": "ada@example.org", "city": "Rome"})]);
    let clears = super::MAPPING.replace("\"place.city\" }", "\"place.city\", on_empty = \"clear\" }");
    let ada = record(json!({"id": 1, "name": "Ada B", "email": "ada@example.org"}));
    target(&desk, "").file("m.toml", clears).stdin(schema() + &ada).run().status(0);
    let found = desk.customer("email", "ada@example.org");
    assert_eq!((&found["name"], &found["city"]), (&json!("Ada B"), &json!("Rome")));
}

#[test]
fn rejects_are_those_of_a_run_and_the_state_passes() {
    let desk = Desk::new();
    let bad = record(json!({"id": 2, "name": null, "email": "not-an-address"}));
    let ran = target(&desk, "").stdin(people(1..=1, 9) + &bad + &person(3) + &state(3)).run().status(1);
    assert_eq!(states(&ran.stdout), [3]);
    assert_eq!(addresses(&desk).len(), 2);
    let folders = ran.folders();
    let rejects =
        folders.iter().map(|folder| Table::read(&folder.join("rejects.csv"))).find(|table| table.len() > 0);
    let rejects = rejects.expect("a table of rejects");
    assert_eq!(rejects.column("email"), ["not-an-address"]);
    assert_eq!(rejects.column("_row"), ["2"]);
}

#[test]
fn a_dry_run_writes_nothing_and_passes_no_state() {
    let desk = Desk::new();
    let ran = target(&desk, "--dry-run").stdin(people(1..=2, 1)).run().status(0);
    assert_eq!(ran.stdout, "");
    assert!(desk.customers().is_empty());
    ran.says("no STATE was passed on: nothing was written");
}

#[test]
fn the_flags_of_import_count() {
    let desk = Desk::holding([json!({"id": "1", "name": "Old", "email": "p1@example.org"})]);
    target(&desk, "--mode update --write if_empty").stdin(people(1..=2, 1)).run().status(0);
    assert_eq!(desk.customers().len(), 1);
    assert_eq!(desk.customer("email", "p1@example.org")["name"], "Old");
    let strict = target(&desk, "--strict-columns").stdin(people(1..=2, 1)).run().status(2);
    assert_eq!(strict.stdout, "");
    strict.says("id");
}

#[test]
fn only_the_chosen_stream_is_imported() {
    let desk = Desk::new();
    let other = message(&json!({"type": "SCHEMA", "stream": "deals", "schema": {}, "key_properties": []}))
        + &message(&json!({"type": "RECORD", "stream": "deals", "record": {"name": "Deal"}}));
    let stdin = other.clone() + &people(1..=2, 1);
    let ran = target(&desk, "--stream people").stdin(&stdin).run().status(0);
    assert_eq!(states(&ran.stdout), [1, 2]);
    ran.says("The stream \"deals\" is not imported.");
    assert_eq!(desk.customers().len(), 2);

    let unclear = target(&desk, "").stdin(&stdin).run().status(2);
    unclear.says("line 3: the tap sends the streams \"deals\" and \"people\"").says("--stream NAME");
    let missing = target(&desk, "--stream contacts").stdin(&stdin).run().status(2);
    missing.says("has not sent the stream \"contacts\", but \"deals\", \"people\"");
}

#[test]
fn what_has_no_meaning_is_ignored_and_said_once() {
    let desk = Desk::new();
    let version = message(&json!({"type": "ACTIVATE_VERSION", "stream": "people", "version": 1}));
    let beat = message(&json!({"type": "HEARTBEAT"}));
    let stdin = version.clone() + &people(1..=1, 1) + &beat + &beat + "\n" + &version;
    let ran = target(&desk, "").stdin(stdin).run().status(0);
    assert_eq!(ran.stderr.matches("HEARTBEAT").count(), 1, "{ran}");
    ran.says("ACTIVATE_VERSION messages are ignored: no customer is deleted");
    assert_eq!(desk.customers().len(), 1);
}

#[test]
fn records_without_a_schema_are_read_as_they_are() {
    let desk = Desk::new();
    let row = |id: u64| {
        record(json!({"name": "N", "email": format!("p{id}@example.org"), "place": {"city": "Rome"}}))
    };
    target(&desk, "").stdin(row(1) + &row(2)).run().status(0);
    assert_eq!(addresses(&desk), addresses_of(1..=2));
}

#[test]
fn a_tap_without_records_passes_its_state() {
    let desk = Desk::new();
    let ran = target(&desk, "").stdin(schema() + &state(7)).run().status(0);
    assert_eq!(states(&ran.stdout), [7]);
    assert_eq!(target(&desk, "").run().status(0).stdout, "");
}
