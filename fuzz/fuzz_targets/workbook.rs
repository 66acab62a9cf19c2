//! Any bytes as a workbook, or as the part that holds the cells: rows in order or an error, never a panic of our own.
//!
//! The target adds the containers and checksums itself; otherwise hardly any input would reach the parsers.
#![no_main]

use std::io::{Cursor, Write};

use deskferry::source::{ReadOptions, SourceFormat, from_reader};
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let (format, file) = match kind % 6 {
        0 => (None, bytes.to_vec()),
        1 => (Some(SourceFormat::Ods), packed(&[("mimetype", MIMETYPE), ("content.xml", bytes)])),
        2 => (Some(SourceFormat::Xlsb), binary(bytes, &[], &[])),
        3 => (Some(SourceFormat::Xlsb), binary(SHEET, bytes, &[])),
        4 => (Some(SourceFormat::Xlsb), binary(SHEET, &[], bytes)),
        _ => (Some(SourceFormat::Xls), contained(bytes)),
    };
    let options =
        ReadOptions { format, sheet: Some("1".to_owned()), name_columns: true, ..ReadOptions::default() };
    let mut source = match from_reader("fuzz", Cursor::new(file), &options) {
        Ok(source) => source,
        Err(fault) => {
            return assert!(format.is_none() || !fault.to_string().contains("broke down"), "{fault}");
        }
    };
    let mut before = 0;
    // An ODS sheet can claim a million rows in a few bytes.
    for _ in 0..100 {
        let Ok(Some(batch)) = source.next_batch(64) else { return };
        for row in batch.rows {
            assert!(row.record.row > before, "rows are in order");
            before = row.record.row;
        }
    }
});

const MIMETYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
/// The start of the cells, a row, a shared string, a number in the first format, the end of the cells.
const SHEET: &[u8] =
    b"\x91\x01\0\0\x04\0\0\0\0\x07\x0c\0\0\0\0\0\0\0\0\0\0\0\0\x02\x0c\x01\0\0\0\0\0\0\0\x06\0\0\0\x92\x01\0";
const RELATIONS: &[u8] =
    b"<Relationships><Relationship Id=\"r\" Type=\"/worksheet\" Target=\"s.bin\"/></Relationships>";
/// One sheet with the id `r` and the name `S`.
const BOOK: &[u8] = b"\x9c\x01\x14\0\0\0\0\x01\0\0\0\x01\0\0\0r\0\x01\0\0\0S\0";

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(*name, stored).expect("memory takes it");
        archive.write_all(bytes).expect("memory takes it");
    }
    archive.finish().expect("memory takes it").into_inner()
}

fn binary(sheet: &[u8], shared: &[u8], styles: &[u8]) -> Vec<u8> {
    packed(&[
        ("xl/_rels/workbook.bin.rels", RELATIONS),
        ("xl/workbook.bin", BOOK),
        ("xl/s.bin", sheet),
        ("xl/sharedStrings.bin", shared),
        ("xl/styles.bin", styles),
    ])
}

fn contained(stream: &[u8]) -> Vec<u8> {
    let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
    container
        .create_stream("/Workbook")
        .and_then(|mut inner| inner.write_all(stream))
        .expect("memory takes it");
    container.into_inner().into_inner()
}
