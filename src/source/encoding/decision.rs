//! Decides between UTF-8 and Windows-1252 by the bytes around the first non-ASCII one.

use super::encoding_names::TextEncoding;
use super::question::{self, EncodingQuestion};
use super::utf8;
use super::windows_1252::{self, Windows1252Judge};

/// The number of bytes around a new byte that are examined.
const AROUND: usize = 4096;

/// The encoding of the bytes around the first non-ASCII one.
pub(in crate::source) enum EncodingDecision {
    Utf8,
    /// Windows-1252, so far.
    Western(Box<Western>),
    /// Uncertain.
    Unsure(EncodingQuestion),
}

/// Decides by a window around the first non-ASCII byte; `whole` is true if the text ends with it.
///
/// Well-formed UTF-8 is rarely an accident. So if it outweighs the broken bytes, the file is UTF-8, and the rows with
/// broken bytes get rejected; garbled names would be worse. A text without broken bytes is UTF-8 unless another
/// encoding is as likely.
pub(in crate::source) fn decide(window: &[u8], whole: bool) -> EncodingDecision {
    let (good, bad) = utf8::parts(window, whole);
    if bad == 0 {
        return well_formed(window);
    }
    if good >= bad && good > 0 && utf8::has_sound_word(window) {
        return EncodingDecision::Utf8;
    }
    let mut judge = Windows1252Judge::new();
    judge.take(window);
    if judge.is_western() {
        return EncodingDecision::Western(Box::new(Western::new(judge)));
    }
    if good > 0 && utf8::has_sound_word(window) && (good * 10 >= bad || others(window).1.is_western()) {
        return EncodingDecision::Unsure(partly_utf8(window));
    }
    let mut question = judge.question(window);
    if good * 10 >= bad {
        question.readings.extend(question::readings(window, &[TextEncoding::UTF_8], &[]));
    }
    EncodingDecision::Unsure(question)
}

fn well_formed(window: &[u8]) -> EncodingDecision {
    let rivals = utf8::rivals(window);
    if rivals.is_empty() {
        return EncodingDecision::Utf8;
    }
    let mut judge = Windows1252Judge::new();
    judge.take(window);
    let mut candidates = judge.candidates();
    let missing: Vec<_> = rivals.into_iter().filter(|rival| !candidates.contains(rival)).collect();
    candidates.extend(missing.into_iter().chain([TextEncoding::UTF_8]));
    EncodingDecision::Unsure(EncodingQuestion {
        readings: question::readings(window, &candidates, &[]),
        mixed: false,
    })
}

/// The question for a file in which some rows are UTF-8 and others are not.
fn partly_utf8(window: &[u8]) -> EncodingQuestion {
    let (others, judge) = others(window);
    let mut candidates =
        if judge.is_western() { vec![TextEncoding::WINDOWS_1252] } else { judge.candidates() };
    candidates.push(TextEncoding::UTF_8);
    EncodingQuestion {
        readings: question::readings(window, &candidates, others.get(..1).unwrap_or_default()),
        mixed: true,
    }
}

/// The words that are not UTF-8, with a judge that knows only them.
fn others(window: &[u8]) -> (Vec<Box<[u8]>>, Windows1252Judge) {
    let others = windows_1252::words(window).filter(|word| std::str::from_utf8(word).is_err());
    let others: Vec<Box<[u8]>> = others.map(Into::into).collect();
    let mut judge = Windows1252Judge::new();
    judge.take(&others.join(&b'\n'));
    (others, judge)
}

/// The question for a text that is not UTF-8; `mixed` is true if other parts of the file are.
pub(in crate::source) fn unstated(text: &[u8], mixed: bool) -> EncodingQuestion {
    let mut judge = Windows1252Judge::new();
    judge.take(text);
    let western = judge.is_western().then_some(TextEncoding::WINDOWS_1252);
    let others = judge.candidates().into_iter().filter(|own| western != Some(*own));
    let candidates: Vec<_> = western.into_iter().chain(others).collect();
    EncodingQuestion { readings: question::readings(text, &candidates, &[]), mixed }
}

/// True if the text has an escape sequence of ISO-2022-JP, after which ASCII bytes are Japanese characters.
pub(in crate::source) fn has_japanese_escapes(text: &[u8]) -> bool {
    let is_escape = |at: usize| matches!(text.get(at + 1..at + 3), Some(b"$B" | b"$@"));
    memchr::memchr_iter(0x1b, text).any(is_escape)
}

/// Asks whether a text with such escape sequences is ISO-2022-JP.
pub(in crate::source) fn japanese(text: &[u8]) -> EncodingQuestion {
    let reading = question::wide_reading(text, TextEncoding::standard(encoding_rs::ISO_2022_JP));
    EncodingQuestion { readings: vec![reading], mixed: false }
}

/// A text that has been Windows-1252 so far.
pub(in crate::source) struct Western {
    judge: Windows1252Judge,
    /// The end of the previous piece, from the beginning of a line: its last word may be cut.
    before: Vec<u8>,
}

impl Western {
    fn new(judge: Windows1252Judge) -> Self {
        Self { judge, before: Vec::new() }
    }

    /// Checks the next piece of the text; `last` is true for the last one. A byte that is new may show that the
    /// encoding is another one. Returns a question in this case.
    pub(in crate::source) fn watch(&mut self, piece: &[u8], last: bool) -> Option<EncodingQuestion> {
        let is_new = self.judge.find_new(&self.before).is_some() || self.judge.find_new(piece).is_some();
        let found = if is_new {
            let joined = [&self.before, piece].concat();
            let lines =
                if last { &joined } else { complete_lines(&joined, joined.len().saturating_sub(AROUND)) };
            self.look(lines)
        } else {
            None
        };
        let line = memchr::memrchr(b'\n', piece).map(|end| end + 1);
        match line.filter(|start| piece.len() - start <= AROUND) {
            Some(start) => self.before = piece.get(start..).unwrap_or_default().to_vec(),
            None => {
                self.before.extend_from_slice(piece);
                self.before.drain(..self.before.len().saturating_sub(AROUND));
            }
        }
        found
    }

    fn look(&mut self, text: &[u8]) -> Option<EncodingQuestion> {
        let mut from = 0;
        while let Some(at) = self.judge.find_new(text.get(from..).unwrap_or_default()) {
            let at = from + at;
            let start = line_start(text, at, AROUND);
            let window = text.get(start..text.len().min(at + AROUND)).unwrap_or_default();
            let window = complete_lines(window, at - start);
            self.judge.take(window);
            if !self.judge.is_western() {
                return Some(self.judge.question(window));
            }
            from = at + 1;
        }
        None
    }
}

/// The start of the first line that begins at most `most` bytes before `at`; if none does, the place `most` bytes
/// before it.
pub(in crate::source) fn line_start(piece: &[u8], at: usize, most: usize) -> usize {
    let first = at.saturating_sub(most);
    let before = piece.get(first..at).unwrap_or_default();
    let whole = if first == 0 { None } else { memchr::memchr(b'\n', before) };
    whole.map_or(first, |end| first + end + 1)
}

/// The part of a text that ends with a complete line; all of it if no line ends after the byte at `least`.
pub(in crate::source) fn complete_lines(text: &[u8], least: usize) -> &[u8] {
    let end = memchr::memrchr(b'\n', text).filter(|end| *end > least);
    end.and_then(|end| text.get(..=end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn western(text: &str) -> Vec<u8> {
        encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
    }

    /// The detected encoding, or the proposed ones.
    fn decided(window: &[u8], whole: bool) -> String {
        match decide(window, whole) {
            EncodingDecision::Utf8 => "utf-8".to_owned(),
            EncodingDecision::Western(_) => "windows-1252".to_owned(),
            EncodingDecision::Unsure(question) => {
                let names: Vec<String> =
                    question.readings.into_iter().map(|reading| reading.encoding).collect();
                format!("? {}", names.join(" "))
            }
        }
    }

    #[test]
    fn utf8_is_detected_despite_a_broken_row_or_a_cut_end() {
        assert_eq!(decided("é,ü".as_bytes(), true), "utf-8");
        assert_eq!(decided(b"\xc3\xa9,\xc3\xa9,Jos\xe9\n", true), "utf-8");
        assert_eq!(decided(b"\xc3", false), "utf-8", "cut by the window");
        assert_ne!(decided(b"\xc3", true), "utf-8", "cut by the end of the file");
    }

    #[rstest]
    #[case("Name\nJosé\n")]
    #[case("ü;Müller;München\n")]
    #[case("é;Hélène;Zoë\nJürgen;Iñigo;Lefèvre\n")]
    #[case("à;Nicolò;Forlì;perché\n")]
    #[case("ø;Søren;Østergård\n")]
    #[case("ñ;Muñoz;Coruña;¿Qué?\n")]
    #[case("ç;Gonçalves;São João\n")]
    #[case("ß;Straße 5;10 €\n")]
    #[case("’Angelo;D’Amico – “Bar”\n")]
    fn western_letters_are_read_as_windows_1252(#[case] text: &str) {
        assert_eq!(decided(&western(text), true), "windows-1252");
    }

    #[test]
    fn other_letters_lead_to_a_question() {
        let text = "Иванов;Москва;Невский проспект;улица Ленина\n".repeat(3);
        let bytes = encoding_rs::WINDOWS_1251.encode(&text).0;
        assert!(decided(&bytes, true).starts_with("? windows-1251"), "{}", decided(&bytes, true));
    }
}
