//! Which encoding a text has, told from its bytes.
//!
//! A byte order mark is believed, and a pattern of zero bytes shows UTF-16. Without either the text is ASCII until
//! its first byte beyond: ASCII is the same in UTF-8 and Windows-1252, so nothing is decided before it has to be.
//! There a window of bytes decides, however late in the file it comes and also on a pipe.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The byte order mark at the start: its encoding and its length.
pub(super) fn byte_order_mark(start: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(start)
}

/// True for UTF-32, which nothing else begins like.
pub(super) fn is_utf32(start: &[u8]) -> bool {
    start.starts_with(&[0xff, 0xfe, 0, 0]) || start.starts_with(&[0, 0, 0xfe, 0xff])
}

/// UTF-16 without a byte order mark: in plain text most bytes of one half are zero and hardly any of the other.
pub(super) fn utf16_by_zeros(sample: &[u8]) -> Option<&'static Encoding> {
    let zeros = |half: usize| sample.iter().skip(half).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    if pairs < 2 {
        return None;
    }
    if odd * 10 > pairs * 4 && even * 20 < pairs {
        return Some(UTF_16LE);
    }
    (even * 10 > pairs * 4 && odd * 20 < pairs).then_some(UTF_16BE)
}

/// What the bytes from the first non-ASCII one on are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// UTF-8, or Windows-1252.
    Sure(&'static Encoding),
    /// Neither; it looks like this one.
    Unsure(&'static Encoding),
}

/// Decides by a window that begins at the first non-ASCII byte; `whole` where the text ends with it.
///
/// Well-formed UTF-8 hardly ever arises by chance. So where any stands, and broken bytes do not outnumber it ten to
/// one, the file is UTF-8 and the rows with broken bytes will be rejected: better than names that are garbled.
pub(super) fn decide(window: &[u8], whole: bool) -> Verdict {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut chunks = window.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        let cut_off = chunks.peek().is_none() && !whole && could_go_on(chunk.invalid());
        bad += usize::from(!chunk.invalid().is_empty() && !cut_off);
    }
    if bad == 0 || (good > 0 && bad <= good * 10) {
        return Verdict::Sure(UTF_8);
    }
    legacy(window, whole)
}

/// True for the start of a character that the window's end has cut.
fn could_go_on(broken: &[u8]) -> bool {
    std::str::from_utf8(broken).is_err_and(|fault| fault.error_len().is_none())
}

fn legacy(window: &[u8], whole: bool) -> Verdict {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window, whole);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == WINDOWS_1252 { Verdict::Sure(guess) } else { Verdict::Unsure(guess) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn western(text: &str) -> Vec<u8> {
        WINDOWS_1252.encode(text).0.into_owned()
    }

    #[rstest]
    #[case(b"\xef\xbb\xbfa", Some((UTF_8, 3)))]
    #[case(b"\xff\xfea\0", Some((UTF_16LE, 2)))]
    #[case(b"\xfe\xff\0a", Some((UTF_16BE, 2)))]
    #[case(b"abc", None)]
    fn marks(#[case] start: &[u8], #[case] expected: Option<(&'static Encoding, usize)>) {
        assert_eq!(byte_order_mark(start), expected);
    }

    #[rstest]
    #[case(b"a\0,\0b\0\n\0", Some(UTF_16LE))]
    #[case(b"\0a\0,\0b\0\n", Some(UTF_16BE))]
    #[case(b"a,b\n1,\0\n", None)]
    #[case(b"\0\0\0\0\0\0", None)]
    #[case(b"a", None)]
    fn zeros(#[case] sample: &[u8], #[case] expected: Option<&'static Encoding>) {
        assert_eq!(utf16_by_zeros(sample), expected);
    }

    #[test]
    fn utf8_also_with_a_broken_row_or_a_cut_end() {
        assert_eq!(decide("é,ü".as_bytes(), true), Verdict::Sure(UTF_8));
        assert_eq!(decide(b"\xc3\xa9,\xc3\xa9,Jos\xe9\n", true), Verdict::Sure(UTF_8));
        assert_eq!(decide(b"\xc3", false), Verdict::Sure(UTF_8), "cut by the window");
        assert_ne!(decide(b"\xc3", true), Verdict::Sure(UTF_8), "cut by the end of the file");
    }

    #[rstest]
    #[case("é")]
    #[case("ü;Müller;München\n")]
    #[case("é;Hélène;Zoë\nJürgen;Iñigo;Lefèvre\n")]
    #[case("à;Nicolò;Forlì;perché\n")]
    #[case("ø;Søren;Østergård\n")]
    #[case("ñ;Muñoz;Coruña;¿Qué?\n")]
    #[case("ç;Gonçalves;São João\n")]
    #[case("ß;Straße 5;10 €\n")]
    #[case("’Angelo;D’Amico – “Bar”\n")]
    fn western_letters_are_windows_1252(#[case] text: &str) {
        assert_eq!(decide(&western(text), true), Verdict::Sure(WINDOWS_1252));
    }

    #[test]
    fn other_letters_are_not_guessed() {
        let text = "Иванов;Москва;Невский проспект;улица Ленина\n".repeat(3);
        let bytes = encoding_rs::WINDOWS_1251.encode(&text).0;
        assert_eq!(decide(&bytes, true), Verdict::Unsure(encoding_rs::WINDOWS_1251));
    }
}
