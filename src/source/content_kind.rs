//! The kinds of content that are told apart before a file is read.

use super::read_options::SourceFormat;

/// So much of a file is looked at.
pub(super) const SAMPLE: usize = 64 * 1024;

/// Content that is told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentKind {
    /// Delimited text, or what can't be told from it.
    Csv,
    /// JSON: objects, arrays of them, the answers of an API.
    Jsonl,
    /// vCards.
    Vcard,
    /// A zip: XLSX, XLSB, ODS, or no workbook at all.
    Zip,
    /// An OLE container: XLS, or an encrypted workbook.
    Ole,
    /// An HTML page, plain or in MIME.
    Page,
    /// A workbook of Excel 2003 as one XML file.
    Xml2003,
    /// Something else, and what to do with it.
    Other(&'static str, &'static str),
}

/// Which workbook a zip is, told by the names in its directory, which stands at its end.
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
