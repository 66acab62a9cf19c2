//! A file as UTF-8, for formats that are nearly always that: as it lies there, or decoded.

use crate::file::InputStream;

use super::content_kind::SAMPLE;
use super::decoded_text::DecodedText;
use super::detection::Provenance;
use super::encoding::{self, TextEncoding};
use super::error::SourceError;
use super::read_options::ReadOptions;

/// Bytes taken from the file at once.
const BLOCK: usize = 256 * 1024;

/// Where the bytes come from.
pub(super) enum Utf8Input {
    /// As they are.
    Raw(InputStream),
    /// Decoded as a whole.
    Decoded(DecodedText),
}

impl Utf8Input {
    /// UTF-16 and a stated encoding hold for the whole file; a byte order mark goes before what is stated.
    pub(super) fn open(mut input: InputStream, options: &ReadOptions) -> Result<Self, SourceError> {
        let sample = input.peek(SAMPLE)?;
        let wide = encoding::utf16_by_zeros(sample).or_else(|| encoding::utf16_by_bracket(sample));
        let told = match encoding::byte_order_mark(sample) {
            Some((encoding, _)) if encoding == TextEncoding::UTF_8 => None,
            Some((encoding, _)) => Some(Provenance::Found(encoding)),
            None => options.encoding.map(Provenance::Stated).or(wide.map(Provenance::Found)),
        };
        Ok(match told {
            Some(told) => Self::Decoded(DecodedText::open(input, Some(told), false)?),
            None => Self::Raw(input),
        })
    }

    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Raw(input) => input.name(),
            Self::Decoded(text) => text.input().name(),
        }
    }

    /// The encoding.
    pub(super) fn encoding(&self) -> Provenance<&'static str> {
        match self {
            Self::Raw(_) => Provenance::Found(encoding_rs::UTF_8.name()),
            Self::Decoded(text) => text.encoding(),
        }
    }

    /// True where what can't be decoded comes as digits behind a [`super::decoder::BAD`].
    pub(super) fn is_decoded(&self) -> bool {
        matches!(self, Self::Decoded(text) if text.is_decoded())
    }

    /// Puts the next bytes, at least one, behind what `out` holds; false at the end.
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
