//! Cells of a corrected rejects file that were changed although they had no error: what a person may have written stays,
//! and nothing changes unseen.

use rstest::rstest;
use serde_json::{Value, json};

use super::bent_cells::{MAPPING, TEXT};
use super::{delimited, western, workbook};
use crate::command_line::{Desk, Ferry, Ran, Table};

/// A run that has rejected these rows.
fn rejected(desk: &Desk, mapping: &str, text: &str) -> Ran {
    let first = Ferry::new().file("a.csv", text).file("m.toml", mapping).line("import a.csv -m m.toml");
    first.fast().sandbox(desk).run().status(1)
}

fn imported(first: &Ran, desk: &Desk, name: &str, file: impl AsRef<[u8]>) -> Ran {
    let ferry = first.then().file(name, file).line("import -m m.toml").args([name]);
    ferry.fast().sandbox(desk).run()
}

fn semicolons(table: &Table) -> Vec<u8> {
    western(&delimited(table, b';', false))
}

/// The column, the value and the message of each warning of a code.
fn warned(ran: &Ran, code: &str) -> Vec<[String; 3]> {
    let report = ran.report_json();
    let groups = report["issues"].as_array().unwrap().clone();
    let samples = groups.iter().filter(|group| group["code"] == code);
    let samples = samples.flat_map(|group| group["samples"].as_array().unwrap().clone());
    let text = |sample: &Value, name: &str| sample[name].as_str().unwrap_or_default().to_owned();
    samples.map(|sample| ["column", "value", "message"].map(|name| text(&sample, name))).collect()
}

/// The rejects of `TEXT`, with its address corrected and its note, which was `before`, changed.
fn noted(before: &str, after: &str) -> (Desk, Ran) {
    let desk = Desk::new();
    let text = TEXT.replace(",1/2", &format!(",\"{before}\""));
    let first = rejected(&desk, MAPPING, &text);
    let mut rejects = first.rejects();
    rejects.set(0, "Email", "ada@x.org");
    rejects.set(0, "City", "?\u{f3}d?");
    rejects.set(0, "Note", after);
    let ran = imported(&first, &desk, "saved.csv", semicolons(&rejects)).status(0);
    (desk, ran)
}

#[rstest]
#[case("10/12", "10/12/1985")]
#[case("3/2021", "15/3/2021")]
#[case("5/20", "mag-1920")]
#[case("1/2", "2019-02-01")]
#[case("1,10", "1.1")]
#[case("01.02.2020", "02/01/20")]
#[case("9:30", "10:30:00")]
#[case("1500", "")]
fn a_change_of_a_person_stays_and_is_said(#[case] before: &str, #[case] after: &str) {
    let (desk, ran) = noted(before, after);
    let memo = desk.customer("email", "ada@x.org")["memo"].as_str().unwrap_or_default().to_owned();
    assert_eq!(memo, after, "{ran}");
    let said = warned(&ran, "W026");
    let [[column, value, message]] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!((column.as_str(), value.as_str()), ("Note", after));
    assert!(message.contains(&format!("{before:?}")) && message.contains("is kept"), "{message}");
    assert_eq!(warned(&ran, "W025").len(), 1, "the letters of the city: {ran}");
}

#[rstest]
#[case("9:30", "09:30:00")]
#[case("1,500", "1500")]
#[case("12E3", "1.20E+04")]
#[case("3/2021", "01/03/2021")]
#[case("\u{141}\u{f3}d\u{17a}", "L\u{f3}dz")]
fn what_only_a_save_makes_is_taken_back(#[case] before: &str, #[case] after: &str) {
    let (desk, ran) = noted(before, after);
    assert_eq!(desk.customer("email", "ada@x.org")["memo"], before, "{ran}");
    assert_eq!((warned(&ran, "W025").len(), warned(&ran, "W026").len()), (2, 0), "{ran}");
}

/// In a column with an error, the person wins, and it is said.
#[test]
fn a_doubtful_value_in_a_column_with_an_error_stays() {
    let desk = Desk::new();
    let mapping = MAPPING.replace("from = \"CAP\"", "from = \"CAP\", pattern = \"^[1-9][0-9]*$\"");
    let first = rejected(&desk, &mapping, &TEXT.replace("a@@x", "ada@x.org"));
    let mut rejects = first.rejects();
    rejects.set(0, "CAP", "184");
    let ran = imported(&first, &desk, "saved.csv", rejects.to_csv()).status(0);
    assert_eq!(desk.customer("email", "ada@x.org")["postalNumber"], "184", "{ran}");
    assert_eq!(warned(&ran, "W026").len(), 1, "{ran}");
}

/// A part of the table was sorted: the rows no longer are those that `_row` names.
#[test]
fn a_row_that_is_not_the_rejected_one_keeps_its_cells() {
    let desk = Desk::new();
    let text = "Name,Email,City,CAP,Tel,Note\nAda,a@@x,Rome,00184,,\nBob,b@@x,Turin,184,,\n";
    let first = rejected(&desk, MAPPING, text);
    let mut rejects = first.rejects();
    let rows = [0, 1].map(|row| rejects.cell(row, "_row").to_owned());
    for (row, email) in ["ada@x.org", "bob@x.org"].into_iter().enumerate() {
        rejects.set(row, "Email", email);
        rejects.set(row, "_row", &rows[1 - row]);
    }
    let ran = imported(&first, &desk, "saved.csv", rejects.to_csv()).status(0);
    assert_eq!(desk.customer("name", "Bob")["postalNumber"], "184", "{ran}");
    assert_eq!((warned(&ran, "W025").len(), warned(&ran, "W026").len() >= 2), (0, true), "{ran}");
}

/// A workbook keeps its texts, so a person has written them. A number may have lost its zeros.
#[rstest]
#[case::text(false, "184")]
#[case::number(true, "00184")]
fn only_numbers_of_a_workbook_are_taken_back(#[case] typed: bool, #[case] expected: &str) {
    let desk = Desk::new();
    let first = rejected(&desk, MAPPING, TEXT);
    let mut rejects = first.rejects();
    rejects.set(0, "Email", "ada@x.org");
    rejects.set(0, "CAP", "184");
    let ran = imported(&first, &desk, "saved.xlsx", workbook(&rejects, "rejects", typed)).status(0);
    assert_eq!(desk.customer("email", "ada@x.org")["postalNumber"], expected, "{ran}");
}

const BY_NOTE: &str = "\
version = 1
[match]
keys = [\"memo\"]
[fields]
name = { from = \"Name\" }
memo = { from = \"Note\" }
city = { from = \"City\", optional = true }
";

/// `_column` names the columns of a key that stands twice, so a new key is a correction, whatever it looks like.
#[test]
fn a_new_key_counts() {
    let desk = Desk::new();
    let first = rejected(&desk, BY_NOTE, "Name,Note,City\nAda,10/12,Rome\nBob,10/12,Turin\n");
    let mut rejects = first.rejects();
    assert_eq!((rejects.cell(0, "_column"), rejects.codes()), ("Note", vec!["E402"]));
    rejects.set(0, "Note", "10/12/2026");
    let ran = imported(&first, &desk, "saved.csv", rejects.to_csv()).status(0);
    assert_eq!(desk.customer("name", "Bob")["memo"], "10/12/2026", "{ran}");
}

/// The checksum of a duplicate knows only the first digits of a number; the original knows all.
#[rstest]
#[case("123456789012", "123456789013", true, 0)]
#[case("007", "7", true, 0)]
#[case("007", "7", false, 1)]
fn a_new_number_counts(
    #[case] before: &str,
    #[case] after: &str,
    #[case] in_workbook: bool,
    #[case] status: i32,
) {
    let desk = Desk::new();
    let text = format!("Name,Note,City\nAda,{before},Rome\nBob,{before},Turin\n");
    let first = rejected(&desk, BY_NOTE, &text);
    let mut rejects = first.rejects();
    rejects.set(0, "Note", after);
    let ran = match in_workbook {
        true => imported(&first, &desk, "saved.xlsx", workbook(&rejects, "rejects", false)),
        false => imported(&first, &desk, "saved.csv", rejects.to_csv()),
    };
    let ran = ran.status(status);
    // What only a spreadsheet may have changed stays rejected, and nothing says that it is kept.
    assert_eq!((desk.customers().len(), warned(&ran, "W026").len()), (2 - status as usize, 0), "{ran}");
}

/// A duplicate of which a spreadsheet has changed another cell is not corrected.
#[test]
fn a_bent_duplicate_stays_one() {
    let desk = Desk::new();
    let first = rejected(&desk, BY_NOTE, "Name,Note,City\nAda,x,Rome\nBob,x,1/2\n");
    let mut rejects = first.rejects();
    rejects.set(0, "City", "01-feb");
    let ran = imported(&first, &desk, "saved.csv", rejects.to_csv()).status(1);
    assert_eq!(ran.rejects().codes(), ["E402"], "{ran}");
    assert_eq!(desk.customer("memo", "x")["name"], "Ada");
}

/// Both files of the run were saved over: the journal has the originals, a validation has none.
#[test]
fn rejects_that_were_saved_over_are_compared_with_the_journal() {
    let desk = Desk::new();
    let first = rejected(&desk, MAPPING, TEXT);
    let checked = first.then().line("validate a.csv -m m.toml").run().status(1);
    for (run, expected) in [(&first, json!("00184")), (&checked, json!("184"))] {
        let mut rejects = run.rejects();
        rejects.set(0, "Email", "ada@x.org");
        rejects.set(0, "CAP", "184");
        std::fs::write(run.folder().join("rejects.xlsx"), workbook(&rejects, "rejects", true)).unwrap();
        let path = run.folder().join("rejects.csv");
        std::fs::write(&path, delimited(&rejects, b';', false)).unwrap();
        let ran = run.then().line("import -m m.toml").args([&path]).fast().sandbox(&desk).run().status(0);
        assert_eq!(desk.customer("email", "ada@x.org")["postalNumber"], expected, "{ran}");
        let told = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(told.contains("is not found"), expected == "184", "{ran}");
    }
}
