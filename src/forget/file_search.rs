//! Looks for an address or an id of a person in a file of any kind: as it is, decompressed, and in the cells of workbooks.

use std::fs::File;
use std::io::{BufReader, Read, Seek as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::Reader;
use flate2::bufread::MultiGzDecoder;

use super::byte_search::ByteSearch;
use crate::file::Compression;

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
/// The first bytes, which show the kind of a file.
const HEAD: u64 = 32;

/// True if a file holds one. The error says why nobody can tell.
pub(super) fn holds(path: &Path, search: &ByteSearch) -> Result<bool, String> {
    let fault = |error: std::io::Error| error.to_string();
    let mut file = File::open(path).map_err(fault)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head).map_err(fault)?;
    file.rewind().map_err(fault)?;
    if search.is_in_all(&mut file)? {
        return Ok(true);
    }
    if let Some(reason) = closed(&head) {
        return Err(reason.to_owned());
    }
    file.rewind().map_err(fault)?;
    match Compression::detect(&head) {
        Compression::Gzip => in_inner(MultiGzDecoder::new(BufReader::new(file)), search),
        Compression::Zstd => in_inner(zstd::stream::read::Decoder::new(file).map_err(fault)?, search),
        Compression::None if head.starts_with(ZIP) => Ok(in_parts(file, search)? || in_cells(path, search)?),
        Compression::None if head.starts_with(OLE) => in_cells(path, search),
        Compression::None => Ok(false),
    }
}

/// Why nobody can look into a file that begins like this.
fn closed(head: &[u8]) -> Option<&'static str> {
    CLOSED.iter().find(|(start, _)| head.starts_with(start)).map(|(_, reason)| *reason)
}

/// Looks into a file that is inside another. One that has others inside again is not looked into.
fn in_inner(mut reader: impl Read, search: &ByteSearch) -> Result<bool, String> {
    let mut head = Vec::new();
    reader.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| error.to_string())?;
    if search.is_in_all(&mut head.as_slice().chain(reader))? {
        return Ok(true);
    }
    let is_packed = Compression::detect(&head) != Compression::None || head.starts_with(ZIP);
    match closed(&head).or(is_packed.then_some("it is packed again")) {
        Some(reason) => Err(format!("a file in it can't be looked into: {reason}")),
        None => Ok(false),
    }
}

/// The parts of a workbook have comments and the like, which are no cells. Other archives may have any files.
fn in_parts(file: File, search: &ByteSearch) -> Result<bool, String> {
    let fault = |error: zip::result::ZipError| error.to_string();
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(fault)?;
    let mut unread = None;
    for at in 0..archive.len() {
        match in_inner(archive.by_index(at).map_err(fault)?, search) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(reason) => unread = Some(reason),
        }
    }
    unread.map_or(Ok(false), Err)
}

/// A cell may have its text in pieces, each with its own font. An archive that is no workbook has no cells.
fn in_cells(path: &Path, search: &ByteSearch) -> Result<bool, String> {
    let is_book = ["xlsx", "xlsm", "xlsb", "xls", "ods"]
        .iter()
        .any(|end| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(end)));
    if !is_book {
        return Ok(false);
    }
    // The library may panic on damaged files.
    let read = catch_unwind(AssertUnwindSafe(|| -> Result<bool, String> {
        let mut book = calamine::open_workbook_auto(path).map_err(|error| error.to_string())?;
        for (_, range) in book.worksheets() {
            for (_, _, cell) in range.used_cells() {
                if search.is_in(cell.to_string().as_bytes())? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }));
    read.unwrap_or_else(|_| Err("its cells can't be read".to_owned()))
}
