//! Decodes the transfer encodings of MIME parts: quoted-printable and base64.

use crate::source::workbook::error::WorkbookError;

/// The transfer encoding of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransferEncoding {
    None,
    Quoted,
    Base64,
}

/// Marks the padding sign `=` of base64.
const FILL: u8 = 64;

/// Decodes a line of quoted-printable (RFC 2045, 6.7). Invalid codes stay as they are.
pub(crate) fn quoted(line: &[u8], out: &mut Vec<u8>) {
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

/// Decodes base64, whose groups of four may span lines.
#[derive(Default)]
pub(crate) struct Base64 {
    letters: Vec<u8>,
    /// The padding has ended the data.
    ended: bool,
}

impl Base64 {
    pub(crate) fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<(), WorkbookError> {
        for byte in line {
            let letter = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                b'=' if self.letters.len() >= 2 => FILL,
                byte if byte.is_ascii_whitespace() => continue,
                _ => return Err(WorkbookError::damaged("its base64 is broken")),
            };
            let begun = self.letters.last() == Some(&FILL);
            if self.ended || (begun && letter != FILL) {
                return Err(WorkbookError::damaged("its base64 continues after its end"));
            }
            self.letters.push(letter);
            if let [a, b, c, d] = self.letters[..] {
                let bits = [a, b, c, d].iter().fold(0_u32, |bits, letter| bits << 6 | u32::from(letter & 63));
                let kept = [c, d].iter().filter(|letter| **letter != FILL).count() + 1;
                out.extend(bits.to_be_bytes().iter().skip(1).take(kept));
                self.ended = d == FILL;
                self.letters.clear();
            }
        }
        Ok(())
    }

    pub(crate) fn finish(&self) -> Result<(), WorkbookError> {
        if self.letters.is_empty() {
            return Ok(());
        }
        Err(WorkbookError::cut("its base64 ends too early"))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn encoded_text_is_decoded() {
        let mut out = Vec::new();
        for line in ["a=3D=E9 =\r\n", "b = c\r\n", "=\n", "d"] {
            quoted(line.as_bytes(), &mut out);
        }
        assert_eq!(out, b"a=\xe9 b = c\nd\n");
        let mut out = Vec::new();
        let mut packed = Base64::default();
        for line in ["SGVs\r\nbG", "8sIHf2cmxkIQ", "=="] {
            packed.line(line.as_bytes(), &mut out).unwrap();
        }
        assert_eq!(out, b"Hello, w\xf6rld!");
        assert_eq!(packed.finish(), Ok(()));
    }

    #[rstest]
    #[case("SGVs!bG8=")]
    #[case("SGVsbG8=SGVs")]
    #[case("SGVsb=8=")]
    #[case("S===")]
    #[case("SGVsbG8")]
    #[case("SGVsbG8\u{fffd}")]
    fn invalid_base64_is_an_error(#[case] text: &str) {
        let mut packed = Base64::default();
        let read = packed.line(text.as_bytes(), &mut Vec::new()).and_then(|()| packed.finish());
        assert!(read.is_err(), "{text}");
    }
}
