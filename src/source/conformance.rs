//! Tests that every format must pass.

use std::io::{Cursor, Write};
use std::sync::Arc;

use ::csv::Terminator;
use rstest::rstest;
use sha2::Digest as _;

use super::*;

type Table = Vec<Vec<&'static str>>;
type Maker = fn(&Table) -> Vec<u8>;

fn table() -> Table {
    vec![
        vec!["Name", "Code", "Note é"],
        vec!["Zoë", "00123", "a, b; c | \"d\""],
        vec!["", " spaced ", "two\nlines"],
        vec!["", "", "last cell only"],
        vec!["first cell only", "", ""],
        vec!["10 €", "1.0", "true"],
    ]
}

fn csv_with(table: &Table, delimiter: u8, end: Terminator) -> Vec<u8> {
    let mut builder = ::csv::WriterBuilder::new();
    let mut writer = builder.delimiter(delimiter).terminator(end).from_writer(Vec::new());
    table.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn comma(table: &Table) -> Vec<u8> {
    csv_with(table, b',', Terminator::Any(b'\n'))
}

fn tab_bom_crlf(table: &Table) -> Vec<u8> {
    [b"\xef\xbb\xbf".to_vec(), csv_with(table, b'\t', Terminator::CRLF)].concat()
}

fn western(table: &Table) -> Vec<u8> {
    let text = String::from_utf8(csv_with(table, b';', Terminator::CRLF)).unwrap();
    encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
}

fn utf16(table: &Table) -> Vec<u8> {
    let text = String::from_utf8(csv_with(table, b';', Terminator::Any(b'\r'))).unwrap();
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn gzip(table: &Table) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&comma(table)).unwrap();
    encoder.finish().unwrap()
}

fn zstd(table: &Table) -> Vec<u8> {
    zstd::encode_all(&jsonl(table)[..], 1).unwrap()
}

fn jsonl(table: &Table) -> Vec<u8> {
    let object = |row: &Vec<&str>| {
        let pairs = table[0].iter().zip(row).map(|(name, text)| ((*name).to_owned(), (*text).into()));
        serde_json::Value::Object(pairs.collect()).to_string() + "\n"
    };
    table[1..].iter().map(object).collect::<String>().into_bytes()
}

fn xlsx(table: &Table) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in table.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn ods(table: &Table) -> Vec<u8> {
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "</text:p><text:p>");
    let cell = |text: &&str| {
        let spaced = escape(text).replace(" spaced ", "<text:s/>spaced<text:s/>");
        format!("<table:table-cell office:value-type=\"string\"><text:p>{spaced}</text:p></table:table-cell>")
    };
    let row = |row: &Vec<&str>| {
        format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>())
    };
    let rows: String = table.iter().map(row).collect();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Sheet1\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest \
                    xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    stored_zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ])
}

/// A zip archive with uncompressed files.
pub(super) fn stored_zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = Vec::new();
    let mut directory = Vec::new();
    for (name, text) in files {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let offset = zip.len() as u32;
        let size = text.len() as u32;
        let mut facts = Vec::new();
        facts.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [crc.sum(), size, size, name.len() as u32] {
            facts.extend(number.to_le_bytes());
        }
        zip.extend(b"PK\x03\x04");
        zip.extend(&facts);
        zip.extend(name.as_bytes());
        zip.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&facts);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = zip.len() as u32;
    let count = files.len() as u16;
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    zip.extend((directory.len() as u32).to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0, 0]);
    zip
}

fn texts(row: &ReadRow) -> Vec<String> {
    row.record.iter().map(|cell| cell.text.to_owned()).collect()
}

/// Reads to the end in batches of `size`.
fn drain(source: &mut Source, size: usize) -> Vec<ReadRow> {
    let mut rows = Vec::new();
    while let Some(batch) = source.next_batch(size).unwrap() {
        assert!(!batch.rows.is_empty() && batch.rows.len() <= size);
        assert!(Arc::ptr_eq(&batch.header, source.header()) && Arc::ptr_eq(&batch.origin, source.origin()));
        rows.extend(batch.rows);
    }
    assert!(source.next_batch(size).unwrap().is_none(), "the end stays the end");
    rows
}

#[rstest]
#[case::comma(comma, "csv, utf-8, delimiter ','")]
#[case::tab_bom_crlf(tab_bom_crlf, "csv, utf-8, delimiter '\\t'")]
#[case::western(western, "csv, windows-1252, delimiter ';'")]
#[case::utf16(utf16, "csv, utf-16le, delimiter ';'")]
#[case::gzip(gzip, "csv, gzip, utf-8, delimiter ','")]
#[case::jsonl(jsonl, "jsonl, utf-8")]
#[case::zstd(zstd, "jsonl, zstd, utf-8")]
#[case::xlsx(xlsx, "xlsx, sheet \"Sheet1\"")]
#[case::ods(ods, "ods, sheet \"Sheet1\"")]
fn every_format_gives_the_same_rows(#[case] make: Maker, #[case] said: &str) {
    let table = table();
    let raw = make(&table);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no-ending");
    std::fs::write(&path, &raw).unwrap();
    let path = path.to_str().unwrap();
    let mut whole = Vec::new();
    for size in [1, 3, 1000] {
        let mut file = open(path, &ReadOptions::default()).unwrap();
        let mut pipe = from_reader("-", Cursor::new(raw.clone()), &ReadOptions::default()).unwrap();
        assert_eq!(file.header().names(), table[0]);
        assert_eq!(file.digest(), None, "nothing was read yet");
        let rows = drain(&mut file, size);
        assert_eq!(rows, drain(&mut pipe, size), "a pipe gives what a file gives");
        assert_eq!(rows.iter().map(texts).collect::<Vec<_>>(), table[1..]);
        assert!(rows.iter().all(|row| row.issues.is_empty()));
        assert!(rows.is_sorted_by_key(|row| row.record.row) && rows[0].record.row >= 1);
        assert_eq!((file.count(), pipe.count()), (5, 5));
        assert_eq!(file.detection().to_string(), said);
        assert_eq!(file.progress().total(), Some(raw.len() as u64));
        assert_eq!((file.progress().read(), pipe.progress().read()), (raw.len() as u64, raw.len() as u64));
        let hash: String = sha2::Sha256::digest(&raw).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((file.digest(), pipe.digest()), (Some(hash.clone()), Some(hash)));
        whole.push(rows);
    }
    assert!(whole.iter().all(|rows| *rows == whole[0]), "the size of a batch makes no difference");
}

#[rstest]
#[case::comma(comma)]
#[case::jsonl(jsonl)]
#[case::xlsx(xlsx)]
#[case::ods(ods)]
fn blank_rows_are_skipped_and_counted(#[case] make: Maker) {
    let table = vec![vec!["a", "b"], vec!["1", "2"], vec!["", " "], vec!["3", "4"]];
    let mut source = from_reader("x", Cursor::new(make(&table)), &ReadOptions::default()).unwrap();
    let rows = drain(&mut source, 10);
    assert_eq!(rows.iter().map(texts).collect::<Vec<_>>(), [["1", "2"], ["3", "4"]]);
    assert_eq!(rows[1].record.row - rows[0].record.row, 2);
    assert_eq!((source.count(), source.blank_rows()), (2, 1));
}

#[test]
fn a_source_can_be_read_on_another_thread() {
    fn is_send<T: Send + 'static>() {}
    is_send::<Source>();
    is_send::<Batch>();
}
