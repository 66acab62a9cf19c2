//! Looks for an address or an id of a person in a file of any kind: as it is, decompressed, and in the cells of workbooks.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::Reader;

use super::known_texts::KnownTexts;
use crate::file::{InputStream, name_of};

const ZIP: &[u8] = b"PK\x03\x04";
/// A workbook of Excel 97 and others.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0";
/// What can't be looked into.
const CLOSED: [(&[u8], &str); 7] = [
    (b"age-encryption.org", "it is encrypted"),
    (b"-----BEGIN AGE", "it is encrypted"),
    (b"7z\xbc\xaf", "it is an archive"),
    (b"Rar!", "it is an archive"),
    (b"BZh", "it is compressed"),
    (b"\xfd7zXZ", "it is compressed"),
    (b"%PDF", "it is a PDF"),
];

/// True if a file holds one. The error says why nobody can tell.
pub(super) fn holds(path: &Path, known: &KnownTexts) -> Result<bool, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    if known.is_in(&bytes) {
        return Ok(true);
    }
    if let Some((_, reason)) = CLOSED.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err((*reason).to_owned());
    }
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => Ok(known.is_in(utf16(&bytes, u16::from_le_bytes).as_bytes())),
        [0xfe, 0xff, ..] => Ok(known.is_in(utf16(&bytes, u16::from_be_bytes).as_bytes())),
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => decompressed(path, bytes, known),
        bytes if bytes.starts_with(ZIP) => Ok(in_parts(bytes, known)? || in_cells(path, known)?),
        bytes if bytes.starts_with(OLE) => in_cells(path, known),
        _ => Ok(false),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units)
}

fn decompressed(path: &Path, bytes: Vec<u8>, known: &KnownTexts) -> Result<bool, String> {
    let mut inner = Vec::new();
    let mut input =
        InputStream::from_reader(&name_of(path), Cursor::new(bytes)).map_err(|error| error.to_string())?;
    input.read_to_end(&mut inner).map_err(|error| error.to_string())?;
    Ok(known.is_in(&inner))
}

/// The parts of a workbook have comments and the like, which are no cells. Other archives may have any files.
fn in_parts(bytes: &[u8], known: &KnownTexts) -> Result<bool, String> {
    let fault = |error: zip::result::ZipError| error.to_string();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(fault)?;
    for at in 0..archive.len() {
        let mut part = Vec::new();
        let mut reader = archive.by_index(at).map_err(fault)?;
        reader.read_to_end(&mut part).map_err(|error| error.to_string())?;
        if known.is_in(&part) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A cell may have its text in pieces, each with its own font. An archive that is no workbook has no cells.
fn in_cells(path: &Path, known: &KnownTexts) -> Result<bool, String> {
    let is_book = ["xlsx", "xlsm", "xlsb", "xls", "ods"]
        .iter()
        .any(|end| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(end)));
    if !is_book {
        return Ok(false);
    }
    // The library may panic on damaged files.
    let read = catch_unwind(AssertUnwindSafe(|| -> Result<bool, calamine::Error> {
        let mut book = calamine::open_workbook_auto(path)?;
        for (_, range) in book.worksheets() {
            if range.used_cells().any(|(_, _, cell)| known.is_in(cell.to_string().as_bytes())) {
                return Ok(true);
            }
        }
        Ok(false)
    }));
    match read {
        Ok(found) => found.map_err(|error| error.to_string()),
        Err(_) => Err("its cells can't be read".to_owned()),
    }
}
