//! Fixes that no longer fit are refused, counted and said.

use rstest::rstest;
use serde_json::json;

use super::key::key;
use super::{PEOPLE, fixes_of, mended, ready, refused_of, validated};
use crate::command_line::Desk;

const NAMES: [&str; 2] = ["Name", "Email"];

#[rstest]
#[case::another_cell_changed("Name,Email\nRobert,bob(at)example.org\n")]
#[case::the_cell_changed("Name,Email\nBob,bob.at.example.org\n")]
#[case::the_row_is_gone("Name,Email\nAda,ada@example.org\n")]
#[case::a_column_got_a_value("Name,Email,Phone\nBob,bob(at)example.org,06 1\n")]
fn a_changed_row_refuses_its_fix(#[case] csv: &str) {
    let ran = validated(csv, &mended())
        .status(1)
        .says("W027")
        .says("fixes.csv, line 2, column \"Email\": \"bob(at)example.org\"");
    assert_eq!(fixes_of(&ran), json!({"refused": 1}));
    assert_eq!(refused_of(&ran), [(2, "Email".to_owned(), "bob(at)example.org".to_owned())]);
    let ran = ran.then().line("report latest --format text").run();
    assert!(ran.stdout.contains("no longer fitting") && ran.stdout.contains("W027"), "{ran}");
}

#[test]
fn a_wrong_was_and_a_missing_column_refuse_the_fix() {
    let key = key(&NAMES, &["Bob", "bob(at)example.org"]);
    let fixes = format!("row_key,column,was,now\n{key},Email,bob,bob@example.org\n{key},Phone,,06 1\n");
    let ran = validated(PEOPLE, &fixes).status(1).says("is not what `was` says");
    assert_eq!(fixes_of(&ran), json!({"refused": 2}));
    assert!(ran.report_json().to_string().contains("the source has no such column"));
    assert_eq!(ran.count("rejected"), 1, "the address is as it was");
}

/// A row like the mended one may be another: nobody is sent with the old value in silence.
#[test]
fn a_row_like_the_mended_one_is_no_proof() {
    for bob in ["", "Bob,bob(at)example.com\n"] {
        let csv = format!("{}{bob}", PEOPLE.replace("bob(at)example.org", "bob@example.org"));
        let ran = validated(&csv, &mended()).status(1).says("one has the corrected").says("--prune-fixes");
        assert_eq!(fixes_of(&ran), json!({"refused": 1}));
    }
}

/// A short row is not divided into cells, so none of its cells can be filled.
#[test]
fn a_cell_of_a_ragged_row_is_not_mended() {
    let key = key(&["Name", "Email", "City"], &["Bob", "bob@example.org", ""]);
    let fixes = format!("row_key,column,was,now\n{key},City,,Rome\n");
    let ran =
        validated("Name,Email,City\nBob,bob@example.org\n", &fixes).status(1).says("divided into cells");
    assert_eq!((fixes_of(&ran), ran.count("rejected")), (json!({"refused": 1}), 1));
}

/// Keys include the names of the columns.
#[test]
fn another_header_is_said() {
    let ran = validated(&PEOPLE.replace("Name,", "name,"), &mended()).status(1).says("a name in its header");
    assert_eq!(fixes_of(&ran), json!({"refused": 1}));
}

/// A column is named as the file has it, so that two lines for one cell are seen.
#[test]
fn columns_are_named_exactly() {
    let other = mended().lines().nth(1).unwrap().replace(",Email,", ",email,").replace("bob@", "rob@");
    let ran = validated(PEOPLE, &format!("{}{other}\n", mended())).status(1).says("no such column");
    assert_eq!(fixes_of(&ran), json!({"cells": 1, "refused": 1}));
}

#[test]
fn an_import_with_refused_fixes_sends_nothing_unless_told() {
    let desk = Desk::new();
    let csv = "Name,Email\nAda,ada@example.org\nRobert,robert@example.org\n";
    let import = |flags: &str| {
        ready(csv, &mended())
            .sandbox(&desk)
            .line("import a.csv -m m.toml --fixes fixes.csv")
            .line(flags)
            .fast()
            .run()
    };
    let ran = import("").status(2).says("1 fix of fixes.csv no longer fits").says("line 2, column \"Email\"");
    let ran = ran.says("nothing was sent").says("--allow-refused-fixes");
    let shown = ran.then().line("runs show latest").run().status(0);
    assert!(shown.stdout.contains("exit 2") && !shown.stdout.contains("\\n"), "{shown}");
    let listed = ran.then().line("runs list").run().status(0).stdout;
    assert!(listed.contains("refused") && listed.contains("1 fix of fixes.csv no longer fits"), "{listed}");
    assert!(!listed.contains("finished") && listed.lines().all(|line| line.len() <= 80), "{listed}");
    assert!(desk.customers().is_empty());
    let ran = import("--dry-run --plan-out plan.jsonl").status(2).says("1 fix of fixes.csv no longer fits");
    assert!(!ran.path().join("plan.jsonl").exists());
    let ran = import("--dry-run --plan-out plan.jsonl --allow-refused-fixes").status(1).says("W027");
    assert!(ran.path().join("plan.jsonl").exists());
    let ran = import("--dry-run").status(1).says("W027").says("1 fix no longer fits: see W027");
    assert_eq!(fixes_of(&ran), json!({"refused": 1}));
    assert!(desk.customers().is_empty());
    let ran = import("--allow-refused-fixes").status(1).says("finished; 1 fix no longer fits: see W027");
    assert_eq!((desk.customers().len(), refused_of(&ran).len()), (2, 1));
}

/// An import that ended so is no unfinished run: after the correction it is simply done again.
#[test]
fn after_the_correction_the_import_is_done() {
    let desk = Desk::new();
    let ferry = ready("Name,Email\nBob,bob@x.example\n", &mended()).sandbox(&desk);
    let ran = ferry.line("import a.csv -m m.toml --fixes fixes.csv").fast().run().status(2);
    let again = ran.then().file("fixes.csv", "row_key,column,was,now\n").sandbox(&desk);
    again.line("import a.csv -m m.toml --fixes fixes.csv").fast().run().status(0);
    assert_eq!(desk.customers().len(), 1);
}

/// Values of secret columns are in no report.
#[test]
fn a_secret_value_is_not_shown() {
    let own = key(&["Name", "Password"], &["Bob", "hunter2secret"]);
    let fixes = format!("row_key,column,was,now\n{own},Password,hunter2secret,x\n");
    let ran = ready("Name,Email,Password\nBob,b@example.org,other\n", &fixes);
    let ran = ran.line("validate a.csv -m m.toml --fixes fixes.csv").run().status(1);
    assert_eq!(refused_of(&ran), [(2, "Password".to_owned(), String::new())]);
    assert!(!ran.stderr.contains("hunter2secret"));
    crate::command_line::assert_not_in_files(&ran.folder(), "hunter2secret");
    let key = key(&["Name", "Email", "Password"], &["Bob", "b@example.org", "00471147114711"]);
    let fixes = format!("row_key,column,was,now\n{key},Password,00471147114711,471147114711\n");
    let ran = ready("Name,Email,Password\nBob,b@example.org,00471147114711\n", &fixes);
    let ran = ran.line("validate a.csv -m m.toml --fixes fixes.csv").run().status(0);
    assert!(!ran.report_json()["issues"].to_string().contains("471147114711"));
}
