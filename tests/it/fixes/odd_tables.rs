//! Tables of fixes that people have edited.

use rstest::rstest;
use serde_json::json;

use super::key::key;
use super::{PEOPLE, fixes_of, mended, ready, validated};
use crate::command_line::Ferry;

#[rstest]
#[case::no_table("", "has no column \"row_key\"")]
#[case::no_now("row_key,column,was\n", "has no column \"now\"")]
#[case::no_key("row_key,column,was,now\nx,Email,a,b\n", "line 2, column row_key: \"x\"")]
#[case::a_twin_without_their_number(
    "row_key,column,was,now\nr0000000000000001-2,A,a,b\n",
    "-2-of-3 for one of"
)]
#[case::no_column(
    "row_key,column,was,now\nr0000000000000001,,a,b\n",
    "line 2, column column: the column is empty"
)]
#[case::ragged("row_key,column,was,now\nr0000000000000001,Email,a,b,c\n", "it needs a cell for each column")]
#[case::two_for_a_cell(
    "row_key,column,was,now\nr0000000000000001,Email,a,b\nr0000000000000001,Email,a,c\n",
    "line 3, column now: it and line 2 both correct the cell \"Email\""
)]
fn a_wrong_table_ends_before_anything_is_read(#[case] fixes: &str, #[case] said: &str) {
    let ran = validated(PEOPLE, fixes).status(2).says("fixes.csv").says(said);
    assert!(ran.folders().is_empty(), "{ran}");
}

#[test]
fn a_table_that_is_missing_or_comes_from_a_pipe_is_refused() {
    let ferry = || ready(PEOPLE, "");
    ferry().line("validate a.csv -m m.toml --fixes gone.csv").run().status(2).says("gone.csv");
    ferry().line("validate a.csv -m m.toml --fixes -").run().status(2).says("standard input");
    ferry().line("import a.csv -m m.toml --sandbox --allow-refused-fixes").run().status(2).says("--fixes");
}

#[test]
fn an_office_may_save_the_table() {
    let semicolons = mended().replace(',', ";");
    let marked = format!("\u{feff}{}", semicolons.replace('\n', "\r\n"));
    let more = format!("checked by,{}", mended().replace("\nr", "\nann,r"));
    let twice = format!("{}{}", mended(), mended().lines().nth(1).unwrap());
    for fixes in [semicolons, marked, more, twice] {
        assert_eq!(fixes_of(&validated(PEOPLE, &fixes).status(0)), json!({"cells": 1}), "{fixes}");
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in mended().lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write_string(row as u32, column as u16, cell).unwrap();
        }
    }
    let ferry = Ferry::new().file("m.toml", crate::command_line::SIMPLE).file("a.csv", PEOPLE);
    let ferry = ferry.file("fixes.xlsx", book.save_to_buffer().unwrap());
    let ran = ferry.line("validate a.csv -m m.toml --fixes fixes.xlsx").run().status(0);
    assert_eq!(fixes_of(&ran), json!({"cells": 1}));
}

/// Quotes, line breaks, backslashes and texts like formulas arrive as they are written.
#[test]
fn odd_texts_are_exact() {
    let csv = "Name,Email\n\"a \"\"b\"\"\nc\\n\",ada@example.org\n";
    let key = key(&["Name", "Email"], &["a \"b\"\nc\\n", "ada@example.org"]);
    let fixes =
        format!("row_key,column,was,now\n{key},Name,\"a \"\"b\"\"\r\nc\\n\",\"=1+2 \\n \"\"x\"\", y\"\n");
    let ran = ready(csv, &fixes).line("validate a.csv -m m.toml --fixes fixes.csv -o -").run().status(0);
    assert!(ran.stdout.contains(r#""name":"=1+2 \\n \"x\", y""#), "{ran}");
}

#[test]
fn a_huge_table_is_refused_with_its_limit() {
    let mut fixes = "row_key,column,was,now\n".to_owned();
    for at in 0..1_000_001 {
        fixes.push_str(&format!("r{at:016x},A,a,b\n"));
    }
    let ferry = ready(PEOPLE, &fixes).line("validate a.csv -m m.toml --fixes fixes.csv").patient();
    ferry.limited("ulimit -v 4000000").run().status(2).says("more than 1000000 lines");
}

#[test]
fn a_rejects_file_is_corrected_itself() {
    let ran = validated(PEOPLE, "row_key,column,was,now\n").status(1);
    let rejects = ran.folder().join("rejects.csv");
    let ferry = ran.then().args(["validate"]).args([rejects]).line("-m m.toml --fixes fixes.csv");
    ferry.run().status(2).says("is a rejects file");
}

/// A table to begin with has a line for each faulty cell; a line that nobody has filled in is no fix.
#[test]
fn a_table_is_written_for_a_person_to_fill_in() {
    for rules in ["", "on_duplicate = \"merge\"\n"] {
        let mapping = crate::command_line::SIMPLE.replace("[fields]", &format!("{rules}[fields]"));
        let csv = format!("{PEOPLE}Dan,dan@\nBob,bob(at)example.org\n");
        let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv);
        let ran = ferry.line("validate a.csv -m m.toml --write-fixes fixes.csv").run().status(1);
        let text = ran.text("fixes.csv");
        let bob = key(&["Name", "Email"], &["Bob", "bob(at)example.org"]);
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "row_key,column,was,now,note,file,row");
        assert!(
            lines[1].starts_with(&format!("{bob}-1-of-2,Email,bob(at)example.org,bob(at)example.org,")),
            "{text}"
        );
        assert!(lines[1].ends_with(",a.csv,3") && lines[3].starts_with(&format!("{bob}-2-of-2,")), "{text}");
        assert_eq!(lines.len(), 4);
        let same = ran.then().line("validate a.csv -m m.toml --fixes fixes.csv").run().status(1);
        assert_eq!(fixes_of(&same), json!({}));
        let filled = text.replacen(",bob(at)example.org,E", ",bob@example.org,E", 1);
        let ran =
            same.then().file("fixes.csv", filled).line("validate a.csv -m m.toml --fixes fixes.csv").run();
        assert_eq!((fixes_of(&ran), ran.count("rejected")), (json!({"cells": 1}), 2));
        let line = "validate a.csv -m m.toml --write-fixes fixes.csv";
        ran.then().line(line).run().status(2).says("exists already");
    }
}

/// What a spreadsheet may have done to the table is said; what a person writes is not.
#[rstest]
#[case("00180", "184", true)]
#[case("+3906", "3907", true)]
#[case("1/2", "01-Feb", true)]
#[case("00180", "00184", false)]
#[case("184", "185", false)]
#[case("00180", "Rome", false)]
fn a_value_that_a_spreadsheet_has_changed_is_said(
    #[case] was: &str,
    #[case] now: &str,
    #[case] is_said: bool,
) {
    let key = key(&["Name", "Zip"], &["Ada", was]);
    let mapping = "version = 1\nname = \"Zips\"\n[fields]\nname = { from = \"Name\" }\npostalNumber = { from = \"Zip\" }\n";
    let fixes = format!("row_key,column,was,now\n{key},Zip,{was},{now}\n");
    let csv = format!("Name,Zip\nAda,{was}\nBob,x\n");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).file("fixes.csv", fixes);
    let ran = ferry.line("validate a.csv -m m.toml --fixes fixes.csv").run().status(0);
    assert_eq!(fixes_of(&ran), json!({"cells": 1}));
    assert_eq!(ran.report_json().to_string().contains("W028"), is_said, "{ran}");
}
