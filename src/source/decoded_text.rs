//! The text of a file as UTF-8, decoded piece by piece and without stray marks such as byte order marks.

use crate::file::InputStream;

use super::byte_order_marks::MarkRemover;
use super::decoder::PieceDecoder;
use super::detection::Provenance;
use super::encoding::{self, EncodingDecision, EncodingQuestion, TextEncoding, Western};
use super::error::SourceError;
use super::rejects_letters::RejectsLetters;

/// The number of bytes read at once.
const BLOCK: usize = 256 * 1024;
/// The number of bytes examined before an encoding is decided.
const WINDOW: usize = 64 * 1024;
/// The number of bytes before the first non-ASCII byte that are examined, too.
const BEFORE: usize = 256;
/// The escape character that ISO-2022-JP uses.
const ESCAPE: u8 = 0x1b;
/// The name of the encoding if all bytes are ASCII.
const ASCII: &str = "US-ASCII";
/// The name of the encoding while only ASCII was read and more may follow.
const ASCII_SO_FAR: &str = "US-ASCII so far";

enum DecodingMode {
    /// Only ASCII so far.
    Undecided,
    /// UTF-8, passed on unchanged.
    Utf8,
    /// Decoded as Windows-1252 and checked: a later byte may show that it is another encoding.
    Western(PieceDecoder, Box<Western>),
    /// Decoded from a known encoding.
    Other(PieceDecoder),
}

pub(super) struct DecodedText {
    input: InputStream,
    mode: DecodingMode,
    encoding: Provenance<&'static str>,
    marks: MarkRemover,
    raw: Vec<u8>,
    ended: bool,
    /// What is known of a rejects file: if the bytes leave a doubt, it decides, and the user is not asked.
    rejects: Option<Box<RejectsLetters>>,
}

impl DecodedText {
    /// Opens a text. The given encoding applies unless the text begins with a byte order mark. In an `exact` text,
    /// only marks at its start are removed.
    pub(super) fn open(
        mut input: InputStream,
        encoding: Option<Provenance<TextEncoding>>,
        exact: bool,
    ) -> Result<Self, SourceError> {
        let sample = input.peek(WINDOW)?;
        if encoding::is_utf32(sample) {
            let file = input.name().to_owned();
            let what = "text in UTF-32";
            return Err(SourceError::NotATable { file, what, remedy: "save it as UTF-8" });
        }
        let mark = encoding::byte_order_mark(sample);
        let zeros = || encoding::utf16_by_zeros(sample).map(Provenance::Found);
        let found = mark.map(|(encoding, _)| Provenance::Found(encoding));
        let known = found.or(encoding).or_else(zeros);
        let wide = if known.is_none() { encoding::utf16_by_letters(sample) } else { Vec::new() };
        if !wide.is_empty() {
            let EncodingQuestion { readings, mixed } = encoding::wide(sample, &wide);
            return Err(SourceError::Encoding { file: input.name().to_owned(), readings, mixed });
        }
        let (mode, encoding) = match known {
            None => (DecodingMode::Undecided, Provenance::Found(ASCII)),
            Some(Provenance::Stated(encoding)) => {
                (DecodingMode::of(encoding), Provenance::Stated(encoding.name()))
            }
            Some(known) => (DecodingMode::of(*known.get()), Provenance::Found(known.get().name())),
        };
        let marks = MarkRemover::new(!exact);
        let mut text = Self { input, mode, encoding, marks, raw: Vec::new(), ended: false, rejects: None };
        text.input.read_some(&mut Vec::new(), mark.map_or(0, |(_, length)| length))?;
        Ok(text)
    }

    /// The same for a rejects file.
    pub(super) fn of_rejects(self, rejects: Option<RejectsLetters>) -> Self {
        Self { rejects: rejects.map(Box::new), ..self }
    }

    /// True if bytes that can't be decoded arrive as hexadecimal digits after [`super::decoder::BAD`].
    pub(super) fn is_decoded(&self) -> bool {
        matches!(self.mode, DecodingMode::Other(_) | DecodingMode::Western(..))
    }

    pub(super) fn input(&self) -> &InputStream {
        &self.input
    }

    /// The encoding as far as it is known.
    pub(super) fn encoding(&self) -> Provenance<&'static str> {
        match self.mode {
            DecodingMode::Undecided if !self.ended => Provenance::Found(ASCII_SO_FAR),
            _ => self.encoding,
        }
    }

    /// Appends the next piece of text to `out`; false at the end of the file.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool, SourceError> {
        if self.ended {
            return Ok(false);
        }
        let start = out.len();
        self.marks.begin(out);
        if matches!(self.mode, DecodingMode::Utf8) {
            self.ended = self.input.read_some(out, BLOCK)? == 0;
        } else {
            self.decode_block(out)?;
        }
        self.marks.tidy(out, start, self.ended);
        Ok(!self.ended || out.len() > start)
    }

    fn decode_block(&mut self, out: &mut Vec<u8>) -> Result<(), SourceError> {
        let kept = self.raw.len().saturating_sub(BEFORE);
        let before =
            if matches!(self.mode, DecodingMode::Undecided) { self.raw.split_off(kept) } else { Vec::new() };
        self.raw.clear();
        self.read_block()?;
        self.decide(&before)?;
        self.watch()?;
        match &mut self.mode {
            DecodingMode::Other(decoder) | DecodingMode::Western(decoder, _) => {
                decoder.decode(&self.raw, self.ended, out)
            }
            _ => out.extend_from_slice(&self.raw),
        }
        Ok(())
    }

    fn read_block(&mut self) -> Result<(), SourceError> {
        self.ended = self.input.read_some(&mut self.raw, BLOCK)? == 0;
        Ok(())
    }

    /// Decides the encoding if the current piece has the first non-ASCII byte; `before` is the text before the piece.
    fn decide(&mut self, before: &[u8]) -> Result<(), SourceError> {
        if !matches!(self.mode, DecodingMode::Undecided) {
            return Ok(());
        }
        if self.raw.is_ascii() {
            return self.ask_japanese(before);
        }
        let first = self.raw.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
        while !self.ended && self.raw.len() < first + WINDOW {
            self.read_block()?;
        }
        let start = encoding::line_start(&self.raw, first, BEFORE);
        let near = self.raw.get(start..first + WINDOW.min(self.raw.len() - first));
        let before = if start == 0 { before } else { &[] };
        let window = [before, near.unwrap_or_default()].concat();
        let whole = self.ended && first + WINDOW >= self.raw.len();
        let window =
            if whole { &window } else { encoding::complete_lines(&window, first - start + before.len()) };
        let known = self.rejects.as_ref().and_then(|rejects| rejects.words().encoding(window));
        if let Some(encoding) = known {
            return self.set(DecodingMode::of(encoding), Provenance::Found(encoding));
        }
        match encoding::decide(window, whole) {
            EncodingDecision::Utf8 => self.set(DecodingMode::Utf8, Provenance::Found(TextEncoding::UTF_8)),
            EncodingDecision::Western(western) => {
                let encoding = TextEncoding::WINDOWS_1252;
                let mode = DecodingMode::Western(PieceDecoder::new(encoding), western);
                self.set(mode, Provenance::Found(encoding))
            }
            EncodingDecision::Unsure(question) => match self.rejects {
                Some(_) => {
                    let guess = question.likeliest(window);
                    self.set(DecodingMode::of(guess), Provenance::Guessed(guess))
                }
                None => Err(self.asked(question)),
            },
        }
    }

    fn set(&mut self, mode: DecodingMode, encoding: Provenance<TextEncoding>) -> Result<(), SourceError> {
        self.mode = mode;
        self.encoding = match encoding {
            Provenance::Found(encoding) => Provenance::Found(encoding.name()),
            Provenance::Guessed(encoding) => Provenance::Guessed(encoding.name()),
            Provenance::Stated(encoding) => Provenance::Stated(encoding.name()),
        };
        Ok(())
    }

    /// Asks the user if the text may be ISO-2022-JP, which consists of ASCII bytes and special escapes.
    fn ask_japanese(&self, before: &[u8]) -> Result<(), SourceError> {
        if memchr::memchr(ESCAPE, &self.raw).is_none() && memchr::memchr(ESCAPE, before).is_none() {
            return Ok(());
        }
        let text = [before, &self.raw].concat();
        if encoding::has_japanese_escapes(&text) {
            return Err(self.asked(encoding::japanese(&text)));
        }
        Ok(())
    }

    /// Checks that the current piece still fits the detected encoding.
    fn watch(&mut self) -> Result<(), SourceError> {
        let DecodingMode::Western(_, western) = &mut self.mode else { return Ok(()) };
        match western.watch(&self.raw, self.ended) {
            Some(_) if self.rejects.is_some() => {
                self.encoding = Provenance::Guessed(TextEncoding::WINDOWS_1252.name());
                Ok(())
            }
            Some(question) => Err(self.asked(question)),
            None => Ok(()),
        }
    }

    fn asked(&self, question: EncodingQuestion) -> SourceError {
        let EncodingQuestion { readings, mixed } = question;
        SourceError::Encoding { file: self.input.name().to_owned(), readings, mixed }
    }
}

impl DecodingMode {
    fn of(encoding: TextEncoding) -> Self {
        if encoding == TextEncoding::UTF_8 {
            return Self::Utf8;
        }
        Self::Other(PieceDecoder::new(encoding))
    }
}
