//! Detects what a file is by its content, never by its name.

use crate::file::InputStream;

use super::byte_order_marks::{END, without_marks};
use super::content_kind::{ContentKind, SAMPLE};
use super::error::SourceError;

/// Detects the kind of content.
///
/// # Errors
/// Empty files and content that is not a table.
pub(super) fn kind(input: &mut InputStream) -> Result<ContentKind, SourceError> {
    let file = input.name().to_owned();
    match detect_text(input.peek(SAMPLE)?) {
        None => Err(SourceError::Empty { file }),
        Some(ContentKind::Other(what, remedy)) => Err(SourceError::NotATable { file, what, remedy }),
        Some(kind) => Ok(kind),
    }
}

const EXPORT: &str = "export the data as CSV, JSON Lines or a workbook";

/// First bytes that identify a format.
const MAGICS: [(&[u8], ContentKind); 11] = [
    (b"PK\x03\x04", ContentKind::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ContentKind::Ole),
    (b"%PDF-", ContentKind::Other("a PDF document", EXPORT)),
    (b"\x89PNG", ContentKind::Other("a picture", EXPORT)),
    (b"\xff\xd8\xff", ContentKind::Other("a picture", EXPORT)),
    (b"GIF8", ContentKind::Other("a picture", EXPORT)),
    (b"\x7fELF", ContentKind::Other("a program", EXPORT)),
    (b"SQLite format 3\0", ContentKind::Other("an SQLite database", EXPORT)),
    (b"BZh", ContentKind::Other("compressed with bzip2", "decompress it, or compress it with gzip or zstd")),
    (
        b"\xfd7zXZ\0",
        ContentKind::Other("compressed with xz", "decompress it, or compress it with gzip or zstd"),
    ),
    (b"{\\rtf", ContentKind::Other("a text document (RTF)", EXPORT)),
];

/// `None` for blank content.
fn detect_text(sample: &[u8]) -> Option<ContentKind> {
    let is_magic =
        |magic: &[u8]| sample.starts_with(magic) && !super::unsupported_files::is_text(magic, sample);
    if let Some((_, kind)) = MAGICS.iter().find(|(magic, _)| is_magic(magic)) {
        return Some(*kind);
    }
    let text = without_marks(sample).trim_ascii_start();
    let inner = text.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    if is_vcard(sample, text) {
        return Some(ContentKind::Vcard);
    }
    if let Some((what, remedy)) = super::unsupported_files::named(sample, text) {
        return Some(ContentKind::Other(what, remedy));
    }
    match text.first() {
        None if sample.len() < SAMPLE => None,
        Some(b'{') => Some(ContentKind::Jsonl),
        _ if let Some(kind) = wide_json(sample) => Some(kind),
        _ if super::workbook::is_mime(text) => Some(ContentKind::Page),
        _ if let Some(kind) = super::html_or_xml::kind(sample) => Some(kind),
        _ if inner.is_some_and(|inner| inner.starts_with(b"{")) => Some(ContentKind::Jsonl),
        _ if inner.is_some_and(|inner| inner.trim_ascii_end() == b"]") => None,
        _ if let Some((what, remedy)) = super::unsupported_files::like_json(text) => {
            Some(ContentKind::Other(what, remedy))
        }
        _ if is_binary(sample) => Some(ContentKind::Other("binary data", EXPORT)),
        _ => Some(ContentKind::Csv),
    }
}

/// JSON in UTF-16, with or without a byte order mark.
fn wide_json(sample: &[u8]) -> Option<ContentKind> {
    let start = sample.get(..sample.len().min(512)).unwrap_or_default();
    let marked = super::encoding::byte_order_mark(start);
    let found = marked.or_else(|| {
        super::encoding::utf16_by_bracket(start)
            .or_else(|| super::encoding::utf16_by_zeros(start))
            .map(|own| (own, 0))
    });
    let (encoding, length) = found?;
    let text = encoding.decode_lossy(start.get(length..)?);
    let text = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    let inner = text.strip_prefix('[').map(str::trim_start);
    match (text.starts_with('{'), inner) {
        (true, _) => Some(ContentKind::Jsonl),
        (_, Some(inner)) if inner.starts_with('{') => Some(ContentKind::Jsonl),
        (_, Some(inner)) => super::unsupported_files::like_json(format!("[{inner}").as_bytes())
            .map(|(what, remedy)| ContentKind::Other(what, remedy)),
        _ => None,
    }
}

/// True for vCards: they begin with `BEGIN:VCARD`, possibly in UTF-16 and after blank lines.
fn is_vcard(sample: &[u8], text: &[u8]) -> bool {
    let start: Vec<u8> = match text.get(..64).unwrap_or(text) {
        plain if !plain.contains(&0) => plain.to_vec(),
        _ => sample.iter().take(128).filter(|byte| !matches!(byte, 0 | 0xfe | 0xff)).copied().collect(),
    };
    let letters = start.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_uppercase);
    letters.take(11).eq(b"BEGIN:VCARD".iter().copied())
}

/// True if more than a tenth of the bytes are control characters. UTF-16 is text.
fn is_binary(sample: &[u8]) -> bool {
    let marked = super::encoding::byte_order_mark(sample).is_some();
    let wide = || {
        super::encoding::utf16_by_zeros(sample).is_some()
            || !super::encoding::utf16_by_letters(sample).is_empty()
    };
    if marked || wide() {
        return false;
    }
    // Padding at the end of the last disk record says nothing about the text before it.
    let text = sample.iter().rposition(|byte| !matches!(*byte, 0 | END)).map_or(0, |at| at + 1);
    let sample = if sample.len() < SAMPLE { sample.get(..text).unwrap_or_default() } else { sample };
    let control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31 | 127);
    let count = sample.iter().filter(control).count();
    count > 16 && count * 10 > sample.len()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"a,b\n", Some(ContentKind::Csv))]
    #[case(b"\xef\xbb\xbf \n {\"a\":1}", Some(ContentKind::Jsonl))]
    #[case(b" \r\n\t", None)]
    #[case(b"", None)]
    #[case(b"a\0b\0\n\0", Some(ContentKind::Csv))]
    #[case(b"\xff\xfe{\0\"\0a\0\"\0:\x001\0}\0", Some(ContentKind::Jsonl))]
    #[case(b"\0[\0\n\0{\0\"\0a\0\"\0:\x001\0}\0]", Some(ContentKind::Jsonl))]
    #[case(b"[\0 \0{\0", Some(ContentKind::Jsonl))]
    #[case(b"PK\x03\x04..", Some(ContentKind::Zip))]
    #[case(b"a,b\n1,\0\n", Some(ContentKind::Csv))]
    #[case(b"[not json],b\n", Some(ContentKind::Csv))]
    #[case(b"[\n {\"a\": 1}]", Some(ContentKind::Jsonl))]
    #[case(b"[\n]\n", None)]
    #[case(b" <HTML><table>", Some(ContentKind::Page))]
    #[case(b"<meta http-equiv=x><table>", Some(ContentKind::Page))]
    #[case(b"<!-- made by x --><TABLE border=1>", Some(ContentKind::Page))]
    #[case(b"<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">", Some(ContentKind::Page))]
    #[case(b"\xff\xfe<\0t\0a\0b\0l\0e\0>\0", Some(ContentKind::Page))]
    #[case(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n", Some(ContentKind::Page))]
    #[case(
        b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
        Some(ContentKind::Xml2003)
    )]
    #[case(b"<name>,b\n1,2\n", Some(ContentKind::Csv))]
    #[case(b"<title>,name,city\n1,2,3\n", Some(ContentKind::Csv))]
    #[case(b"<header>;name\n1;2\n", Some(ContentKind::Csv))]
    #[case(b"<title>x</title><table>", Some(ContentKind::Page))]
    #[case(b"ORCID,name,city\n1,2,3\n", Some(ContentKind::Csv))]
    #[case(b"PAR1,name\n1,2\n", Some(ContentKind::Csv))]
    #[case(b"BZh,name\n1,2\n", Some(ContentKind::Csv))]
    #[case(b"GIF8,name\n1,2\n", Some(ContentKind::Csv))]
    #[case(b"%PDF-,name\n1,2\n", Some(ContentKind::Csv))]
    #[case(
        b"a,b\n1,2\n\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a\x1a",
        Some(ContentKind::Csv)
    )]
    #[case(b"\xef\xbb\xbf\r\n begin:vcard\r\n", Some(ContentKind::Vcard))]
    #[case(b"\xff\xfeB\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0\n\0", Some(ContentKind::Vcard))]
    fn content_is_classified(#[case] sample: &[u8], #[case] expected: Option<ContentKind>) {
        assert_eq!(detect_text(sample), expected);
    }

    #[rstest]
    #[case(b"%PDF-1.7", "PDF")]
    #[case(b"<?xml version=\"1.0\"?><office:document office:mimetype=\"x\">", "fods")]
    #[case(b"<?xml version=\"1.0\"?><customers><customer/></customers>", "XML")]
    #[case(&[1, 2, 3, 0, 200, 7].repeat(20), "binary")]
    fn content_that_is_not_a_table_is_named(#[case] sample: &[u8], #[case] word: &str) {
        let Some(ContentKind::Other(what, _)) = detect_text(sample) else {
            panic!("{:?}", detect_text(sample))
        };
        assert!(what.contains(word), "{what}");
    }
}
