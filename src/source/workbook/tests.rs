//! Sheets and their cells.

use std::io::Cursor;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rust_xlsxwriter::{ExcelDateTime, Format as Look, Formula, Workbook, Worksheet};

use crate::issue::Code;
use crate::record::CellKind;
use crate::source::{KnownColumns, ReadOptions, ReadRow, Source, SourceError, from_reader};

fn source(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Source, SourceError> {
    let options = ReadOptions { sheet: sheet.map(str::to_owned), ..ReadOptions::default() };
    from_reader("book.xlsx", Cursor::new(bytes), &options)
}

fn drain(mut source: Source) -> Vec<ReadRow> {
    let mut rows = Vec::new();
    while let Some(batch) = source.next_batch(2).unwrap() {
        rows.extend(batch.rows);
    }
    rows
}

fn book(fill: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn sheets(sheets: &[(&str, bool, bool)]) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Front").unwrap();
    for (name, data, hidden) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        if *data {
            sheet.write_string(0, 0, format!("in {name}")).unwrap();
        }
        if *hidden {
            sheet.set_very_hidden(true);
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_are_read_as_displayed() {
    let bytes = book(|sheet| {
        let day = Look::new().set_num_format("dd/mm/yyyy");
        for (column, name) in
            ["text", "whole", "part", "id", "bool", "date", "moment", "time", "error", "formula"]
                .iter()
                .enumerate()
        {
            sheet.write_string(0, column as u16, *name).unwrap();
        }
        sheet.write_string(1, 0, "00123").unwrap();
        sheet.write_number(1, 1, 42).unwrap();
        sheet.write_number(1, 2, 0.1 + 0.2).unwrap();
        sheet.write_number(1, 3, 1_234_567_890_123_456.0_f64).unwrap();
        sheet.write_boolean(1, 4, true).unwrap();
        sheet.write_with_format(1, 5, ExcelDateTime::from_ymd(1965, 2, 3).unwrap(), &day).unwrap();
        let moment = ExcelDateTime::from_ymd(2020, 1, 31).unwrap().and_hms(10, 0, 0).unwrap();
        sheet.write_with_format(1, 6, &moment, &day).unwrap();
        sheet.write_with_format(1, 7, ExcelDateTime::from_hms(9, 30, 0).unwrap(), &day).unwrap();
        sheet.write_formula(1, 8, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_formula(1, 9, Formula::new("=A1&\"x\"").set_result("computed")).unwrap();
    });
    let rows = drain(source(bytes, None).unwrap());
    let cells: Vec<_> = rows[0].record.iter().map(|cell| (cell.text, cell.kind)).collect();
    let expected = [
        ("00123", CellKind::Text),
        ("42", CellKind::Number),
        ("0.3", CellKind::Number),
        ("1234567890123456", CellKind::LostDigits),
        ("true", CellKind::Bool),
        ("1965-02-03", CellKind::Date),
        ("2020-01-31T10:00:00", CellKind::Date),
        ("09:30:00", CellKind::Text),
        ("#N/A", CellKind::Error),
        ("computed", CellKind::Text),
    ];
    assert_eq!(cells, expected);
}

fn fixture(name: &str) -> Source {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    crate::source::open(&path, &ReadOptions::default()).unwrap()
}

#[test]
fn cells_of_an_xls_workbook_are_read() {
    let source = fixture("customers.xls");
    assert_eq!(source.detection().to_string(), "xls, sheet \"Customers\"");
    assert_eq!(source.header().names(), ["Name", "Code", "Points", "Share", "Born", "Seen", "VIP", "Broken"]);
    let rows = drain(source);
    let cells =
        |row: &ReadRow| row.record.iter().map(|cell| (cell.text.to_owned(), cell.kind)).collect::<Vec<_>>();
    let first = [
        ("Zoë Müller", CellKind::Text),
        ("00123", CellKind::Text),
        ("42", CellKind::Number),
        ("12.5", CellKind::Number),
        ("1965-02-03", CellKind::Date),
        ("2020-01-31T10:00:00", CellKind::Date),
        ("true", CellKind::Bool),
        ("#N/A", CellKind::Error),
    ];
    assert_eq!(cells(&rows[0]), first.map(|(text, kind)| (text.to_owned(), kind)));
    let texts: Vec<_> = rows[1].record.iter().map(|cell| cell.text).collect();
    assert_eq!(texts, ["Иванов 田中", "C2", "39391234567", "0.3", "2020-02-29", "", "false", ""]);
    assert_eq!((rows.len(), rows[1].record.row, rows[1].issues.len()), (2, 3, 0));
}

#[test]
fn dates_of_a_1904_workbook_are_read() {
    let rows = drain(fixture("epoch-1904.xlsx"));
    let texts: Vec<Vec<_>> =
        rows.iter().map(|row| row.record.iter().map(|cell| cell.text).collect()).collect();
    let expected = [["Ada", "1965-02-03", "2020-01-31T10:00:00"], ["First", "1904-01-01", "1904-01-02"]];
    assert_eq!(texts, expected);
    assert!(rows.iter().all(|row| row.record.iter().skip(1).all(|cell| cell.kind == CellKind::Date)));
}

#[test]
fn a_stray_far_cell_costs_nothing() {
    let bytes = book(|sheet| {
        sheet.write_string(2, 0, "a").unwrap();
        sheet.write_string(2, 1, "b").unwrap();
        sheet.write_string(4, 1, "x").unwrap();
        sheet.write_string(7, 16_383, "stray").unwrap();
        sheet.write_string(1_048_575, 0, "last").unwrap();
    });
    let source = source(bytes, None).unwrap();
    assert_eq!(source.detection().header_row, 3);
    let rows = drain(source);
    assert_eq!(rows.iter().map(|row| row.record.row).collect::<Vec<_>>(), [5, 8, 1_048_576]);
    assert_eq!(rows[0].record.get(1).unwrap().text, "x");
    assert_eq!(rows[1].issues[0].code, Code::Ragged);
    assert!(rows[1].issues[0].message.contains("cell XFD8"), "{}", rows[1].issues[0].message);
}

#[test]
fn the_only_sheet_with_data_is_found() {
    let bytes = sheets(&[("Empty", false, false), ("Hidden", true, true), ("Data", true, false)]);
    let found = source(bytes.clone(), None).unwrap();
    assert_eq!(found.origin().sheet.as_deref(), Some("Data"));
    for (stated, sheet) in [("Hidden", "Hidden"), (" data ", "Data"), ("4", "Data")] {
        let found = source(bytes.clone(), Some(stated)).unwrap();
        assert_eq!(found.header().names(), [format!("in {sheet}")]);
        assert!(found.detection().to_string().ends_with("(set by you)"));
    }
}

#[test]
fn no_sheet_is_guessed() {
    let error =
        |sheets: &[(&str, bool, bool)], sheet| self::source(self::sheets(sheets), sheet).err().unwrap();
    let several = error(&[("One", true, false), ("Two", true, false)], None);
    assert_eq!(
        several.to_string(),
        "\"book.xlsx\" has several sheets with data: \"One\", \"Two\"; choose one, for example --sheet \"One\""
    );
    assert!(matches!(error(&[("One", true, true)], None), SourceError::OnlyHidden { .. }));
    assert!(matches!(error(&[("One", false, false)], None), SourceError::Empty { .. }));
    let none = error(&[("One", true, false)], Some("Three"));
    assert_eq!(none.to_string(), "\"book.xlsx\" has no sheet \"Three\"; it has \"Front\", \"One\"");
}

#[test]
fn damage_and_encryption_are_reported() {
    let mut bytes = sheets(&[("One", true, false)]);
    bytes.truncate(bytes.len() / 2);
    bytes.extend(b"xl/workbook.xml");
    let error = source(bytes, None).err().unwrap();
    assert!(matches!(error, SourceError::CutOff { .. }), "{error:?}");
    let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    container.create_stream("/EncryptedPackage").unwrap();
    let ole = container.into_inner().into_inner();
    assert!(matches!(source(ole.clone(), None), Err(SourceError::Encrypted { .. })));
    assert!(matches!(source(ole[..ole.len() / 2].to_vec(), None), Err(SourceError::CutOff { .. })));
}

#[test]
fn a_dropped_source_ends_its_thread() {
    let bytes = book(|sheet| {
        for row in 0..5000 {
            sheet.write_string(row, 0, format!("row {row}")).unwrap();
        }
    });
    // The thread holds the options until it ends.
    let used: Arc<[String]> = Arc::from([]);
    let known = KnownColumns { used: Arc::clone(&used), ..KnownColumns::default() };
    let options = ReadOptions { known, ..ReadOptions::default() };
    let mut source = from_reader("book.xlsx", Cursor::new(bytes), &options).unwrap();
    drop(options);
    assert_eq!(source.next_batch(3).unwrap().unwrap().rows.len(), 3);
    assert!(Arc::strong_count(&used) > 1);
    drop(source);
    let end = Instant::now() + Duration::from_secs(30);
    while Arc::strong_count(&used) > 1 {
        assert!(Instant::now() < end, "the thread waits for nobody");
        std::thread::sleep(Duration::from_millis(2));
    }
}
