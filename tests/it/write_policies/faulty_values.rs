//! A faulty value of a field that is never written rejects no row. Other policies are decided later, so it does.

use rstest::rstest;
use serde_json::json;

use super::{PLAIN, again, import};
use crate::command_line::{Desk, Ferry};

const CSV: &str = "Name,Email,Top\nAda,ada@example.org,perhaps\nBo,bo@example.org,true\n";

#[test]
fn a_faulty_value_that_is_never_written_is_a_warning() {
    let desk =
        Desk::holding([json!({"id": "1", "name": "Ada", "email": "ada@example.org", "topClient": true})]);
    let ran = import(&desk, PLAIN, CSV, "--write topClient=never").status(0);
    assert_eq!([ran.count("rejected"), ran.count("unchanged"), ran.count("inserted")], [0, 1, 1], "{ran}");
    let note = ran.results().cell(0, "_note").to_owned();
    assert!(note.contains("the field is never written anyway"), "{note}");
    assert_eq!(desk.customer("id", "1")["topClient"], true);
    let mapping = PLAIN.replace("topClient = {", "topClient = { write = \"never\",");
    let ran = import(&Desk::new(), &mapping, CSV, "").status(0);
    assert_eq!(ran.count("inserted"), 2, "{ran}");
    let required = mapping.replace("topClient = {", "topClient = { required = true,");
    let ran = import(&Desk::new(), &required, CSV, "").status(0);
    assert_eq!(ran.count("inserted"), 2, "a faulty value is one: {ran}");
    let ferry = Ferry::new().file("m.toml", &mapping).file("a.csv", CSV);
    let valid = ferry.line("validate a.csv -m m.toml").run().status(0);
    assert_eq!(valid.count("pending"), 2, "{valid}");
    let back = again(&ran, &desk, "--write topClient=always").status(1);
    assert_eq!(back.count("rejected"), 1, "the flag counts, not the mapping: {back}");
}

/// `on_insert` is decided with the help desk, after the row was mapped.
#[rstest]
#[case("--write topClient=on_insert")]
#[case("--write topClient=if_empty")]
#[case("")]
fn a_faulty_value_that_may_be_written_rejects_its_row(#[case] flags: &str) {
    let desk =
        Desk::holding([json!({"id": "1", "name": "Ada", "email": "ada@example.org", "topClient": true})]);
    let ran = import(&desk, PLAIN, CSV, flags).status(1);
    assert_eq!([ran.count("rejected"), ran.count("inserted")], [1, 1], "{ran}");
}

/// A custom field that does not fit its definition.
#[test]
fn a_custom_field_that_is_never_written_need_not_fit() {
    let segment = json!({"name": "segment", "type": "COMBO", "values": ["Gold", "Silver"]});
    let desk = Desk::with(|options| options.custom_fields = vec![segment]);
    let csv = "Name,Email,Segment\nAda,ada@example.org,Copper\n";
    let ran = import(&desk, PLAIN, csv, "").status(1);
    assert_eq!(ran.rejects().codes(), ["E305"], "{ran}");
    let ran = again(&ran, &desk, "--write customFields.segment=never").status(0);
    assert_eq!(ran.count("inserted"), 1, "{ran}");
}
