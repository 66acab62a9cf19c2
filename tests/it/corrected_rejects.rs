//! A rejects file, corrected by hand, can be imported as it is with the same mapping.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;

use crate::command_line::{Desk, Ferry, SIMPLE};

#[test]
fn a_rejects_file_ignores_the_source_section() {
    let desk = Desk::new();
    let mapping =
        format!("{SIMPLE}[source]\ndelimiter = \";\"\nencoding = \"windows-1252\"\nheader_row = 3\n");
    let source =
        b"Export of today\r\n\r\nName;Email;Notes\r\nJos\xe9;jose@x.org;a,b\r\nZo\xeb;wrong;\"c;\r\nd\"\r\n";
    let first =
        Ferry::new().file("a.csv", source).file("m.toml", mapping).line("import a.csv -m m.toml").fast();
    let first = first.sandbox(&desk).run().status(1);
    let mut rejects = first.rejects();
    assert_eq!((rejects.len(), rejects.cell(0, "_row"), rejects.cell(0, "Name")), (1, "5", "Zoë"));
    assert_eq!(rejects.cell(0, "Notes"), "c;\r\nd");
    rejects.set(0, "Email", "zoe@x.org");
    let second = first.then().file("corrected.csv", rejects.to_csv()).line("import corrected.csv -m m.toml");
    let second = second
        .fast()
        .sandbox(&desk)
        .run()
        .status(0)
        .says("csv, utf-8, delimiter ',', rejects of an earlier run");
    assert_eq!(desk.customer("email", "zoe@x.org")["name"], "Zoë");
    assert_eq!((second.count("rows"), desk.customers().len()), (1, 2));
    assert!(!second.results().header.contains(&"_codes".to_owned()), "our columns are not data");
}

#[test]
fn rejects_are_imported_from_the_run_folder() {
    let desk = Desk::new();
    let first = Ferry::new().file("a.csv", "Name,Email\nAda,\nBob,b@x.org\n").file("m.toml", SIMPLE);
    let first = first.line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    let path = first.folder().join("rejects.csv");
    let again = first.then().line("import -m m.toml").args([&path]).fast().sandbox(&desk).run().status(1);
    assert_eq!(again.rejects().column("_codes"), ["E401"]);
    assert_eq!(again.rejects().header, first.rejects().header, "and so on for ever");
}

#[test]
fn dates_of_a_workbook_come_back_whatever_the_mapping_calls_their_format() {
    let desk = Desk::new();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write(0, 0, "nothing").unwrap();
    let sheet = book.add_worksheet().set_name("Customers").unwrap();
    for (column, name) in (0..).zip(["Name", "Email", "Born", "Code"]) {
        sheet.write(1, column, name).unwrap();
    }
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(2, 0, "Ada").unwrap().write(2, 1, "wrong").unwrap().write(2, 3, 7.0).unwrap();
    let born = ExcelDateTime::from_ymd(1965, 3, 2).unwrap();
    sheet.write_datetime_with_format(2, 2, &born, &date).unwrap();
    let mapping = format!(
        "{SIMPLE}birthDate = {{ from = \"Born\", formats = [\"%d.%m.%Y\"] }}\n\
         [source]\nsheet = \"Customers\"\nheader_row = 2\n[custom_fields]\ncode = {{ from = \"Code\" }}\n"
    );
    let first = Ferry::new().file("a.xlsx", book.save_to_buffer().unwrap()).file("m.toml", mapping);
    let first = first.line("import a.xlsx -m m.toml --fields none").fast().sandbox(&desk).run().status(1);
    let mut rejects = first.rejects();
    assert_eq!(rejects.column("Born"), ["1965-03-02"]);
    assert_eq!((rejects.cell(0, "_sheet"), rejects.cell(0, "_row")), ("Customers", "3"));
    rejects.set(0, "Email", "ada@x.org");
    let second = first
        .then()
        .file("corrected.csv", rejects.to_csv())
        .line("import corrected.csv -m m.toml --fields none");
    second.fast().sandbox(&desk).run().status(0);
    let ada = desk.customer("email", "ada@x.org");
    assert_eq!(ada["birthDate"], json!(-152_582_400_000_i64));
    assert_eq!(ada["customFields"], json!({"code": "7"}));
}

#[test]
fn rejects_of_several_sources_with_headers_that_differ() {
    let desk = Desk::new();
    let mapping = SIMPLE.replace("{ from = \"Name\" }", "{ from = \"Name\", optional = true }");
    let mapping = format!("{mapping}memo = {{ from = \"Notes\", optional = true }}\n");
    let first = Ferry::new()
        .file("a.csv", "Name,Email\nAda,wrong\nBob,b@x.org\n")
        .file("b.csv", " Email , NAME,Notes\nwrong, Eve ,n1\n")
        .file("m.toml", mapping)
        .line("import a.csv b.csv -m m.toml")
        .fast();
    let first = first.sandbox(&desk).run().status(1);
    let mut rejects = first.rejects();
    assert_eq!(rejects.column("_file"), ["a.csv", "b.csv"]);
    rejects.set(0, "Email", "ada@x.org");
    rejects.set(1, "Email", "eve@x.org");
    let second = first.then().file("corrected.csv", rejects.to_csv()).line("import corrected.csv -m m.toml");
    second.fast().sandbox(&desk).run().status(0);
    assert_eq!(desk.customer("email", "ada@x.org")["name"], "Ada");
    let eve = desk.customer("email", "eve@x.org");
    assert_eq!((&eve["name"], &eve["memo"]), (&json!("Eve"), &json!("n1")));
}
