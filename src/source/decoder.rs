//! Decodes bytes of any encoding to UTF-8, piece by piece.
//!
//! Bytes that can't be decoded are not replaced. They are marked with a byte that is not UTF-8, so that the row with
//! them is found later.

use encoding_rs::{Decoder, DecoderResult, WINDOWS_1252};

use super::encoding::{EncodingKind, TextEncoding, page_letter};

/// A byte that never occurs in UTF-8. It marks the hexadecimal digits of a byte that can't be decoded.
pub(super) const BAD: u8 = 0xff;
/// The output size for a piece if the decoder can't predict it.
const BLOCK: usize = 256 * 1024;

/// The decoder of one file.
pub(super) enum PieceDecoder {
    Standard(Decoder),
    Page(&'static [char; 128]),
}

impl PieceDecoder {
    pub(super) fn new(encoding: TextEncoding) -> Self {
        match encoding.kind() {
            EncodingKind::Standard(encoding) => Self::Standard(encoding.new_decoder_without_bom_handling()),
            EncodingKind::Page(_, letters) => Self::Page(letters),
        }
    }

    /// Appends the text of a piece to `out`; `last` is true for the last piece.
    pub(super) fn decode(&mut self, raw: &[u8], last: bool, out: &mut Vec<u8>) {
        match self {
            Self::Standard(decoder) if decoder.encoding() == WINDOWS_1252 => {
                western(decoder, raw, last, out);
            }
            Self::Standard(decoder) => standard(decoder, raw, last, out),
            Self::Page(letters) => {
                for byte in raw {
                    let letter = page_letter(letters, *byte);
                    out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
        }
    }
}

/// Marks the five bytes that are undefined in Windows-1252. The WHATWG decoder makes control characters of them.
fn western(decoder: &mut Decoder, mut raw: &[u8], last: bool, out: &mut Vec<u8>) {
    while let Some(at) = raw.iter().position(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) {
        let (good, bad) = raw.split_at(at);
        standard(decoder, good, false, out);
        mark_bad(bad.get(..1).unwrap_or_default(), out);
        raw = bad.get(1..).unwrap_or_default();
    }
    standard(decoder, raw, last, out);
}

fn standard(decoder: &mut Decoder, mut raw: &[u8], last: bool, out: &mut Vec<u8>) {
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(BLOCK);
        let start = out.len();
        out.resize(start + room, 0);
        let free = out.get_mut(start..).unwrap_or_default();
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(raw, free, last);
        out.truncate(start + written);
        let (done, left) = raw.split_at(read);
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, behind) => mark_bad(malformed(done, bad, behind), out),
        }
        raw = left;
    }
}

/// The bytes that could not be decoded, as far as they are in the current piece.
fn malformed(done: &[u8], bad: u8, behind: u8) -> &[u8] {
    let end = done.len().saturating_sub(behind.into());
    let start = end.saturating_sub(bad.into());
    done.get(start..end).unwrap_or_default()
}

/// Writes undecodable bytes as hexadecimal digits after [`BAD`]. `row_issues::escape` displays them.
fn mark_bad(bad: &[u8], out: &mut Vec<u8>) {
    for byte in bad {
        out.push(BAD);
        out.extend(format!("{byte:02X}").into_bytes());
    }
    if bad.is_empty() {
        out.extend([BAD, b'?', b'?']);
    }
}
