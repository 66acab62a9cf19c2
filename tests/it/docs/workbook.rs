//! Makes `samples/generic-contacts.xlsx`, always with the same bytes:
//! `cargo test --test it -- --ignored makes_the_workbook`.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, XlsxError};

const HEADER: [&str; 8] = ["Name", "Email", "Phone", "Postal Code", "Country", "Birth Date", "VIP", "Notes"];

/// Name, address, phone, postal code, country, birth date, VIP, notes.
type Person = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<(u16, u8, u8)>,
    bool,
    &'static str,
);

const PEOPLE: [Person; 6] = [
    (
        "Ada Whitcombe",
        "ada.whitcombe@example.org",
        "020 7946 0101",
        "EC4A 3DE",
        "United Kingdom",
        Some((1967, 9, 12)),
        true,
        "",
    ),
    (
        "Zoë Lefèvre",
        "zoe.lefevre@example.com",
        "04 65 71 00 12",
        "69002",
        "France",
        Some((1991, 6, 21)),
        false,
        "two lines:\nfirst floor",
    ),
    (
        "Jürgen Müller",
        "juergen.mueller@example.org",
        "030 23125 014",
        "01067",
        "DE",
        Some((1958, 1, 5)),
        false,
        "",
    ),
    (
        "Emily Carter",
        "emily.carter@example.com",
        "202-555-0107",
        "02108",
        "USA",
        Some((1985, 3, 3)),
        true,
        "",
    ),
    ("Hiroko Tanaka", "hiroko.tanaka@example.org", "", "600-0001", "JPN", None, false, ""),
    (
        "Björk Jónsdóttir",
        "bjork.jonsdottir@example.org",
        "",
        "101",
        "Iceland",
        Some((1950, 12, 1)),
        false,
        "",
    ),
];

fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2024, 3, 11)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet().set_name("Contacts")?;
    sheet.write_row(0, 0, HEADER)?;
    for (row, person) in (1..).zip(PEOPLE) {
        let (name, email, phone, postal, country, born, vip, notes) = person;
        sheet.write_row(row, 0, [name, email, phone, postal, country])?;
        if let Some((year, month, day)) = born {
            sheet.write_with_format(row, 5, &ExcelDateTime::from_ymd(year, month, day)?, &date)?;
        }
        sheet.write(row, 6, vip)?.write(row, 7, notes)?;
    }
    // A phone typed as a number with too many digits, a formula error, and an ambiguous "Korea".
    sheet.write_row(7, 0, ["Marco Serra", "marco.serra@example.com"])?.write(
        7,
        2,
        4.420_794_601_234_567e15,
    )?;
    let error = Formula::new("=NA()").set_result("#N/A");
    sheet.write_row(8, 0, ["Elena Verdi", "elena.verdi@example.net"])?.write(8, 3, error)?;
    sheet.write_row(9, 0, ["Min-jun Park", "minjun.park@example.com", "", "", "Korea"])?;
    Ok(workbook)
}

#[test]
#[ignore = "writes samples/generic-contacts.xlsx anew"]
fn makes_the_workbook() {
    let path = super::root().join("samples/generic-contacts.xlsx");
    workbook().unwrap().save(path).unwrap();
}

#[test]
fn the_workbook_is_small() {
    let made = std::fs::metadata(super::root().join("samples/generic-contacts.xlsx")).unwrap();
    assert!(made.len() < 20_000, "{} bytes", made.len());
}
