//! The same customers out of every format, cell by cell. The files are made by LibreOffice and SheetJS; see
//! tests/fixtures/README.md.

use rstest::rstest;

use crate::ferry::{Ferry, Ran};

/// One field a column, so that a rejects file is not needed to see the cells.
const MAPPING: &str = "\
version = 1
[source]
header_row = 3
sheet = \"Customers\"
[fields]
name = { from = \"Name\" }
phoneNumber = { from = \"Phone\" }
birthDate = { from = \"Born\" }
topClient = { from = \"VIP\", as = \"bool\" }
memo = { from = \"Note\" }
[custom_fields]
postcode = { from = \"Postcode\" }
seen = { from = \"Seen\" }
visit = { from = \"Visit\" }
points = { from = \"Points\" }
balance = { from = \"Balance\", as = \"decimal\" }
share = { from = \"Share\", as = \"decimal\" }
id = { from = \"Id\" }
";

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn validate(name: &str, mapping: &str, flags: &str) -> Ran {
    let ferry = Ferry::new().file(name, fixture(name)).file("m.toml", mapping);
    ferry.line(&format!("validate {name} -m m.toml -o out.jsonl")).line(flags).run()
}

#[rstest]
#[case("books.xlsx", "xlsx")]
#[case("books.xls", "xls")]
#[case("books.xlsb", "xlsb")]
#[case("books.ods", "ods")]
fn the_same_customers_in_every_format(#[case] name: &str, #[case] format: &str) {
    let ran =
        validate(name, MAPPING, "").status(0).says(&format!("Reading {name}: {format}, sheet \"Customers\""));
    let customers: Vec<serde_json::Value> =
        ran.text("out.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    insta::assert_json_snapshot!("books", customers);
    insta::assert_snapshot!("books_rows", ran.report_json()["rows"].to_string());
}

/// Rank holds #DIV/0!, the formula's 5, and #N/A.
#[rstest]
#[case("books.xlsx")]
#[case("books.xls")]
#[case("books.xlsb")]
#[case("books.ods")]
fn formulas_that_fail_are_refused_in_every_format(#[case] name: &str) {
    let mapping = MAPPING.to_owned() + "rank = { from = \"Rank\" }\n";
    let rejects = validate(name, &mapping, "").status(1).rejects();
    assert_eq!(rejects.codes(), ["E005", "E005"]);
    assert_eq!(rejects.column("_row"), ["4", "7"]);
    assert_eq!(rejects.column("Rank"), ["#DIV/0!", "#N/A"]);
    assert_eq!(rejects.column("Postcode"), ["01067", "00000"]);
}
