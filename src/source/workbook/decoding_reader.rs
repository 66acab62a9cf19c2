//! A reader that decodes text to UTF-8, piece by piece.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use encoding_rs::{CoderResult, Decoder, Encoding};

use super::error::WorkbookError;
use super::limits;

/// Bytes decoded at once.
const PIECE: usize = 16 * 1024;

/// Bytes read since the last tag, shared with the tokenizer loop.
pub(crate) type TextSinceTag = Rc<Cell<u64>>;

/// Decodes the bytes of `inner` to UTF-8.
pub(crate) struct DecodingReader<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Decoded bytes, and how many of them were returned.
    ready: (Vec<u8>, usize),
    ended: bool,
    since: TextSinceTag,
    /// Invalid bytes are an error; otherwise they become U+FFFD.
    strict: bool,
}

impl<R: Read> DecodingReader<R> {
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let since = TextSinceTag::default();
        Self { inner, decoder, raw: Vec::new(), ready: (Vec::new(), 0), ended: false, since, strict: false }
    }

    /// Makes invalid bytes an error, and does not limit the text between tags.
    pub(crate) fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    pub(crate) fn inner(&self) -> &R {
        &self.inner
    }

    pub(crate) fn inner_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    /// The counter, which the caller resets to 0 at every tag.
    pub(crate) fn since(&self) -> TextSinceTag {
        Rc::clone(&self.since)
    }

    fn refill(&mut self) -> io::Result<()> {
        self.raw.clear();
        self.inner.by_ref().take(PIECE as u64).read_to_end(&mut self.raw)?;
        self.ended = self.raw.is_empty();
        let (out, given) = &mut self.ready;
        *given = 0;
        out.resize(self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(PIECE * 4), 0);
        let (result, _, written, broken) = self.decoder.decode_to_utf8(&self.raw, out, self.ended);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        out.truncate(written);
        if self.strict {
            let name = self.decoder.encoding().name();
            let what = || {
                WorkbookError::damaged(format!(
                    "it declares the encoding {name}, but has bytes that are invalid in it"
                ))
            };
            if broken {
                out.clear();
                return Err(what().into());
            }
            return Ok(());
        }
        let since = self.since.get().saturating_add(self.raw.len() as u64);
        self.since.set(since);
        if since > limits::CELL {
            let most = limits::CELL / 1024 / 1024;
            return Err(WorkbookError::TooMuch(format!("it has a cell of more than {most} MB")).into());
        }
        Ok(())
    }
}

impl<R: Read> Read for DecodingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready.1 >= self.ready.0.len() && !self.ended {
            self.refill()?;
        }
        let mut left = self.ready.0.get(self.ready.1..).unwrap_or_default();
        let count = left.read(buffer)?;
        self.ready.1 += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_longer_than_the_buffer_is_decoded() {
        let text = "é€".repeat(40_000);
        let bytes = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
        let mut read = String::new();
        let mut decoded = DecodingReader::new(bytes.as_slice(), encoding_rs::WINDOWS_1252);
        decoded.read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
    }
}
