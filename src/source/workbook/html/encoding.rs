//! Detects the encoding of a page.

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::source::encoding::{self, EncodingDecision, EncodingReading, TextEncoding};
use crate::source::workbook::error::WorkbookError;

/// A declaration of the encoding must be within this many bytes.
const DECLARED_WITHIN: usize = 16 * 1024;

/// Bytes that are examined for the encoding.
const SAMPLE: u64 = 256 * 1024;

/// Bytes of a cell that are kept before its first byte beyond ASCII.
const CELL: usize = 80;

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// The encoding of a page. A byte order mark comes first, then `stated`, then zeros as in UTF-16. Next is `said`, from
/// the MIME header, or the page's own declaration; otherwise the bytes decide.
///
/// It is an error if the bytes contradict the declaration, because only the user can decide.
pub(crate) fn encoding_of(
    content: &mut (impl Read + Seek),
    stated: Option<TextEncoding>,
    said: Option<&'static Encoding>,
) -> Result<&'static Encoding, WorkbookError> {
    let mut sample = Vec::new();
    content.seek(SeekFrom::Start(0))?;
    Read::by_ref(content).take(SAMPLE).read_to_end(&mut sample)?;
    let zeros = || encoding::utf16_by_zeros(&sample);
    let mark = encoding::byte_order_mark(&sample).map(|(encoding, _)| encoding);
    if let Some(known) = mark.or(stated).or_else(zeros) {
        let unread = || WorkbookError::TooMuch(format!("deskferry can't read pages in {}", known.name()));
        return known.as_standard().ok_or_else(unread);
    }
    let said = said.or_else(|| declared(&sample));
    let (window, whole) = beyond_ascii(content)?;
    if window.is_empty() {
        return Ok(said.unwrap_or(UTF_8));
    }
    let verdict = encoding::decide(&window, whole);
    match (said, verdict) {
        (Some(said), verdict) => agreed(said, verdict, &window, whole),
        (None, EncodingDecision::Utf8) => Ok(UTF_8),
        (None, EncodingDecision::Western(_)) => Ok(WINDOWS_1252),
        (None, EncodingDecision::Unsure(question)) => Err(WorkbookError::Encoding(question.readings)),
    }
}

/// Accepts the declared encoding unless the bytes contradict it. Only UTF-8 can be confirmed or ruled out for certain.
fn agreed(
    said: &'static Encoding,
    verdict: EncodingDecision,
    window: &[u8],
    whole: bool,
) -> Result<&'static Encoding, WorkbookError> {
    let sound =
        std::str::from_utf8(window).map_or_else(|error| !whole && error.error_len().is_none(), |_| true);
    let own = TextEncoding::standard(said);
    let readings = match verdict {
        EncodingDecision::Utf8 if said != UTF_8 => {
            encoding::readings(window, &[TextEncoding::UTF_8, own], &[])
        }
        EncodingDecision::Western(_) if said == UTF_8 && !sound => {
            encoding::readings(window, &[TextEncoding::WINDOWS_1252, own], &[])
        }
        EncodingDecision::Unsure(question) if said == UTF_8 && !sound => question.readings,
        // Many pages declare ISO-8859-1 wrongly; accept it only if the bytes fit.
        EncodingDecision::Unsure(question) if said == WINDOWS_1252 && !may_be(own, &question.readings) => {
            [question.readings, encoding::readings(window, &[own], &[])].concat()
        }
        _ => return Ok(said),
    };
    Err(WorkbookError::Contradicts(said.name(), readings))
}

/// True if the encoding is among the likely readings.
fn may_be(encoding: TextEncoding, readings: &[EncodingReading]) -> bool {
    let is_it = |name: &String| name.eq_ignore_ascii_case(encoding.name());
    readings.iter().any(|reading| is_it(&reading.encoding) || reading.same.iter().any(is_it))
}

/// The content from the first cell with a byte beyond ASCII, and whether it reaches the end of the file.
fn beyond_ascii(content: &mut (impl Read + Seek)) -> Result<(Vec<u8>, bool), WorkbookError> {
    let mut window = Vec::new();
    let mut piece = vec![0; PIECE];
    content.seek(SeekFrom::Start(0))?;
    loop {
        let count = content.read(&mut piece)?;
        if count == 0 {
            return Ok((window, true));
        }
        let read = piece.get(..count).unwrap_or_default();
        if let Some(begins) = read.iter().position(|byte| !byte.is_ascii()) {
            let before = read.get(..begins).unwrap_or_default();
            let cell = before.iter().rposition(|byte| *byte == b'>').map_or(begins, |tag| tag + 1);
            window.extend_from_slice(read.get(cell.max(begins.saturating_sub(CELL))..).unwrap_or_default());
            Read::by_ref(content).take(SAMPLE).read_to_end(&mut window)?;
            // Tags separate cells, as line ends do in other files.
            window.iter_mut().filter(|byte| b"<>".contains(byte)).for_each(|byte| *byte = b'\n');
            let whole = content.read(&mut piece)? == 0;
            return Ok((window, whole));
        }
    }
}

/// The encoding named by `charset=` or `encoding=` near the start. UTF-16 is read as UTF-8, since the declaration
/// itself was readable as ASCII.
pub(crate) fn declared(sample: &[u8]) -> Option<&'static Encoding> {
    let start = sample.get(..sample.len().min(DECLARED_WITHIN)).unwrap_or_default().to_ascii_lowercase();
    let named = |word: &[u8]| {
        let at = memchr::memmem::find(&start, word)? + word.len();
        let rest = start.get(at..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let is_label = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.:+".contains(byte);
        let rest = rest.strip_prefix(b"3d").unwrap_or(rest);
        let quoted = rest.iter().skip_while(|byte| b"\"'".contains(byte));
        let label: Vec<u8> = quoted.take_while(is_label).copied().collect();
        Encoding::for_label_no_replacement(&label)
    };
    let found = named(b"charset").or_else(|| named(b"encoding"))?;
    let wide = found == encoding_rs::UTF_16LE || found == encoding_rs::UTF_16BE;
    Some(if wide { UTF_8 } else { found })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        b"<META http-equiv=Content-Type content=\"text/html; charset=windows-1250\">",
        Some("windows-1250")
    )]
    #[case(b"<meta charset='Shift_JIS'>", Some("Shift_JIS"))]
    #[case(b"<meta charset = \"utf-16\">", Some("UTF-8"))]
    #[case(b"<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?>", Some("ISO-8859-2"))]
    #[case(b"<meta content=3D\"text/html; charset=3Dkoi8-r\">", Some("KOI8-R"))]
    #[case(b"<table>", None)]
    #[case(b"<meta charset=no-such>", None)]
    fn declared_encodings_are_found(#[case] sample: &[u8], #[case] expected: Option<&str>) {
        assert_eq!(declared(sample).map(Encoding::name), expected);
    }
}
