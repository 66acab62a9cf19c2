//! The kinds of content, as far as they are distinguished before a file is read.

use super::read_options::SourceFormat;

/// The number of bytes that are examined.
pub(super) const SAMPLE: usize = 64 * 1024;

/// A kind of content, detected by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentKind {
    /// Delimited text, and everything that can't be distinguished from it.
    Csv,
    /// JSON: objects, arrays of objects, API responses.
    Jsonl,
    Vcard,
    /// A zip archive: XLSX, XLSB, ODS, or not a workbook.
    Zip,
    /// An OLE container: XLS, or an encrypted workbook.
    Ole,
    /// An HTML page, plain or in MIME.
    Page,
    /// A workbook of Excel 2003 as one XML file.
    Xml2003,
    /// Anything else: what it is, and what to do.
    Other(&'static str, &'static str),
}

/// The workbook format of a zip archive. Its directory, at the end of the archive, has the names of its files.
pub(super) fn zip_format(start: &[u8], end: &[u8]) -> Option<SourceFormat> {
    let slashed = |byte: &u8| if *byte == b'\\' { b'/' } else { byte.to_ascii_lowercase() };
    let end: Vec<u8> = end.iter().map(slashed).collect();
    let names = |name: &[u8]| memchr::memmem::find(&end, name).is_some();
    if memchr::memmem::find(start.get(..120)?, b"opendocument.spreadsheet").is_some() {
        return Some(SourceFormat::Ods);
    }
    if names(b"xl/workbook.bin") {
        return Some(SourceFormat::Xlsb);
    }
    if names(b"xl/workbook.xml") || names(b"xl/worksheets/") {
        return Some(SourceFormat::Xlsx);
    }
    (names(b"content.xml") && names(b"meta-inf/manifest.xml")).then_some(SourceFormat::Ods)
}
