//! Pages in MIME (RFC 2557), as Excel and mail programs save them. Their HTML parts are written to an unnamed file, one
//! after the other, in UTF-8.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use encoding_rs::Encoding;
use tempfile::SpooledTempFile;

use crate::source::encoding::TextEncoding;
use crate::source::workbook::decoding_reader::DecodingReader;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::temporary_file::Temporary;

use super::encoding::encoding_of;
use super::mime_start::is_mime;
use super::tags::PART;
use super::transfer_encoding::{Base64, TransferEncoding, quoted};

/// The maximum length of a header, and of a line read at once.
const LINE: u64 = 1024 * 1024;

/// Bytes buffered before writing.
const PIECE: usize = 16 * 1024;

/// Bytes of a part that are kept in memory.
const IN_MEMORY: usize = 1024 * 1024;

/// The maximum depth of nested multipart messages.
const BOUNDARIES: usize = 32;

/// The file itself, or the unpacked pages if it is a MIME message.
pub(crate) fn unpacked(mut content: File, stated: Option<TextEncoding>) -> Result<File, WorkbookError> {
    let mut sample = Vec::new();
    content.seek(SeekFrom::Start(0))?;
    Read::by_ref(&mut content).take(4096).read_to_end(&mut sample)?;
    content.seek(SeekFrom::Start(0))?;
    if !is_mime(&sample) {
        return Ok(content);
    }
    let mut out = BufWriter::new(Temporary::new()?);
    // The byte order mark overrides encodings that the parts declare.
    out.write_all("\u{feff}".as_bytes())?;
    let lines = BufReader::new(content);
    let mut message =
        MimeMessage { lines, line: Vec::new(), number: 0, boundaries: Vec::new(), closed: false, stated };
    message.unpack(&mut out)?;
    Ok(out.into_inner().map_err(std::io::IntoInnerError::into_error)?.into_file())
}

struct MimeMessage {
    lines: BufReader<File>,
    line: Vec<u8>,
    /// The line number, from 1.
    number: u64,
    boundaries: Vec<Vec<u8>>,
    /// The outermost multipart has ended.
    closed: bool,
    stated: Option<TextEncoding>,
}

/// The header of a part.
struct PartHead {
    is_page: bool,
    packing: TransferEncoding,
    encoding: Option<&'static Encoding>,
}

impl MimeMessage {
    fn unpack(&mut self, out: &mut impl Write) -> Result<(), WorkbookError> {
        loop {
            let head = self.head()?;
            let mut page = head.is_page.then(|| UnpackedPage::new(&head));
            let more = loop {
                if !self.next()? {
                    break false;
                }
                if self.is_boundary() {
                    break true;
                }
                if let Some(page) = &mut page {
                    page.line(&self.line).map_err(|error| self.at(error))?;
                }
            };
            if !more && !self.closed && !self.boundaries.is_empty() {
                return Err(WorkbookError::cut("it ends before the last boundary of its parts"));
            }
            if let Some(page) = page {
                page.finish(self.stated, out).map_err(|error| self.at(error))?;
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// Reads the next line with its line end; false at the end of the file.
    fn next(&mut self) -> Result<bool, WorkbookError> {
        self.number += u64::from(self.line.is_empty() || self.line.ends_with(b"\n"));
        self.line.clear();
        (&mut self.lines).take(LINE).read_until(b'\n', &mut self.line)?;
        Ok(!self.line.is_empty())
    }

    fn at(&self, error: WorkbookError) -> WorkbookError {
        error.at(&format!("line {}", self.number))
    }

    fn is_boundary(&mut self) -> bool {
        let Some(line) = self.line.strip_prefix(b"--") else { return false };
        let line = line.trim_ascii_end();
        let outer = self.boundaries.first().and_then(|outer| line.strip_prefix(outer.as_slice()));
        self.closed |= outer == Some(b"--");
        let is = |own: &Vec<u8>| {
            line.strip_prefix(own.as_slice()).is_some_and(|rest| rest.is_empty() || rest == b"--")
        };
        self.boundaries.iter().any(is)
    }

    /// Reads a header up to its blank line. Lines that start with blank space continue the previous one.
    fn head(&mut self) -> Result<PartHead, WorkbookError> {
        let mut text = String::new();
        while self.next()? && !self.line.trim_ascii().is_empty() {
            let goes_on = self.line.first().is_some_and(u8::is_ascii_whitespace);
            text.push_str(if goes_on { " " } else { "\n" });
            text.push_str(String::from_utf8_lossy(&self.line).trim());
            if text.len() as u64 > LINE {
                return Err(WorkbookError::TooMuch(
                    "one of its parts has a header of more than 1 MB".to_owned(),
                ));
            }
        }
        let field = |name: &str| {
            let line = text
                .split('\n')
                .find(|line| line.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name)));
            line.map(|line| line.get(name.len()..).unwrap_or_default().trim().to_owned()).unwrap_or_default()
        };
        let (kind, packing) =
            (field("content-type:"), field("content-transfer-encoding:").to_ascii_lowercase());
        if let Some(boundary) = parameter(&kind, "boundary")
            && self.boundaries.len() < BOUNDARIES
        {
            self.boundaries.push(boundary.into_bytes());
        }
        let is_page = kind.to_ascii_lowercase().starts_with("text/html");
        let packing = match packing.as_str() {
            "quoted-printable" => TransferEncoding::Quoted,
            "base64" => TransferEncoding::Base64,
            "" | "7bit" | "8bit" | "binary" => TransferEncoding::None,
            _ if !is_page => TransferEncoding::None,
            other => {
                return Err(WorkbookError::damaged(format!(
                    "one of its pages has the unknown encoding {other:?}"
                )));
            }
        };
        let encoding = parameter(&kind, "charset");
        let encoding = encoding.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
        Ok(PartHead { is_page, packing, encoding })
    }
}

/// A parameter of a header field, such as `charset="utf-8"`.
fn parameter(field: &str, name: &str) -> Option<String> {
    let found = field.split(';').skip(1).find_map(|pair| {
        let (own, value) = pair.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })?;
    (!found.is_empty()).then_some(found)
}

/// A page that is being unpacked.
struct UnpackedPage {
    packing: TransferEncoding,
    said: Option<&'static Encoding>,
    /// The decoded bytes; their encoding is detected at the end.
    raw: SpooledTempFile,
    /// Some bytes were written to `raw`.
    spilled: bool,
    waiting: Vec<u8>,
    base64: Base64,
}

impl UnpackedPage {
    fn new(head: &PartHead) -> Self {
        let raw = SpooledTempFile::new(IN_MEMORY);
        Self {
            packing: head.packing,
            said: head.encoding,
            raw,
            spilled: false,
            waiting: Vec::new(),
            base64: Base64::default(),
        }
    }

    fn line(&mut self, line: &[u8]) -> Result<(), WorkbookError> {
        match self.packing {
            TransferEncoding::None => self.waiting.extend_from_slice(line),
            TransferEncoding::Quoted => quoted(line, &mut self.waiting),
            TransferEncoding::Base64 => self.base64.line(line, &mut self.waiting)?,
        }
        if self.waiting.len() >= PIECE {
            self.raw.write_all(&self.waiting)?;
            self.waiting.clear();
            self.spilled = true;
        }
        Ok(())
    }

    /// Writes the page, and an end tag so that open tags do not leak into the next part.
    fn finish(mut self, stated: Option<TextEncoding>, out: &mut impl Write) -> Result<(), WorkbookError> {
        self.base64.finish()?;
        // ASCII needs no detection. Generated messages can have very many such parts.
        let plain = |byte: &u8| byte.is_ascii() && !matches!(byte, 0 | 0x1b);
        if !self.spilled && self.waiting.iter().all(plain) {
            out.write_all(&self.waiting)?;
            return Ok(write!(out, "\n</{PART}>\n")?);
        }
        self.raw.write_all(&self.waiting)?;
        let encoding = encoding_of(&mut self.raw, stated, self.said)?;
        self.raw.seek(SeekFrom::Start(0))?;
        let mut text = DecodingReader::new(self.raw, encoding);
        let mut piece = vec![0; PIECE];
        let since = text.since();
        loop {
            let count = text.read(&mut piece)?;
            if count == 0 {
                break;
            }
            since.set(0);
            out.write_all(piece.get(..count).unwrap_or_default())?;
        }
        Ok(write!(out, "\n</{PART}>\n")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_a_mime_part_are_parsed() {
        let kind = "text/html; charset=\"windows-1250\"; Boundary=abc";
        assert_eq!(parameter(kind, "charset").as_deref(), Some("windows-1250"));
        assert_eq!(parameter(kind, "boundary").as_deref(), Some("abc"));
        assert_eq!(parameter(kind, "name"), None);
        assert!(is_mime(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"));
        assert!(!is_mime(b"MIME-Version:,b\n1,2\n"));
    }
}
