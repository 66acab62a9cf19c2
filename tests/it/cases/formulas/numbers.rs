//! How number formats change the text of a number, in all four workbook formats.

use rstest::rstest;

use super::made::*;
use super::{VALUE, customers, validate, values};

/// Format, number, what a spreadsheet shows, and the text of the cell.
const NUMBERS: &[(&str, f64, &str, &str)] = &[
    ("General", 7.0, "7", "7"),
    ("Standard", 43_861.0, "43861", "43861"),
    ("Standaard", 1.5, "1.5", "1.5"),
    ("0", 7.0, "7", "7"),
    ("0.00", 12.5, "12.50", "12.5"),
    ("0.00", 0.0, "0.00", "0"),
    ("0.00", 0.0, "0,00", "0"),
    ("0.00", 5.0, "5.00", "5"),
    ("#,##0.00", 1234.0, "1.234,00", "1234"),
    ("0.00\" EUR\"", 0.0, "0,00 EUR", "0"),
    ("0.00\" EUR\"", 5.0, "5,00 EUR", "5"),
    ("0.0\" kg\"", 0.0, "0.0 kg", "0"),
    ("0\" m2\"", 2.0, "2 m2", "2"),
    ("0.00E+00", 0.0, "0.00E+00", "0"),
    ("0%", 1.0, "100%", "1"),
    ("#,##0", 1_234_567.0, "1,234,567", "1234567"),
    ("# ##0", 1_234_567.0, "1 234 567", "1234567"),
    ("# ##0", 1_234_567.0, "1234 567", "1234567"),
    ("# ##0", 0.0, "0", "0"),
    ("### ### ###", 612_345_678.0, "612 345 678", "612345678"),
    ("000 000 000", 612_345_678.0, "612 345 678", "612345678"),
    ("000 000 000", 12_345_678.0, "012 345 678", "012 345 678"),
    ("00000", 1067.0, "01067", "01067"),
    ("00000", 50_667.0, "50667", "50667"),
    ("00000", 0.0, "00000", "00000"),
    ("00???", 123.0, "00123", "00123"),
    ("?????", 123.0, "  123", "123"),
    ("000\\ 00", 12_345.0, "123 45", "123 45"),
    ("0#########", 212_345_678.0, "0212345678", "0212345678"),
    ("0#########", 3_331_234_567.0, "3331234567", "3331234567"),
    ("\\(###\\)\\ ###\\-####", 2_125_551_234.0, "(212) 555-1234", "(212) 555-1234"),
    ("00\\ 00\\ 00\\ 00\\ 00", 612_345_678.0, "06 12 34 56 78", "06 12 34 56 78"),
    ("\"+39 \"0", 3_331_234_567.0, "+39 3331234567", "+39 3331234567"),
    ("\"2024-\"0", 7.0, "2024-7", "2024-7"),
    ("\"2024-\"0", 2024.0, "2024-2024", "2024"),
    ("\"5\"0", 5.0, "55", "55"),
    ("\"D-\"00000", 1067.0, "D-01067", "D-01067"),
    ("\"D-\"00000", 12_345.0, "D-12345", "D-12345"),
    ("\"SKU-\"0", 7.0, "SKU-7", "SKU-7"),
    ("\"K-2024-\"0", 7.0, "K-2024-7", "K-2024-7"),
    ("\"D-\"0\" kg\"", 5.0, "D-5 kg", "5"),
    ("\"D-\"#,##0", 12_345.0, "D-12,345", "12345"),
    ("\"D-\"00\\-000", 12_345.0, "D-12-345", "D-12-345"),
    ("\"A\"00000", 1067.0, "A01067", "A01067"),
    ("\"A\"00000", 12_345.0, "A12345", "12345"),
    ("\"EUR \"0", 12_345.0, "EUR 12345", "12345"),
    ("\\D\\-00000", 12_345.0, "D-12345", "D-12345"),
    ("dd/mm/yyyy", 43_861.0, "31/01/2020", "2020-01-31"),
    ("dd/mm/yyyy", 0.0, "00/01/1900", "1900-01-00"),
    ("dd/mm/yyyy hh:mm", 43_861.437_5, "31/01/2020 10:30", "2020-01-31T10:30:00"),
    ("h:mm", 1.25, "6:00", "06:00:00"),
    ("h:mm", 0.0, "0:00", "00:00:00"),
    ("hh:mm:ss", 0.437_5, "10:30:00", "10:30:00"),
    ("[h]:mm", 1.25, "30:00", "30:00:00"),
];

#[rstest]
#[case("a.xlsx", numbers_xlsx)]
#[case("a.ods", numbers_ods)]
#[case("a.xls", numbers_xls)]
#[case("a.xlsb", numbers_xlsb)]
fn one_rule_for_the_numbers_of_all_formats(#[case] name: &str, #[case] make: fn(&[Number]) -> Vec<u8>) {
    let number = |(code, number, shown, _): &(&str, f64, &str, &str)| Number {
        code: (*code).to_owned(),
        number: *number,
        shown: (*shown).to_owned(),
    };
    let numbers: Vec<Number> = NUMBERS.iter().map(number).collect();
    let found = values(name, make(&numbers));
    assert_eq!(found.len(), NUMBERS.len());
    for ((code, number, shown, expected), found) in NUMBERS.iter().zip(found) {
        assert_eq!(found.as_deref(), Some(*expected), "{name}: {code} of {number}, shown {shown}");
    }
}

/// A zero with decimals can be converted to a number.
#[test]
fn a_zero_with_decimals_in_ods_is_a_number() {
    let zero = Number { code: "0.00".to_owned(), number: 0.0, shown: "0,00".to_owned() };
    let mapping = VALUE.replace("from = \"Value\"", "from = \"Value\", as = \"decimal\"");
    let ran = validate("a.ods", numbers_ods(&[zero]), &mapping).status(0);
    assert_eq!(customers(&ran)[0]["customFields"]["value"], "0");
}

/// Day 0 (before 1 January 1900), which a cell shows that refers to an empty one.
#[test]
fn a_cell_with_day_zero_is_refused() {
    let none = Number { code: "dd/mm/yyyy".to_owned(), number: 0.0, shown: "00/01/1900".to_owned() };
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\nbirthDate = { from = \"Value\" }\n";
    let rejects = validate("a.xlsx", numbers_xlsx(&[none]), mapping).status(1).rejects();
    assert_eq!((rejects.codes(), rejects.column("Value")), (vec!["E206"], vec!["1900-01-00"]));
}
