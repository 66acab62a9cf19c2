//! Workbooks with rows and cells in any order, and with two rows or cells at one position.

use rstest::rstest;

use super::workbook_parts::{self, row, rows, taken, text, validate};
use crate::command_line::Ferry;

const ADA: &str = "Ada|ada@x.org|";

#[test]
fn rows_and_cells_in_any_order() {
    let shuffled = format!("<row r=\"2\">{}{}</row>", text("B2", "ada@x.org"), text("A2", "Ada"));
    let content =
        rows(&[row(5, &["Eve"]), row(3, &["Bob", "b@x.org"]), shuffled, row(1, &["Name", "Email"])]);
    let ran = validate("a.xlsx", content, "").status(0);
    assert_eq!(taken(&ran), [ADA, "Bob|b@x.org|", "Eve||"]);
    assert_eq!(ran.count("rows"), 3);
}

/// The rows have no numbers; the references of their cells give the position.
#[test]
fn rows_without_a_number_in_any_order() {
    let row = |number: u8, name: &str| format!("<row>{}</row>", text(&format!("A{number}"), name));
    let ran = validate("a.xlsx", rows(&[row(1, "Name"), row(3, "Bob"), row(2, "Ada")]), "").status(0);
    assert_eq!(taken(&ran), ["Ada||", "Bob||"]);
}

/// More rows than are kept in memory, from the last to the first.
#[test]
fn many_rows_upside_down() {
    let mut all: Vec<String> = (2..20_002).map(|number| row(number, &[&format!("N{number}")])).collect();
    all.insert(0, row(1, &["Name"]));
    all.reverse();
    let ran = validate("a.xlsx", rows(&all), "").status(0);
    let names = taken(&ran);
    assert_eq!((names.len(), names[0].as_str(), names[19_999].as_str()), (20_000, "N2||", "N20001||"));
}

/// Neither row is dropped: both are rejected with a message.
#[rstest]
#[case::rows(&[row(1, &["Name", "Email"]), row(2, &["Ada", "ada@x.org"]), row(2, &["Bob", "bob@x.org"]), row(3, &["Eve"])])]
#[case::rows_apart(&[row(1, &["Name", "Email"]), row(2, &["Ada", "ada@x.org"]), row(3, &["Eve"]), row(2, &["Bob", "bob@x.org"])])]
fn two_rows_with_one_number(#[case] all: &[String]) {
    let ran = validate("a.xlsx", rows(all), "").status(1);
    let ran = ran.says("the sheet has row 2 twice, both times with cell A2");
    let rejects = ran.rejects();
    assert_eq!((rejects.codes(), rejects.column("_row")), (vec!["E017", "E017"], vec!["2", "2"]), "{ran}");
    assert_eq!(rejects.column("Name"), ["Ada", "Bob"]);
    assert_eq!((taken(&ran), ran.count("rows")), (vec!["Eve||".to_owned()], 3));
    let ferry = Ferry::new().file("a.xlsx", rows(all)).file("m.toml", workbook_parts::MAPPING);
    let import = ferry.line("import a.xlsx -m m.toml --mode insert --sandbox").fast().run().status(1);
    assert_eq!(
        (import.rejects().column("Name"), import.results().column("Name")),
        (vec!["Ada", "Bob"], vec!["Eve"])
    );
}

/// Two rows that share no cell are not merged into one customer.
#[rstest]
#[case::one_after_the_other(&[row(2, &["Ada"]), row(2, &["", "bob@x.org"]), row(3, &["Eve"])])]
#[case::apart(&[row(2, &["Ada"]), row(3, &["Eve"]), row(2, &["", "bob@x.org"])])]
#[case::cells_of_another_row(&[
    format!("<row r=\"2\">{}</row>", text("A2", "Ada")),
    format!("<row r=\"3\">{}{}</row>", text("B2", "bob@x.org"), text("A3", "Eve")),
])]
fn two_rows_with_one_number_and_no_common_cell(#[case] all: &[String]) {
    let content = rows(&[&[row(1, &["Name", "Email"])], all].concat());
    let ran =
        validate("a.xlsx", content, "").status(1).says("the sheet has row 2 twice; it is unknown which");
    let rejects = ran.rejects();
    assert_eq!((rejects.codes(), rejects.column("_row")), (vec!["E017", "E017"], vec!["2", "2"]), "{ran}");
    assert_eq!((rejects.column("Name"), rejects.column("Email")), (vec!["Ada", ""], vec!["", "bob@x.org"]));
    assert_eq!(taken(&ran), ["Eve||"]);
}

#[test]
fn two_header_rows_with_one_number() {
    let twice = rows(&[row(1, &["Name"]), row(1, &["", "Email"]), row(2, &["Ada"])]);
    validate("a.xlsx", twice, "").status(2).says("the sheet has row 1 twice, after row");
}

#[test]
fn two_rows_of_a_binary_workbook_with_one_number() {
    let twice = [(0, 0, "Name"), (0, 1, "Email"), (1, 0, "Ada"), (2, 0, "Eve"), (1, 1, "bob@x.org")];
    let ran = validate("a.xlsb", workbook_parts::xlsb(&twice, &[]), "--sheet 1").status(1);
    assert_eq!(
        (ran.rejects().codes(), taken(&ran)),
        (vec!["E017", "E017"], vec!["Eve||".to_owned()]),
        "{ran}"
    );
    // XLS has no rows around its cells: cells with the same row number are one row, wherever they are in the file.
    let ran = validate("a.xls", workbook_parts::xls(&twice, &[]), "--sheet 1").status(0);
    assert_eq!(taken(&ran), ["Ada|bob@x.org|", "Eve||"]);
}

#[test]
fn two_rows_of_xml_with_one_number() {
    let cell = |text: &str| {
        format!(
            "<Cell ss:Index=\"{}\"><Data ss:Type=\"String\">{text}</Data></Cell>",
            1 + text.contains('@') as u8
        )
    };
    let row = |number: u8, cells: &str| format!("<Row ss:Index=\"{number}\">{cells}</Row>");
    let head =
        "<Cell><Data ss:Type=\"String\">Name</Data></Cell><Cell><Data ss:Type=\"String\">Email</Data></Cell>";
    let all = [row(1, head), row(2, &cell("Ada")), row(2, &cell("bob@x.org")), row(3, &cell("Eve"))].concat();
    let content = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"S\"><Table>{all}</Table></Worksheet></Workbook>"
    );
    let ran = validate("a.xml", content, "").status(1);
    assert_eq!(
        (ran.rejects().codes(), taken(&ran)),
        (vec!["E017", "E017"], vec!["Eve||".to_owned()]),
        "{ran}"
    );
}

/// Reading cells from last to first costs no more than in order.
#[test]
fn cells_from_the_last_column_to_the_first() {
    let column = |mut at: usize| {
        let mut name = String::new();
        loop {
            name.insert(0, char::from(b'A' + (at % 26) as u8));
            at = match at / 26 {
                0 => return name,
                rest => rest - 1,
            };
        }
    };
    let names: Vec<String> = (1..4_000).map(column).collect();
    let wide = |number: u32, backwards: bool| {
        let cell = |name: &String| format!("<c r=\"{name}{number}\"><v>1</v></c>");
        let first = text(&format!("A{number}"), "Ada");
        let cells: String = match backwards {
            true => names.iter().rev().map(cell).collect::<String>() + &first,
            false => first + &names.iter().map(cell).collect::<String>(),
        };
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let time = |backwards: bool| {
        let wide = (2..102).map(|number| wide(number, backwards));
        let content = rows(&std::iter::once(row(1, &["Name"])).chain(wide).collect::<Vec<_>>());
        let begin = std::time::Instant::now();
        assert_eq!(validate("a.xlsx", content, "").count("rows"), 100);
        begin.elapsed()
    };
    let ratio = || time(true).as_secs_f64() / (time(false).as_secs_f64() + 0.25);
    let ratios: Vec<f64> = std::iter::repeat_with(ratio).take(3).take_while(|ratio| *ratio >= 4.0).collect();
    assert!(ratios.len() < 3, "backwards takes so many times as long: {ratios:?}");
}

/// If no temporary file can be used, the message does not call the workbook damaged.
#[test]
fn rows_in_no_order_need_a_temporary_file() {
    let content = rows(&[row(1, &["Name"]), row(3, &["Bob"]), row(2, &["Ada"])]);
    let ferry = Ferry::new()
        .file("a.xlsx", content)
        .file("m.toml", workbook_parts::MAPPING)
        .env("TMPDIR", "/no/such/folder");
    let ran = ferry.line("validate a.xlsx -m m.toml").run().status(2);
    let ran = ran.says("\"a.xlsx\" needs a temporary file, but deskferry can't use one in /no/such/folder");
    assert!(!ran.stderr.contains("damaged"), "{ran}");
}

#[test]
fn two_cells_with_one_reference() {
    let cells = [text("A2", "Ada"), text("B2", "ada@x.org"), text("B2", "other@x.org")].concat();
    let content =
        rows(&[row(1, &["Name", "Email"]), format!("<row r=\"2\">{cells}</row>"), row(3, &["Eve"])]);
    let ran = validate("a.xlsx", content, "").status(1).says("both times with cell B2");
    assert_eq!(ran.rejects().column("Email"), ["ada@x.org", "other@x.org"], "{ran}");
    let twice = rows(&[row(1, &["Name"]), row(1, &["Email"]), row(2, &["Ada"])]);
    validate("a.xlsx", twice, "").status(2).says("the sheet has row 1 twice, both times with cell A1");
}

type Binary = fn(&[(u16, u16, &str)], &[workbook_parts::Merged]) -> Vec<u8>;

#[rstest]
#[case::xls(workbook_parts::xls)]
#[case::xlsb(workbook_parts::xlsb)]
fn rows_of_binary_workbooks_in_any_order(#[case] book: Binary) {
    let cells = [
        (2, 0, "Bob"),
        (2, 1, "b@x.org"),
        (0, 1, "Email"),
        (0, 0, "Name"),
        (1, 0, "Ada"),
        (1, 1, "ada@x.org"),
    ];
    let ran = validate("a.bin", book(&cells, &[]), "--sheet 1").status(0);
    assert_eq!(taken(&ran), [ADA, "Bob|b@x.org|"]);
    let twice = [(0, 0, "Name"), (1, 0, "Ada"), (2, 0, "Eve"), (1, 0, "Bob")];
    let ran = validate("a.bin", book(&twice, &[]), "--sheet 1").status(1);
    assert_eq!(
        (ran.rejects().codes(), ran.rejects().column("Name")),
        (vec!["E017", "E017"], vec!["Ada", "Bob"])
    );
}
