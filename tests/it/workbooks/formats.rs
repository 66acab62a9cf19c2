//! The same customers from every format, cell by cell. LibreOffice and SheetJS made the files; see
//! tests/fixtures/README.md.

use rstest::rstest;
use serde_json::json;

use crate::command_line::{Ferry, Ran};

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

fn customers() -> serde_json::Value {
    json!([
        {
            "name": "Zoë Müller", "phoneNumber": "(212) 555-1234", "birthDate": -154_915_200_000_i64, "topClient": true,
            "memo": "two\nlines",
            "customFields": {
                "postcode": "01067", "seen": "2020-01-31T10:30:00", "visit": "09:30:00", "points": "42",
                "balance": "1234.5", "share": "0.125", "id": "00123",
            },
        },
        {
            "name": "Иванов 田中 🎉", "phoneNumber": "(303) 555-0199", "birthDate": 951_782_400_000_i64, "topClient": false,
            "memo": "spaced  twice",
            "customFields": {
                "postcode": "50667", "seen": "1999-12-31T23:59:00", "visit": "23:05:00", "points": "-7",
                "balance": "1234567", "share": "1", "id": "7",
            },
        },
        {
            "name": "Anna & Söhne <GmbH>", "memo": "it's 100%",
            "customFields": { "postcode": "00000", "points": "0.3", "id": "1e5" },
        },
    ])
}

fn read(name: &str) -> serde_json::Value {
    let ran = validate(name, MAPPING, "").status(0);
    ran.text("out.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .collect()
}

#[rstest]
#[case("books.xlsx", "xlsx")]
#[case("books.xls", "xls")]
#[case("books.xlsb", "xlsb")]
#[case("books.ods", "ods")]
#[case("books-sheetjs.xls", "xls")]
#[case("books-sheetjs.ods", "ods")]
fn the_same_customers_in_every_format(#[case] name: &str, #[case] format: &str) {
    assert_eq!(read(name), customers());
    validate(name, MAPPING, "").says(&format!("Reading {name}: {format}, sheet \"Customers\""));
}

/// SheetJS writes an underscore for each non-ASCII letter in this format.
#[test]
fn the_same_customers_out_of_excel_95() {
    let plain = |text: String| {
        text.chars().map(|letter| if letter.is_ascii() { letter } else { '_' }).collect::<String>()
    };
    let plain = plain(customers().to_string()).replace("____ __ _", "____ __ __");
    assert_eq!(read("books-95.xls"), serde_json::from_str::<serde_json::Value>(&plain).unwrap());
}

#[rstest]
#[case("books.xlsx")]
#[case("books.xls")]
#[case("books.xlsb")]
#[case("books.ods")]
fn the_only_sheet_that_can_be_seen_and_has_data(#[case] name: &str) {
    let plain = MAPPING.replace("sheet = \"Customers\"\n", "");
    validate(name, &plain, "").status(0).says("sheet \"Customers\", header in row 3");
    let hidden = "version = 1\n[fields]\nname = { from = \"Name\" }\n";
    let ran = validate(name, hidden, "--sheet 3").status(0).says("sheet \"Old list\"");
    assert_eq!(ran.text("out.jsonl"), "{\"name\":\"Nobody\"}\n");
    validate(name, hidden, "--sheet Empty").status(2).says("is empty");
    validate(name, hidden, "--sheet 4")
        .status(2)
        .says("has no sheet \"4\"; it has \"Customers\", \"Empty\", \"Old list\"");
}

/// Rank contains #DIV/0!, the formula's 5, and #N/A.
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
