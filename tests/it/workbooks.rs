//! Workbooks through the binary: what their cells mean, and which sheet is read.

mod damaged_workbooks;
mod formats;
mod hostile;

use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran};
use crate::zip_archives;

const MAPPING: &str = "\
version = 1
[fields]
name = { from = \"Name\" }
birthDate = { from = \"Born\", optional = true }
phoneNumber = { from = \"Phone\", optional = true }
[custom_fields]
code = { from = \"Code\", optional = true }
";

fn header(sheet: &mut Worksheet, names: &[&str]) {
    for (column, name) in (0..).zip(names) {
        sheet.write(0, column, *name).unwrap();
    }
}

fn customers(book: &mut Workbook, sheet: &str, name: &str) {
    let sheet = book.add_worksheet().set_name(sheet).unwrap();
    header(sheet, &["Name"]);
    sheet.write(1, 0, name).unwrap();
}

fn check(book: &mut Workbook, flags: &str) -> Ran {
    let ferry = Ferry::new().file("a.xlsx", book.save_to_buffer().unwrap()).file("m.toml", MAPPING);
    ferry.line("validate a.xlsx -m m.toml -o -").line(flags).run()
}

fn first(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap()
}

#[rstest]
#[case(1965, 3, 2, -152_582_400_000)]
#[case(1900, 3, 1, -2_203_891_200_000)]
#[case(2020, 1, 31, 1_580_428_800_000)]
fn dates_are_dates(#[case] year: u16, #[case] month: u8, #[case] day: u8, #[case] expected: i64) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    header(sheet, &["Name", "Born"]);
    let date = Format::new().set_num_format("d. mmm yyyy");
    let born = ExcelDateTime::from_ymd(year, month, day).unwrap();
    sheet.write(1, 0, "Ada").unwrap().write_datetime_with_format(1, 1, &born, &date).unwrap();
    let ran = check(&mut book, "").status(0).says("Reading a.xlsx: xlsx, sheet \"Sheet1\"");
    assert_eq!(first(&ran)["birthDate"], json!(expected));
}

#[test]
fn the_epoch_of_1904() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    header(sheet, &["Name", "Born"]);
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(1, 0, "Ada").unwrap().write_with_format(1, 1, 42_399.0, &date).unwrap();
    let plain = book.save_to_buffer().unwrap();
    let mac = with_1904(&plain);
    let born = |content: Vec<u8>| {
        let ferry = Ferry::new().file("a.xlsx", content).file("m.toml", MAPPING);
        first(&ferry.line("validate a.xlsx -m m.toml -o -").run().status(0))["birthDate"].clone()
    };
    assert_eq!(born(mac), json!(1_580_428_800_000_i64), "2020-01-31");
    assert_eq!(born(plain), json!(1_454_112_000_000_i64), "2016-01-30");
}

/// The same workbook with the date system of old Macintoshes (1904).
fn with_1904(book: &[u8]) -> Vec<u8> {
    let later = "<extLst><ext xmlns:x15=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main\"><x15:workbookPr chartTrackingRefBase=\"1\"/></ext></extLst></workbook>";
    zip_archives::edit(book, "xl/workbook.xml", |xml| {
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").replace("</workbook>", later)
    })
}

#[test]
fn numbers_as_their_owner_sees_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    header(sheet, &["Name", "Phone", "Code"]);
    sheet.write(1, 0, "Ada").unwrap().write(1, 1, 393_912_345_678.0).unwrap().write(1, 2, 7.0).unwrap();
    sheet.write(2, 0, "Bob").unwrap().write(2, 1, "007").unwrap().write(2, 2, 1.5).unwrap();
    let ran = check(&mut book, "").status(0);
    assert_eq!(
        first(&ran),
        json!({"name": "Ada", "phoneNumber": "393912345678", "customFields": {"code": "7"}})
    );
    assert!(
        ran.stdout.contains("\"phoneNumber\":\"007\"") && ran.stdout.contains("\"code\":\"1.5\""),
        "{ran}"
    );
}

#[test]
fn lost_digits_and_error_cells_are_refused() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    header(sheet, &["Name", "Phone", "Code"]);
    sheet.write(1, 0, "Ada").unwrap().write(1, 1, 4.912_345_678_901_234e15).unwrap();
    sheet.write(2, 0, "Bob").unwrap().write(2, 1, "3.93391E+11").unwrap();
    sheet.write(3, 0, "Eve").unwrap().write_formula(3, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
    let ran = check(&mut book, "").status(1);
    let rejects = ran.rejects();
    assert_eq!(rejects.column("_row"), ["2", "3", "4"], "{ran}");
    assert_eq!(rejects.codes(), ["E006", "E006", "E005"]);
    assert_eq!(rejects.column("_column"), ["Phone", "Phone", "Code"]);
    assert_eq!((rejects.cell(2, "Code"), rejects.cell(2, "_sheet")), ("#N/A", "Sheet1"));
}

#[test]
fn of_several_sheets_one_must_be_named() {
    let mut book = Workbook::new();
    customers(&mut book, "People", "Ada");
    customers(&mut book, "Firms", "Acme");
    let ran = check(&mut book, "")
        .status(2)
        .says("several sheets with data: \"People\", \"Firms\"; choose one, for example --sheet");
    assert_eq!(ran.folders().len(), 0, "{ran}");
    for (sheet, name) in [("People", "Ada"), ("firms", "Acme"), ("2", "Acme")] {
        let ran = check(&mut book, &format!("--sheet {sheet}")).status(0);
        assert_eq!(first(&ran)["name"], name);
    }
    check(&mut book, "--sheet Nobody")
        .status(2)
        .says("has no sheet \"Nobody\"; it has \"People\", \"Firms\"");
}

#[test]
fn a_hidden_sheet_is_read_only_by_name() {
    let mut book = Workbook::new();
    customers(&mut book, "People", "Ada");
    customers(&mut book, "Old", "Hidden");
    book.worksheet_from_name("Old").unwrap().set_hidden(true);
    let ran = check(&mut book, "").status(0).says("sheet \"People\"");
    assert_eq!(ran.stdout.lines().count(), 1);
    assert_eq!(first(&check(&mut book, "--sheet Old").status(0))["name"], "Hidden");
    let mut only = Workbook::new();
    only.add_worksheet().set_name("Empty").unwrap();
    customers(&mut only, "Old", "Hidden");
    only.worksheet_from_name("Old").unwrap().set_hidden(true);
    check(&mut only, "").status(2).says("data only in hidden sheets: \"Old\"");
}

#[test]
fn rows_and_sheet_are_in_the_results() {
    let desk = Desk::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("People").unwrap();
    sheet.write(2, 1, "Name").unwrap().write(5, 1, "Ada").unwrap();
    sheet.write(2, 0, "Code").unwrap();
    let ferry = Ferry::new().file("a.xlsx", book.save_to_buffer().unwrap()).file("m.toml", MAPPING);
    let ran = ferry.line("import a.xlsx -m m.toml --mode insert").fast().sandbox(&desk).run().status(0);
    let results = ran.results();
    assert_eq!(results.rows[0][..5], ["", "Ada", "a.xlsx", "People", "6"]);
}

#[rstest]
#[case::turned_round(12, true)]
#[case::as_they_were(13, false)]
fn dates_with_day_and_month_swapped_by_a_spreadsheet_are_reported(#[case] last: u8, #[case] said: bool) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    header(sheet, &["Name", "Born"]);
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for row in 1..=9 {
        let born = ExcelDateTime::from_ymd(1990, 5, if row == 9 { last } else { row as u8 }).unwrap();
        sheet.write(row, 0, "Ada").unwrap().write_datetime_with_format(row, 1, &born, &date).unwrap();
        sheet.write(row + 9, 0, "Bob").unwrap().write(row + 9, 1, format!("{}/05/1990", row + 12)).unwrap();
    }
    let mapping = MAPPING.replace("from = \"Born\"", "from = \"Born\", formats = [\"auto\"]");
    let ferry = Ferry::new().file("a.xlsx", book.save_to_buffer().unwrap()).file("m.toml", mapping);
    let ran = ferry.line("validate a.xlsx -m m.toml").run().status(0);
    let read_as = ran.run_json()["inputs"][0]["read_as"].as_str().unwrap().to_owned();
    assert_eq!(read_as.contains("none of the 9 date cells has a day above 12"), said, "{read_as}");
}
