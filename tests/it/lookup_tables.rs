//! Lookup tables in files.

use crate::command_line::{Desk, Ferry, SIMPLE};

const FIELD: &str =
    "memo = { from = \"Code\", lookup_file = { file = \"codes.csv\", key = \"Code\", value = \"Word\" } }\n";
const CSV: &str = "Name,Email,Code\nAda,a@x.org,1\nBob,b@x.org,9\n";

fn ferry(codes: &str) -> Ferry {
    let mapping = SIMPLE.to_owned() + FIELD;
    Ferry::new().file("maps/m.toml", mapping).file("maps/codes.csv", codes).file("a.csv", CSV)
}

#[test]
fn values_are_translated_by_a_file_next_to_the_mapping() {
    let desk = Desk::new();
    let ran = ferry("Code;Word\n1;one\n1;one\n2;\n;x\n")
        .line("import a.csv -m maps/m.toml")
        .fast()
        .sandbox(&desk)
        .run();
    let ran = ran.status(1);
    assert_eq!(desk.customer("name", "Ada")["memo"], "one");
    assert_eq!(ran.rejects().codes(), ["E102"]);
    let files = ran.run_json()["mapping"]["lookup_files"].clone();
    assert_eq!(files["maps/codes.csv"].as_str().map(str::len), Some(64), "{files}");
}

#[test]
fn mistakes_in_the_table_are_mistakes_in_the_mapping() {
    let says = |codes: &str, said: &str| {
        ferry(codes).line("validate a.csv -m maps/m.toml").run().status(2).says(said).says("maps/m.toml:8:");
    };
    says("Code,Word\n1,one\n1,two\n", "row 3: \"1\" occurs twice");
    says("Code,Wort\n1,one\n", "did you mean \"Wort\"?");
    says("Code,Word\n1,one,two\n", "row 2");
    says("Code,Word\n1,#N/A\n", "a spreadsheet error");
    says(&format!("Code,Word\n{}", "1,one\n".repeat(3_000_000)), "the limit is 16777216");
    let missing = Ferry::new().file("m.toml", SIMPLE.to_owned() + FIELD).file("a.csv", CSV);
    missing.line("validate a.csv -m m.toml").run().status(2).says("there is no file \"codes.csv\"");
}

#[test]
fn a_broken_cell_of_a_workbook_is_not_a_value() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Code", "Word"]).unwrap();
    sheet.write(1, 0, "1").unwrap().write(1, 1, 1_234_567_890_123_456_u64).unwrap();
    let mapping = SIMPLE.to_owned() + &FIELD.replace("codes.csv", "codes.xlsx");
    let ferry = Ferry::new().file("m.toml", mapping).file("codes.xlsx", book.save_to_buffer().unwrap());
    let ran = ferry.file("a.csv", CSV).line("validate a.csv -m m.toml").run().status(2);
    ran.says("row 2").says("has lost digits in a spreadsheet");
}

#[test]
fn a_run_refuses_to_go_on_with_another_file() {
    let desk = Desk::new();
    let ferry = ferry("Code,Word\n1,one\n9,nine\n").line("import a.csv -m maps/m.toml").fast().sandbox(&desk);
    let ferry = ferry.env("DESKFERRY_FAIL_POINT", "plan-read");
    assert!(!ferry.command().output().unwrap().status.success());
    let resume = |codes: &str| {
        ferry.then().file("maps/codes.csv", codes).line("resume latest").fast().sandbox(&desk).run()
    };
    resume("Code,Word\n1,eins\n9,neun\n").status(2).says("has changed since the plan was started");
    resume("Code,Word\n1,one\n9,nine\n").status(0);
    assert_eq!(desk.customer("name", "Ada")["memo"], "one");
}
