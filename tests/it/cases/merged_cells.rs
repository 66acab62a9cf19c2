//! Merged cells: which row gets the value, what is hidden, and merged headers.

use rstest::rstest;

use super::workbook_parts::{self, row, sheet, taken, validate, xlsx};
use crate::command_line::Ferry;
use crate::zip_archives;

const FIRMS: [&[&str]; 6] =
    [&["Name", "Company"], &["Ada", "Acme"], &["Bob"], &["Eve"], &["Zoe", "Beta"], &["Max"]];

fn firms() -> Vec<u8> {
    let all: String = (1..).zip(FIRMS).map(|(number, cells)| row(number, cells)).collect();
    let merged = "<mergeCells count=\"9\"><mergeCell ref=\"B2:B4\"/><mergeCell ref=\"A9:C9\"/></mergeCells>";
    xlsx(&sheet(&all, merged))
}

const AS_THEY_STAND: [&str; 5] = ["Ada||Acme", "Bob||", "Eve||", "Zoe||Beta", "Max||"];
const FILLED: [&str; 5] = ["Ada||Acme", "Bob||Acme", "Eve||Acme", "Zoe||Beta", "Max||"];

/// Without the warnings, nobody would see that two people have lost their company.
#[test]
fn a_merged_cell_is_reported_row_by_row() {
    let ran = validate("a.xlsx", firms(), "").status(0).says("W018");
    assert_eq!(taken(&ran), AS_THEY_STAND);
    let ran = ran.says("2  W018  warning  Company  the cell is empty because it is merged; see");
    let report = ran.report_json().to_string();
    assert!(
        report.contains("cell B3 is merged with cell B2; only the first row of a merged cell has its value"),
        "{report}"
    );
    // A column that is not mapped needs no warning.
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\n";
    let ferry = Ferry::new().file("a.xlsx", firms()).file("m.toml", mapping);
    let ran = ferry.line("validate a.xlsx -m m.toml").run().status(0);
    assert!(!ran.stderr.contains("W018"), "{ran}");
}

/// A merged cell is not an instruction to empty the company.
#[test]
fn a_merged_cell_empties_nothing() {
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\ncompany = { from = \"Company\", on_empty = \"clear\" }\n\
        memo = { template = \"{{ row['Company'] }}\", on_empty = \"clear\" }\n";
    let ferry = Ferry::new().file("a.xlsx", firms()).file("m.toml", mapping);
    let ran = ferry.line("validate a.xlsx -m m.toml -o out.jsonl").run().status(0);
    let lines: Vec<String> = ran.text("out.jsonl").lines().map(ToOwned::to_owned).collect();
    assert_eq!(lines[1], "{\"name\":\"Bob\"}", "{ran}");
    assert_eq!(lines[4], "{\"name\":\"Max\",\"memo\":null,\"company\":null}", "{ran}");
}

#[rstest]
#[case::when("[[when]]\nskip = \"row['Company'] == 'Acme'\"\n")]
#[case::fallback(
    "state = { from = \"Name\", on_invalid = \"empty\", fallback = { from = \"Company\", country = \"US\" } }\n"
)]
fn a_merged_cell_is_reported_for_every_kind_of_rule(#[case] rule: &str) {
    let mapping = format!("version = 1\n[fields]\nname = {{ from = \"Name\" }}\n{rule}");
    let ferry = Ferry::new().file("a.xlsx", firms()).file("m.toml", mapping);
    ferry.line("validate a.xlsx -m m.toml").run().says("W018");
}

#[test]
fn a_merged_cell_is_filled_down_if_the_mapping_says_so() {
    let ran = validate("a.xlsx", firms(), "--merged fill").status(0);
    assert_eq!(taken(&ran), FILLED);
    assert!(!ran.stderr.contains("W018"), "{ran}");
    let mapping = format!("{}[source]\nmerged = \"fill\"\n", workbook_parts::MAPPING);
    let said = |flags: &str| {
        let ferry = Ferry::new().file("a.xlsx", firms()).file("m.toml", &mapping);
        taken(&ferry.line("validate a.xlsx -m m.toml -o out.jsonl").line(flags).run().status(0))
    };
    assert_eq!(
        (said(""), said("--merged first")),
        (FILLED.map(str::to_owned).to_vec(), AS_THEY_STAND.map(str::to_owned).to_vec())
    );
    validate("a.xlsx", firms(), "--merged down")
        .status(2)
        .says("--merged needs `fill` or `first`, not \"down\"");
    let ferry = Ferry::new().file("a.xlsx", firms()).file("m.toml", mapping.replace("fill", "down"));
    ferry
        .line("validate a.xlsx -m m.toml")
        .run()
        .status(2)
        .says("merged must be \"fill\" (the value in each row) or \"first\"");
}

/// A header merged over two rows is a name; it does not fill the cells below.
#[test]
fn a_merged_header_fills_nothing() {
    let all = [row(1, &["Name", "Company"]), row(2, &["Ada"]), row(3, &["Bob"])].concat();
    let xml = sheet(&all, "<mergeCells><mergeCell ref=\"B1:B2\"/></mergeCells>");
    let ran = validate("a.xlsx", xlsx(&xml), "--merged fill").status(0);
    assert_eq!(taken(&ran), ["Ada||", "Bob||"]);
}

/// An OpenDocument workbook with one sheet of these rows.
fn open_document(rows: &[String]) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
         <table:table table:name=\"S\">{}</table:table></office:spreadsheet></office:body></office:document-content>",
        rows.concat()
    );
    zip_archives::pack(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", "<manifest/>"),
    ])
}

#[test]
fn merged_cells_of_open_document() {
    let cell = |text: &str, attributes: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"{attributes}><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let line = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let covered = "<table:covered-table-cell/>";
    let all = [
        line(cell("Name", "") + &cell("Company", "")),
        line(
            cell("Ada", "")
                + &cell("Acme", " table:number-rows-spanned=\"3\" table:number-columns-spanned=\"1\""),
        ),
        line(cell("Bob", "") + covered),
        line(cell("Eve", "") + covered),
        line(cell("Zoe", "") + &cell("Beta", "")),
        line(cell("Max", "")),
    ];
    let content = open_document(&all);
    assert_eq!(taken(&validate("a.ods", &content, "--merged fill").status(0)), FILLED);
    assert_eq!(taken(&validate("a.ods", &content, "").status(0).says("W018")), AS_THEY_STAND);
}

type Binary = fn(&[(u16, u16, &str)], &[workbook_parts::Merged]) -> Vec<u8>;

#[rstest]
#[case::xls(workbook_parts::xls)]
#[case::xlsb(workbook_parts::xlsb)]
fn merged_cells_of_binary_workbooks(#[case] book: Binary) {
    let rows = (0_u16..).zip(FIRMS);
    let cells: Vec<(u16, u16, &str)> = rows
        .flat_map(|(row, cells)| (0_u16..).zip(cells).map(move |(column, text)| (row, column, *text)))
        .collect();
    let content = book(&cells, &[(1, 3, 1)]);
    assert_eq!(taken(&validate("a.bin", &content, "--sheet 1 --merged fill").status(0)), FILLED);
    assert_eq!(taken(&validate("a.bin", &content, "--sheet 1").status(0).says("W018")), AS_THEY_STAND);
}

/// A value that no spreadsheet shows belongs to no customer: it is left out and reported.
#[rstest]
#[case("B2:B4", "", &["Ada||Acme", "Bob||", "Eve||Acme"])]
#[case("B2:B4", "--merged fill", &["Ada||Acme", "Bob||Acme", "Eve||Acme"])]
#[case("B2:B3", "--merged fill", &["Ada||Acme", "Bob||Acme", "Eve||Acme"])]
#[case("A3:B3", "--merged fill", &["Ada||Acme", "Bob||", "Eve||Acme"])]
fn a_hidden_value_is_left_out(#[case] range: &str, #[case] flags: &str, #[case] expected: &[&str]) {
    let all = [&["Name", "Company"], &["Ada", "Acme"], &["Bob", "Hidden"], &["Eve", "Acme"]];
    let all: String = (1..).zip(all).map(|(number, cells)| row(number, cells)).collect();
    let xml = sheet(&all, &format!("<mergeCells><mergeCell ref=\"{range}\"/></mergeCells>"));
    let ran = validate("a.xlsx", xlsx(&xml), flags).status(0).says("W018");
    assert_eq!(taken(&ran), expected);
    let report = ran.report_json().to_string();
    assert!(report.contains("cell B3 is merged with cell "), "{report}");
    assert!(report.contains("so spreadsheets do not show the value in cell B3; it is ignored"), "{report}");
}

#[test]
fn a_hidden_value_of_open_document_is_left_out() {
    let cell = |name: &str, text: &str, attributes: &str| {
        format!(
            "<table:{name} office:value-type=\"string\"{attributes}><text:p>{text}</text:p></table:{name}>"
        )
    };
    let line = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let (plain, covered) = ("table-cell", "covered-table-cell");
    let spans = " table:number-rows-spanned=\"1\" table:number-columns-spanned=\"2\"";
    let all = [
        line(&[cell(plain, "Name", ""), cell(plain, "Company", "")]),
        line(&[cell(plain, "Ada", spans), cell(covered, "Hidden", "")]),
        line(&[cell(plain, "Bob", ""), cell(plain, "Acme", "")]),
    ];
    let content = open_document(&all);
    let ran = validate("a.ods", &content, "").status(0).says("W018");
    assert_eq!(taken(&ran), ["Ada||", "Bob||Acme"]);
}

/// A name merged over both rows of a header is the name of its column.
#[rstest]
#[case("--header-row 2")]
#[case("--header-row 2 --merged fill")]
fn a_header_of_two_rows(#[case] flags: &str) {
    let all = [
        row(1, &["Name", "Company", "Contact"]),
        row(2, &["", "", "Email", "Phone"]),
        row(3, &["Ada", "Acme", "ada@x.org", "0039 111"]),
        row(4, &["Bob", "Beta", "bob@x.org", "0039 222"]),
    ];
    let merges = "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/><mergeCell ref=\"C1:D1\"/></mergeCells>";
    let ran = validate("a.xlsx", xlsx(&sheet(&all.concat(), merges)), flags).status(0);
    assert_eq!(taken(&ran), ["Ada|ada@x.org|Acme", "Bob|bob@x.org|Beta"], "{ran}");
}
