//! Rows are found by their content, whatever the file looks like today.

use rstest::rstest;
use serde_json::json;

use super::key::{key, nth_key};
use super::{PEOPLE, fixes_of, mended, ready, validated};
use crate::command_line::{Ferry, SIMPLE};

const NAMES: [&str; 2] = ["Name", "Email"];

#[test]
fn a_mended_cell_counts_as_if_the_file_had_it() {
    let plain = validated(PEOPLE, "row_key,column,was,now\n").status(1);
    assert_eq!(plain.count("rejected"), 1);
    let ran = validated(PEOPLE, &mended())
        .status(0)
        .says("Fixes of fixes.csv\n  cells mended                         1\n");
    assert_eq!(ran.count("rejected"), 0);
    assert_eq!(fixes_of(&ran), json!({"cells": 1}));
    assert_eq!(ran.text("a.csv"), PEOPLE, "the source stays as it is");
    assert!(
        std::fs::read_to_string(ran.folder().join("report.html"))
            .unwrap()
            .contains("fixes.csv: 1 cell mended")
    );
}

#[rstest]
#[case::sorted("Name,Email\nCleo,cleo@example.org\nBob,bob(at)example.org\nAda,ada@example.org\n")]
#[case::longer("Name,Email\nZoe,zoe@example.org\nAda,ada@example.org\n\nBob,bob(at)example.org\n")]
#[case::columns_moved("Email,Name\nbob(at)example.org,Bob\n")]
#[case::a_new_column_without_values("Name,Phone,Email\nBob,,bob(at)example.org\n")]
#[case::semicolons("Name;Email\nBob;bob(at)example.org\n")]
#[case::quoted("\"Name\",\"Email\"\r\n\"Bob\",\"bob(at)example.org\"\r\n")]
#[case::a_title_above("Our people,\n,\nName,Email\nBob,bob(at)example.org\nAda,ada@example.org\n")]
fn the_row_is_found_wherever_it_is(#[case] csv: &str) {
    let ran = validated(csv, &mended()).status(0);
    assert_eq!(fixes_of(&ran), json!({"cells": 1}));
}

#[test]
fn a_row_that_is_set_aside_is_skipped_with_its_reason() {
    let key = key(&NAMES, &["Bob", "bob(at)example.org"]);
    let fixes = format!("row_key,column,was,now,note\n{key},,,Set aside,left the company\n");
    let ran = validated(PEOPLE, &fixes)
        .status(0)
        .says("  rows set aside                       1\n")
        .says("  set aside ");
    assert_eq!((ran.count("skipped"), ran.count("rejected")), (1, 0));
    assert_eq!(ran.run_json()["counts"]["skipped_because"]["set_aside"], 1);
    assert_eq!(fixes_of(&ran), json!({"set_aside": 1}));
    let out = ran.then().line("validate a.csv -m m.toml --fixes fixes.csv -o -").run();
    assert_eq!(out.stdout.lines().count(), 2, "{out}");
}

/// Nobody reads a mended cell of a row that is left out.
#[test]
fn a_mended_row_that_is_set_aside_counts_once() {
    let key = key(&NAMES, &["Bob", "bob(at)example.org"]);
    let ran = validated(PEOPLE, &format!("{}{key},,,set aside,\n", mended())).status(0);
    assert_eq!((fixes_of(&ran), ran.count("skipped")), (json!({"set_aside": 1}), 1));
}

/// A row that can't even be read can be set aside.
#[test]
fn a_ragged_row_can_be_set_aside() {
    let csv = "Name,Email\nBob,bob@example.org,3\nAda,ada@example.org\n";
    assert_eq!(validated(csv, "row_key,column,was,now\n").status(1).count("rejected"), 1);
    // All cells after the last column are part of it.
    let key = key(&NAMES, &["Bob", "bob@example.org,3"]);
    let ran = validated(csv, &format!("row_key,column,was,now\n{key},,,set aside\n")).status(0);
    assert_eq!((ran.count("skipped"), ran.count("pending")), (1, 1));
}

#[test]
fn identical_rows_have_keys_of_their_own() {
    let csv = "Name,Email\nBob,bob(at)example.org\nAda,ada@example.org\nBob,bob(at)example.org\n";
    let (first, second) = (
        nth_key(&NAMES, &["Bob", "bob(at)example.org"], 1, 2),
        nth_key(&NAMES, &["Bob", "bob(at)example.org"], 2, 2),
    );
    let head = "row_key,column,was,now\n";
    let one = format!("{first},Email,bob(at)example.org,bob@example.org\n");
    let two = format!("{second},Email,bob(at)example.org,bob2@example.org\n");
    let ran = validated(csv, &format!("{head}{one}")).status(1);
    assert_eq!(ran.rejects().column("_row"), ["4"]);
    let ran = validated(csv, &format!("{head}{two}")).status(1);
    assert_eq!(ran.rejects().column("_row"), ["2"]);
    let ran = validated(csv, &format!("{head}{one}{two}")).status(0);
    assert_eq!(fixes_of(&ran), json!({"cells": 2}));
    let third = format!("{},,,set aside\n", nth_key(&NAMES, &["Bob", "bob(at)example.org"], 3, 3));
    assert_eq!(fixes_of(&validated(csv, &format!("{head}{one}{two}{third}")).status(1))["refused"], 1);
}

/// Columns decide about dates and countries together: mended cells are part of them.
#[test]
fn mended_cells_decide_like_those_of_the_file() {
    let mapping = format!("{SIMPLE}birthDate = {{ from = \"Born\", formats = [\"auto\"] }}\n");
    let csv = "Name,Email,Born\nAda,ada@example.org,03/04/1980\nBob,bob@example.org,02/01/1981\n";
    let key = key(&["Name", "Email", "Born"], &["Bob", "bob@example.org", "02/01/1981"]);
    let fixes = format!("row_key,column,was,now\n{key},Born,02/01/1981,25/01/1981\n");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).file("fixes.csv", fixes);
    let ran = ferry.line("validate a.csv -m m.toml --fixes fixes.csv -o -").run();
    assert!(ran.stdout.contains("323568000000") && ran.stdout.contains("349228800000"), "{ran}");
}

#[test]
fn another_encoding_has_the_same_keys() {
    let row = ["Zoë Müller", "zoe(at)example.org"];
    let key = key(&NAMES, &row);
    let fixes = format!("row_key,column,was,now\n{key},Email,zoe(at)example.org,zoe@example.org\n");
    let latin: Vec<u8> =
        format!("Name;Email\n{};{}\n", row[0], row[1]).chars().map(|letter| letter as u8).collect();
    let utf16: Vec<u8> = "\u{feff}Name;Email\nZoë Müller;zoe(at)example.org\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (content, flags) in [(latin, "--encoding windows-1252"), (utf16, "")] {
        let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", content).file("fixes.csv", &fixes);
        let ran = ferry.line("validate a.csv -m m.toml --fixes fixes.csv").line(flags).run().status(0);
        assert_eq!(fixes_of(&ran), json!({"cells": 1}));
    }
}

/// Numbers and dates of a workbook are mended in the form in which reports show them.
#[test]
fn cells_of_a_workbook_keep_their_kind() {
    let mapping = "version = 1\nname = \"Book\"\n[fields]\nname = { from = \"Name\" }\nbirthDate = { from = \"Born\", as = \
                   \"date\", formats = [\"%d.%m.%Y\"] }\n";
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2980, 4, 3).unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    for (at, name) in ["Name", "Born"].iter().enumerate() {
        sheet.write_string(0, at as u16, *name).unwrap();
    }
    sheet.write_string(1, 0, "Ada").unwrap();
    sheet.write_datetime_with_format(1, 1, &date, &format).unwrap();
    let book = book.save_to_buffer().unwrap();
    let key = key(&["Name", "Born"], &["Ada", "2980-04-03"]);
    let fixes = format!("row_key,column,was,now\n{key},Born,2980-04-03,1980-04-03\n");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.xlsx", book).file("fixes.csv", fixes);
    let ran = ferry.line("validate a.xlsx -m m.toml --fixes fixes.csv -o -").run().status(0);
    // 3 April 1980.
    assert!(ran.stdout.contains("\"birthDate\":323568000000"), "{ran}");
}

#[test]
fn rows_that_are_not_read_refuse_no_fix() {
    let ran =
        ready(PEOPLE, &mended()).line("validate a.csv -m m.toml --fixes fixes.csv --limit 1").run().status(0);
    assert_eq!(fixes_of(&ran), json!({"not_read": 1}));
    // A row that has changed is none that was not read.
    let changed = PEOPLE.replace("Cleo", "Clea");
    let aside = key(&NAMES, &["Cleo", "cleo@example.org"]);
    let ran = ready(&changed, &format!("row_key,column,was,now\n{aside},,,set aside\n"));
    let ran = ran.line("validate a.csv -m m.toml --fixes fixes.csv --limit 1").run().status(1);
    assert_eq!(fixes_of(&ran), json!({"refused": 1}));
    let ran = ready(PEOPLE, &mended())
        .line("validate a.csv -m m.toml --fixes fixes.csv --sample 2")
        .run()
        .status(0);
    assert_eq!(fixes_of(&ran), json!({"cells": 1}));
}
