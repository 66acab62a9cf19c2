//! Which encoding a text has, told from its bytes.
//!
//! A byte order mark is believed, and a pattern of zero bytes shows UTF-16. Without either the text is ASCII until
//! its first byte beyond: ASCII is the same in UTF-8 and Windows-1252, so nothing is decided before it has to be.
//! There a window of bytes decides, however late in the file it comes and also on a pipe. What is neither UTF-8 nor
//! Windows-1252 for certain is a question to the user.

mod candidates;
mod encoding_names;
mod letters;
mod oddness;
mod question;
mod symbols;
mod utf8;
mod windows_1252;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

pub use encoding_names::TextEncoding;
pub(super) use encoding_names::{EncodingKind, page_letter};
use letters::Languages;
pub use question::EncodingReading;
pub(super) use question::{EncodingQuestion, readings};
use windows_1252::Windows1252Judge;

/// The byte order mark at the start: its encoding and its length.
pub(super) fn byte_order_mark(start: &[u8]) -> Option<(TextEncoding, usize)> {
    Encoding::for_bom(start).map(|(encoding, length)| (TextEncoding::standard(encoding), length))
}

/// True for UTF-32, which nothing else begins like.
pub(super) fn is_utf32(start: &[u8]) -> bool {
    start.starts_with(&[0xff, 0xfe, 0, 0]) || start.starts_with(&[0, 0, 0xfe, 0xff])
}

/// UTF-16 without a byte order mark: in plain text most bytes of one half are zero and hardly any of the other.
pub(super) fn utf16_by_zeros(sample: &[u8]) -> Option<TextEncoding> {
    let zeros = |half: usize| sample.iter().skip(half).step_by(2).filter(|byte| **byte == 0).count();
    let even = zeros(0);
    let odd = zeros(1);
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    if odd * 10 > pairs * 4 && even * 20 < pairs {
        return Some(TextEncoding::standard(UTF_16LE));
    }
    (even * 10 > pairs * 4 && odd * 20 < pairs).then_some(TextEncoding::standard(UTF_16BE))
}

/// UTF-16 that begins with a bracket of JSON, however many of its letters are those of Asia.
pub(super) fn utf16_by_bracket(sample: &[u8]) -> Option<TextEncoding> {
    match sample {
        [b'{' | b'[', 0, ..] => Some(TextEncoding::standard(UTF_16LE)),
        [0, b'{' | b'[', ..] => Some(TextEncoding::standard(UTF_16BE)),
        _ => None,
    }
}

/// UTF-16 in which hardly any byte is zero, as in Chinese: both orders of bytes in which all of a sample is sound text in
/// lines, parted by one of the usual delimiters.
pub(super) fn utf16_by_letters(sample: &[u8]) -> Vec<TextEncoding> {
    if memchr::memchr(0, sample).is_none() {
        return Vec::new();
    }
    let sound = |encoding: &TextEncoding| {
        let text = encoding.decode_lossy(sample.get(..sample.len() & !1).unwrap_or_default());
        let is_wide = |letter: &char| matches!(letter, '\u{370}'..='\u{6ff}' | '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
        let wide = text.chars().filter(is_wide);
        let all = text.chars().count();
        let wrong = |letter: char| match letter {
            '\n' | '\r' | '\t' => false,
            '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
            _ => false,
        };
        // The sample may end within a character of two halves.
        let text = text.strip_suffix('\u{fffd}').unwrap_or(&text);
        let table = text.contains(['\n', '\r']) && text.contains([',', ';', '\t', '|']);
        table && wide.count() * 2 > all / 2 && !text.contains(wrong)
    };
    [UTF_16LE, UTF_16BE].into_iter().map(TextEncoding::standard).filter(sound).collect()
}

/// The question in which order the bytes of such a text are.
pub(super) fn wide(sample: &[u8], encodings: &[TextEncoding]) -> EncodingQuestion {
    let readings = encodings.iter().map(|encoding| question::wide_reading(sample, *encoding)).collect();
    EncodingQuestion { readings, mixed: false }
}

/// How odd a text is that may have been damaged: 0 for what somebody would write in any language.
pub(crate) fn oddness(text: &str) -> u32 {
    text.split_whitespace().map(|word| oddness::oddness(word, Languages::ALL)).sum()
}

/// What the bytes around the first non-ASCII one are.
pub(super) enum EncodingDecision {
    /// UTF-8.
    Utf8,
    /// Windows-1252, so far.
    Western(Box<Western>),
    /// Nobody can tell.
    Unsure(EncodingQuestion),
}

/// Decides by a window around the first non-ASCII byte; `whole` where the text ends with it.
///
/// Well-formed UTF-8 hardly ever arises by chance. So where it outweighs the broken bytes, the file is UTF-8 and the rows
/// with broken bytes will be rejected: better than names that are garbled. A text without broken bytes is UTF-8 unless
/// another encoding is as likely.
pub(super) fn decide(window: &[u8], whole: bool) -> EncodingDecision {
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

/// Some rows are UTF-8, and the others in an encoding that only they can tell.
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

/// The words that are not UTF-8, judged by themselves.
fn others(window: &[u8]) -> (Vec<Box<[u8]>>, Windows1252Judge) {
    let others = windows_1252::words(window).filter(|word| std::str::from_utf8(word).is_err());
    let others: Vec<Box<[u8]>> = others.map(Into::into).collect();
    let mut judge = Windows1252Judge::new();
    judge.take(&others.join(&b'\n'));
    (others, judge)
}

/// The question in which encoding a text is that is not UTF-8; `mixed` where other parts of its file are.
pub(super) fn unstated(text: &[u8], mixed: bool) -> EncodingQuestion {
    let mut judge = Windows1252Judge::new();
    judge.take(text);
    let western = judge.is_western().then_some(TextEncoding::WINDOWS_1252);
    let others = judge.candidates().into_iter().filter(|own| western != Some(*own));
    let candidates: Vec<_> = western.into_iter().chain(others).collect();
    EncodingQuestion { readings: question::readings(text, &candidates, &[]), mixed }
}

/// An escape of ISO-2022-JP, behind which bytes of ASCII are letters of Japanese.
pub(super) fn has_japanese_escapes(text: &[u8]) -> bool {
    let is_escape = |at: usize| matches!(text.get(at + 1..at + 3), Some(b"$B" | b"$@"));
    memchr::memchr_iter(0x1b, text).any(is_escape)
}

/// The question whether a text with such escapes is ISO-2022-JP.
pub(super) fn japanese(text: &[u8]) -> EncodingQuestion {
    let reading = question::wide_reading(text, TextEncoding::standard(encoding_rs::ISO_2022_JP));
    EncodingQuestion { readings: vec![reading], mixed: false }
}

/// Bytes around one that is new.
const AROUND: usize = 4096;

/// Where the first line begins that begins within so many bytes before a place; those bytes, where none does.
pub(super) fn line_start(piece: &[u8], at: usize, most: usize) -> usize {
    let first = at.saturating_sub(most);
    let before = piece.get(first..at).unwrap_or_default();
    let whole = if first == 0 { None } else { memchr::memchr(b'\n', before) };
    whole.map_or(first, |end| first + end + 1)
}

/// The part of a text that ends with a whole line; all of it where no line ends behind the byte at `least`.
pub(super) fn whole_lines(text: &[u8], least: usize) -> &[u8] {
    let end = memchr::memrchr(b'\n', text).filter(|end| *end > least);
    end.and_then(|end| text.get(..=end)).unwrap_or(text)
}

/// A text that is Windows-1252 as far as it was looked at.
pub(super) struct Western {
    judge: Windows1252Judge,
    /// The end of the piece before, from the beginning of a line on: its last word may be cut.
    before: Vec<u8>,
}

impl Western {
    fn new(judge: Windows1252Judge) -> Self {
        Self { judge, before: Vec::new() }
    }

    /// Looks at the next piece of the text, `last` where it is the last one: a byte that never stood before may show that
    /// the encoding is another. Returns how the text may be read then.
    pub(super) fn watch(&mut self, piece: &[u8], last: bool) -> Option<EncodingQuestion> {
        let is_new = self.judge.find_new(&self.before).is_some() || self.judge.find_new(piece).is_some();
        let found = if is_new {
            let joined = [&self.before, piece].concat();
            let lines =
                if last { &joined } else { whole_lines(&joined, joined.len().saturating_sub(AROUND)) };
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
            let window = whole_lines(window, at - start);
            self.judge.take(window);
            if !self.judge.is_western() {
                return Some(self.judge.question(window));
            }
            from = at + 1;
        }
        None
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod cases {
    use rstest::rstest;

    use super::*;

    fn western(text: &str) -> Vec<u8> {
        encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
    }

    /// The encoding that is taken, or those that are proposed.
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

    #[rstest]
    #[case(b"\xef\xbb\xbfa", Some(("UTF-8", 3)))]
    #[case(b"\xff\xfea\0", Some(("UTF-16LE", 2)))]
    #[case(b"\xfe\xff\0a", Some(("UTF-16BE", 2)))]
    #[case(b"abc", None)]
    fn marks(#[case] start: &[u8], #[case] expected: Option<(&'static str, usize)>) {
        assert_eq!(byte_order_mark(start).map(|(encoding, length)| (encoding.name(), length)), expected);
    }

    #[rstest]
    #[case(b"a\0,\0b\0\n\0", Some("UTF-16LE"))]
    #[case(b"\0a\0,\0b\0\n", Some("UTF-16BE"))]
    #[case(b"a,b\n1,\0\n", None)]
    #[case(b"\0\0\0\0\0\0", None)]
    #[case(b"a", None)]
    fn zeros(#[case] sample: &[u8], #[case] expected: Option<&str>) {
        assert_eq!(utf16_by_zeros(sample).map(TextEncoding::name), expected);
    }

    #[test]
    fn utf8_also_with_a_broken_row_or_a_cut_end() {
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
    fn western_letters_are_windows_1252(#[case] text: &str) {
        assert_eq!(decided(&western(text), true), "windows-1252");
    }

    #[test]
    fn other_letters_are_not_guessed() {
        let text = "Иванов;Москва;Невский проспект;улица Ленина\n".repeat(3);
        let bytes = encoding_rs::WINDOWS_1251.encode(&text).0;
        assert!(decided(&bytes, true).starts_with("? windows-1251"), "{}", decided(&bytes, true));
    }
}
