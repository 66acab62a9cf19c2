//! A row of which the source has some of the fixes already gets the others.

use rstest::rstest;
use serde_json::json;

use super::key::key;
use super::{fixes_of, ready, validated};
use crate::command_line::Desk;

const NAMES: [&str; 3] = ["Name", "Email", "City"];
const BEFORE: &str = "Name,Email,City\nBob,bob(at)example.org,Rom\n";

/// Both cells of Bob's row are mended.
fn both() -> String {
    let key = key(&NAMES, &["Bob", "bob(at)example.org", "Rom"]);
    format!("row_key,column,was,now\n{key},Email,bob(at)example.org,bob@example.org\n{key},City,Rom,Rome\n")
}

#[rstest]
#[case::the_first("Bob,bob@example.org,Rom\n", json!({"cells": 1, "made": 1}))]
#[case::the_second("Bob,bob(at)example.org,Rome\n", json!({"cells": 1, "made": 1}))]
#[case::none("Bob,bob(at)example.org,Rom\n", json!({"cells": 2}))]
#[case::both("Bob,bob@example.org,Rome\n", json!({"refused": 2}))]
#[case::another_value("Bob,rob@example.org,Rom\n", json!({"refused": 2}))]
#[case::another_cell_too("Rob,bob@example.org,Rom\n", json!({"refused": 2}))]
#[case::two_rows_can_be_it("Bob,bob@example.org,Rom\nBob,bob(at)example.org,Rome\n", json!({"refused": 2}))]
#[case::twins("Bob,bob@example.org,Rom\nBob,bob@example.org,Rom\n", json!({"refused": 2}))]
#[case::the_row_is_there_too("Bob,bob(at)example.org,Rom\nBob,bob@example.org,Rom\n", json!({"cells": 2}))]
fn what_the_source_has_is_made(#[case] rows: &str, #[case] expected: serde_json::Value) {
    let ran = validated(&format!("Name,Email,City\n{rows}"), &both());
    assert_eq!(fixes_of(&ran), expected, "{ran}");
}

/// The import writes what a person wants, and says what the source has already.
#[test]
fn the_rest_is_written() {
    let desk = Desk::new();
    let mapping = format!("{}city = {{ from = \"City\" }}\n", crate::command_line::SIMPLE);
    let ferry = ready(&BEFORE.replace("(at)", "@"), &both()).file("m.toml", mapping).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml --fixes fixes.csv").fast().run().status(0);
    let ran = ran.says("corrected in the source");
    assert_eq!(ran.results().column("_note"), ["mended: City"]);
    assert_eq!(desk.customer("name", "Bob")["city"], "Rome");
}

/// A row that is set aside stays so when one of its cells is corrected.
#[test]
fn a_corrected_row_stays_aside() {
    let key = key(&NAMES, &["Bob", "bob(at)example.org", "Rom"]);
    let fixes = format!("row_key,column,was,now\n{key},City,Rom,Rome\n{key},,,set aside\n");
    let ran = validated(&BEFORE.replace("Rom\n", "Rome\n"), &fixes).status(0);
    assert_eq!((fixes_of(&ran), ran.count("skipped")), (json!({"set_aside": 1, "made": 1}), 1));
}

/// With several sources, a fix for one does not keep those of the other from its row.
#[test]
fn a_row_that_is_set_aside_in_another_file_is_mended() {
    let key = key(&NAMES, &["Bob", "bob(at)example.org", "Rom"]);
    let fixes = format!(
        "row_key,column,was,now,file\n{key},Email,bob(at)example.org,bob@example.org,a.csv\n{key},,,set aside,b.csv\n"
    );
    let ran = ready(BEFORE, &fixes)
        .file("b.csv", BEFORE)
        .line("validate a.csv b.csv -m m.toml --fixes fixes.csv")
        .run();
    assert_eq!((fixes_of(&ran), ran.count("skipped")), (json!({"cells": 1, "set_aside": 1}), 1), "{ran}");
}
