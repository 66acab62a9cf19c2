//! Detects UTF-16 and UTF-32 by byte order marks or byte patterns.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::encoding_names::TextEncoding;
use super::question::{self, EncodingQuestion};

/// The encoding of the byte order mark at the start, and the length of the mark.
pub(in crate::source) fn byte_order_mark(start: &[u8]) -> Option<(TextEncoding, usize)> {
    Encoding::for_bom(start).map(|(encoding, length)| (TextEncoding::standard(encoding), length))
}

/// True for UTF-32: nothing else begins like it.
pub(in crate::source) fn is_utf32(start: &[u8]) -> bool {
    start.starts_with(&[0xff, 0xfe, 0, 0]) || start.starts_with(&[0, 0, 0xfe, 0xff])
}

/// UTF-16 without a byte order mark: in plain text, one half of most byte pairs is zero and the other rarely is.
pub(in crate::source) fn utf16_by_zeros(sample: &[u8]) -> Option<TextEncoding> {
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

/// UTF-16 that begins with a JSON bracket, even if most of its letters are Asian.
pub(in crate::source) fn utf16_by_bracket(sample: &[u8]) -> Option<TextEncoding> {
    match sample {
        [b'{' | b'[', 0, ..] => Some(TextEncoding::standard(UTF_16LE)),
        [0, b'{' | b'[', ..] => Some(TextEncoding::standard(UTF_16BE)),
        _ => None,
    }
}

/// UTF-16 with few zero bytes, as in Chinese. Returns the byte orders that read the sample as lines of well-formed
/// text with one of the usual delimiters.
pub(in crate::source) fn utf16_by_letters(sample: &[u8]) -> Vec<TextEncoding> {
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
        // The sample may end inside a surrogate pair.
        let text = text.strip_suffix('\u{fffd}').unwrap_or(&text);
        let table = text.contains(['\n', '\r']) && text.contains([',', ';', '\t', '|']);
        table && wide.count() * 2 > all / 2 && !text.contains(wrong)
    };
    [UTF_16LE, UTF_16BE].into_iter().map(TextEncoding::standard).filter(sound).collect()
}

/// The question about the byte order of such a text.
pub(in crate::source) fn wide(sample: &[u8], encodings: &[TextEncoding]) -> EncodingQuestion {
    let readings = encodings.iter().map(|encoding| question::wide_reading(sample, *encoding)).collect();
    EncodingQuestion { readings, mixed: false }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"\xef\xbb\xbfa", Some(("UTF-8", 3)))]
    #[case(b"\xff\xfea\0", Some(("UTF-16LE", 2)))]
    #[case(b"\xfe\xff\0a", Some(("UTF-16BE", 2)))]
    #[case(b"abc", None)]
    fn byte_order_marks_are_recognized(
        #[case] start: &[u8],
        #[case] expected: Option<(&'static str, usize)>,
    ) {
        assert_eq!(byte_order_mark(start).map(|(encoding, length)| (encoding.name(), length)), expected);
    }

    #[rstest]
    #[case(b"a\0,\0b\0\n\0", Some("UTF-16LE"))]
    #[case(b"\0a\0,\0b\0\n", Some("UTF-16BE"))]
    #[case(b"a,b\n1,\0\n", None)]
    #[case(b"\0\0\0\0\0\0", None)]
    #[case(b"a", None)]
    fn utf16_is_recognized_by_zero_bytes(#[case] sample: &[u8], #[case] expected: Option<&str>) {
        assert_eq!(utf16_by_zeros(sample).map(TextEncoding::name), expected);
    }
}
