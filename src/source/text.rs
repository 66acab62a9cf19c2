//! The text of a file as UTF-8, decoded piece by piece.
//!
//! What can't be decoded is not replaced: it is handed on as bytes that are not UTF-8, so that the row it stands in
//! is found out when the row is taken for text.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, WINDOWS_1252};

use crate::file::Input;

use super::encoding::{self, Verdict};
use super::error::SourceError;
use super::said::Told;

/// Bytes taken from the file at once.
const BLOCK: usize = 256 * 1024;
/// Bytes that are looked at before an encoding is decided.
const WINDOW: usize = 64 * 1024;
/// The name as long as no byte beyond ASCII was seen.
const ASCII: &str = "US-ASCII";

enum Mode {
    /// ASCII so far.
    Undecided,
    /// Passed on as it is.
    Utf8,
    /// Decoded.
    Other(Decoder),
}

/// A file as text.
pub(super) struct Text {
    input: Input,
    mode: Mode,
    encoding: Told<&'static str>,
    raw: Vec<u8>,
    ended: bool,
}

impl Text {
    /// Begins a text. What is told of its encoding is believed unless the text begins with a byte order mark.
    pub(super) fn open(
        mut input: Input,
        encoding: Option<Told<&'static Encoding>>,
    ) -> Result<Self, SourceError> {
        let sample = input.peek(WINDOW)?;
        if encoding::is_utf32(sample) {
            let (file, what) = (input.name().to_owned(), "text in UTF-32");
            return Err(SourceError::NotATable { file, what, remedy: "save it as UTF-8" });
        }
        let mark = encoding::byte_order_mark(sample);
        let zeros = || encoding::utf16_by_zeros(sample).map(Told::Found);
        let found = mark.map(|(encoding, _)| Told::Found(encoding));
        let told = found.or(encoding).or_else(zeros);
        let (mode, encoding) = match told {
            None => (Mode::Undecided, Told::Found(ASCII)),
            Some(Told::Found(encoding)) => (Mode::of(encoding), Told::Found(encoding.name())),
            Some(Told::Stated(encoding)) => (Mode::of(encoding), Told::Stated(encoding.name())),
        };
        let mut text = Self { input, mode, encoding, raw: Vec::new(), ended: false };
        text.input.read_some(&mut Vec::new(), mark.map_or(0, |(_, length)| length))?;
        Ok(text)
    }

    /// True where what can't be decoded comes as digits behind a [`BAD`].
    pub(super) fn is_decoded(&self) -> bool {
        matches!(self.mode, Mode::Other(_))
    }

    /// The file.
    pub(super) fn input(&self) -> &Input {
        &self.input
    }

    /// The encoding as far as it is known.
    pub(super) fn encoding(&self) -> Told<&'static str> {
        self.encoding
    }

    /// Puts the next piece of text behind what `out` holds; false at the end of the file.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool, SourceError> {
        if self.ended {
            return Ok(false);
        }
        if matches!(self.mode, Mode::Utf8) {
            self.ended = self.input.read_some(out, BLOCK)? == 0;
            return Ok(!self.ended);
        }
        self.raw.clear();
        self.read_block()?;
        self.decide()?;
        match &mut self.mode {
            Mode::Other(decoder) => decode(decoder, &self.raw, self.ended, out),
            _ => out.extend_from_slice(&self.raw),
        }
        Ok(!self.ended || !self.raw.is_empty())
    }

    fn read_block(&mut self) -> Result<(), SourceError> {
        self.ended = self.input.read_some(&mut self.raw, BLOCK)? == 0;
        Ok(())
    }

    /// Chooses the encoding where the piece at hand holds the first byte beyond ASCII.
    fn decide(&mut self) -> Result<(), SourceError> {
        if !matches!(self.mode, Mode::Undecided) || self.raw.is_ascii() {
            return Ok(());
        }
        let first = self.raw.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
        while !self.ended && self.raw.len() < first + WINDOW {
            self.read_block()?;
        }
        let window = self.raw.get(first..).unwrap_or_default();
        match encoding::decide(window, self.ended) {
            Verdict::Sure(encoding) => {
                (self.mode, self.encoding) = (Mode::of(encoding), Told::Found(encoding.name()));
                Ok(())
            }
            Verdict::Unsure(guess) => {
                Err(SourceError::Encoding { file: self.input.name().to_owned(), guess: guess.name() })
            }
        }
    }
}

impl Mode {
    fn of(encoding: &'static Encoding) -> Self {
        if encoding == UTF_8 {
            return Self::Utf8;
        }
        Self::Other(encoding.new_decoder_without_bom_handling())
    }
}

fn decode(decoder: &mut Decoder, mut raw: &[u8], last: bool, out: &mut Vec<u8>) {
    if decoder.encoding() != WINDOWS_1252 {
        return decode_all(decoder, raw, last, out);
    }
    // Five bytes mean nothing in Windows-1252; the web's decoder makes control characters of them.
    while let Some(at) = raw.iter().position(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) {
        let (good, bad) = raw.split_at(at);
        decode_all(decoder, good, false, out);
        mark_bad(bad.get(..1).unwrap_or_default(), out);
        raw = bad.get(1..).unwrap_or_default();
    }
    decode_all(decoder, raw, last, out);
}

fn decode_all(decoder: &mut Decoder, mut raw: &[u8], last: bool, out: &mut Vec<u8>) {
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

/// The bytes that could not be decoded, as far as they are in the piece at hand.
fn malformed(done: &[u8], bad: u8, behind: u8) -> &[u8] {
    let end = done.len().saturating_sub(behind.into());
    let start = end.saturating_sub(bad.into());
    done.get(start..end).unwrap_or_default()
}

/// Puts bytes that are no text as their digits, each behind a [`BAD`], for [`super::fault::escape`] to show.
fn mark_bad(bad: &[u8], out: &mut Vec<u8>) {
    for byte in bad {
        out.push(BAD);
        out.extend(format!("{byte:02X}").into_bytes());
    }
    if bad.is_empty() {
        out.extend([BAD, b'?', b'?']);
    }
}

/// A byte that never occurs in UTF-8: before the digits of a byte that could not be decoded.
pub(super) const BAD: u8 = 0xff;
