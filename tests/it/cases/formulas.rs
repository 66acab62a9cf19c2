//! Formulas without a stored result, in all four workbook formats. `numbers` tests number formats.

mod made;
mod numbers;

use rstest::rstest;
use serde_json::{Value, json};

use self::made::*;
use super::case;
use crate::command_line::{Desk, Ferry, Ran};

const CASE: &str = "formulas-never-computed.xlsx";

fn validate(name: &str, content: Vec<u8>, mapping: &str) -> Ran {
    let ferry = Ferry::new().file(name, content).file("m.toml", mapping);
    ferry.line(&format!("validate {name} -m m.toml -o out.jsonl")).run()
}

fn customers(ran: &Ran) -> Vec<Value> {
    ran.text("out.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const VALUE: &str =
    "version = 1\n[fields]\nname = { from = \"Name\" }\n[custom_fields]\nvalue = { from = \"Value\" }\n";

/// The values of the column `Value`, `None` for an empty one.
fn values(name: &str, content: Vec<u8>) -> Vec<Option<String>> {
    let value = |customer: &Value| customer["customFields"]["value"].as_str().map(str::to_owned);
    customers(&validate(name, content, VALUE).status(0)).iter().map(value).collect()
}

#[test]
fn a_formula_without_a_result_is_an_error_of_its_cell() {
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\nemail = { from = \"Email\" }\n\
                   phoneNumber = { from = \"Phone\" }\ncity = { from = \"City\" }\nmemo = { from = \"Notes\" }\n";
    let ran = validate(CASE, case(CASE), mapping).status(1);
    let rejects = ran.rejects();
    assert_eq!(rejects.codes(), ["E016 E016 E016", "E016"]);
    assert_eq!(rejects.column("_row"), ["2", "3"]);
    assert_eq!(rejects.column("_column"), ["Phone; City; Notes", "Phone"], "{ran}");
    assert_eq!(rejects.column("Phone"), ["#NO-RESULT!", "#NO-RESULT!"]);
    let message = rejects.cell(1, "_message");
    assert!(message.contains("the formula has no stored result"), "{message}");
    ran.says("open the workbook in Excel or LibreOffice and save it again");
    let unmapped = "version = 1\n[fields]\nname = { from = \"Name\" }\nemail = { from = \"Email\" }\n";
    assert_eq!(customers(&validate(CASE, case(CASE), unmapped).status(0)).len(), 2);
}

fn xlsx_of(cell: &str, behind: &str) -> Vec<u8> {
    let rows = xlsx_row(1, &[xlsx_text("Name"), xlsx_text("Value")])
        + &xlsx_row(2, &[xlsx_text("Ada"), cell.to_owned()]);
    xlsx(&rows, &["dd/mm/yyyy".to_owned()], behind)
}

fn ods_of(cell: &str) -> Vec<u8> {
    let rows = [vec![ods_text("Name"), ods_text("Value")], vec![ods_text("Ada"), cell.to_owned()]];
    ods(&ods_table("S", &rows))
}

fn formula(kind: u16, result: [u8; 8], flags: u16) -> Vec<u8> {
    let body = [at(1, 1, 0), result.to_vec(), flags.to_le_bytes().to_vec(), vec![0; 6]].concat();
    record(kind, &body)
}

fn xls_of(cell: &[u8], computed: bool) -> Vec<u8> {
    let texts = [xls_text(0, 0, "Name"), xls_text(0, 1, "Value"), xls_text(1, 0, "Ada")].concat();
    xls(&[&texts, cell].concat(), &[], computed)
}

const ANEW: &str = "<calcPr calcId=\"124519\" fullCalcOnLoad=\"1\"/>";
const BLANK: [u8; 8] = [3, 0, 0, 0, 0, 0, 0xff, 0xff];
const TEXT: [u8; 8] = [0, 0, 0, 0, 0, 0, 0xff, 0xff];

#[rstest]
#[case::exceljs("a.xlsx", xlsx_of("<c><f>1+1</f></c>", ""))]
#[case::openpyxl("a.xlsx", xlsx_of("<c><f>1+1</f><v></v></c>", ""))]
#[case::openpyxl_again("a.xlsx", xlsx_of("<c><f>1+1</f><v/></c>", ""))]
#[case::of_a_date("a.xlsx", xlsx_of("<c s=\"1\"><f>TODAY()</f><v/></c>", ""))]
#[case::text("a.xlsx", xlsx_of("<c t=\"str\"><f>\"a\"</f></c>", ""))]
#[case::shared("a.xlsx", xlsx_of("<c><f t=\"shared\" si=\"0\"/><v/></c>", ""))]
#[case::array("a.xlsx", xlsx_of("<c><f t=\"array\" ref=\"B2\">SUM(A1:A2)</f></c>", ""))]
#[case::xlsxwriter("a.xlsx", xlsx_of("<c><f>UPPER(\"a\")</f><v>0</v></c>", ANEW))]
#[case::odfpy("a.ods", ods_of("<table:table-cell table:formula=\"of:=1+1\"/>"))]
#[case::odfpy_number(
    "a.ods",
    ods_of("<table:table-cell table:formula=\"of:=1+1\" office:value-type=\"float\"/>")
)]
#[case::odfpy_text(
    "a.ods",
    ods_of("<table:table-cell table:formula=\"of:=A1\" office:value-type=\"string\"/>")
)]
#[case::nothing_shown("a.ods", ods_of(&ods_cell("table:formula=\"of:=1+1\"", "")))]
#[case::xlwt("a.xls", xls_of(&formula(6, BLANK, 0), false))]
#[case::xlwt_3("a.xls", xls_of(&formula(0x0206, BLANK, 0), false))]
#[case::without_its_text("a.xls", xls_of(&formula(6, TEXT, 0), true))]
#[case::without_its_text_4("a.xls", xls_of(&[formula(0x0406, TEXT, 0), xls_text(2, 0, "Bob")].concat(), true))]
fn a_missing_result_never_counts_as_empty(#[case] name: &str, #[case] content: Vec<u8>) {
    let rules = [
        "on_empty = \"clear\"",
        "default = \"x\"",
        "optional = true",
        "trim = false",
        "lookup = { a = \"b\" }, lookup_else = \"keep\"",
        "on_invalid = \"keep\"",
    ];
    for rule in rules {
        let mapping = VALUE.replace("from = \"Value\"", &format!("from = \"Value\", {rule}"));
        let rejects = validate(name, content.clone(), &mapping).status(1).rejects();
        assert_eq!((rejects.codes(), rejects.column("_row")), (vec!["E016"], vec!["2"]), "{rule}");
    }
}

#[rstest]
#[case::number("a.xlsx", xlsx_of("<c><f>1+1</f><v>2</v></c>", ANEW), Some("2"))]
#[case::nought("a.xlsx", xlsx_of("<c><f>1-1</f><v>0</v></c>", ""), Some("0"))]
#[case::nought_by_hand("a.xlsx", xlsx_of("<c><v>0</v></c>", ANEW), Some("0"))]
#[case::empty_text("a.xlsx", xlsx_of("<c t=\"str\"><f>\"\"</f><v></v></c>", ANEW), None)]
#[case::empty_text_again("a.xlsx", xlsx_of("<c t=\"str\"><f>\"\"</f><v/></c>", ""), None)]
#[case::text("a.xlsx", xlsx_of("<c t=\"str\"><f>\"0\"</f><v>0</v></c>", ANEW), Some("0"))]
#[case::no_formula("a.xlsx", xlsx_of("<c s=\"1\"><v/></c>", ANEW), None)]
#[case::calc_empty("a.ods", ods_of(&ods_cell("table:formula=\"of:=A9\" office:value-type=\"string\" office:string-value=\"\"", "")), None)]
#[case::excel_empty("a.ods", ods_of(&ods_cell("table:formula=\"of:=A9\" office:value-type=\"string\"", "")), None)]
#[case::shown("a.ods", ods_of(&ods_cell("table:formula=\"of:=1+1\"", "2")), Some("2"))]
#[case::excel_blank("a.xls", xls_of(&formula(6, BLANK, 0), true), None)]
#[case::poi_blank("a.xls", xls_of(&formula(6, BLANK, 2), false), None)]
#[case::xls_number("a.xls", xls_of(&formula(6, 5.0_f64.to_le_bytes(), 0), false), Some("5"))]
#[case::xls_3("a.xls", xls_of(&formula(0x0206, 5.0_f64.to_le_bytes(), 0), false), Some("5"))]
#[case::xls_4("a.xls", xls_of(&formula(0x0406, 5.0_f64.to_le_bytes(), 0), false), Some("5"))]
#[case::xls_text("a.xls", xls_of(&[formula(0x0206, TEXT, 0), record(0x0207, b"\x02\0\0ab")].concat(), false), Some("ab"))]
#[case::xls_text_4("a.xls", xls_of(&[formula(0x0406, TEXT, 0), record(0x0207, b"\x02\0\0ab")].concat(), false), Some("ab"))]
#[case::xls_truth("a.xls", xls_of(&formula(0x0406, [1, 0, 1, 0, 0, 0, 0xff, 0xff], 0), false), Some("true"))]
fn a_stored_result_is_used(#[case] name: &str, #[case] content: Vec<u8>, #[case] expected: Option<&str>) {
    assert_eq!(values(name, content), [expected.map(str::to_owned)]);
}

/// In an array formula without results, the other cells look empty, are absent, or contain a zero.
#[rstest]
#[case::openpyxl("<c><f t=\"array\" ref=\"B2:B3\">X1:X2</f><v/></c>", "", "")]
#[case::openpyxl_blank("<c><f t=\"array\" ref=\"B2:B3\">X1:X2</f><v/></c>", "<c r=\"B3\"/>", "")]
#[case::xlsxwriter("<c><f t=\"array\" ref=\"B2:B3\">X1:X2</f><v>0</v></c>", "<c><v>0</v></c>", ANEW)]
#[case::table("<c><f t=\"dataTable\" ref=\"B2:B3\"/></c>", "<c/>", "")]
fn no_cell_of_an_array_formula_is_empty(#[case] first: &str, #[case] second: &str, #[case] behind: &str) {
    let rows = xlsx_row(1, &[xlsx_text("Name"), xlsx_text("Value")])
        + &xlsx_row(2, &[xlsx_text("Ada"), first.to_owned()])
        + &xlsx_row(3, &[xlsx_text("Bob"), second.to_owned()])
        + &xlsx_row(4, &[xlsx_text("Eve"), "<c/>".to_owned()])
        + &xlsx_row(5, &[xlsx_text("Zoe"), "<c><v>0</v></c>".to_owned()]);
    let mapping = VALUE.replace("from = \"Value\"", "from = \"Value\", on_empty = \"clear\"");
    let ran = validate("a.xlsx", xlsx(&rows, &[], behind), &mapping).status(1);
    assert_eq!(
        (ran.rejects().codes(), ran.rejects().column("Name")),
        (vec!["E016", "E016"], vec!["Ada", "Bob"]),
        "{ran}"
    );
    assert_eq!(customers(&ran).len(), 2);
}

/// A computed result is used, a cell's own value stays, and a row with nothing else is not a row.
#[test]
fn other_cells_of_an_array_formula() {
    let array = |value: &str| format!("<c><f t=\"array\" ref=\"B2:B9\">X1:X8</f>{value}</c>");
    let rows = |first: &str| {
        xlsx_row(1, &[xlsx_text("Name"), xlsx_text("Value")])
            + &xlsx_row(2, &[xlsx_text("Ada"), first.to_owned()])
            + &xlsx_row(3, &[xlsx_text("Bob"), "<c><v>7</v></c>".to_owned()])
            + &xlsx_row(4, &["<c/>".to_owned()])
            + &xlsx_row(5, &[xlsx_text("Eve"), "<c><v>0</v></c>".to_owned()])
    };
    assert_eq!(
        values("a.xlsx", xlsx(&rows(&array("<v>1</v>")), &[], "")),
        ["1", "7", "0"].map(|text| Some(text.to_owned()))
    );
    let ran = validate("a.xlsx", xlsx(&rows(&array("<v/>")), &[], ""), VALUE).status(1);
    assert_eq!((ran.rejects().column("Name"), ran.count("rows")), (vec!["Ada", "Eve"], 3), "{ran}");
}

#[test]
fn no_cell_of_an_array_formula_in_ods_is_empty() {
    let head = "<table:table-cell table:formula=\"of:=X1:X2\" table:number-matrix-rows-spanned=\"2\" \
                table:number-matrix-columns-spanned=\"1\"/>";
    let blank = || "<table:table-cell/>".to_owned();
    let rows = [
        vec![ods_text("Name"), ods_text("Value")],
        vec![ods_text("Ada"), head.to_owned()],
        vec![ods_text("Bob"), blank()],
        vec![ods_text("Eve"), blank()],
    ];
    let ran = validate("a.ods", ods(&ods_table("S", &rows)), VALUE).status(1);
    assert_eq!(
        (ran.rejects().codes(), ran.rejects().column("Name")),
        (vec!["E016", "E016"], vec!["Ada", "Bob"]),
        "{ran}"
    );
}

/// An error next to a zero, an error as the text of a cell, or a type without a value: each rejects its row.
#[rstest]
#[case("table:formula=\"of:=1/0\" office:value-type=\"float\" office:value=\"0\"", "#DIV/0!")]
#[case("table:formula=\"of:=A9\" office:value-type=\"float\" office:value=\"0\"", "Err:502")]
#[case("office:value-type=\"float\" office:value=\"0\"", "#RIF!")]
#[case("office:value-type=\"string\"", "Erreur :502")]
#[case("office:value-type=\"string\" office:string-value=\"#NOM ?\"", "#NOM ?")]
#[case("office:value-type=\"float\" office:value=\"\"", "")]
#[case("office:value-type=\"float\"", "12")]
fn an_error_in_ods_is_not_a_value(#[case] attributes: &str, #[case] shown: &str) {
    let mut rows =
        vec![vec![ods_text("Name"), ods_text("Value")], vec![ods_text("Ada"), ods_cell(attributes, shown)]];
    rows.push(vec![ods_text("Bob"), ods_text("v")]);
    let ran = validate("a.ods", ods(&ods_table("S", &rows)), VALUE).status(1);
    assert_eq!((ran.rejects().codes(), customers(&ran).len()), (vec!["E005"], 1), "{ran}");
}

/// A cell without a result is not empty for `first`, makes a joined text invalid, and fails templates and conditions.
#[rstest]
#[case("value = { first = [\"Value\", \"Name\"] }", "E016")]
#[case("value = { first = [\"Empty\", \"Value\"] }", "E016")]
#[case("value = { from = [\"Name\", \"Value\"] }", "E016")]
#[case("value = { from = \"Value\", as = \"bool\" }", "E016")]
#[case("value = { from = \"Value\", as = \"tags\", on_empty = \"clear\" }", "E016")]
#[case("value = { template = \"{{ row['Value'] }}\", on_empty = \"clear\" }", "E104")]
#[case("value = { template = \"{% if row['Value'] %}a{% endif %}\" }", "E104")]
#[case("[[when]]\nskip = \"row['Value'] == ''\"", "E104")]
fn a_cell_without_a_result_fails_every_rule(#[case] rule: &str, #[case] code: &str) {
    let mapping = format!(
        "version = 1\n[source]\nnull = [\"\", \"#NO-RESULT!\"]\n[fields]\nname = {{ from = \"Name\" }}\n[custom_fields]\n{rule}\n"
    );
    let rows = xlsx_row(1, &[xlsx_text("Name"), xlsx_text("Value"), xlsx_text("Empty")])
        + &xlsx_row(2, &[xlsx_text("Ada"), "<c><f>1+1</f><v/></c>".to_owned()]);
    let ran = validate("a.xlsx", xlsx(&rows, &[], ""), &mapping).status(1);
    assert_eq!(ran.rejects().codes(), [code], "{ran}");
}

#[rstest]
#[case("on_invalid = \"empty\"", None)]
#[case("on_invalid = \"default\", default = \"x\"", Some("x"))]
fn on_invalid_applies_to_a_cell_without_a_result(#[case] rule: &str, #[case] expected: Option<&str>) {
    let mapping = VALUE.replace("from = \"Value\"", &format!("from = \"Value\", {rule}"));
    let ran = validate("a.xlsx", xlsx_of("<c><f>1+1</f><v/></c>", ""), &mapping).status(0).says("E016");
    assert_eq!(customers(&ran)[0]["customFields"]["value"].as_str(), expected);
}

#[test]
fn a_missing_result_empties_no_memo() {
    let desk = Desk::holding([json!({"name": "Ada", "email": "ada@x.org", "memo": "dear"})]);
    let rows = xlsx_row(1, &["Name", "Email", "Notes"].map(xlsx_text))
        + &xlsx_row(2, &[xlsx_text("Ada B"), xlsx_text("ada@x.org"), "<c><f>A1</f><v/></c>".to_owned()]);
    let mapping = "version = 1\n[match]\nkeys = [\"email\"]\n[fields]\nname = { from = \"Name\" }\n\
                   email = { from = \"Email\" }\nmemo = { from = \"Notes\", on_empty = \"clear\" }\n";
    let ferry = Ferry::new().file("a.xlsx", xlsx(&rows, &[], "")).file("m.toml", mapping);
    let ran = ferry.line("import a.xlsx -m m.toml --mode upsert --fields none").fast().sandbox(&desk).run();
    assert_eq!(ran.status(1).rejects().codes(), ["E016"]);
    let kept = desk.customer("email", "ada@x.org");
    assert_eq!((&kept["name"], &kept["memo"]), (&json!("Ada"), &json!("dear")));
}

/// The rejects file still marks the cell, and the row passes after correction.
#[test]
fn the_rejects_file_marks_a_cell_without_a_result() {
    let mapping = VALUE.replace("from = \"Value\"", "from = \"Value\", on_empty = \"clear\"");
    let first = validate("a.xlsx", xlsx_of("<c><f>1+1</f><v/></c>", ""), &mapping).status(1);
    let mut rejects = first.rejects();
    let again = |csv: Vec<u8>| validate("r.csv", csv, &mapping);
    assert_eq!(again(rejects.to_csv()).status(1).rejects().codes(), ["E016"]);
    rejects.set(0, "Name", "Ada B");
    assert_eq!(again(rejects.to_csv()).status(1).rejects().codes(), ["E016"]);
    rejects.set(0, "Value", "2");
    assert_eq!(customers(&again(rejects.to_csv()).status(0))[0]["customFields"]["value"], "2");
    let plain = "Name,Value\nAda,#NO-RESULT!\n".into();
    assert_eq!(again(plain).status(1).rejects().codes(), ["E016"]);
}

#[test]
fn a_mapping_test_may_expect_e016() {
    let tests = "[[tests]]\nrow = { Name = \"Ada\", Value = \"#NO-RESULT!\" }\nissues = [\"E016\"]\n";
    let ferry = Ferry::new().file("m.toml", VALUE.to_owned() + tests);
    ferry.line("mapping test m.toml").run().status(0);
}

#[test]
fn a_lookup_file_needs_its_results() {
    let mapping = VALUE.replace(
        "from = \"Value\"",
        "from = \"Value\", lookup_file = { file = \"t.xlsx\", key = \"Name\", value = \"Value\" }",
    );
    let table = xlsx_of("<c><f>1+1</f><v/></c>", "");
    let ferry =
        Ferry::new().file("t.xlsx", table).file("a.csv", "Name,Value\nA,Ada\n").file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(2);
    ran.says("row 2: the cell has a formula without a stored result").says("save it again");
}

/// The file says which version of Excel computed it. "EncryptedPackage" as a cell's text does not mean encryption.
#[test]
fn a_text_does_not_look_like_encryption() {
    let content = xls_of(&xls_text(1, 1, "EncryptedPackage"), true);
    assert_eq!(values("a.xls", content), [Some("EncryptedPackage".to_owned())]);
    validate("a.xls", container("/EncryptedPackage", b"locked"), VALUE)
        .status(2)
        .says("is protected with a password");
}

#[test]
fn another_sheet_of_ods_may_be_of_any_size() {
    let far = "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell office:value-type=\"string\" \
               table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let odd = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"many\"/></table:table-row>";
    let rows = [vec![ods_text("Name"), ods_text("Value")], vec![ods_text("Ada"), ods_text("v")]];
    for other in [far, odd] {
        let content =
            ods(&(ods_table("S", &rows) + &format!("<table:table table:name=\"T\">{other}</table:table>")));
        let mapping = VALUE.replace("[fields]", "[source]\nsheet = \"S\"\n[fields]");
        let ran = validate("a.ods", content.clone(), &mapping).status(0);
        assert_eq!(customers(&ran)[0]["customFields"]["value"], "v");
        validate("a.ods", content.clone(), VALUE).status(2).says("several sheets with data: \"S\", \"T\"");
        let mapping = VALUE.replace("[fields]", "[source]\nsheet = \"T\"\n[fields]");
        validate("a.ods", content, &mapping).status(2);
    }
}

/// A text split over several records, some of which contain only the byte for the width of its letters.
#[test]
fn a_text_of_xls_over_many_records() {
    let label = [at(1, 1, 0), vec![5, 0, 0, b'H', b'e']].concat();
    let more = [
        record(0x3c, &[0]),
        record(0x3c, &[0]),
        record(0x3c, &[1, b'l', 0, b'l', 0]),
        record(0x3c, &[0]),
        record(0x3c, &[0, b'o']),
    ];
    let cell = [record(0x0204, &label), more.concat()].concat();
    assert_eq!(values("a.xls", xls_of(&cell, true)), [Some("Hello".to_owned())]);
}

/// Six hundred thousand one-letter records are read in less than 20 seconds.
#[test]
fn texts_of_xls_over_six_hundred_thousand_records() {
    let (letters, texts) = (30_000, 20);
    let mut cells = Vec::new();
    for row in 1..=texts {
        let head = [at(row, 1, 0), (letters as u16).to_le_bytes().to_vec(), vec![0]].concat();
        cells.extend(
            [xls_text(row, 0, "Ada"), record(0x0204, &head), record(0x3c, &[0, b'a']).repeat(letters)]
                .concat(),
        );
    }
    let content = xls(&[xls_text(0, 0, "Name"), xls_text(0, 1, "Value"), cells].concat(), &[], true);
    let begin = std::time::Instant::now();
    let found = values("a.xls", content);
    assert_eq!((found.len(), found[0].as_ref().map(String::len)), (usize::from(texts), Some(letters)));
    assert!(begin.elapsed() < std::time::Duration::from_secs(20), "{:?}", begin.elapsed());
}
