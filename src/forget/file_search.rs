//! Looks for an address or an id of a person in a file of any kind: as it is, decompressed, and in the cells of workbooks.

use std::fs::File;
use std::io::{BufReader, Read, Seek as _};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::byte_search::ByteSearch;
use super::workbook_search::{in_cells, in_parts};
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
        Compression::None if head.starts_with(ZIP) => {
            Ok(in_parts(file, |part| in_inner(part, search))? || in_cells(path, search)?)
        }
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
