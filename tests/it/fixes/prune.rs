//! Lines of fixes whose rows are gone: one command removes them.

use serde_json::json;

use super::key::key;
use super::{PEOPLE, fixes_of, mended, ready};
use crate::command_line::Desk;

const LINE: &str = "import a.csv -m m.toml --fixes fixes.csv";
const PRUNE: &str = "validate a.csv -m m.toml --fixes fixes.csv --prune-fixes";

/// Cleo was set aside, and has left the source since.
#[test]
fn the_command_that_an_import_names_removes_what_is_gone() {
    let desk = Desk::new();
    let gone = key(&["Name", "Email"], &["Dan", "dan@example.org"]);
    let fixes = format!("\u{feff}{}{gone},,,set aside,left\n", mended());
    let ran = ready(PEOPLE, &fixes).sandbox(&desk).line(LINE).fast().run().status(2);
    let ran = ran.says("fixes.csv, line 3: no row has the cells").says(&format!("deskferry {PRUNE}"));
    assert!(desk.customers().is_empty());
    let pruned = ran.then().line(PRUNE).run().status(0);
    let html = std::fs::read_to_string(pruned.folder().join("report.html")).unwrap();
    assert!(html.contains("<small>fixes.csv</small> 3"), "the line is not taken for a row of a.csv");
    let pruned = pruned.says("1 line was removed: its row is not in the source any more").says("W027");
    assert_eq!(fixes_of(&pruned), json!({"cells": 1, "pruned": 1}));
    let kept = std::fs::read_to_string(ran.path().join("fixes.csv")).unwrap();
    assert!(
        kept.starts_with("\u{feff}row_key") && kept.lines().count() == 2 && kept.contains("bob@"),
        "{kept}"
    );
    ran.then().sandbox(&desk).line(LINE).fast().run().status(0);
    assert_eq!(desk.customers().len(), 3);
    ran.then().line(PRUNE).run().status(0).says("no line was removed");
}

/// A fix that is wrong is not one whose row is gone.
#[test]
fn only_lines_without_a_row_are_removed() {
    let own = key(&["Name", "Email"], &["Ada", "ada@example.org"]);
    let gone = key(&["Name", "Email"], &["Dan", "dan@"]);
    let fixes = format!(
        "{}{own},Email,other,x@example.org,\n{own},Phone,,06 1,\n{gone},Email,dan@,d@x.org,\n",
        mended()
    );
    let ran = ready(PEOPLE, &fixes).line(PRUNE).run().status(1).says("1 line was removed");
    assert_eq!(fixes_of(&ran), json!({"cells": 1, "refused": 2, "pruned": 1}));
    assert_eq!(std::fs::read_to_string(ran.path().join("fixes.csv")).unwrap().lines().count(), 4);
}

/// Of another source, all rows are gone: that is asked for.
#[test]
fn all_lines_are_removed_only_if_that_is_said() {
    let desk = Desk::new();
    let zoe = "Name,Email\nZoe,zoe@example.org\n";
    let ran = ready(zoe, &mended()).line(PRUNE).run().status(2).says("no fix has its row in the source");
    assert_eq!(ran.text("fixes.csv"), mended());
    let all = format!("{PRUNE}=all");
    let ran = ran.then().sandbox(&desk).line(LINE).fast().run().status(2).says(&format!("deskferry {all}"));
    let pruned = ran.then().line(&all).run().status(0).says("1 line was removed");
    assert_eq!((fixes_of(&pruned), pruned.text("fixes.csv").lines().count()), (json!({"pruned": 1}), 1));
    ran.then().sandbox(&desk).line(LINE).fast().run().status(0);
}

/// A row with the corrected cells shows that the source is the right one.
#[test]
fn a_fix_that_the_source_has_is_removed() {
    let ran = ready(&PEOPLE.replace("(at)", "@"), &mended()).line(PRUNE).run().status(0);
    let ran = ran.says("1 line was removed");
    assert_eq!(ran.text("fixes.csv").lines().count(), 1);
}

/// A workbook is not changed.
#[test]
fn only_csv_is_pruned() {
    let desk = Desk::new();
    let gone = key(&["Name", "Email"], &["Dan", "dan@example.org"]);
    let lines = format!("{}{gone},,,set aside,left\n", mended());
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(lines.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let ran = ready(PEOPLE, "").file("fixes.csv", utf16.clone()).sandbox(&desk);
    ran.line(PRUNE).run().status(2).says("no CSV file in UTF-8");
}

/// The advice about sources is not for the file of fixes.
#[test]
fn a_file_that_is_no_table_is_said() {
    let ran = ready(PEOPLE, "row_key,col\0umn\n")
        .line(LINE)
        .run()
        .status(2)
        .says("whose first row names the columns");
    assert!(!ran.stderr.contains("--encoding"), "{ran}");
}
