//! Fixes never land on another row: of another file, or one with the same cells.

use serde_json::json;

use super::key::{key, nth_key};
use super::{PEOPLE, fixes_of, mended, ready, validated};
use crate::command_line::Desk;

const NAMES: [&str; 2] = ["Name", "Email"];
const BOB: [&str; 2] = ["Bob", "bob(at)example.org"];

/// The only source must have the row, whatever the fix calls it.
#[test]
fn a_single_source_is_never_another_file() {
    let aside = key(&NAMES, &["Cleo", "cleo@example.org"]);
    let fixes = format!("row_key,column,was,now,file\n{aside},,,set aside,crm-1129.csv\n");
    let changed = "Name,Email\nCleo,cleo@example.com\n";
    for source in ["a.csv", "./a.csv", "-"] {
        let desk = Desk::new();
        let ferry = ready(changed, &fixes).sandbox(&desk).args(["import"]).args([source]);
        let ferry = ferry.line("-m m.toml --fixes fixes.csv").stdin(changed).fast();
        ferry.run().status(2).says("1 fix of fixes.csv no longer fits").says("it was in crm-1129.csv");
        assert!(desk.customers().is_empty());
    }
    let fits = validated("Name,Email\nCleo,cleo@example.org\n", &fixes).status(0);
    assert_eq!(fixes_of(&fits), json!({"set_aside": 1}), "files get new names");
}

/// Among several sources, a fix names its file by the path, or by a name that no other has.
#[test]
fn a_fix_names_its_file() {
    let row = "Name,Email\nBob,bob(at)example.org\n";
    let both = |file: &str| {
        let fixes = format!(
            "row_key,column,was,now,file\n{},Email,{},bob@example.org,{file}\n",
            key(&NAMES, &BOB),
            BOB[1]
        );
        let ferry = ready(PEOPLE, &fixes).file("n/c.csv", row).file("s/c.csv", row);
        ferry.line("validate n/c.csv s/c.csv -m m.toml --fixes fixes.csv").run()
    };
    assert_eq!(both("n/c.csv").rejects().column("_file"), ["s/c.csv"]);
    assert_eq!(both("s/c.csv").rejects().column("_file"), ["n/c.csv"]);
    assert_eq!(both("").count("rejected"), 1, "the second one is a duplicate now");
    for file in ["c.csv", "old.csv"] {
        let ran = both(file).status(1).says("`file` names none of them alone");
        assert_eq!((fixes_of(&ran), ran.count("rejected")), (json!({"refused": 1}), 2));
    }
}

/// When one of two rows with the same cells is gone, or a third one comes, nobody knows which one was meant.
#[test]
fn another_number_of_twins_refuses_the_fix() {
    let rows = |times: usize| format!("Name,Email\n{}", "Bob,bob@example.org\n".repeat(times));
    let cells = ["Bob", "bob@example.org"];
    for (written, times) in [((1, 2), 1), ((1, 1), 2), ((2, 2), 3), ((2, 2), 1)] {
        let key = nth_key(&NAMES, &cells, written.0, written.1);
        let fixes = format!("row_key,column,was,now\n{key},,,set aside\n");
        let ran = validated(&rows(times), &fixes).status(1).says("with the cells of this fix, and not");
        assert_eq!((fixes_of(&ran), ran.count("skipped")), (json!({"refused": 1}), 0), "{key}");
    }
    let first = nth_key(&NAMES, &cells, 1, 2);
    let ran = validated(&rows(2), &format!("row_key,column,was,now\n{first},,,set aside\n")).status(0);
    assert_eq!(fixes_of(&ran), json!({"set_aside": 1}));
}

/// Rows from a pipe are read once before, as those of a file.
#[test]
fn a_pipe_has_fixes_too() {
    let ferry = ready("", &mended()).stdin(PEOPLE).line("validate - -m m.toml --fixes fixes.csv");
    assert_eq!(fixes_of(&ferry.run().status(0)), json!({"cells": 1}));
}

/// A thousand times as many equal rows with fixes take no million times as long: each row knows its own.
#[test]
fn many_equal_rows_are_each_set_aside() {
    const TIMES: u32 = 30_000;
    let cells = ["Bob", "bob@example.org"];
    let keys: String =
        (1..=TIMES).map(|nth| format!("{},,,set aside\n", nth_key(&NAMES, &cells, nth, TIMES))).collect();
    let rows = "Bob,bob@example.org\n".repeat(TIMES as usize);
    let csv = format!("Name,Email\nAda,ada@example.org\n{rows}");
    let ran = validated(&csv, &format!("row_key,column,was,now\n{keys}")).status(0);
    assert_eq!(fixes_of(&ran), json!({"set_aside": TIMES}));
}
