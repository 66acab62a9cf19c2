//! Pages in MIME (RFC 2557), as Excel and mail programs save them: their HTML parts one behind the other, in UTF-8, in a
//! file without a name.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use encoding_rs::{Decoder, Encoding};

use super::page_text::declared;
use super::trouble::Trouble;

/// The longest line of a header or of packed text.
const LINE: u64 = 1024 * 1024;
/// So much of a part is looked at for its encoding.
const SAMPLE: usize = 16 * 1024;
/// Multipart messages in each other.
const BOUNDARIES: usize = 32;

/// True for the beginning of a message in MIME.
pub(in crate::source) fn is_mime(sample: &[u8]) -> bool {
    let start = sample.get(..sample.len().min(4096)).unwrap_or_default().to_ascii_lowercase();
    let named = ["mime-version:", "from:", "content-type:", "message-id:", "x-"];
    let begins = named.iter().any(|name| start.starts_with(name.as_bytes()));
    let has = |word: &[u8]| memchr::memmem::find(&start, word).is_some();
    begins && has(b"mime-version:") && (has(b"multipart/") || has(b"text/html"))
}

/// The file itself, or the pages of a message.
pub(super) fn unpacked(mut content: File) -> Result<File, Trouble> {
    let mut sample = Vec::new();
    content.seek(SeekFrom::Start(0))?;
    Read::by_ref(&mut content).take(4096).read_to_end(&mut sample)?;
    content.seek(SeekFrom::Start(0))?;
    if !is_mime(&sample) {
        return Ok(content);
    }
    let mut out = BufWriter::new(tempfile::tempfile()?);
    // So that nobody looks for what the parts say of themselves.
    out.write_all("\u{feff}".as_bytes())?;
    Message { lines: BufReader::new(content), line: Vec::new(), boundaries: Vec::new() }.unpack(&mut out)?;
    Ok(out.into_inner().map_err(std::io::IntoInnerError::into_error)?)
}

struct Message {
    lines: BufReader<File>,
    line: Vec<u8>,
    boundaries: Vec<Vec<u8>>,
}

/// How a part is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Quoted,
    Base64,
}

/// What a part says of itself.
struct Head {
    is_page: bool,
    packing: Packing,
    encoding: Option<&'static Encoding>,
}

impl Message {
    fn unpack(mut self, out: &mut impl Write) -> Result<(), Trouble> {
        loop {
            let head = self.head()?;
            let mut page = head.is_page.then(|| Page::new(&head));
            let more = loop {
                if !self.next()? {
                    break false;
                }
                if self.is_boundary() {
                    break true;
                }
                if let Some(page) = &mut page {
                    page.line(&self.line, out)?;
                }
            };
            if let Some(page) = page {
                page.finish(out)?;
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// The next line with its end; false behind the last.
    fn next(&mut self) -> Result<bool, Trouble> {
        self.line.clear();
        (&mut self.lines).take(LINE).read_until(b'\n', &mut self.line)?;
        Ok(!self.line.is_empty())
    }

    fn is_boundary(&self) -> bool {
        let Some(line) = self.line.strip_prefix(b"--") else { return false };
        let line = line.trim_ascii_end();
        let is = |own: &Vec<u8>| {
            line.strip_prefix(own.as_slice()).is_some_and(|rest| rest.is_empty() || rest == b"--")
        };
        self.boundaries.iter().any(is)
    }

    /// The header up to its blank line; the lines that go on with one begin with blank space.
    fn head(&mut self) -> Result<Head, Trouble> {
        let mut text = String::new();
        while self.next()? && !self.line.trim_ascii().is_empty() {
            let goes_on = self.line.first().is_some_and(u8::is_ascii_whitespace);
            text.push_str(if goes_on { " " } else { "\n" });
            text.push_str(String::from_utf8_lossy(&self.line).trim());
            if text.len() as u64 > LINE {
                return Err(Trouble::TooMuch("a part of it has a header of more than 1 MB".to_owned()));
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
        let packing = match packing.as_str() {
            "quoted-printable" => Packing::Quoted,
            "base64" => Packing::Base64,
            _ => Packing::None,
        };
        let encoding = parameter(&kind, "charset").and_then(|label| Encoding::for_label(label.as_bytes()));
        Ok(Head { is_page: kind.to_ascii_lowercase().starts_with("text/html"), packing, encoding })
    }
}

/// `charset="utf-8"` of a header.
fn parameter(field: &str, name: &str) -> Option<String> {
    let found = field.split(';').skip(1).find_map(|pair| {
        let (own, value) = pair.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })?;
    (!found.is_empty()).then_some(found)
}

/// A page that is being unpacked.
struct Page {
    packing: Packing,
    decoder: Option<Decoder>,
    encoding: Option<&'static Encoding>,
    /// What waits until the encoding is known, or for the rest of four letters of base64.
    waiting: Vec<u8>,
    letters: Vec<u8>,
}

impl Page {
    fn new(head: &Head) -> Self {
        let (waiting, letters) = (Vec::new(), Vec::new());
        Self { packing: head.packing, decoder: None, encoding: head.encoding, waiting, letters }
    }

    fn line(&mut self, line: &[u8], out: &mut impl Write) -> Result<(), Trouble> {
        match self.packing {
            Packing::None => self.waiting.extend_from_slice(line),
            Packing::Quoted => quoted(line, &mut self.waiting),
            Packing::Base64 => base64(line, &mut self.letters, &mut self.waiting),
        }
        if self.waiting.len() >= SAMPLE { self.flush(false, out) } else { Ok(()) }
    }

    fn flush(&mut self, last: bool, out: &mut impl Write) -> Result<(), Trouble> {
        let sample = || declared(&self.waiting).unwrap_or(encoding_rs::UTF_8);
        let encoding = self.encoding.unwrap_or_else(sample);
        let decoder = self.decoder.get_or_insert_with(|| encoding.new_decoder());
        let mut text =
            String::with_capacity(decoder.max_utf8_buffer_length(self.waiting.len()).unwrap_or(SAMPLE * 4));
        _ = decoder.decode_to_string(&self.waiting, &mut text, last);
        self.waiting.clear();
        Ok(out.write_all(text.as_bytes())?)
    }

    /// Parts are pages of their own: a tag that one leaves open is none of the next.
    fn finish(mut self, out: &mut impl Write) -> Result<(), Trouble> {
        self.flush(true, out)?;
        Ok(out.write_all(b"\n</table>\n")?)
    }
}

/// Quoted-printable (RFC 2045, 6.7). What is no code stays as it is.
fn quoted(line: &[u8], out: &mut Vec<u8>) {
    let line = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
    let (mut rest, soft) = match line.trim_ascii_end().strip_suffix(b"=") {
        Some(line) => (line, true),
        None => (line, false),
    };
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        let code = rest.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(byte.unwrap_or(b'='));
        rest = rest.get(at + if byte.is_some() { 3 } else { 1 }..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    if !soft {
        out.push(b'\n');
    }
}

/// Base64 in groups of four letters, whatever lines they are in.
fn base64(line: &[u8], letters: &mut Vec<u8>, out: &mut Vec<u8>) {
    for byte in line {
        letters.push(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => 64,
            _ => continue,
        });
        if let [a, b, c, d] = letters[..] {
            let bits = [a, b, c & 63, d & 63].iter().fold(0_u32, |bits, six| bits << 6 | u32::from(six & 63));
            let bytes = bits.to_be_bytes();
            let kept = if c == 64 {
                1
            } else if d == 64 {
                2
            } else {
                3
            };
            out.extend(bytes.iter().skip(1).take(kept));
            letters.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_text_is_unpacked() {
        let mut out = Vec::new();
        for line in ["a=3D=E9 =\r\n", "b = c\r\n", "=\n", "d"] {
            quoted(line.as_bytes(), &mut out);
        }
        assert_eq!(out, b"a=\xe9 b = c\nd\n");
        let (mut out, mut letters) = (Vec::new(), Vec::new());
        for line in ["SGVs\r\nbG", "8sIHf2cmxkIQ", "=="] {
            base64(line.as_bytes(), &mut letters, &mut out);
        }
        assert_eq!(out, b"Hello, w\xf6rld!");
    }

    #[test]
    fn what_a_part_says_of_itself() {
        let kind = "text/html; charset=\"windows-1250\"; Boundary=abc";
        assert_eq!(parameter(kind, "charset").as_deref(), Some("windows-1250"));
        assert_eq!(parameter(kind, "boundary").as_deref(), Some("abc"));
        assert_eq!(parameter(kind, "name"), None);
        assert!(is_mime(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"));
        assert!(!is_mime(b"MIME-Version:,b\n1,2\n"));
    }
}
