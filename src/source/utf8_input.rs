//! A file as UTF-8, for formats that are nearly always UTF-8: unchanged or decoded.

use crate::file::InputStream;

use super::content_kind::SAMPLE;
use super::decoded_text::DecodedText;
use super::detection::Provenance;
use super::encoding::{self, TextEncoding};
use super::error::SourceError;
use super::read_options::ReadOptions;

/// The number of bytes read at once.
const BLOCK: usize = 256 * 1024;

/// Where the bytes come from.
pub(super) enum Utf8Input {
    /// The bytes as they are.
    Raw(InputStream),
    /// The decoded text of the file.
    Decoded(DecodedText),
}

impl Utf8Input {
    /// A stated encoding and UTF-16 apply to the complete file; a byte order mark overrides the stated encoding.
    pub(super) fn open(mut input: InputStream, options: &ReadOptions) -> Result<Self, SourceError> {
        let sample = input.peek(SAMPLE)?;
        let wide = encoding::utf16_by_zeros(sample).or_else(|| encoding::utf16_by_bracket(sample));
        let known = match encoding::byte_order_mark(sample) {
            Some((encoding, _)) if encoding == TextEncoding::UTF_8 => None,
            Some((encoding, _)) => Some(Provenance::Found(encoding)),
            None => options.encoding.map(Provenance::Stated).or(wide.map(Provenance::Found)),
        };
        Ok(match known {
            Some(known) => Self::Decoded(DecodedText::open(input, Some(known), false)?),
            None => Self::Raw(input),
        })
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Raw(input) => input.name(),
            Self::Decoded(text) => text.input().name(),
        }
    }

    pub(super) fn encoding(&self) -> Provenance<&'static str> {
        match self {
            Self::Raw(_) => Provenance::Found(encoding_rs::UTF_8.name()),
            Self::Decoded(text) => text.encoding(),
        }
    }

    /// True if bytes that can't be decoded arrive as hexadecimal digits after [`super::decoder::BAD`].
    pub(super) fn is_decoded(&self) -> bool {
        matches!(self, Self::Decoded(text) if text.is_decoded())
    }

    /// Appends the next bytes, at least one, to `out`; false at the end.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool, SourceError> {
        match self {
            Self::Raw(input) => Ok(input.read_some(out, BLOCK)? > 0),
            Self::Decoded(text) => {
                let start = out.len();
                while out.len() == start {
                    if !text.fill(out)? {
                        return Ok(out.len() > start);
                    }
                }
                Ok(true)
            }
        }
    }
}
